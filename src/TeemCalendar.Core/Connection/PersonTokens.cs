using Microsoft.Identity.Client;
using TeemCalendar.Core.Http;

namespace TeemCalendar.Core.Connection;

/// <summary>Tokens of a person: silently while that is possible, else by asking. Kept in memory, for one connection.</summary>
/// <param name="clientOf">The public client through which the person signs in to a resource.</param>
/// <param name="scopesOf">What the token for a resource is to allow.</param>
/// <param name="ask">Asks the person.</param>
/// <param name="login">Who it has to be, or null for whoever does it.</param>
/// <param name="authority">Where.</param>
internal sealed class PersonTokens(Func<string, IPublicClientApplication> clientOf, Func<string, IEnumerable<string>> scopesOf, PersonTokens.Asking ask, string? login, Authority authority) : ITokenSource
{
    /// <summary>Asks the person to sign in.</summary>
    /// <param name="client">Through which client.</param>
    /// <param name="scopes">For what.</param>
    /// <param name="hint">Who it is, as far as is known.</param>
    /// <param name="claims">What the token has to carry besides; null for nothing.</param>
    /// <param name="cancel">Ends the wait.</param>
    internal delegate Task<AuthenticationResult> Asking(IPublicClientApplication client, IEnumerable<string> scopes, string? hint, string? claims, CancellationToken cancel);

    readonly SemaphoreSlim one = new(1);
    readonly Dictionary<IPublicClientApplication, IAccount> accounts = [];

    public string Account { get; private set; } = login ?? "";

    public async Task<string> GetTokenAsync(string resource, ClaimsChallenge? challenge, CancellationToken cancel)
    {
        var (client, scopes) = (clientOf(resource), scopesOf(resource).Select(s => $"{resource}/{s}").ToList());
        // One at a time: two callers without a token would ask the person twice.
        await one.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            var claims = challenge?.Claims;
            if (accounts.TryGetValue(client, out var account))
                try
                {
                    var silent = client.AcquireTokenSilent(scopes, account).WithForceRefresh(challenge is not null);
                    return (await (claims is null ? silent : silent.WithClaims(claims)).ExecuteAsync(cancel).ConfigureAwait(false)).AccessToken;
                }
                catch (MsalUiRequiredException back) { claims = back.Claims ?? claims; /* the person has to come back, and show what is asked for */ }
            var result = await ask(client, scopes, Account.Length > 0 ? Account : null, claims, cancel).ConfigureAwait(false);
            if (Account.Length > 0 && !string.Equals(result.Account.Username, Account, StringComparison.OrdinalIgnoreCase))
                throw new TeemException("WrongAccount", TeemErrorKind.SignInRefused, $"{result.Account.Username} signed in where {Account} was expected.", Account,
                    $"Run the command again and sign in as {Account}, in a private browser window.");
            (accounts[client], Account) = (result.Account, result.Account.Username);
            return result.AccessToken;
        }
        catch (MsalException refused) { throw SignInErrors.Explain(refused, Account, authority.Tenant); }
        finally { one.Release(); }
    }

    internal static IPublicClientApplication Client(string clientId, Authority authority) => PublicClientApplicationBuilder.Create(clientId)
        .WithAuthority(authority.Address)
        .WithInstanceDiscovery(false)
        .WithClientCapabilities(ApplicationTokens.Capabilities)
        // The loopback address: the one that a client on a computer may have without a port of its own.
        .WithRedirectUri("http://localhost")
        .WithHttpClientFactory(new OneClient(authority.Client), retryOnceOn5xx: false)
        .Build();
}
