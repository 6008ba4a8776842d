using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Graph.OData;
using TeemCalendar.Sandbox.Permissions;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph.Directory;

/// <summary>/roleManagement/directory: who holds which directory role.</summary>
internal static class RoleAssignments
{
    static readonly Entity<DirectoryRoleAssignment> Entity = new("unifiedRoleAssignment", "roleManagement/directory/roleAssignments", Write);
    static readonly Entity<KeyValuePair<Guid, string>> RoleDefinition = new("unifiedRoleDefinition", "roleManagement/directory/roleDefinitions", WriteDefinition);

    internal static WireAnswer Definitions(GraphCall call)
    {
        DirectoryAccess.ReadRoles(call);
        return new(200, RoleDefinition.Collection(call, DirectoryRoleCatalog.Names));
    }

    internal static WireAnswer Definition(GraphCall call, string id)
    {
        DirectoryAccess.ReadRoles(call);
        return new(200, RoleDefinition.Single(call, Guid.TryParse(id, out var role) && DirectoryRoleCatalog.Names.TryGetValue(role, out var name) ? new(role, name) : throw GraphRefusal.ResourceNotFound(id)));
    }

    internal static WireAnswer List(GraphCall call)
    {
        DirectoryAccess.ReadRoles(call);
        return new(200, Entity.Collection(call, call.State.DirectoryRoles));
    }

    internal static WireAnswer Get(GraphCall call, string id)
    {
        DirectoryAccess.ReadRoles(call);
        return new(200, Entity.Single(call, Find(call, id)));
    }

    internal static WireAnswer Create(GraphCall call)
    {
        DirectoryAccess.WriteRoles(call);
        var body = call.Body("unifiedRoleAssignment");
        if (!Guid.TryParse(body["principalId"].Text(), out var principal) || !call.State.Users.ContainsKey(principal) && !call.State.ServicePrincipals.ContainsKey(principal))
            throw GraphRefusal.ResourceNotFound(body["principalId"].Text() ?? "");
        if (!Guid.TryParse(body["roleDefinitionId"].Text(), out var role) || !DirectoryRoleCatalog.Names.ContainsKey(role))
            throw GraphRefusal.BadRequest("The role definition of the role assignment is invalid.");
        if (body["directoryScopeId"].Text() is not "/") throw GraphRefusal.BadRequest("The directory scope of the role assignment is invalid.");
        if (call.State.DirectoryRoles.Exists(r => r.PrincipalId == principal && r.RoleTemplateId == role))
            throw GraphRefusal.BadRequest("A conflicting object with one or more of the specified property values is present in the directory.");
        var assignment = new DirectoryRoleAssignment { PrincipalId = principal, RoleTemplateId = role };
        call.State.DirectoryRoles.Add(assignment);
        return new(201, Entity.Single(call, assignment));
    }

    internal static WireAnswer Delete(GraphCall call, string id)
    {
        DirectoryAccess.WriteRoles(call);
        call.State.DirectoryRoles.Remove(Find(call, id));
        return GraphCall.NoContent();
    }

    internal static string Id(DirectoryRoleAssignment assignment) => Base64Url.Encode([.. assignment.RoleTemplateId.ToByteArray(), .. assignment.PrincipalId.ToByteArray()]) + "-1";

    static DirectoryRoleAssignment Find(GraphCall call, string id) => call.State.DirectoryRoles.Find(r => Id(r) == id) ?? throw GraphRefusal.ResourceNotFound(id);

    static void Write(Row row, GraphCall call, DirectoryRoleAssignment assignment) => row
        .Put("id", () => Id(assignment)).Put("principalId", assignment.PrincipalId.ToString()).Put("directoryScopeId", "/").Put("roleDefinitionId", assignment.RoleTemplateId.ToString());

    static void WriteDefinition(Row row, GraphCall call, KeyValuePair<Guid, string> role) => row
        .Put("id", role.Key.ToString()).Put("displayName", role.Value).Put("description", role.Value).Put("isBuiltIn", true).Put("isEnabled", true)
        .Put("resourceScopes", () => new JsonArray("/")).Put("templateId", role.Key.ToString()).Put("version", (JsonNode?)null).Put("rolePermissions", () => new JsonArray());
}
