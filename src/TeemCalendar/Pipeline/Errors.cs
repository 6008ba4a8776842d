using System.Management.Automation;
using TeemCalendar.Core;

namespace TeemCalendar.Pipeline;

/// <summary>Every error of the commands: its id, which stays as it is from version to version, its category, its target, and what to do about it.</summary>
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
        TeemException e => Make(e, e.Id, Category(e.Kind), e.Target ?? target, e.Remedy, e.RequestId),
        ConfirmationImpossibleException e => Make(
            e, "ConfirmationImpossible", ErrorCategory.PermissionDenied, e.Target,
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

    static ErrorCategory Category(TeemErrorKind kind) => kind switch
    {
        TeemErrorKind.NotFound => ErrorCategory.ObjectNotFound,
        TeemErrorKind.AccessDenied => ErrorCategory.PermissionDenied,
        TeemErrorKind.SignInRefused => ErrorCategory.AuthenticationError,
        TeemErrorKind.InvalidInput => ErrorCategory.InvalidArgument,
        TeemErrorKind.Conflict => ErrorCategory.ResourceExists,
        TeemErrorKind.Throttled => ErrorCategory.LimitsExceeded,
        TeemErrorKind.Unavailable => ErrorCategory.ResourceUnavailable,
        TeemErrorKind.InDoubt => ErrorCategory.InvalidResult,
        TeemErrorKind.NotSupported => ErrorCategory.NotImplemented,
        TeemErrorKind.Unexpected => ErrorCategory.ProtocolError,
        _ => ErrorCategory.NotSpecified,
    };

    static ErrorRecord Make(Exception exception, string id, ErrorCategory category, object? target, string? remedy, string? requestId = null) => new(exception, id, category, target)
    {
        // Microsoft's support asks for the request id first.
        ErrorDetails = new ErrorDetails(requestId is null ? exception.Message : $"{exception.Message} (request id {requestId})") { RecommendedAction = remedy },
    };
}
