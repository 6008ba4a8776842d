using System.Management.Automation;
using System.Net;
using System.Text.RegularExpressions;
using TeemCalendar.Core;
using TeemCalendar.Core.Exchange;

namespace TeemCalendar.Pipeline;

/// <summary>Tells an error of Exchange's module or of an imported session as Exchange's REST would have told it: by the class of Exchange's exception.</summary>
static partial class SessionErrors
{
    internal static TeemException Of(ExchangeCommand command, ErrorRecord error)
    {
        if (IsLost(error.Exception))
            return command.ReadsOnly
                ? new TeemException("ServiceUnreachable", TeemErrorKind.Unavailable, $"{command.Name} was not answered.", command.Target, "Run the command again.", inner: error.Exception)
                : new TeemException("WriteInDoubt", TeemErrorKind.InDoubt, $"{command.Name} was sent and its answer was lost.", command.Target, "Run the command again: it looks first and repeats nothing that was done.", inner: error.Exception);
        var said = error.Exception.Message;
        var (type, text) = ExchangeException.Parts(said) ?? (ClassOf(error), said);
        // A parameter that a role does not have is missing in the session's command.
        var isDenied = error.CategoryInfo.Category == ErrorCategory.PermissionDenied || error.FullyQualifiedErrorId.StartsWith("NamedParameterNotFound", StringComparison.Ordinal);
        var status = isDenied ? HttpStatusCode.Forbidden : error.CategoryInfo.Category switch
        {
            ErrorCategory.AuthenticationError => HttpStatusCode.Unauthorized,
            ErrorCategory.LimitsExceeded => HttpStatusCode.TooManyRequests,
            ErrorCategory.ResourceUnavailable or ErrorCategory.ConnectionError or ErrorCategory.OperationTimeout => HttpStatusCode.ServiceUnavailable,
            _ => HttpStatusCode.BadRequest,
        };
        return ExchangeException.Of(command, status, isDenied || IsTransport(status) ? "" : type, text, RequestId().Match(error.FullyQualifiedErrorId) is { Success: true } id ? id.Groups[1].Value : null);
    }

    /// <summary>The session does not have the command at all.</summary>
    internal static TeemException NotAllowed(ExchangeCommand command) => new("ExchangePermissionMissing", TeemErrorKind.AccessDenied,
        $"The session of Exchange has no {command.Name}: the roles of who is signed in do not allow it.", command.Target,
        $"{ExchangeRoles.Needed(command.Name)} Then connect again with Connect-ExchangeOnline.");

    // Some errors carry the class only in Exchange's id, [FailureCategory=Cmdlet-ManagementObjectNotFoundException], others only as the reason.
    static string ClassOf(ErrorRecord error) =>
        FailureCategory().Match(error.FullyQualifiedErrorId) is { Success: true } found ? found.Groups[1].Value
        : error.CategoryInfo.Reason is { Length: > 0 } reason && reason is not ("Exception" or "RemoteException" or "RuntimeException") ? reason
        : error.Exception.GetType().Name is var own && own is "Exception" or "RemoteException" or "RuntimeException" ? "" : own;

    static bool IsLost(Exception error) => error is HttpRequestException or IOException or TimeoutException or TaskCanceledException or System.Management.Automation.Remoting.PSRemotingTransportException
        || error.InnerException is { } inner && IsLost(inner);

    static bool IsTransport(HttpStatusCode status) => status is HttpStatusCode.Unauthorized or HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable;

    [GeneratedRegex(@"FailureCategory=\w+-(\w+Exception)")]
    private static partial Regex FailureCategory();

    [GeneratedRegex("RequestId=([0-9A-Za-z-]+)")]
    private static partial Regex RequestId();
}
