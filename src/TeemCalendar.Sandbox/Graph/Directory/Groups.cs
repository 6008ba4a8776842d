using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Graph.OData;
using TeemCalendar.Sandbox.Graph.Schema;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph.Directory;

/// <summary>/groups: security groups that give licences to their members. What stands in a licence's way is not told to who adds the member, but noted at the user (documented).</summary>
internal static class Groups
{
    static readonly Entity<LicenceGroup> Entity = new("group", "groups", Write);

    internal static WireAnswer List(GraphCall call)
    {
        DirectoryAccess.ReadGroups(call);
        return new(200, Entity.Collection(call, call.State.LicenceGroups));
    }

    internal static WireAnswer Get(GraphCall call, string id)
    {
        DirectoryAccess.ReadGroups(call);
        return new(200, Entity.Single(call, Find(call, id)));
    }

    internal static WireAnswer Members(GraphCall call, string id)
    {
        DirectoryAccess.ReadGroups(call);
        return new(200, Users.Members.Collection(call, Find(call, id).Members.Select(m => call.State.Users.GetValueOrDefault(m)).OfType<DirectoryUser>()));
    }

    /// <summary>A member is named by the address of its object (documented).</summary>
    internal static WireAnswer AddMember(GraphCall call, string id)
    {
        DirectoryAccess.WriteMembers(call);
        var group = Find(call, id);
        RefuseRule(group);
        var address = BodyReader.Parse(call.Request)["@odata.id"].Text()?.TrimEnd('/') ?? throw GraphRefusal.BadRequest("A value is required for '@odata.id'.");
        var user = call.State.FindUser(address[(address.LastIndexOf('/') + 1)..]) ?? throw GraphRefusal.ResourceNotFound(address);
        if (group.Members.Contains(user.Id)) throw GraphRefusal.BadRequest("One or more added object references already exist for the following modified properties: 'members'."); // seen
        group.Members.Add(user.Id);
        foreach (var sku in group.Licences.Select(l => call.State.Skus.Find(s => s.SkuId == l)).OfType<Sku>())
            user.Inherited.Add(new() { GroupId = group.Id, SkuId = sku.SkuId, Error = Obstacle(call, user, sku), Updated = call.Tenant.Now });
        Licences.Provision(call, user);
        return GraphCall.NoContent();
    }

    internal static WireAnswer RemoveMember(GraphCall call, string id, string member)
    {
        DirectoryAccess.WriteMembers(call);
        var group = Find(call, id);
        RefuseRule(group);
        if (!Guid.TryParse(member, out var key) || !group.Members.Remove(key)) throw GraphRefusal.ResourceNotFound(member);
        if (call.State.Users.GetValueOrDefault(key) is { } user)
        {
            user.Inherited.RemoveAll(l => l.GroupId == group.Id);
            Licences.Provision(call, user);
        }
        return GraphCall.NoContent();
    }

    /// <summary>Documented names of what stands in the way.</summary>
    static string? Obstacle(GraphCall call, DirectoryUser user, Sku sku)
    {
        if (!user.AllLicences.Contains(sku.SkuId) && Licences.Used(call, sku) >= sku.Enabled) return "CountViolation";
        return SkuCatalog.Exclude([.. UserJson.Plans(call, user).Select(p => p.PlanId), .. sku.Plans.Select(p => p.PlanId)]) is null ? null : "MutuallyExclusiveViolation";
    }

    // The sentence is inferred.
    static void RefuseRule(LicenceGroup group)
    {
        if (group.MembershipRule is not null) throw GraphRefusal.BadRequest("Insufficient privileges to complete the operation: the members of a dynamic group cannot be changed.");
    }

    static LicenceGroup Find(GraphCall call, string id) => Guid.TryParse(id, out var key) && call.State.LicenceGroups.Find(g => g.Id == key) is { } found ? found : throw GraphRefusal.ResourceNotFound(id);

    static void Write(Row row, GraphCall call, LicenceGroup group) => row
        .Put("id", group.Id.ToString()).Put("deletedDateTime", (JsonNode?)null).Put("displayName", group.DisplayName).Put("description", (JsonNode?)null).Put("mail", (JsonNode?)null)
        .Put("mailEnabled", false).Put("securityEnabled", true).Put("groupTypes", () => group.MembershipRule is null ? new JsonArray() : new JsonArray("DynamicMembership")).Put("membershipRule", group.MembershipRule)
        .Put("onPremisesSyncEnabled", (JsonNode?)null).Put("createdDateTime", () => GraphTime.Instant(group.Created))
        .Put("assignedLicenses", () => Row.Array(group.Licences.Select(sku => (JsonNode?)new JsonObject { ["disabledPlans"] = new JsonArray(), ["skuId"] = sku.ToString() })));
}
