using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Graph.OData;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph.Directory;

/// <summary>/directory/administrativeUnits: containers of users, to which a role can be limited.</summary>
internal static class AdministrativeUnits
{
    static readonly Entity<AdministrativeUnit> Entity = new("administrativeUnit", "directory/administrativeUnits", Write);

    internal static WireAnswer List(GraphCall call)
    {
        DirectoryAccess.ReadUnits(call);
        return new(200, Entity.Collection(call, call.State.AdministrativeUnits));
    }

    internal static WireAnswer Get(GraphCall call, string id)
    {
        DirectoryAccess.ReadUnits(call);
        return new(200, Entity.Single(call, Find(call, id)));
    }

    internal static WireAnswer Create(GraphCall call)
    {
        DirectoryAccess.WriteUnits(call);
        Entity.CheckSelect(call);
        var body = call.Body("administrativeUnit");
        if (body["displayName"].Text() is not { Length: > 0 }) throw GraphRefusal.BadRequest("A value is required for property 'displayName' of resource 'AdministrativeUnit'.");
        var unit = new AdministrativeUnit { Created = call.Tenant.Now };
        Apply(unit, body);
        unit.Id = call.Tenant.NewGuid();
        call.State.AdministrativeUnits.Add(unit);
        return new(201, Entity.Single(call, unit));
    }

    internal static WireAnswer Update(GraphCall call, string id)
    {
        DirectoryAccess.WriteUnits(call);
        Apply(Find(call, id), call.Body("administrativeUnit"));
        return GraphCall.NoContent();
    }

    internal static WireAnswer Delete(GraphCall call, string id)
    {
        DirectoryAccess.WriteUnits(call);
        call.State.AdministrativeUnits.Remove(Find(call, id));
        return GraphCall.NoContent();
    }

    internal static WireAnswer Members(GraphCall call, string id)
    {
        DirectoryAccess.ReadUnits(call);
        return new(200, Users.Members.Collection(call, Find(call, id).Members.Select(m => call.State.Users.GetValueOrDefault(m)).OfType<DirectoryUser>()));
    }

    /// <summary>A member is named by the address of its object (documented).</summary>
    internal static WireAnswer AddMember(GraphCall call, string id)
    {
        DirectoryAccess.WriteUnits(call);
        var unit = Find(call, id);
        var address = Schema.BodyReader.Parse(call.Request)["@odata.id"].Text() ?? throw GraphRefusal.BadRequest("A value is required for '@odata.id'.");
        var user = call.State.FindUser(address.TrimEnd('/')[(address.TrimEnd('/').LastIndexOf('/') + 1)..]) ?? throw GraphRefusal.ResourceNotFound(address);
        if (unit.Members.Contains(user.Id)) throw GraphRefusal.BadRequest("One or more added object references already exist for the following modified properties: 'members'."); // seen
        unit.Members.Add(user.Id);
        return GraphCall.NoContent();
    }

    internal static WireAnswer RemoveMember(GraphCall call, string id, string member)
    {
        DirectoryAccess.WriteUnits(call);
        var unit = Find(call, id);
        return Guid.TryParse(member, out var user) && unit.Members.Remove(user) ? GraphCall.NoContent() : throw GraphRefusal.ResourceNotFound(member);
    }

    static AdministrativeUnit Find(GraphCall call, string id) => Guid.TryParse(id, out var key) && call.State.AdministrativeUnits.Find(u => u.Id == key) is { } found ? found : throw GraphRefusal.ResourceNotFound(id);

    static void Apply(AdministrativeUnit unit, JsonObject body)
    {
        foreach (var (name, _) in body)
            if (name is not ("displayName" or "description" or "visibility") && !name.Contains('@', StringComparison.Ordinal)) throw GraphRefusal.BadRequest($"The sandbox tenant does not keep property '{name}' of resource 'AdministrativeUnit'.");
        unit.DisplayName = body["displayName"].Text() ?? unit.DisplayName;
        unit.Description = body["description"].Text() ?? unit.Description;
    }

    static void Write(Row row, GraphCall call, AdministrativeUnit unit) => row
        .Put("id", unit.Id.ToString()).Put("deletedDateTime", (JsonNode?)null).Put("displayName", unit.DisplayName).Put("description", unit.Description.Length > 0 ? unit.Description : null).Put("visibility", (JsonNode?)null)
        .Put("membershipType", "Assigned").Put("membershipRule", (JsonNode?)null).Put("membershipRuleProcessingState", (JsonNode?)null).Put("isMemberManagementRestricted", false);
}
