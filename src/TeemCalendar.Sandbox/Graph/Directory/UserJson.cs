using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Graph.OData;
using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Graph.Directory;

/// <summary>A user as Graph writes one.</summary>
internal static class UserJson
{
    internal static void Write(Row row, GraphCall call, DirectoryUser user)
    {
        var mailbox = call.State.Mailboxes.GetValueOrDefault(user.Id);
        row.Put("businessPhones", () => new JsonArray())
            .Put("displayName", user.DisplayName).Put("givenName", user.GivenName).Put("jobTitle", (JsonNode?)null).Put("mail", user.Mail).Put("mobilePhone", (JsonNode?)null)
            .Put("officeLocation", (JsonNode?)null).Put("preferredLanguage", mailbox?.Language).Put("surname", user.Surname).Put("userPrincipalName", user.UserPrincipalName).Put("id", user.Id.ToString())
            .Put("accountEnabled", user.AccountEnabled).Put("mailNickname", user.MailNickname).Put("usageLocation", user.UsageLocation).Put("userType", "Member")
            .Put("createdDateTime", () => GraphTime.Instant(user.Created)).Put("passwordPolicies", user.PasswordPolicies)
            .Put("lastPasswordChangeDateTime", () => GraphTime.Instant(user.PasswordChanged ?? user.Created))
            .Put("onPremisesSyncEnabled", user.SyncedFromOnPremises ? true : null).Put("onPremisesImmutableId", user.ImmutableId).Put("otherMails", () => new JsonArray())
            .Put("proxyAddresses", () => Row.Array(mailbox?.EmailAddresses ?? (IEnumerable<string>)[]))
            .Put("showInAddressList", mailbox is null ? null : !mailbox.Hidden)
            .Put("assignedLicenses", () => Row.Array(user.AllLicences.Select(sku => (JsonNode?)new JsonObject { ["disabledPlans"] = Disabled(call, user, sku), ["skuId"] = sku.ToString() })))
            .Put("licenseAssignmentStates", () => Row.Array(States(call, user)))
            .Put("assignedPlans", () => Row.Array(Plans(call, user).Select(plan => (JsonNode?)new JsonObject
            {
                ["assignedDateTime"] = GraphTime.Instant(user.Created), ["capabilityStatus"] = "Enabled", ["service"] = plan.Name.StartsWith("EXCHANGE", StringComparison.Ordinal) ? "exchange" : plan.Name,
                ["servicePlanId"] = plan.PlanId.ToString(),
            })));
    }

    internal static IEnumerable<ServicePlan> Plans(GraphCall call, DirectoryUser user) =>
        call.State.Skus.Where(s => user.AllLicences.Contains(s.SkuId)).SelectMany(s => s.Plans).Where(p => !user.DisabledPlans.Contains(p.PlanId));

    /// <summary>Documented: each licence with where it comes from, and what stands in its way.</summary>
    static IEnumerable<JsonNode?> States(GraphCall call, DirectoryUser user)
    {
        JsonNode State(Guid sku, Guid? group, string? error, DateTimeOffset updated) => new JsonObject
        {
            ["skuId"] = sku.ToString(), ["disabledPlans"] = Disabled(call, user, sku), ["assignedByGroup"] = group?.ToString(), ["state"] = error is null ? "Active" : "Error", ["error"] = error ?? "None",
            ["lastUpdatedDateTime"] = GraphTime.Instant(updated),
        };
        return [.. user.Licences.Select(sku => State(sku, null, null, user.Created)), .. user.Inherited.Select(l => State(l.SkuId, l.GroupId, l.Error, l.Updated))];
    }

    static JsonArray Disabled(GraphCall call, DirectoryUser user, Guid sku) =>
        Row.Array(call.State.Skus.Where(s => s.SkuId == sku).SelectMany(s => s.Plans).Where(p => user.DisabledPlans.Contains(p.PlanId)).Select(p => p.PlanId.ToString()));
}
