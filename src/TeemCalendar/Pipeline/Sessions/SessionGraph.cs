using System.Collections;
using System.Management.Automation;
using System.Net.Http.Headers;
using TeemCalendar.Core;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Graph;

namespace TeemCalendar.Pipeline;

/// <summary>Sends Graph's requests with Invoke-MgGraphRequest in the session of whoever calls. That command signs them and tries again by itself; nothing above it does.</summary>
/// <param name="tenantId">The tenant that the session has to be in.</param>
sealed class SessionGraph(Guid tenantId) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var parameters = new Hashtable
        {
            ["Method"] = request.Method.Method,
            ["Uri"] = request.RequestUri,
            ["OutputType"] = "HttpResponseMessage",
            ["SkipHttpErrorCheck"] = true,
            ["Headers"] = Headers(request),
        };
        if (request.Content is { } content)
        {
            // Bytes: the command encodes a text by rules of its own.
            parameters["Body"] = await content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            if (content.Headers.ContentType is { } type)
                parameters["ContentType"] = type.ToString();
        }
        else if (request.Method == HttpMethod.Post || request.Method == HttpMethod.Patch)
            parameters["Body"] = "";   // the command refuses these two without one
        HttpResponseMessage? answer = null;
        var outcome = await SessionRunner.Here.RunAsync(Find, parameters, given => answer ??= Copy(given, request), cancellationToken).ConfigureAwait(false);
        return answer ?? throw Lost(outcome, request);
    }

    CommandInfo Find(CallerSessions sessions)
    {
        var session = sessions.Graph ?? throw new TeemException("GraphSessionGone", TeemErrorKind.SignInRefused, "This connection goes through a session of Microsoft.Graph, and here is none.",
            remedy: "Connect-MgGraph again. Jobs and ForEach-Object -Parallel have no such session: there connect with a token of this module's own, as with -CertificateThumbprint.");
        return session.TenantId == tenantId ? session.Command : throw CallerSession<HttpMessageHandler>.Elsewhere("Microsoft Graph", session.TenantId, tenantId);
    }

    static Hashtable Headers(HttpRequestMessage request)
    {
        var headers = new Hashtable(StringComparer.OrdinalIgnoreCase);
        IEnumerable<KeyValuePair<string, IEnumerable<string>>> all = request.Headers;
        // Whose agent it is says the command; length and type belong to the body.
        foreach (var (name, values) in all.Concat(request.Content?.Headers.Where(h => h.Key is not ("Content-Type" or "Content-Length")) ?? []))
            if (name is not ("Authorization" or "User-Agent"))
                headers[name] = string.Join(", ", values);
        return headers;
    }

    // The command closes its answer when it is done with it: all of it is read now, while the command still has it.
    static HttpResponseMessage? Copy(PSObject given, HttpRequestMessage request)
    {
        if (given.BaseObject is not HttpResponseMessage theirs)
            return null;
        using var body = new MemoryStream();
        theirs.Content.CopyTo(body, null, CancellationToken.None);
        var answer = new HttpResponseMessage(theirs.StatusCode) { RequestMessage = request, ReasonPhrase = theirs.ReasonPhrase, Content = new ByteArrayContent(body.ToArray()) };
        CopyHeaders(theirs.Headers, answer.Headers);
        CopyHeaders(theirs.Content.Headers, answer.Content.Headers);
        answer.Headers.TryAddWithoutValidation(GraphCalls.SessionHeader, "true");
        return answer;
    }

    static void CopyHeaders(HttpHeaders from, HttpHeaders to)
    {
        foreach (var (name, values) in from)
            if (!name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
                to.TryAddWithoutValidation(name, values);
    }

    // Above, a request without an answer is told from one that was refused: a change may have been made.
    static Exception Lost(SessionOutcome outcome, HttpRequestMessage request) => outcome.Errors is [var error, ..]
        ? Cause(error.Exception) as HttpRequestException ?? (Exception)new TeemException("GraphSessionFailed", TeemErrorKind.SignInRefused, $"Invoke-MgGraphRequest failed: {error.Exception.Message}",
            request.RequestUri?.AbsolutePath, "See that Get-MgContext shows a session; if not, Connect-MgGraph.", inner: error.Exception)
        : new HttpRequestException("Invoke-MgGraphRequest gave no answer.");

    static Exception Cause(Exception error) => error is not HttpRequestException && error.InnerException is { } inner ? Cause(inner) : error;
}
