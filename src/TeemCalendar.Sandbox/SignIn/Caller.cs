using System.Globalization;
using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Permissions;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.SignIn;

/// <summary>Who a verified access token speaks for. An application by itself has roles; an application acting for a person has scopes and that person's id.</summary>
internal sealed record Caller(Guid AppId, Guid ServicePrincipalId, Guid? UserId, IReadOnlyList<string> Roles, IReadOnlyList<string> Scopes, IReadOnlyList<Guid> Wids, string Resource)
{
    internal bool IsApplication => UserId is null;

    internal bool HasRole(params string[] any) => any.Any(r => Roles.Contains(r, StringComparer.OrdinalIgnoreCase));

    internal bool HasScope(params string[] any) => any.Any(s => Scopes.Contains(s, StringComparer.OrdinalIgnoreCase));

    /// <summary>Reads an Authorization header.</summary>
    /// <param name="tenant">The tenant that must have given the token.</param>
    /// <param name="header">The header's whole value.</param>
    /// <param name="audience">The resource that was asked, as PermissionCatalog names it.</param>
    /// <param name="refusal">The 401 to give when the result is null.</param>
    internal static Caller? FromAuthorization(SandboxTenant tenant, string? header, string audience, out WireAnswer refusal)
    {
        refusal = new WireAnswer(401);
        if (string.IsNullOrWhiteSpace(header)) return Refuse(tenant, ref refusal, "Access token is empty.");
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return Refuse(tenant, ref refusal, "Bearer token expected.");
        var claims = AccessTokens.Read(tenant, header["Bearer ".Length..].Trim(), out var problem);
        if (claims is null) return Refuse(tenant, ref refusal, problem);
        if (claims["aud"].Text() is not { } aud || !aud.Equals(audience, StringComparison.OrdinalIgnoreCase)) return Refuse(tenant, ref refusal, "Access token validation failure. Invalid audience.");
        if (!Guid.TryParse(claims["appid"].Text(), out var app) || !Guid.TryParse(claims["oid"].Text(), out var oid)) return Refuse(tenant, ref refusal, "CompactToken validation failed.");
        if (ContinuousAccess.RevokedAt(tenant, claims) is { } from)
        {
            refusal = Refusal(tenant, "Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp");
            refusal.Headers["WWW-Authenticate"] = ContinuousAccess.Challenge(from);
            return null;
        }
        Graph.Directory.RoleSchedules.Expire(tenant);
        var user = claims["idtyp"].Text() == "user";
        return new Caller(app, user ? tenant.State.FindServicePrincipal(app)?.Id ?? Guid.Empty : oid, user ? oid : null,
            Words(claims["roles"]), (claims["scp"].Text() ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries), [.. Words(claims["wids"]).Select(Guid.Parse)], audience);
    }

    static string[] Words(JsonNode? node) => node is JsonArray array ? [.. array.Select(a => a.Text()).OfType<string>()] : [];

    // Code and shape: documented. The sentences are what such answers commonly say, none is in our references: inferred.
    static Caller? Refuse(SandboxTenant tenant, ref WireAnswer refusal, string message)
    {
        refusal = Refusal(tenant, message);
        return null;
    }

    internal static WireAnswer Refusal(SandboxTenant tenant, string message)
    {
        var refusal = new WireAnswer(401, new JsonObject
        {
            ["error"] = new JsonObject
            {
                ["code"] = "InvalidAuthenticationToken",
                ["message"] = message,
                ["innerError"] = new JsonObject
                {
                    ["date"] = tenant.Now.UtcDateTime.ToString("s", CultureInfo.InvariantCulture),
                    ["request-id"] = Guid.NewGuid().ToString(),
                    ["client-request-id"] = Guid.NewGuid().ToString(),
                },
            },
        });
        refusal.Headers["WWW-Authenticate"] = $"Bearer realm=\"\", authorization_uri=\"https://login.microsoftonline.com/common/oauth2/authorize\", client_id=\"{PermissionCatalog.Graph}\"";
        return refusal;
    }
}
