using System.Net;
using System.Text.Json;

namespace TeemCalendar.Core.Exchange;

/// <summary>Exchange refused a command. It is recognised by the class of Exchange's own exception, never by its text, which is translated and changes.</summary>
internal sealed class ExchangeException : TeemException
{
    const string Mend = "Mend what Exchange names as the reason, and run the command again: it goes on where it stopped.";

    ExchangeException(string id, TeemErrorKind kind, string message, string? target, string? remedy, string? requestId) : base(id, kind, message, target, remedy, requestId) { }

    /// <summary>The last part of the class name, as in ManagementObjectNotFoundException; empty when none was sent.</summary>
    internal string Class { get; private init; } = "";

    internal bool Is(string exceptionClass) => Class == exceptionClass;

    /// <summary>Reads the error of an answer. The bodies differ by kind of failure: details, innererror, or nothing but NUL bytes.</summary>
    internal static ExchangeException Of(ExchangeCommand command, HttpStatusCode status, JsonElement? body, string? requestId)
    {
        var (type, text) = Said(body);
        return Of(command, status, type, text, requestId);
    }

    /// <summary>The same for an error that came in another shape than an answer of the REST.</summary>
    /// <param name="command">What was refused.</param>
    /// <param name="status">The status that Exchange's REST answers such an error with.</param>
    /// <param name="type">The class of Exchange's exception, with or without its namespace; empty when none was told.</param>
    /// <param name="text">Exchange's sentence.</param>
    /// <param name="requestId">Exchange's id of the call.</param>
    internal static ExchangeException Of(ExchangeCommand command, HttpStatusCode status, string type, string text, string? requestId)
    {
        var name = type.Split('.')[^1];
        var target = command.Target;
        var (id, kind, remedy) = name switch
        {
            "ManagementObjectNotFoundException" => ("ExchangeObjectNotFound", TeemErrorKind.NotFound, "Check the address; Get-TeemRoom lists the rooms."),
            "ManagementObjectAmbiguousException" => ("ExchangeObjectAmbiguous", TeemErrorKind.InvalidInput, "Give the full address instead of a name."),
            "WLCDManagedMemberExistsException" or "ProxyAddressExistsException" => ("AddressInUse", TeemErrorKind.Conflict, "Another recipient has this address: choose another, or use the mailbox that is there."),
            "ADObjectAlreadyExistsException" or "MemberAlreadyExistsException" => ("ExchangeObjectExists", TeemErrorKind.Conflict, "Run the command again: it takes what is there."),
            "UserAlreadyExistsInPermissionEntryException" => ("FolderRightsThere", TeemErrorKind.Conflict, "Somebody gave rights meanwhile: run the command again, and it takes what is there."),
            "UserNotFoundInPermissionEntryException" => ("FolderRightsGone", TeemErrorKind.Conflict, "Somebody took the rights away meanwhile: run the command again, and it looks first."),
            "ManagementRoleDeprecatedException" => ("ImpersonationRetired", TeemErrorKind.NotSupported, "Exchange Online removed ApplicationImpersonation in 2025. Use Grant-TeemImpersonation -Method ApplicationRole."),
            "AmbiguousParameterSetException" or "ParameterTransformationException" or "ParameterBindingException" => ("ExchangeParameterRefused", TeemErrorKind.InvalidInput, Mend),
            _ when status == HttpStatusCode.Forbidden => ("ExchangePermissionMissing", TeemErrorKind.AccessDenied, ExchangeRoles.Needed(command.Name)),
            _ when status == HttpStatusCode.Unauthorized => ("ExchangeSignInRefused", TeemErrorKind.AccessDenied, "Connect again with Connect-TeemTenant."),
            _ when status == HttpStatusCode.TooManyRequests => ("ExchangeThrottled", TeemErrorKind.Throttled, "Wait some minutes, then run the command again: it goes on where it stopped."),
            _ when (int)status >= 500 && name.Length == 0 => ("ExchangeUnavailable", TeemErrorKind.Unavailable, "Run the command again: it looks first and repeats nothing that was done."),
            _ => ("ExchangeRefused", TeemErrorKind.Unexpected, Mend),
        };
        var why = text.Length > 0 ? text : status == HttpStatusCode.Forbidden ? "this account may not run it" : $"HTTP {(int)status}";
        return new ExchangeException(id, kind, $"{command.Name}{(target is null ? "" : $" for {target}")} was refused: {why.TrimEnd('.')}.", target, remedy, requestId) { Class = name };
    }

    /// <summary>"Ex6F9304|Some.Namespace.SomeException|The text": id, class and text.</summary>
    internal static (string Type, string Text)? Parts(string? message) => message?.Split('|', 3) is { Length: 3 } parts ? (parts[1], parts[2]) : null;

    /// <summary>What the error of an answer says. Some refusals have only the inner exception.</summary>
    static (string Type, string Text) Said(JsonElement? body)
    {
        if (body is not { ValueKind: JsonValueKind.Object } json || !json.TryGetProperty("error", out var error) || error.ValueKind != JsonValueKind.Object) return ("", "");
        if (error.TryGetProperty("details", out var details) && details.ValueKind == JsonValueKind.Array && details.GetArrayLength() > 0
            && Parts(details[0].Text("message")) is { } parts)
            return parts;
        if (error.TryGetProperty("innererror", out var inner) && inner.ValueKind == JsonValueKind.Object
            && inner.TryGetProperty("internalexception", out var cause) && cause.ValueKind == JsonValueKind.Object)
            return (cause.Text("type") ?? "", cause.Text("message") ?? "");
        return ("", error.Text("message") ?? "");
    }
}
