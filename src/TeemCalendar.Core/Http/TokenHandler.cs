using System.Net;
using System.Net.Http.Headers;
using TeemCalendar.Core.Connection;

namespace TeemCalendar.Core.Http;

/// <summary>Puts the token of one resource on each request; a token that was refused as stale is asked for anew, once.</summary>
internal sealed class TokenHandler(ITokenSource tokens, string resource, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await tokens.GetTokenAsync(resource, null, cancellationToken).ConfigureAwait(false));
        var answer = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (answer.StatusCode != HttpStatusCode.Unauthorized) return answer;
        var challenge = ClaimsChallenge.Of(answer.Headers.WwwAuthenticate);
        answer.Dispose();
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await tokens.GetTokenAsync(resource, challenge ?? ClaimsChallenge.Renew, cancellationToken).ConfigureAwait(false));
        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }
}
