using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Graph.OData;
using TeemCalendar.Sandbox.Permissions;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph.Directory;

/// <summary>/directoryRoles and memberOf: the older view of the same assignments.</summary>
internal static class DirectoryRoles
{
    static readonly Entity<Guid> Entity = new("directoryRole", "directoryRoles", Write);
    static readonly Entity<Guid> Membership = new("directoryRole", "directoryObjects", (row, call, role) =>
    {
        row.Json["@odata.type"] = "#microsoft.graph.directoryRole";
        Write(row, call, role);
    });

    internal static WireAnswer List(GraphCall call)
    {
        DirectoryAccess.ReadRoles(call);
        return new(200, Entity.Collection(call, call.State.DirectoryRoles.Select(r => r.RoleTemplateId).Distinct()));
    }

    internal static WireAnswer Members(GraphCall call, string id)
    {
        DirectoryAccess.ReadRoles(call);
        var role = DirectoryRoleCatalog.Names.Keys.FirstOrDefault(r => id == $"roleTemplateId={r}" || id == ObjectId(call, r).ToString());
        if (role == Guid.Empty) throw GraphRefusal.ResourceNotFound(id);
        var members = call.State.DirectoryRoles.Where(r => r.RoleTemplateId == role).Select(r => call.State.Users.GetValueOrDefault(r.PrincipalId)).OfType<State.DirectoryUser>();
        return new(200, Users.Members.Collection(call, members));
    }

    internal static WireAnswer Of(GraphCall call, string id)
    {
        Guid owner;
        if (call.Path[0] == "users")
        {
            if (call.Caller.UserId is { } me && call.State.FindUser(id)?.Id == me) DirectoryAccess.ReadSelf(call);
            else DirectoryAccess.ReadRoles(call);
            owner = Users.Find(call, id).Id;
        }
        else
        {
            DirectoryAccess.ReadApplications(call);
            owner = ServicePrincipals.Find(call, id).Id;
        }
        return new(200, Membership.Collection(call, call.State.DirectoryRoles.Where(r => r.PrincipalId == owner).Select(r => r.RoleTemplateId)));
    }

    // A role's object is made per tenant when the role is first used; only its template id is the same everywhere (documented).
    static Guid ObjectId(GraphCall call, Guid role) => SandboxTenant.GuidOf($"{call.State.TenantId}/{role}");

    static void Write(Row row, GraphCall call, Guid role) => row
        .Put("id", ObjectId(call, role).ToString()).Put("deletedDateTime", (JsonNode?)null).Put("description", DirectoryRoleCatalog.Names[role]).Put("displayName", DirectoryRoleCatalog.Names[role])
        .Put("roleTemplateId", role.ToString());
}
