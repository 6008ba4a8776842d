using System.Text.Json.Nodes;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Http;
using TeemCalendar.Sandbox;
using TeemCalendar.Sandbox.Permissions;
using TeemCalendar.Sandbox.SignIn;

namespace TeemCalendar.Benchmarks.Sandbox;

/// <summary>Access tokens of an application that reads every calendar, written by the tenant itself: signing in is not what is measured.</summary>
internal static class ReadyToken
{
    static readonly TimeSpan Life = TimeSpan.FromHours(1);

    /// <param name="tenant">The tenant.</param>
    /// <param name="life">How long it is good; an hour unless this says otherwise.</param>
    internal static string Of(SandboxTenant tenant, TimeSpan? life = null)
    {
        var (state, now) = (tenant.State, tenant.Now);
        return AccessTokens.Write(tenant, new JsonObject
        {
            ["aud"] = PermissionCatalog.GraphAudience, ["appid"] = state.AdminAppId.ToString(), ["oid"] = state.FindServicePrincipal(state.AdminAppId)!.Id.ToString(), ["tid"] = state.TenantId.ToString(), ["idtyp"] = "app",
            ["roles"] = new JsonArray("User.Read.All", "Place.Read.All", "Calendars.Read"), ["uti"] = Guid.NewGuid().ToString("N"),
            ["iat"] = now.ToUnixTimeSeconds(), ["nbf"] = now.ToUnixTimeSeconds(), ["exp"] = (now + (life ?? Life)).ToUnixTimeSeconds(),
        });
    }

    /// <summary>One token for as long as a run takes.</summary>
    internal sealed class Fixed(string token) : ITokenSource
    {
        public string Account => "benchmark";

        public Task<string> GetTokenAsync(string resource, ClaimsChallenge? challenge, CancellationToken cancel) => Task.FromResult(token);
    }

    /// <summary>A new one when the last is over, or was refused.</summary>
    internal sealed class Renewed(SandboxTenant tenant) : ITokenSource
    {
        readonly object gate = new();
        string token = "";
        DateTimeOffset good;

        public string Account => "benchmark";

        public Task<string> GetTokenAsync(string resource, ClaimsChallenge? challenge, CancellationToken cancel)
        {
            lock (gate)
            {
                if (challenge is not null || tenant.Now >= good) (token, good) = (Of(tenant), tenant.Now + Life - TimeSpan.FromMinutes(5));
                return Task.FromResult(token);
            }
        }
    }
}
