using System.Net;
using System.Security;
using TeemCalendar.Core.Http;

namespace TeemCalendar.Core.Connection;

/// <summary>Tokens that somebody else fetched, one for each service. They cannot be renewed from here.</summary>
/// <param name="graph">Microsoft Graph's.</param>
/// <param name="exchange">Exchange Online's.</param>
internal sealed class GivenTokensSignIn(SecureString graph, SecureString exchange) : SignIn("")
{
    internal override string Kind => "AccessToken";

    internal override ITokenSource Open(Authority authority) => new Tokens(new NetworkCredential("", graph).Password.Trim(), new NetworkCredential("", exchange).Password.Trim(), authority);

    sealed class Tokens : ITokenSource
    {
        readonly Dictionary<string, (string Token, AccessTokenContent Content, string Service)> given;
        readonly TimeProvider clock;

        internal Tokens(string graph, string exchange, Authority authority)
        {
            clock = authority.Clock;
            var (ofGraph, ofExchange) = (AccessTokenContent.Read(graph), AccessTokenContent.Read(exchange));
            given = new()
            {
                [authority.Cloud.GraphResource] = (graph, ofGraph, "Graph"),
                [authority.Cloud.ExchangeResource] = (exchange, ofExchange, "Exchange"),
            };
            Account = ofGraph.Account ?? ofExchange.Account ?? "";
            if (Is(ofGraph, authority.Cloud.ExchangeResource) || Is(ofExchange, authority.Cloud.GraphResource))
                throw Unusable("TokensMixedUp", "One of the access tokens is for the other service.", $"Give -GraphAccessToken the token for {authority.Cloud.GraphResource}, and -ExchangeAccessToken the one for {authority.Cloud.ExchangeResource}.");
            if (ofGraph.TenantId is { } one && ofExchange.TenantId is { } other && one != other)
                throw Unusable("TokensOfTwoTenants", $"The access token for Graph is of the tenant {one}, the one for Exchange of {other}.", "Fetch both in one tenant.");
        }

        public string Account { get; }

        public Task<string> GetTokenAsync(string resource, ClaimsChallenge? challenge, CancellationToken cancel)
        {
            var (token, content, service) = given[resource];
            if (content.Expires <= clock.GetUtcNow()) throw NotRenewable($"The access token for {service} has expired, at {content.Expires:u}");
            return challenge is null ? Task.FromResult(token) : throw NotRenewable(challenge.Claims is null ? $"{service} refused the access token" : $"{service} no longer takes the access token: the sign-in has to be repeated");
        }

        TeemException NotRenewable(string why) => Unusable("AccessTokenOver", why + ". A token given from outside cannot be renewed here.", "Fetch new tokens, and connect again with -GraphAccessToken and -ExchangeAccessToken; every other way of Connect-TeemTenant renews its tokens by itself.");

        TeemException Unusable(string id, string why, string remedy) => new(id, TeemErrorKind.SignInRefused, why, Account.Length > 0 ? Account : null, remedy);

        static bool Is(AccessTokenContent token, string resource) => token.Audience?.TrimEnd('/').Equals(resource, StringComparison.OrdinalIgnoreCase) == true;
    }
}
