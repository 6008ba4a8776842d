using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Graph.OData;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph.Directory;

/// <summary>/domains: the accepted domains, managed or federated.</summary>
internal static class Domains
{
    static readonly Entity<string> Entity = new("domain", "domains", Write);

    internal static WireAnswer List(GraphCall call)
    {
        DirectoryAccess.ReadDomains(call);
        return new(200, Entity.Collection(call, call.State.Domains));
    }

    internal static WireAnswer Get(GraphCall call, string id)
    {
        DirectoryAccess.ReadDomains(call);
        return new(200, Entity.Single(call, call.State.Domains.Find(d => d.Equals(id, StringComparison.OrdinalIgnoreCase)) ?? throw GraphRefusal.ResourceNotFound(id)));
    }

    static void Write(Row row, GraphCall call, string name) => row
        .Put("id", name).Put("authenticationType", call.State.IsFederated(name) ? "Federated" : "Managed").Put("availabilityStatus", (JsonNode?)null).Put("isAdminManaged", true).Put("isDefault", name == call.State.Domains[0])
        .Put("isInitial", name == call.State.InitialDomain).Put("isRoot", true).Put("isVerified", true).Put("supportedServices", () => new JsonArray("Email", "OfficeCommunicationsOnline"))
        .Put("passwordValidityPeriodInDays", (JsonNode?)null).Put("passwordNotificationWindowInDays", (JsonNode?)null);
}
