using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Permissions;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.SignIn;

/// <summary>What applications were allowed to do for people.</summary>
internal static class Consent
{
    /// <summary>The resource in this tenant: an administrator may have removed it or switched it off.</summary>
    internal static ServicePrincipalObject Principal(SandboxTenant tenant, Resource resource) => tenant.State.FindServicePrincipal(resource.AppId) switch
    {
        null => throw new SignInError(500011, "invalid_resource", $"The resource principal named {resource.Audience} was not found in the tenant named {tenant.State.Name}."),
        { AccountEnabled: false } => throw new SignInError(500014, "invalid_resource", $"The service principal for resource '{resource.Audience}' is disabled."),
        var found => found,
    };

    /// <summary>All scopes of the resource that the application may use for this person; a token carries all of them, whatever was asked.</summary>
    internal static IReadOnlyList<string> Granted(SandboxTenant tenant, ServicePrincipalObject client, DirectoryUser user, RequestedScopes scopes)
    {
        var resource = Principal(tenant, scopes.Resource);
        var granted = tenant.State.DelegatedGrants
            .Where(g => g.ClientId == client.Id && g.ResourceId == resource.Id && (g.ConsentType == "AllPrincipals" || g.PrincipalId == user.Id))
            .SelectMany(g => g.Scope.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (granted.Count == 0 || scopes.Names.Any(n => !granted.Contains(n, StringComparer.OrdinalIgnoreCase)))
            throw new SignInError(65001, "invalid_grant", $"The user or administrator has not consented to use the application with ID '{client.AppId}' named '{client.DisplayName}'.");
        return granted;
    }

    /// <summary>An administrator's acceptance: for everybody in the organization.</summary>
    internal static void GrantForAll(SandboxTenant tenant, ServicePrincipalObject client, RequestedScopes scopes)
    {
        var resource = Principal(tenant, scopes.Resource);
        var grant = tenant.State.DelegatedGrants.FirstOrDefault(g => g.ClientId == client.Id && g.ResourceId == resource.Id && g.ConsentType == "AllPrincipals");
        if (grant is null) tenant.State.DelegatedGrants.Add(grant = new() { Id = TenantSeed.OpaqueId(tenant), ClientId = client.Id, ResourceId = resource.Id });
        var names = grant.Scope.Split(' ', StringSplitOptions.RemoveEmptyEntries).Concat(scopes.Default ? Registered(tenant, client, scopes.Resource.AppId) : scopes.Names);
        if (scopes.Resource.AppId == PermissionCatalog.Graph) names = names.Concat(["openid", "profile", "offline_access"]);
        grant.Scope = string.Join(' ', names.Distinct(StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Documented: consent to .default is consent to what the application's registration asks for.</summary>
    static IEnumerable<string> Registered(SandboxTenant tenant, ServicePrincipalObject client, Guid resourceAppId)
    {
        var json = tenant.State.Applications.Values.FirstOrDefault(a => a.AppId == client.AppId)?.RequiredResourceAccessJson;
        if (json is null || JsonNode.Parse(json) is not JsonArray required) return [];
        var ids = required.OfType<JsonObject>().Where(r => Guid.TryParse(r["resourceAppId"].Text(), out var id) && id == resourceAppId)
            .SelectMany(r => (r["resourceAccess"] as JsonArray ?? []).OfType<JsonObject>())
            .Where(a => a["type"].Text() == "Scope").Select(a => a["id"].Text()).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return PermissionCatalog.Scopes(resourceAppId).Where(s => ids.Contains(s.Id.ToString())).Select(s => s.Value);
    }
}
