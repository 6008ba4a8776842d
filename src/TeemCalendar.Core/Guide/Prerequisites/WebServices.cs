using System.Text.Json;
using TeemCalendar.Core.Exchange;

namespace TeemCalendar.Core.Guide;

/// <summary>Exchange Web Services: this module uses none; where Teem's own account was consented to use them, they have to be on, as long as there are any.</summary>
internal sealed class WebServices(PrerequisiteFacts facts) : Prerequisite(facts, "the state of Exchange Web Services")
{
    // Microsoft turns EWS off in Exchange Online for good; no tenant is excepted.
    static readonly DateTimeOffset End = new(2027, 4, 1, 0, 0, 0, TimeSpan.Zero);

    internal override async Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel)
    {
        var organization = await Facts.Organization.ConfigureAwait(false) ?? default(JsonElement);
        var enabled = organization.ValueKind == JsonValueKind.Object && organization.Flag("EwsEnabled") == true;
        var users = (await Facts.Teem.ConfigureAwait(false)).Where(NeedsThem).ToList();
        if (users.Count == 0)
            return [Pass($"EWS is {(enabled ? "on" : "off")} in this tenant, and nothing of Teem's uses it here: everything goes through Microsoft Graph. Exchange Online ends EWS on {End:yyyy-MM-dd}.")];
        var allowed = organization.ValueKind == JsonValueKind.Object ? organization.List("EwsAllowedAppIDs").SelectMany(l => l.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToList() : [];
        return [.. users.Select(user => Say(user, enabled, allowed))];
    }

    static bool NeedsThem(TeemReach application) => application.Consents.Any(c => c.Permission is "full_access_as_app" or "EWS.AccessAsUser.All") || application.Roles.Any(r => r.Enabled && r.Role == "Application EWS.AccessAsApp");

    Check Say(TeemReach user, bool enabled, List<string> allowed)
    {
        var uses = $"'{user.Name}' was given EWS";
        if (Tenant.Clock.GetUtcNow() >= End)
            return Fail($"{uses}, which Exchange Online ended on {End:yyyy-MM-dd}.", "EwsEnded", "Move the account to Microsoft Graph: ask Teem's support for Graph delegate or application access, then re-authenticate the account in Teem.", user.Name);
        var listed = allowed.Contains(user.AppId.ToString(), StringComparer.OrdinalIgnoreCase);
        var allow = $"Set-OrganizationConfig -EwsEnabled $true -EwsAllowedAppIDs '{string.Join(',', allowed.Append(user.AppId.ToString()).Distinct(StringComparer.OrdinalIgnoreCase))}'";
        // The command takes the place of the whole list, and Exchange shows that only when asked.
        if (allowed.Count == 0) allow = $"Get-OrganizationConfig -RetrieveEwsOperationAccessPolicy | Format-List EwsAllowedAppIDs # whoever is listed has to be named again; then: {allow}";
        if (!enabled) return Fail($"{uses}, and EWS is off in this tenant: Microsoft turns it off since 2026-10-01 and ends it on {End:yyyy-MM-dd}. Until then it can be turned on again for named applications.", "EwsOff", allow, user.Name);
        if (allowed.Count > 0 && !listed) return Fail($"{uses}, and is not among the applications that may use it ({string.Join(", ", allowed)}).", "EwsNotAllowed", allow, user.Name);
        return listed
            ? Manual($"{uses}, and may use it until {End:yyyy-MM-dd}, when Exchange Online ends it.", "EwsEnds", "Move the account to Microsoft Graph before that: ask Teem's support for Graph delegate or application access, then re-authenticate the account in Teem.", user.Name)
            : Manual($"{uses}, and EWS is on; which applications may use it Exchange says only when asked. {user.AppId} has to be among them.", "EwsListUnknown", "Get-OrganizationConfig -RetrieveEwsOperationAccessPolicy | Format-List EwsAllowedAppIDs", user.Name);
    }
}
