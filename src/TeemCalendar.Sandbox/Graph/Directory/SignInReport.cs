using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph.Directory;

/// <summary>/beta/reports/servicePrincipalSignInActivities: when an application signed in last, as itself and for people.</summary>
internal static class SignInReport
{
    internal static WireAnswer List(GraphCall call)
    {
        DirectoryAccess.ReadSignIns(call);
        // Code and sentence: seen.
        if (!call.State.Skus.SelectMany(s => s.Plans).Any(p => SkuCatalog.OpensReports(p.PlanId)))
            throw new GraphRefusal(403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant", "Neither tenant is B2C or tenant doesn't have premium license");
        // The one filter that is documented; the schema of version 1.0 does not know this type.
        var filter = call.Query["filter"];
        Guid? wanted = filter is null ? null : filter.StartsWith("appId eq '", StringComparison.Ordinal) && Guid.TryParse(filter["appId eq '".Length..].TrimEnd('\''), out var appId) ? appId
            : throw GraphRefusal.BadRequest($"The sandbox tenant does not filter this report by '{filter}'.");
        var rows = call.State.ServicePrincipals.Values.Where(p => wanted is null || p.AppId == wanted).Select(p => (Principal: p, Last: Last(call, p))).Where(p => p.Last is not null);
        return new(200, new JsonObject
        {
            ["@odata.context"] = call.Context("reports/servicePrincipalSignInActivities"), ["value"] = new JsonArray([.. rows.Select(r => (JsonNode)Row(r.Principal, r.Last!.Value))]),
        });
    }

    /// <summary>Teem reads its rooms all day; nobody here does it in its place.</summary>
    static DateTimeOffset? Last(GraphCall call, ServicePrincipalObject principal) =>
        principal.LastSignIn ?? (principal.AppId == HistorySeed.TeemApplicationId ? new DateTimeOffset(call.Tenant.Now.UtcDateTime.Date, TimeSpan.Zero) : null);

    static JsonObject Row(ServicePrincipalObject principal, DateTimeOffset last)
    {
        JsonObject Activity(bool used) => new() { ["lastSignInDateTime"] = used ? GraphTime.Instant(last) : null, ["lastSignInRequestId"] = used ? SandboxTenant.GuidOf($"{principal.Id}/{last:O}").ToString() : null };
        return new()
        {
            ["id"] = Base64Url.Encode(principal.AppId.ToByteArray()), ["appId"] = principal.AppId.ToString(),
            ["lastSignInActivity"] = Activity(true), ["applicationAuthenticationClientSignInActivity"] = Activity(true), ["applicationAuthenticationResourceSignInActivity"] = Activity(false),
            ["delegatedClientSignInActivity"] = Activity(false), ["delegatedResourceSignInActivity"] = Activity(false),
        };
    }
}
