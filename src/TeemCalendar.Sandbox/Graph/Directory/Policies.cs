using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Graph.OData;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph.Directory;

/// <summary>What the organization demands of sign-ins, to be read: Conditional Access policies and security defaults.</summary>
internal static class Policies
{
    static readonly Entity<ConditionalAccessPolicy> Entity = new("conditionalAccessPolicy", "identity/conditionalAccess/policies", Write);

    internal static WireAnswer List(GraphCall call)
    {
        DirectoryAccess.ReadPolicies(call);
        return new(200, Entity.Collection(call, call.State.ConditionalAccess));
    }

    internal static WireAnswer Get(GraphCall call, string id)
    {
        DirectoryAccess.ReadPolicies(call);
        return new(200, Entity.Single(call, Guid.TryParse(id, out var key) && call.State.ConditionalAccess.Find(p => p.Id == key) is { } found ? found : throw GraphRefusal.ResourceNotFound(id)));
    }

    /// <summary>Id, name and description are the same in every tenant (documented).</summary>
    internal static WireAnswer SecurityDefaults(GraphCall call)
    {
        DirectoryAccess.ReadPolicies(call);
        return new(200, new JsonObject
        {
            ["@odata.context"] = call.Context("policies/identitySecurityDefaultsEnforcementPolicy/$entity"), ["id"] = "00000000-0000-0000-0000-000000000005", ["displayName"] = "Security Defaults",
            ["description"] = "Security defaults is a set of basic identity security mechanisms recommended by Microsoft. When enabled, these recommendations will be automatically enforced in your organization. Administrators and users will be better protected from common identity related attacks.",
            ["isEnabled"] = call.State.Organization.SecurityDefaults,
        });
    }

    static void Write(Row row, GraphCall call, ConditionalAccessPolicy policy) => row
        .Put("id", policy.Id.ToString()).Put("templateId", (JsonNode?)null).Put("displayName", policy.DisplayName).Put("description", (JsonNode?)null).Put("createdDateTime", () => GraphTime.Precise(policy.Created))
        .Put("modifiedDateTime", () => policy.Modified is { } modified ? GraphTime.Precise(modified) : null).Put("state", policy.State).Put("deletedDateTime", (JsonNode?)null)
        .Put("sessionControls", (JsonNode?)null).Put("conditions", () => Conditions(policy)).Put("grantControls", () => policy.BuiltInControls.Count == 0 ? null : new JsonObject
        {
            ["operator"] = policy.Operator, ["builtInControls"] = Row.Array(policy.BuiltInControls), ["customAuthenticationFactors"] = new JsonArray(), ["termsOfUse"] = new JsonArray(),
        });

    static JsonObject Conditions(ConditionalAccessPolicy policy) => new()
    {
        ["userRiskLevels"] = new JsonArray(), ["signInRiskLevels"] = new JsonArray(), ["servicePrincipalRiskLevels"] = new JsonArray(), ["clientAppTypes"] = Row.Array(policy.ClientAppTypes),
        ["insiderRiskLevels"] = null, ["platforms"] = null, ["locations"] = null, ["devices"] = null, ["clientApplications"] = null,
        ["applications"] = new JsonObject
        {
            ["includeApplications"] = Row.Array(policy.IncludeApplications), ["excludeApplications"] = Row.Array(policy.ExcludeApplications), ["includeUserActions"] = new JsonArray(),
            ["includeAuthenticationContextClassReferences"] = new JsonArray(), ["applicationFilter"] = null,
        },
        ["users"] = new JsonObject
        {
            ["includeUsers"] = Row.Array(policy.IncludeUsers), ["excludeUsers"] = Row.Array(policy.ExcludeUsers), ["includeGroups"] = new JsonArray(), ["excludeGroups"] = new JsonArray(),
            ["includeRoles"] = Row.Array(policy.IncludeRoles), ["excludeRoles"] = Row.Array(policy.ExcludeRoles), ["includeGuestsOrExternalUsers"] = null, ["excludeGuestsOrExternalUsers"] = null,
        },
        ["authenticationFlows"] = policy.TransferMethods is null ? null : new JsonObject { ["transferMethods"] = policy.TransferMethods },
    };
}
