namespace TeemCalendar.Core.Guide;

/// <summary>Teem's own enterprise application, and who consented to what.</summary>
internal sealed class TeemsApplication(PrerequisiteFacts facts) : Prerequisite(facts, "Teem's enterprise application and its consents")
{
    internal override async Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel)
    {
        var found = await Facts.Teem.ConfigureAwait(false);
        if (found.Count == 0) return [Pass("Teem's enterprise application is not in this tenant, and nothing was consented to for it. It appears when the account is accepted in Teem (Manage, Calendars, + Account).")];
        return [.. found.Select(Say)];
    }

    Check Say(TeemReach teem)
    {
        string?[] consents =
        [
            Said("an administrator, for the whole tenant", teem.Consents.Where(c => c.Kind == PermissionKind.Application)),
            Said("an administrator, for everybody who signs in", teem.Consents.Where(c => c.Kind == PermissionKind.Delegated && c.ConsentedBy is null)),
            .. teem.Consents.Where(c => c.ConsentedBy is not null).GroupBy(c => c.ConsentedBy).Select(p => $"for {p.Key}: {string.Join(' ', p.Select(c => c.Permission))}"),
        ];
        var detail = $"'{teem.Name}' ({teem.AppId}) is here. Consented: {(consents.OfType<string>().ToList() is { Count: > 0 } some ? string.Join("; ", some) : "nothing")}.";
        return teem.Application.Enabled ? Pass(detail, target: teem.Name)
            : Fail($"{detail} Its sign-in is switched off.", "ApplicationDisabled", $"Update-MgServicePrincipal -ServicePrincipalId {teem.Application.Id} -AccountEnabled:$true", teem.Name);
    }

    static string? Said(string who, IEnumerable<ApplicationConsent> consents)
    {
        var all = consents.ToList();
        return all.Count == 0 ? null : $"by {who}{(all.Min(c => c.ConsentedAt) is { } since ? $" (since {since:yyyy-MM-dd})" : "")}: {string.Join(' ', all.Select(c => c.Permission))}";
    }
}
