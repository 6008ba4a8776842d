using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Graph.OData;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph.Directory;

/// <summary>/organization: the tenant itself.</summary>
internal static class Organization
{
    static readonly Entity<Guid> Entity = new("organization", "organization", Write);

    internal static WireAnswer List(GraphCall call)
    {
        DirectoryAccess.ReadOrganization(call);
        return new(200, Entity.Collection(call, [call.State.TenantId]));
    }

    internal static WireAnswer Get(GraphCall call, string id)
    {
        DirectoryAccess.ReadOrganization(call);
        return new(200, Entity.Single(call, Guid.TryParse(id, out var tenant) && tenant == call.State.TenantId ? tenant : throw GraphRefusal.ResourceNotFound(id)));
    }

    static void Write(Row row, GraphCall call, Guid id) => row
        .Put("id", id.ToString()).Put("deletedDateTime", (JsonNode?)null).Put("displayName", call.State.Name).Put("countryLetterCode", "GB").Put("tenantType", "AAD")
        .Put("createdDateTime", () => GraphTime.Instant(call.State.FindUser(call.State.AdministratorName)?.Created ?? call.Tenant.Now)).Put("onPremisesSyncEnabled", () => call.State.Users.Values.Any(u => u.SyncedFromOnPremises) ? true : null)
        .Put("businessPhones", () => new JsonArray()).Put("technicalNotificationMails", () => new JsonArray(call.State.AdministratorName))
        .Put("assignedPlans", () => Row.Array(call.State.Skus.SelectMany(s => s.Plans).DistinctBy(p => p.PlanId).Select(p => (JsonNode?)new JsonObject
        {
            ["assignedDateTime"] = GraphTime.Instant(call.Tenant.Now.Date), ["capabilityStatus"] = "Enabled", ["service"] = "exchange", ["servicePlanId"] = p.PlanId.ToString(),
        })))
        .Put("provisionedPlans", () => new JsonArray(call.State.Skus.Count == 0 ? [] : [new JsonObject { ["capabilityStatus"] = "Enabled", ["provisioningStatus"] = "Success", ["service"] = "exchange" }]))
        .Put("verifiedDomains", () => Row.Array(call.State.Domains.Select((name, i) => (JsonNode?)new JsonObject
        {
            ["capabilities"] = "Email, OfficeCommunicationsOnline", ["isDefault"] = i == 0, ["isInitial"] = name == call.State.InitialDomain, ["name"] = name, ["type"] = "Managed",
        })));
}
