using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Graph.OData;
using TeemCalendar.Sandbox.Permissions;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph.Directory;

/// <summary>Application permissions given by consent, seen from the one who has them or from the resource.</summary>
internal static class AppRoleAssignments
{
    static readonly Entity<AppRoleAssignment> Entity = new("appRoleAssignment", "appRoleAssignments", Write);

    internal static WireAnswer Given(GraphCall call, string id)
    {
        DirectoryAccess.ReadApplications(call);
        var principal = ServicePrincipals.Find(call, id);
        return new(200, Entity.Collection(call, call.State.AppRoleAssignments.Where(a => a.PrincipalId == principal.Id), $"servicePrincipals('{principal.Id}')/appRoleAssignments"));
    }

    internal static WireAnswer Taken(GraphCall call, string id)
    {
        DirectoryAccess.ReadApplications(call);
        var resource = ServicePrincipals.Find(call, id);
        return new(200, Entity.Collection(call, call.State.AppRoleAssignments.Where(a => a.ResourceId == resource.Id), $"servicePrincipals('{resource.Id}')/appRoleAssignedTo"));
    }

    internal static WireAnswer Get(GraphCall call, string id, string assignment)
    {
        DirectoryAccess.ReadApplications(call);
        return new(200, Entity.Single(call, Find(call, ServicePrincipals.Find(call, id), assignment)));
    }

    internal static WireAnswer Give(GraphCall call, string id, bool asResource)
    {
        DirectoryAccess.WriteAppRoles(call);
        var own = ServicePrincipals.Find(call, id);
        var body = call.Body("appRoleAssignment");
        var principalId = Id(body, "principalId");
        var resourceId = Id(body, "resourceId");
        var roleId = Id(body, "appRoleId");
        if ((asResource ? resourceId : principalId) != own.Id) throw GraphRefusal.BadRequest("The id in the path and the id in the payload do not match.");
        if (!call.State.ServicePrincipals.ContainsKey(principalId) && !call.State.Users.ContainsKey(principalId)) throw GraphRefusal.ResourceNotFound(principalId.ToString());
        var resource = call.State.ServicePrincipals.GetValueOrDefault(resourceId) ?? throw GraphRefusal.ResourceNotFound(resourceId.ToString());
        // A role of zeros is the default role of a resource that defines none (documented); Microsoft's resources define theirs.
        if (!PermissionCatalog.AppRoles(resource.AppId).Any(r => r.Id == roleId) && (roleId != Guid.Empty || PermissionCatalog.AppRoles(resource.AppId).Count > 0))
            throw GraphRefusal.BadRequest($"Permission being assigned was not found on application '{resource.AppId}'.");
        if (call.State.AppRoleAssignments.Exists(a => a.PrincipalId == principalId && a.ResourceId == resourceId && a.AppRoleId == roleId))
            throw GraphRefusal.BadRequest("Permission being assigned already exists on the object");
        var assignment = new AppRoleAssignment { Id = TenantSeed.OpaqueId(call.Tenant), PrincipalId = principalId, ResourceId = resourceId, AppRoleId = roleId, Created = call.Tenant.Now };
        call.State.AppRoleAssignments.Add(assignment);
        return new(201, Entity.Single(call, assignment, $"servicePrincipals('{own.Id}')/{(asResource ? "appRoleAssignedTo" : "appRoleAssignments")}/$entity"));
    }

    internal static WireAnswer Delete(GraphCall call, string id, string assignment)
    {
        DirectoryAccess.WriteAppRoles(call);
        call.State.AppRoleAssignments.Remove(Find(call, ServicePrincipals.Find(call, id), assignment));
        return GraphCall.NoContent();
    }

    static AppRoleAssignment Find(GraphCall call, ServicePrincipalObject own, string id) =>
        call.State.AppRoleAssignments.Find(a => a.Id == id && (a.PrincipalId == own.Id || a.ResourceId == own.Id)) ?? throw GraphRefusal.ResourceNotFound(id);

    static Guid Id(JsonObject body, string name) => Guid.TryParse(body[name].Text(), out var id) ? id : throw GraphRefusal.BadRequest($"A value is required for property '{name}' of resource 'AppRoleAssignment'.");

    static void Write(Row row, GraphCall call, AppRoleAssignment assignment) => row
        .Put("id", assignment.Id).Put("deletedDateTime", (JsonNode?)null).Put("appRoleId", assignment.AppRoleId.ToString()).Put("createdDateTime", () => GraphTime.Precise(assignment.Created))
        .Put("principalDisplayName", () => call.State.ServicePrincipals.GetValueOrDefault(assignment.PrincipalId)?.DisplayName ?? call.State.Users.GetValueOrDefault(assignment.PrincipalId)?.DisplayName)
        .Put("principalId", assignment.PrincipalId.ToString()).Put("principalType", call.State.Users.ContainsKey(assignment.PrincipalId) ? "User" : "ServicePrincipal")
        .Put("resourceDisplayName", () => call.State.ServicePrincipals.GetValueOrDefault(assignment.ResourceId)?.DisplayName).Put("resourceId", assignment.ResourceId.ToString());
}
