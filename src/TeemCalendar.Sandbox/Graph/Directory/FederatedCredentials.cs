using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Graph.OData;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph.Directory;

/// <summary>/applications/{id}/federatedIdentityCredentials: whose tokens of other identity providers an application is known by.</summary>
internal static class FederatedCredentials
{
    const int Most = 20;   // documented

    static readonly Entity<FederatedCredential> Entity = new("federatedIdentityCredential", "federatedIdentityCredentials", Write);

    internal static WireAnswer List(GraphCall call, string application)
    {
        DirectoryAccess.ReadApplications(call);
        return new(200, Entity.Collection(call, Applications.Find(call, application).FederatedCredentials, $"applications('{application}')/federatedIdentityCredentials"));
    }

    internal static WireAnswer Create(GraphCall call, string application)
    {
        DirectoryAccess.WriteApplications(call);
        var (owner, body) = (Applications.Find(call, application), call.Body("federatedIdentityCredential"));
        string Needed(string name) => body[name].Text() is { Length: > 0 } text ? text : throw GraphRefusal.BadRequest($"A value is required for property '{name}' of resource 'FederatedIdentityCredential'.");
        if (body["audiences"] is not JsonArray { Count: 1 } audiences) throw GraphRefusal.BadRequest("Exactly one value is required for property 'audiences' of resource 'FederatedIdentityCredential'.");
        var credential = new FederatedCredential
        {
            Id = call.Tenant.NewGuid(), Name = Needed("name"), Issuer = Needed("issuer"), Subject = Needed("subject"), Audience = audiences[0].Text() ?? "", Description = body["description"].Text(),
        };
        if (owner.FederatedCredentials.Count >= Most) throw GraphRefusal.BadRequest("The application has the most federated identity credentials that it may have.");
        // Documented: issuer and subject together are unique on an application, and so is the name.
        if (owner.FederatedCredentials.Exists(c => c.Name == credential.Name || c.Issuer == credential.Issuer && c.Subject == credential.Subject))
            throw new GraphRefusal(409, "Request_MultipleObjectsWithSameKeyValue", "FederatedIdentityCredential with the same name, or the same issuer and subject, already exists.");
        owner.FederatedCredentials.Add(credential);
        return new(201, Entity.Single(call, credential, $"applications('{application}')/federatedIdentityCredentials/$entity"));
    }

    internal static WireAnswer Get(GraphCall call, string application, string id)
    {
        DirectoryAccess.ReadApplications(call);
        return new(200, Entity.Single(call, Find(Applications.Find(call, application), id), $"applications('{application}')/federatedIdentityCredentials/$entity"));
    }

    internal static WireAnswer Delete(GraphCall call, string application, string id)
    {
        DirectoryAccess.WriteApplications(call);
        var owner = Applications.Find(call, application);
        owner.FederatedCredentials.Remove(Find(owner, id));
        return GraphCall.NoContent();
    }

    static FederatedCredential Find(ApplicationObject owner, string id) => owner.FederatedCredentials.Find(c => c.Id.ToString() == id || c.Name == id) ?? throw GraphRefusal.ResourceNotFound(id);

    static void Write(Row row, GraphCall call, FederatedCredential credential) => row
        .Put("id", credential.Id.ToString()).Put("name", credential.Name).Put("issuer", credential.Issuer).Put("subject", credential.Subject).Put("description", credential.Description)
        .Put("audiences", () => new JsonArray(credential.Audience));
}
