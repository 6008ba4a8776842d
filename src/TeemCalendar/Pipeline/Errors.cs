using System.Management.Automation;

namespace TeemCalendar.Pipeline;

/// <summary>Every error of the commands: its id, which stays as it is from version to version, its category, and what to do about it.</summary>
static class Errors
{
    internal static ErrorRecord NotConnected() => Make(
        new InvalidOperationException("This session is not connected to a tenant."), "NotConnected", ErrorCategory.ConnectionError, null,
        "Connect with Connect-TeemTenant, or give the command a connection with -Connection. Connect-TeemTenant -Sandbox needs no tenant.");

    internal static ErrorRecord Disconnected(TenantConnection connection) => Make(
        new InvalidOperationException($"The connection to {connection} was closed by Disconnect-TeemTenant."), "Disconnected", ErrorCategory.ConnectionError, connection,
        "Connect again with Connect-TeemTenant.");

    /// <summary>The record of what went wrong in a body.</summary>
    /// <param name="failure">What was thrown.</param>
    /// <param name="target">What was being worked on, where the failure itself does not say.</param>
    internal static ErrorRecord From(Exception failure, object? target = null) => failure switch
    {
        ConfirmationImpossibleException e => Make(
            e, "ConfirmationImpossible", ErrorCategory.PermissionDenied, e.Change.Target,
            "Read with -WhatIf what would be done; then run the command again with -Confirm:$false."),
        OperationCanceledException => Make(
            failure, "OperationTimeout", ErrorCategory.OperationTimeout, target,
            "Run the command again; what was done already is not done twice."),
        IOException or UnauthorizedAccessException => Make(
            failure, "FileNotAccessible", ErrorCategory.ReadError, target,
            "See that the path exists and that this account may use it."),
        _ => Make(
            failure, "Unexpected", ErrorCategory.NotSpecified, target,
            "This is a mistake of the module: please report it with the output of Get-Error."),
    };

    static ErrorRecord Make(Exception exception, string id, ErrorCategory category, object? target, string? remedy) =>
        new(exception, id, category, target) { ErrorDetails = new ErrorDetails(exception.Message) { RecommendedAction = remedy } };
}
