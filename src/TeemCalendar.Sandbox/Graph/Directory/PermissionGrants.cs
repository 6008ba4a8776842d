using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Graph.OData;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph.Directory;

/// <summary>/oauth2PermissionGrants: delegated permissions, for everybody or for one person.</summary>
internal static class PermissionGrants
{
    static readonly Entity<DelegatedGrant> Entity = new("oAuth2PermissionGrant", "oauth2PermissionGrants", Write);

    internal static WireAnswer List(GraphCall call)
    {
        DirectoryAccess.ReadGrants(call);
        return new(200, Entity.Collection(call, call.State.DelegatedGrants));
    }

    internal static WireAnswer Of(GraphCall call, string id)
    {
        DirectoryAccess.ReadGrants(call);
        var client = ServicePrincipals.Find(call, id);
        return new(200, Entity.Collection(call, call.State.DelegatedGrants.Where(g => g.ClientId == client.Id)));
    }

    internal static WireAnswer Get(GraphCall call, string id)
    {
        DirectoryAccess.ReadGrants(call);
        return new(200, Entity.Single(call, Find(call, id)));
    }

    internal static WireAnswer Create(GraphCall call)
    {
        DirectoryAccess.WriteGrants(call);
        var body = call.Body("oAuth2PermissionGrant");
        var client = Principal(call, body, "clientId");
        var resource = Principal(call, body, "resourceId");
        if (body["consentType"].Text() is not ("AllPrincipals" or "Principal")) throw Invalid("consentType");
        var type = body["consentType"].Text()!;
        Guid? person = type == "Principal" ? Guid.TryParse(body["principalId"].Text(), out var id) ? id : throw Invalid("principalId") : null;
        if (person is { } user && !call.State.Users.ContainsKey(user)) throw GraphRefusal.ResourceNotFound(user.ToString());
        if (type == "AllPrincipals" && body["principalId"] is not null) throw Invalid("principalId");
        if (call.State.DelegatedGrants.Exists(g => g.ClientId == client.Id && g.ResourceId == resource.Id && g.ConsentType == type && g.PrincipalId == person))
            throw new GraphRefusal(409, "Request_MultipleObjectsWithSameKeyValue", "Permission entry already exists.");
        var grant = new DelegatedGrant
        {
            Id = TenantSeed.OpaqueId(call.Tenant), ClientId = client.Id, ConsentType = type, PrincipalId = person, ResourceId = resource.Id, Scope = body["scope"].Text()?.Trim() ?? "",
        };
        call.State.DelegatedGrants.Add(grant);
        return new(201, Entity.Single(call, grant));
    }

    internal static WireAnswer Update(GraphCall call, string id)
    {
        DirectoryAccess.WriteGrants(call);
        var grant = Find(call, id);
        var body = call.Body("oAuth2PermissionGrant");
        // Documented: only the scope can be changed.
        if (body.Any(p => p.Key != "scope" && !p.Key.Contains('@', StringComparison.Ordinal))) throw GraphRefusal.BadRequest("Only the property 'scope' of resource 'OAuth2PermissionGrant' can be updated.");
        grant.Scope = body["scope"].Text()?.Trim() ?? throw Invalid("scope");
        return GraphCall.NoContent();
    }

    internal static WireAnswer Delete(GraphCall call, string id)
    {
        DirectoryAccess.WriteGrants(call);
        call.State.DelegatedGrants.Remove(Find(call, id));
        return GraphCall.NoContent();
    }

    static DelegatedGrant Find(GraphCall call, string id) => call.State.DelegatedGrants.Find(g => g.Id == id) ?? throw GraphRefusal.ResourceNotFound(id);

    static ServicePrincipalObject Principal(GraphCall call, JsonObject body, string name) =>
        Guid.TryParse(body[name].Text(), out var id) ? call.State.ServicePrincipals.GetValueOrDefault(id) ?? throw GraphRefusal.ResourceNotFound(id.ToString()) : throw Invalid(name);

    static GraphRefusal Invalid(string name) => GraphRefusal.BadRequest($"Invalid value specified for property '{name}' of resource 'OAuth2PermissionGrant'.");

    static void Write(Row row, GraphCall call, DelegatedGrant grant) => row
        .Put("id", grant.Id).Put("clientId", grant.ClientId.ToString()).Put("consentType", grant.ConsentType).Put("principalId", grant.PrincipalId?.ToString())
        .Put("resourceId", grant.ResourceId.ToString()).Put("scope", grant.Scope);
}
