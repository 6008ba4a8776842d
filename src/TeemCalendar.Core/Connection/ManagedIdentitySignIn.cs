using Microsoft.Identity.Client;
using Microsoft.Identity.Client.AppConfig;
using TeemCalendar.Core.Http;

namespace TeemCalendar.Core.Connection;

/// <summary>The identity that Azure gave the computer, function or runbook this runs on. There is nothing to keep secret, and Conditional Access does not ask it for anything.</summary>
/// <param name="id">Which one, where the computer has several: its client id, or its resource id (<c>/subscriptions/...</c>); null for the computer's own.</param>
internal sealed class ManagedIdentitySignIn(string? id) : SignIn(Guid.TryParse(id, out _) ? id : "")
{
    internal override string Kind => "ManagedIdentity";

    internal override ITokenSource Open(Authority authority) =>
        new Tokens(ManagedIdentityApplicationBuilder.Create(Id())
            .WithClientCapabilities(ApplicationTokens.Capabilities)
            .WithHttpClientFactory(new OneClient(authority.Client), retryOnceOn5xx: false).Build(), id, authority);

    ManagedIdentityId Id() => id switch
    {
        null => ManagedIdentityId.SystemAssigned,
        _ when id.StartsWith('/') => ManagedIdentityId.WithUserAssignedResourceId(id),
        _ when Guid.TryParse(id, out _) => ManagedIdentityId.WithUserAssignedClientId(id),
        _ => throw new TeemException("ManagedIdentityIdUnknown", TeemErrorKind.InvalidInput, $"'{id}' is neither a client id nor a resource id of a managed identity.", id,
            "Give -ManagedIdentityId its client id, a GUID, or its resource id, which begins with /subscriptions/. Without it the computer's own identity signs in."),
    };

    sealed class Tokens(IManagedIdentityApplication client, string? id, Authority authority) : ITokenSource
    {
        // MSAL keeps managed identities' tokens for the whole process; a connection keeps its own, and forgets them with it.
        readonly Dictionary<string, AuthenticationResult> kept = [];
        readonly SemaphoreSlim one = new(1);
        string? applicationId;

        static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);   // as MSAL's own caches have it

        public string Account => applicationId ?? id ?? "managed identity";

        public async Task<string> GetTokenAsync(string resource, ClaimsChallenge? challenge, CancellationToken cancel)
        {
            await one.WaitAsync(cancel).ConfigureAwait(false);
            try
            {
                if (challenge is null && kept.TryGetValue(resource, out var good) && good.ExpiresOn - authority.Clock.GetUtcNow() > Margin) return good.AccessToken;
                var request = client.AcquireTokenForManagedIdentity(resource);
                request = challenge?.Claims is { } claims ? request.WithClaims(claims) : request.WithForceRefresh(true);
                var result = kept[resource] = await request.ExecuteAsync(cancel).ConfigureAwait(false);
                applicationId ??= AccessTokenContent.Read(result.AccessToken).Account;
                return result.AccessToken;
            }
            catch (MsalException refused) { throw SignInErrors.Explain(refused, Account, authority.Tenant); }
            finally { one.Release(); }
        }
    }
}
