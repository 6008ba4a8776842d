using Microsoft.Graph;
using Microsoft.Graph.Models.ODataErrors;
using Microsoft.Kiota.Abstractions;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Http;
using KiotaRetry = Microsoft.Kiota.Http.HttpClientLibrary.Middleware.RetryHandler;

namespace TeemCalendar.Core.Graph;

/// <summary>Makes Graph clients over the one way out, and tells Graph's refusals for the reader.</summary>
internal static class GraphCalls
{
    /// <summary>A client of the SDK whose own retry is taken out: the pipeline alone retries.</summary>
    internal static GraphServiceClient Client(OutgoingPipeline pipeline, ITokenSource tokens, Cloud cloud) => Client(pipeline.Way(tokens, cloud.GraphResource), cloud);

    /// <summary>The same over any way.</summary>
    internal static GraphServiceClient Client(HttpMessageHandler way, Cloud cloud)
    {
        var handlers = GraphClientFactory.CreateDefaultHandlers().Where(h => h is not KiotaRetry).ToList();
        var client = GraphClientFactory.Create(handlers, finalHandler: way);
        client.Timeout = Timeout.InfiniteTimeSpan;   // the pipeline times each attempt
        return new GraphServiceClient(client, baseUrl: cloud.Graph);
    }

    /// <summary>Runs a call; a refusal becomes an error that names the permission or the next command.</summary>
    /// <param name="target">The user, application or mailbox it is about.</param>
    /// <param name="permission">The application permission that the call needs.</param>
    /// <param name="call">The call.</param>
    internal static async Task<T> RunAsync<T>(string? target, string permission, Func<Task<T>> call)
    {
        try { return await call().ConfigureAwait(false); }
        catch (ODataError refused) { throw Explain(refused, refused.Error, target, permission); }
        catch (ApiException refused) { throw Explain(refused, null, target, permission); }
    }

    /// <summary>Set on answers that came through a session of Microsoft.Graph: who signs in there chooses the scopes.</summary>
    internal const string SessionHeader = "Teem-Session";

    static TeemException Explain(ApiException refused, MainError? error, string? target, string permission)
    {
        var status = refused.ResponseStatusCode;
        var isSession = refused.ResponseHeaders?.ContainsKey(SessionHeader) == true;
        var code = error?.Code ?? "";
        var about = target is null ? "" : $" for {target}";
        var requestId = error?.InnerError?.RequestId;
        return status switch
        {
            401 => new("GraphSignInRefused", TeemErrorKind.AccessDenied, $"Microsoft Graph refused the sign-in{about} ({code}).", target, isSession ? "Connect again with Connect-MgGraph." : "Connect again with Connect-TeemTenant.", requestId, refused),
            403 when code == "ErrorAccessDenied" => new("MailboxAccessDenied", TeemErrorKind.AccessDenied, $"Exchange refused access{about} ({code}).", target,
                $"It needs {permission}; Test-TeemAccess tells whether the right is missing or only not effective yet.", requestId, refused),
            403 when code == "Authentication_RequestFromNonPremiumTenantOrB2CTenant" => new("EntraPremiumMissing", TeemErrorKind.NotSupported, $"This tenant has no licence of Microsoft Entra ID P1, which this needs{about} ({code}).", target, null, requestId, refused),
            403 => new("GraphPermissionMissing", TeemErrorKind.AccessDenied, $"Microsoft Graph refused the request{about} ({code}).", target,
                isSession ? $"Connect-MgGraph -Scopes {permission}: the session has to hold this scope." : $"The signed-in account needs {Wider(permission)}, consented to by an administrator.", requestId, refused),
            // The family of a tenant's policies for applications: of their secrets, certificates, and how long these are valid.
            _ when code.EndsWith("AsPerAppPolicy", StringComparison.Ordinal) => new("CredentialPolicy", TeemErrorKind.NotSupported, $"A policy of this tenant refuses it{about}: {error?.Message} ({code})", target,
                "Give a shorter -ValidDays, or -CertificatePath a certificate of the authority that the tenant trusts; or have the application exempted: Entra admin center, Enterprise applications, Application policies.", requestId, refused),
            404 => new("GraphObjectNotFound", TeemErrorKind.NotFound, $"{target ?? "What was asked for"} is not there ({code}).", target, "Check the name.", requestId, refused),
            // A registration that was made a moment ago is not known everywhere; the sentence is the directory's for any unknown one.
            400 when Says(error, "NoBackingApplicationObject") => new("ApplicationNotFound", TeemErrorKind.NotFound, $"The application {target} is not there ({code}).", target, "Check its id; a new one takes some minutes.", requestId, refused),
            400 when Says(error, "ObjectConflict") => new("AlreadyThere", TeemErrorKind.Conflict, $"Something of that name is there already{about} ({code}).", target, "Run the command again: it takes what is there.", requestId, refused),
            409 or 412 => new("ChangedMeanwhile", TeemErrorKind.Conflict, $"Somebody else changed it meanwhile{about} ({code}).", target, "Run the command again.", requestId, refused),
            429 => new("GraphThrottled", TeemErrorKind.Throttled, $"Microsoft Graph asks to wait longer than this module waits{about}.", target, "Run the command again later: it goes on where it stopped.", requestId, refused),
            >= 500 => new("GraphUnavailable", TeemErrorKind.Unavailable, $"Microsoft Graph stumbled{about} (HTTP {status} {code}).", target, "Run the command again: it looks first and repeats nothing that was done.", requestId, refused),
            _ => new("GraphRefused", TeemErrorKind.InvalidInput, $"Microsoft Graph refused the request{about}: {error?.Message ?? refused.Message} ({code}).", target, requestId: requestId, inner: refused),
        };
    }

    /// <summary>Who is to change as well as to read needs one permission for both, and who reads all there is another: whoever was refused while it only looked need not come back for those.</summary>
    static string Wider(string permission) => permission switch
    {
        "User.Read.All" or "Application.Read.All" or "DelegatedPermissionGrant.Read.All" =>
            $"{permission} (contained in Directory.Read.All), or {permission.Replace(".Read.", ".ReadWrite.", StringComparison.Ordinal)} where it is to change something",
        "Domain.Read.All" or "Organization.Read.All" => $"{permission} (contained in Directory.Read.All)",
        _ => permission,
    };

    static bool Says(MainError? error, string code) => error?.Details?.Any(d => d.Code == code) == true;
}
