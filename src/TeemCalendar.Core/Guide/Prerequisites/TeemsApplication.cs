using TeemCalendar.Core.Graph;

namespace TeemCalendar.Core.Guide;

/// <summary>Teem's own enterprise application, and who consented to what.</summary>
internal sealed class TeemsApplication(PrerequisiteFacts facts) : Prerequisite(facts, "Teem's enterprise application and its consents")
{
    internal override async Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel)
    {
        var found = await Facts.Teem.ConfigureAwait(false);
        if (found.Count == 0) return [Pass("Teem's enterprise application is not in this tenant, and nothing was consented to for it. It appears when the account is accepted in Teem (Manage, Calendars, + Account).")];
        return await Task.WhenAll(found.Select(application => SayAsync(application, cancel))).ConfigureAwait(false);
    }

    async Task<Check> SayAsync(TeemReach teem, CancellationToken cancel)
    {
        var people = await Task.WhenAll(teem.Consents.Where(c => c.Kind == ConsentKind.Person).GroupBy(c => c.Person)
            .Select(async p => (Who: await WhoAsync(p.Key, cancel).ConfigureAwait(false), What: string.Join(' ', p.Select(c => c.Permission))))).ConfigureAwait(false);
        string?[] consents =
        [
            Said("an administrator, for the whole tenant", teem.Consents.Where(c => c.Kind == ConsentKind.Application)),
            Said("an administrator, for everybody who signs in", teem.Consents.Where(c => c.Kind == ConsentKind.Everyone)),
            .. people.Select(p => $"for {p.Who}: {p.What}"),
        ];
        var detail = $"'{teem.Name}' ({teem.AppId}) is here. Consented: {(consents.OfType<string>().ToList() is { Count: > 0 } some ? string.Join("; ", some) : "nothing")}.";
        return teem.Application.Principal.Enabled ? Pass(detail, target: teem.Name)
            : Fail($"{detail} Its sign-in is switched off.", "ApplicationDisabled", $"Update-MgServicePrincipal -ServicePrincipalId {teem.Application.Principal.Id} -AccountEnabled:$true", teem.Name);
    }

    static string? Said(string who, IEnumerable<ConsentedPermission> consents)
    {
        var all = consents.ToList();
        return all.Count == 0 ? null : $"by {who}{(all.Min(c => c.Since) is { } since ? $" (since {since:yyyy-MM-dd})" : "")}: {string.Join(' ', all.Select(c => c.Permission))}";
    }

    async Task<string> WhoAsync(Guid? person, CancellationToken cancel) =>
        person is { } id ? (await Tenant.Directory.FindAccountAsync(id.ToString(), cancel).ConfigureAwait(false))?.UserPrincipalName ?? id.ToString() : "somebody";
}
