using Microsoft.Identity.Client;
using TeemCalendar.Core.Http;

namespace TeemCalendar.Core.Connection;

/// <summary>Tokens of an application that signs in as itself.</summary>
internal sealed class ApplicationTokens(IConfidentialClientApplication client, Authority authority) : ITokenSource
{
    public string Account => client.AppConfig.ClientId;

    public async Task<string> GetTokenAsync(string resource, ClaimsChallenge? challenge, CancellationToken cancel)
    {
        var request = client.AcquireTokenForClient([$"{resource}/.default"]).WithForceRefresh(challenge is not null);
        if (challenge?.Claims is { } claims) request = request.WithClaims(claims);
        try { return (await request.ExecuteAsync(cancel).ConfigureAwait(false)).AccessToken; }
        catch (MsalException refused) { throw SignInErrors.Explain(refused, Account, authority.Tenant); }
    }

    internal static ConfidentialClientApplicationBuilder Builder(SignIn signIn, Authority authority) =>
        ConfidentialClientApplicationBuilder.Create(signIn.ClientId)
            .WithAuthority(authority.Address)
            // The clouds are data of ours; asking one cloud's host about another's would leave the chosen one.
            .WithInstanceDiscovery(false)
            .WithClientCapabilities(Capabilities)
            .WithHttpClientFactory(new OneClient(authority.Client), retryOnceOn5xx: false);

    /// <summary>Says that a claims challenge is understood here: without it a token that was revoked goes on until it is over.</summary>
    internal static readonly string[] Capabilities = ["cp1"];
}

/// <summary>Hands MSAL the one way out.</summary>
internal sealed class OneClient(HttpClient client) : IMsalHttpClientFactory
{
    public HttpClient GetHttpClient() => client;
}
