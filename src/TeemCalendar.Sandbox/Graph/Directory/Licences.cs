using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Graph.OData;
using TeemCalendar.Sandbox.Graph.Schema;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph.Directory;

/// <summary>Subscriptions, and who has a licence of them. A licence with Exchange brings a mailbox.</summary>
internal static class Licences
{
    static readonly Entity<Sku> Subscription = new("subscribedSku", "subscribedSkus", WriteSku);
    static readonly Entity<(DirectoryUser User, Sku Sku)> Detail = new("licenseDetails", "licenseDetails", WriteDetail);

    internal static WireAnswer Skus(GraphCall call)
    {
        DirectoryAccess.ReadSkus(call);
        return new(200, Subscription.Collection(call, call.State.Skus));
    }

    internal static WireAnswer Details(GraphCall call, string id)
    {
        if (call.Caller.UserId is { } me && call.State.FindUser(id)?.Id == me) DirectoryAccess.ReadSelf(call);
        else DirectoryAccess.ReadUsers(call);
        var user = Users.Find(call, id);
        return new(200, Detail.Collection(call, call.State.Skus.Where(s => user.AllLicences.Contains(s.SkuId)).Select(s => (user, s)), $"users('{user.Id}')/licenseDetails"));
    }

    internal static WireAnswer Assign(GraphCall call, string id)
    {
        DirectoryAccess.AssignLicences(call);
        var user = Users.Find(call, id);
        var body = BodyReader.ReadAction(call.Request, "Request_BadRequest", ("addLicenses", new('.', "assignedLicense", true)), ("removeLicenses", new('g', null, true)));
        if (body["addLicenses"] is not JsonArray adding || body["removeLicenses"] is not JsonArray removing) throw GraphRefusal.BadRequest("Both addLicenses and removeLicenses must be given.");
        var licences = user.Licences.ToList();
        var disabled = user.DisabledPlans.ToHashSet();
        foreach (var sku in removing.Select(r => FindSku(call, r)))
        {
            if (!licences.Contains(sku.SkuId) && user.Inherited.Exists(l => l.SkuId == sku.SkuId)) throw GraphRefusal.BadRequest("User license is inherited from a group membership and it cannot be removed directly from the user.");
            if (!licences.Remove(sku.SkuId)) throw GraphRefusal.BadRequest("User does not have a corresponding license.");
            foreach (var plan in sku.Plans) disabled.Remove(plan.PlanId);
        }
        foreach (var added in adding.OfType<JsonObject>())
        {
            var sku = FindSku(call, added["skuId"]);
            // Seen in many scripts, which set the location first and wait for it.
            if (string.IsNullOrEmpty(user.UsageLocation)) throw GraphRefusal.BadRequest("License assignment cannot be done for user with invalid usage location.");
            if (!licences.Contains(sku.SkuId))
            {
                if (Used(call, sku) >= sku.Enabled) throw GraphRefusal.BadRequest($"Subscription with SKU {sku.SkuId} does not have any available licenses.");
                licences.Add(sku.SkuId);
            }
            foreach (var plan in sku.Plans) disabled.Remove(plan.PlanId);
            foreach (var plan in (added["disabledPlans"] as JsonArray ?? []).Select(p => Guid.Parse(p.Text()!)))
                if (sku.Plans.Exists(p => p.PlanId == plan)) disabled.Add(plan);
                else throw GraphRefusal.BadRequest($"Subscription with SKU {sku.SkuId} does not have a service plan {plan}.");
        }
        var inForce = call.State.Skus.Where(s => licences.Contains(s.SkuId) || user.Inherited.Exists(l => l.Error is null && l.SkuId == s.SkuId)).SelectMany(s => s.Plans).Select(p => p.PlanId).Where(p => !disabled.Contains(p)).ToList();
        if (adding.Count > 0 && SkuCatalog.Exclude(inForce) is var (one, other)) throw GraphRefusal.BadRequest($"License assignment failed because service plans {one} and {other} are mutually exclusive.");
        (user.Licences, user.DisabledPlans) = (licences, [.. disabled]);
        Provision(call, user);
        return new(200, Users.Entity.Single(call, user));
    }

    /// <summary>A mailbox comes with the first licence for one, and goes with the last.</summary>
    internal static void Provision(GraphCall call, DirectoryUser user)
    {
        var has = UserJson.Plans(call, user).Any(p => SkuCatalog.BringsMailbox(p.PlanId));
        var mailbox = call.State.Mailboxes.GetValueOrDefault(user.Id);
        if (has && mailbox is null) MailboxFactory.ForUser(call.Tenant, user);
        if (has || mailbox is not { RecipientTypeDetails: "UserMailbox" }) return;
        call.State.Mailboxes.Remove(user.Id);
        call.State.Calendars.Remove(user.Id);
    }

    static Sku FindSku(GraphCall call, JsonNode? id) =>
        Guid.TryParse(id.Text(), out var sku) && call.State.Skus.Find(s => s.SkuId == sku) is { } found ? found
            : throw GraphRefusal.BadRequest($"License {id} does not correspond to a valid company License.");

    internal static int Used(GraphCall call, Sku sku) => call.State.Users.Values.Count(u => u.Licences.Contains(sku.SkuId) || u.Inherited.Exists(l => l.Error is null && l.SkuId == sku.SkuId));

    static void WriteSku(Row row, GraphCall call, Sku sku) => row
        .Put("accountId", call.State.TenantId.ToString()).Put("accountName", call.State.Name).Put("appliesTo", "User").Put("capabilityStatus", "Enabled")
        .Put("consumedUnits", () => Used(call, sku)).Put("id", $"{call.State.TenantId}_{sku.SkuId}")
        .Put("prepaidUnits", () => new JsonObject { ["enabled"] = sku.Enabled, ["suspended"] = 0, ["warning"] = 0, ["lockedOut"] = 0 })
        .Put("servicePlans", () => Row.Array(sku.Plans.Select(p => (JsonNode?)Plan(p, "Success"))))
        .Put("skuId", sku.SkuId.ToString()).Put("skuPartNumber", sku.PartNumber)
        .Put("subscriptionIds", () => new JsonArray(SandboxTenant.GuidOf($"subscription/{sku.SkuId}").ToString()));

    static void WriteDetail(Row row, GraphCall call, (DirectoryUser User, Sku Sku) licence) => row
        .Put("id", Base64Url.Encode([.. licence.User.Id.ToByteArray(), .. licence.Sku.SkuId.ToByteArray()])).Put("skuId", licence.Sku.SkuId.ToString()).Put("skuPartNumber", licence.Sku.PartNumber)
        .Put("servicePlans", () => Row.Array(licence.Sku.Plans.Select(p => (JsonNode?)Plan(p, licence.User.DisabledPlans.Contains(p.PlanId) ? "Disabled" : "Success"))));

    static JsonObject Plan(ServicePlan plan, string status) =>
        new() { ["servicePlanId"] = plan.PlanId.ToString(), ["servicePlanName"] = plan.Name, ["provisioningStatus"] = status, ["appliesTo"] = "User" };
}
