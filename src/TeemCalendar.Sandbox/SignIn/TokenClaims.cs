using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Permissions;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.SignIn;

/// <summary>What a token says (names and forms seen in a capture).</summary>
internal static class TokenClaims
{
    internal const int Lifetime = 3599;

    // A person without a directory role has this one (inferred: commonly seen in tokens, not in our references).
    static readonly Guid Member = new("b79fbf4d-3ef9-4689-8143-76b194e85509");

    internal static JsonObject OfApplication(SandboxTenant tenant, ServicePrincipalObject client, Proof proof, Resource resource)
    {
        var claims = Common(tenant, client, proof, resource);
        claims["idtyp"] = "app";
        claims["oid"] = client.Id.ToString();
        claims["sub"] = client.Id.ToString();
        var resourceId = Consent.Principal(tenant, resource).Id;
        var roles = tenant.State.AppRoleAssignments.Where(a => a.PrincipalId == client.Id && a.ResourceId == resourceId)
            .Select(a => PermissionCatalog.AppRoles(resource.AppId).FirstOrDefault(r => r.Id == a.AppRoleId)?.Value).OfType<string>().Distinct().Order(StringComparer.Ordinal).ToList();
        if (roles.Count > 0) claims["roles"] = Array(roles);
        claims["wids"] = Array(Roles(tenant, client.Id, DirectoryRoleCatalog.NoRole));
        return claims;
    }

    internal static JsonObject OfPerson(SandboxTenant tenant, ServicePrincipalObject client, DirectoryUser user, Proof proof, Resource resource, IReadOnlyList<string> scopes)
    {
        var claims = Common(tenant, client, proof, resource);
        claims["idtyp"] = "user";
        claims["oid"] = user.Id.ToString();
        claims["sub"] = Pairwise(user, resource.AppId);
        claims["scp"] = string.Join(' ', scopes.Where(s => s is not ("openid" or "offline_access")));
        claims["name"] = user.DisplayName;
        claims["upn"] = user.UserPrincipalName;
        claims["unique_name"] = user.UserPrincipalName;
        claims["wids"] = Array(Roles(tenant, user.Id, Member));
        return claims;
    }

    internal static JsonObject IdToken(SandboxTenant tenant, WireRequest request, ServicePrincipalObject client, DirectoryUser user)
    {
        var now = tenant.Now.ToUnixTimeSeconds();
        return new()
        {
            ["aud"] = client.AppId.ToString(),
            ["iss"] = Metadata.Issuer(tenant, request),
            ["iat"] = now,
            ["nbf"] = now,
            ["exp"] = now + 3600,
            ["name"] = user.DisplayName,
            ["oid"] = user.Id.ToString(),
            ["preferred_username"] = user.UserPrincipalName,
            ["sub"] = Pairwise(user, client.AppId),
            ["tid"] = tenant.State.TenantId.ToString(),
            ["ver"] = "2.0",
        };
    }

    static JsonObject Common(SandboxTenant tenant, ServicePrincipalObject client, Proof proof, Resource resource)
    {
        var now = tenant.Now.ToUnixTimeSeconds();
        var issuer = $"https://sts.windows.net/{tenant.State.TenantId}/";
        return new()
        {
            ["aud"] = resource.Audience,
            ["iss"] = issuer,
            ["iat"] = now,
            ["nbf"] = now,
            ["exp"] = now + Lifetime + 1,
            ["app_displayname"] = client.DisplayName,
            ["appid"] = client.AppId.ToString(),
            ["appidacr"] = ((int)proof).ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["idp"] = issuer,
            ["tid"] = tenant.State.TenantId.ToString(),
            ["uti"] = Base64Url.Encode(RandomNumberGenerator.GetBytes(16)),
            ["ver"] = "1.0",
        };
    }

    static List<string> Roles(SandboxTenant tenant, Guid principal, Guid none)
    {
        var roles = tenant.State.DirectoryRoles.Where(r => r.PrincipalId == principal).Select(r => r.RoleTemplateId.ToString()).ToList();
        return roles.Count > 0 ? roles : [none.ToString()];
    }

    static string Pairwise(DirectoryUser user, Guid application) => Base64Url.Encode(SHA256.HashData(Encoding.UTF8.GetBytes($"{user.Id}/{application}")));

    static JsonArray Array(IEnumerable<string> values) => new([.. values.Select(v => (JsonNode?)v)]);
}
