using Microsoft.Identity.Client;
using TeemCalendar.Core.Http;

namespace TeemCalendar.Core.Connection;

/// <summary>A person who signs in with a code at another browser.</summary>
/// <param name="clientId">The public client through which he does.</param>
/// <param name="login">Who it has to be, or null for whoever does it.</param>
/// <param name="show">Shows the code.</param>
/// <param name="scopes">What Graph's token is to allow; null for what was consented to.</param>
internal sealed class DeviceCodeSignIn(string clientId, string? login, DeviceCodePrompt show, IReadOnlyList<string>? scopes = null) : SignIn(clientId)
{
    internal override string Kind => "DeviceCode";

    internal override ITokenSource Open(Authority authority)
    {
        var client = PublicClientApplicationBuilder.Create(ClientId)
            .WithAuthority(authority.Address)
            .WithInstanceDiscovery(false)
            .WithHttpClientFactory(new OneClient(authority.Client), retryOnceOn5xx: false)
            .Build();
        return new Tokens(client, login, show, scopes, authority);
    }

    sealed class Tokens(IPublicClientApplication client, string? login, DeviceCodePrompt show, IReadOnlyList<string>? scopes, Authority authority) : ITokenSource
    {
        readonly SemaphoreSlim one = new(1);
        IAccount? account;

        public string Account => account?.Username ?? login ?? "";

        public async Task<string> GetTokenAsync(string resource, ClaimsChallenge? challenge, CancellationToken cancel)
        {
            IEnumerable<string> wanted = scopes?.Select(s => $"{resource}/{s}") ?? [$"{resource}/.default"];
            // One at a time: two callers without a token would ask the person for two codes.
            await one.WaitAsync(cancel).ConfigureAwait(false);
            try
            {
                if (account is not null && challenge?.Claims is null)
                    try { return (await client.AcquireTokenSilent(wanted, account).WithForceRefresh(challenge is not null).ExecuteAsync(cancel).ConfigureAwait(false)).AccessToken; }
                    catch (MsalUiRequiredException) { /* the person has to come back: fall through to a new code */ }
                var request = client.AcquireTokenWithDeviceCode(wanted, code => show(new DeviceCode(code.UserCode, code.VerificationUrl, code.Message, code.ExpiresOn, login), cancel));
                if (challenge?.Claims is { } claims) request = request.WithClaims(claims);
                var result = await request.ExecuteAsync(cancel).ConfigureAwait(false);
                if (login is not null && !string.Equals(result.Account.Username, login, StringComparison.OrdinalIgnoreCase))
                    throw new TeemException("WrongAccount", TeemErrorKind.SignInRefused, $"{result.Account.Username} signed in where {login} was expected.", login,
                        $"Run the command again and sign in as {login}, in a private browser window.");
                account = result.Account;
                return result.AccessToken;
            }
            catch (MsalException refused) { throw SignInErrors.Explain(refused, Account, authority.Tenant); }
            finally { one.Release(); }
        }
    }
}

/// <summary>Shows a code to the person who has to sign in; returns when it was shown, not when it was used.</summary>
/// <param name="code">The code.</param>
/// <param name="cancel">Ends the showing.</param>
internal delegate Task DeviceCodePrompt(DeviceCode code, CancellationToken cancel);

/// <summary>A code with which a person signs in at another browser. It is no secret once used, and short-lived before that.</summary>
/// <param name="UserCode">What is typed.</param>
/// <param name="Address">Where.</param>
/// <param name="Message">Microsoft's own sentence that says so.</param>
/// <param name="ExpiresAt">Until when (UTC).</param>
/// <param name="Login">Who has to sign in; null for anyone.</param>
internal sealed record DeviceCode(string UserCode, string Address, string Message, DateTimeOffset ExpiresAt, string? Login);
