using TeemCalendar.Core.Exchange;
using TeemCalendar.Core.Planning;

namespace TeemCalendar.Core.Guide;

/// <summary>What lets Teem's own application reach beyond rooms. Ours is looked at where it is granted: in the chapters Application and Impersonation.</summary>
internal sealed class TeemsReach(PrerequisiteFacts facts) : Prerequisite(facts, "what Teem's application reaches")
{
    internal override async Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel)
    {
        var found = await Facts.Teem.ConfigureAwait(false);
        if (found.Count == 0) return [];
        var policies = (await Tenant.Exchange.InvokeAsync(AccessCommands.GetAccessPolicies(), cancel).ConfigureAwait(false)).Rows
            .Where(p => p.Text("AccessRight") == "RestrictAccess").Select(p => (AppIds: p.Text("AppId") ?? "", Scope: p.Text("ScopeName") ?? "")).ToList();
        var checks = await Task.WhenAll(found.Select(async teem =>
        {
            var limits = policies.Where(p => p.AppIds.Contains(teem.AppId.ToString(), StringComparison.OrdinalIgnoreCase)).Select(p => $"'{p.Scope}'").ToList();
            return (await DefeatsAsync(teem, cancel).ConfigureAwait(false)).Select(d => Say(teem, d, limits)).ToList() is { Count: > 0 } some ? some : [Pass($"Nothing lets '{teem.Name}' reach beyond rooms.", target: teem.Name)];
        })).ConfigureAwait(false);
        return [.. checks.SelectMany(c => c)];
    }

    Check Say(TeemReach teem, TeemException defeat, List<string> limits) => defeat.Id == "TenantWideConsent" && limits.Count > 0
        // Such a policy limits what Entra consented to, and nothing of what Exchange's roles grant (Microsoft, auth-limit-mailbox-access).
        ? Manual($"{defeat.Message} An application access policy limits '{teem.Name}' to {string.Join(", ", limits)}; Microsoft replaced such policies.", "AccessPolicy", $"{CommandLine.Of("Update-TeemImpersonation", ("Application", teem.Name))} # moves it to a scoped role, then takes consent and policy away", teem.Name)
        : Fail($"'{teem.Name}': {defeat.Message}", defeat.Id, defeat.Remedy, teem.Name);

    async Task<IReadOnlyList<TeemException>> DefeatsAsync(TeemReach teem, CancellationToken cancel)
    {
        var onRooms = teem.Roles.FirstOrDefault(a => a.Enabled && a.Role == Impersonation.CalendarRole && a.Scope.IsSameAs(MailboxScope.Rooms));
        return await DefeatedScope.FindAsync(Tenant, teem.Application, teem.Name, teem.Roles, onRooms, cancel).ConfigureAwait(false);
    }
}
