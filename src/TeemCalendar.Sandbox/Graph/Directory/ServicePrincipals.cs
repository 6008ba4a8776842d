using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Graph.OData;
using TeemCalendar.Sandbox.Permissions;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph.Directory;

/// <summary>/servicePrincipals: the applications that are known in this tenant, its own and others'.</summary>
internal static class ServicePrincipals
{
    static readonly string[] Kept = ["appId", "accountEnabled", "appRoleAssignmentRequired", "tags", "displayName"];
    static readonly Entity<ServicePrincipalObject> Entity = new("servicePrincipal", "servicePrincipals", Write);

    internal static WireAnswer List(GraphCall call)
    {
        DirectoryAccess.ReadApplications(call);
        return new(200, Entity.Collection(call, call.State.ServicePrincipals.Values));
    }

    internal static WireAnswer Get(GraphCall call, string id)
    {
        DirectoryAccess.ReadApplications(call);
        return new(200, Entity.Single(call, Find(call, id)));
    }

    // Sentence and inner code: seen, of a registration that was made a moment before too.
    static GraphRefusal NoBackingApplication(Guid appId)
    {
        var message = $"The appId '{appId}' of the service principal does not reference a valid application object.";
        return new(400, "Request_BadRequest", message) { Details = [new JsonObject { ["code"] = "NoBackingApplicationObject", ["message"] = message, ["target"] = "appId" }] };
    }

    internal static WireAnswer Create(GraphCall call)
    {
        DirectoryAccess.WriteApplications(call);
        var body = call.Body("servicePrincipal");
        if (!Guid.TryParse(body["appId"].Text(), out var appId)) throw GraphRefusal.BadRequest("A value is required for property 'appId' of resource 'ServicePrincipal'.");
        var application = call.State.Applications.Values.FirstOrDefault(a => a.AppId == appId)
            ?? throw NoBackingApplication(appId);
        if (call.State.FindServicePrincipal(appId) is not null)
            throw new GraphRefusal(409, "Request_MultipleObjectsWithSameKeyValue", $"The service principal cannot be created, updated, or restored because the service principal name {appId} is already in use.");
        var principal = new ServicePrincipalObject { Id = call.Tenant.NewGuid(), AppId = appId, DisplayName = application.DisplayName, AppOwnerTenant = call.State.TenantId, Created = call.Tenant.Now };
        Apply(principal, body);
        call.State.ServicePrincipals.Add(principal.Id, principal);
        return new(201, Entity.Single(call, principal));
    }

    internal static WireAnswer Update(GraphCall call, string id)
    {
        DirectoryAccess.WriteApplications(call);
        Apply(Find(call, id), call.Body("servicePrincipal"));
        return GraphCall.NoContent();
    }

    internal static WireAnswer AddPassword(GraphCall call, string id)
    {
        DirectoryAccess.WriteApplications(call);
        return Passwords.Add(call, Find(call, id).Secrets);
    }

    internal static WireAnswer RemovePassword(GraphCall call, string id)
    {
        DirectoryAccess.WriteApplications(call);
        return Passwords.Remove(call, Find(call, id).Secrets);
    }

    internal static WireAnswer Delete(GraphCall call, string id)
    {
        DirectoryAccess.WriteApplications(call);
        Remove(call, Find(call, id));
        return GraphCall.NoContent();
    }

    internal static void Remove(GraphCall call, ServicePrincipalObject principal)
    {
        call.State.ServicePrincipals.Remove(principal.Id);
        call.State.AppRoleAssignments.RemoveAll(a => a.PrincipalId == principal.Id || a.ResourceId == principal.Id);
        call.State.DelegatedGrants.RemoveAll(g => g.ClientId == principal.Id || g.ResourceId == principal.Id);
        call.State.DirectoryRoles.RemoveAll(r => r.PrincipalId == principal.Id);
    }

    internal static ServicePrincipalObject Find(GraphCall call, string id)
    {
        var byAppId = id.StartsWith("appId=", StringComparison.Ordinal);
        var found = Guid.TryParse(byAppId ? id["appId=".Length..] : id, out var key) ? byAppId ? call.State.FindServicePrincipal(key) : call.State.ServicePrincipals.GetValueOrDefault(key) : null;
        return found ?? throw GraphRefusal.ResourceNotFound(byAppId ? id["appId=".Length..] : id);
    }

    static void Apply(ServicePrincipalObject principal, JsonObject body)
    {
        foreach (var (name, _) in body)
            if (!Kept.Contains(name) && !name.Contains('@', StringComparison.Ordinal)) throw GraphRefusal.BadRequest($"The sandbox tenant does not keep property '{name}' of resource 'ServicePrincipal'.");
        if (body["accountEnabled"] is JsonValue enabled) principal.AccountEnabled = enabled.GetValue<bool>();
        if (body["appRoleAssignmentRequired"] is JsonValue required) principal.AppRoleAssignmentRequired = required.GetValue<bool>();
        principal.DisplayName = body["displayName"].Text() ?? principal.DisplayName;
        if (body["tags"] is JsonArray tags) principal.Tags = [.. tags.Select(t => t.Text()).OfType<string>()];
    }

    static void Write(Row row, GraphCall call, ServicePrincipalObject principal) => row
        .Put("id", principal.Id.ToString()).Put("deletedDateTime", (JsonNode?)null).Put("accountEnabled", principal.AccountEnabled).Put("appDisplayName", principal.DisplayName)
        .Put("appId", principal.AppId.ToString()).Put("appOwnerOrganizationId", principal.AppOwnerTenant?.ToString()).Put("appRoleAssignmentRequired", principal.AppRoleAssignmentRequired)
        .Put("displayName", principal.DisplayName).Put("servicePrincipalNames", () => new JsonArray(principal.AppId.ToString())).Put("servicePrincipalType", principal.IsManagedIdentity ? "ManagedIdentity" : "Application")
        .Put("signInAudience", () => call.State.Applications.Values.FirstOrDefault(a => a.AppId == principal.AppId)?.SignInAudience ?? "AzureADMultipleOrgs").Put("tags", () => Row.Array(principal.Tags))
        .Put("alternativeNames", () => new JsonArray()).Put("replyUrls", () => new JsonArray()).Put("notificationEmailAddresses", () => new JsonArray())
        .Put("verifiedPublisher", () => new JsonObject { ["displayName"] = Publisher(principal), ["verifiedPublisherId"] = Publisher(principal) is null ? null : "1234567", ["addedDateTime"] = Publisher(principal) is null ? null : GraphTime.Instant(principal.Created) })
        .Put("keyCredentials", () => new JsonArray()).Put("passwordCredentials", () => Row.Array(principal.Secrets.Select(s => (JsonNode?)Passwords.Json(s))))
        .Put("appRoles", () => Row.Array(PermissionCatalog.AppRoles(principal.AppId).Select(Role)))
        .Put("oauth2PermissionScopes", () => Row.Array(PermissionCatalog.Scopes(principal.AppId).Select(Scope)));

    // Ours: whether Teem's publisher is verified is nowhere published.
    static string? Publisher(ServicePrincipalObject principal) => principal.AppId == HistorySeed.TeemApplicationId ? "Eptura" : null;

    static JsonNode Role(Permission permission) => new JsonObject
    {
        ["allowedMemberTypes"] = new JsonArray("Application"), ["description"] = permission.DisplayName, ["displayName"] = permission.DisplayName, ["id"] = permission.Id.ToString(), ["isEnabled"] = true,
        ["origin"] = "Application", ["value"] = permission.Value,
    };

    static JsonNode Scope(Permission permission) => new JsonObject
    {
        ["adminConsentDescription"] = permission.DisplayName, ["adminConsentDisplayName"] = permission.DisplayName, ["id"] = permission.Id.ToString(), ["isEnabled"] = true,
        ["type"] = permission.Value.EndsWith(".All", StringComparison.Ordinal) ? "Admin" : "User", ["userConsentDescription"] = permission.DisplayName, ["userConsentDisplayName"] = permission.DisplayName,
        ["value"] = permission.Value,
    };
}
