using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Graph;
using TeemCalendar.Core.Planning;

namespace TeemCalendar.Core.Guide;

/// <summary>Takes back what was done for the service account: the account, where it was made here; else only the licence that it was given here.</summary>
internal sealed class ServiceAccountRemoval(Tenant tenant, string login) : Chapter<DirectoryAccount?>("ServiceAccount", "Removal of the service account")
{
    protected override Task<DirectoryAccount?> ReadAsync(CancellationToken cancel) => tenant.Directory.FindAccountAsync(login, cancel);

    protected override string Found(DirectoryAccount? observed) => observed is null ? $"{login} is not there." : $"{login} is there.";

    protected override IEnumerable<GuideStep> Plan(DirectoryAccount? observed, IReadOnlySet<string> expected, List<TeemException> problems)
    {
        if (observed is null)
        {
            // In a rehearsal it would have been made before.
            if (expected.Contains(Keys.ServiceAccount(login))) yield return new(Change(Keys.Removal(Keys.ServiceAccount(login)), login, "Remove the service account", impact: ChangeImpact.High), [], _ => throw ServiceAccounts.Missing(login));
            else problems.Add(ServiceAccounts.Missing(login));
            yield break;
        }
        var name = observed.UserPrincipalName;
        if (tenant.Store.FindMade(Keys.ServiceAccount(name)).Count > 0)
        {
            yield return new(Change(Keys.Removal(Keys.ServiceAccount(name)), name, "Remove the service account", [new("DisplayName", observed.DisplayName, null)],
                "Its mailbox goes with it, and what was granted to it. An administrator can bring it back within 30 days.", ChangeImpact.High), [], async cancel =>
            {
                await tenant.Directory.RemoveAccountAsync(name, cancel).ConfigureAwait(false);
                tenant.Store.TakenBack(Keys.ServiceAccount(name), Keys.UsageLocation(name), Keys.AccountProperties(name), Keys.Licence(name), Keys.LicenceGroup(name), Keys.Consent(name));
            });
            yield break;
        }
        var steps = Restoring(observed, problems).ToList();
        if (steps.Count == 0 && problems.Count == 0)
            problems.Add(new("NotMadeHere", TeemErrorKind.Conflict, $"{name} was not made from this computer, nor given a licence from it.", name, "Remove it in the admin center, if nothing else uses it."));
        foreach (var step in steps) yield return step;
    }

    /// <summary>Of an account that was there before: the licence or the group that it was given here, and what was corrected.</summary>
    IEnumerable<GuideStep> Restoring(DirectoryAccount account, List<TeemException> problems)
    {
        var name = account.UserPrincipalName;
        // The oldest entry knows what there was before; the newest, what was given.
        if (Made(Keys.Licence(name), "Licence") is ({ } given, var earlier))
            yield return Step(Keys.Licence(name), earlier is null ? "Take back its licence" : "Give it its licence back", [new("Licence", given, earlier)], earlier is null ? "Only its licence was given here. Without it, its mailbox is kept for 30 days." : null, async cancel =>
            {
                var stock = await tenant.Directory.GetLicencesAsync(cancel).ConfigureAwait(false);
                var before = (earlier ?? "").Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(part => stock.FirstOrDefault(l => l.PartNumber == part)?.Sku).OfType<Guid>().ToList();
                var sku = stock.First(l => l.PartNumber == given).Sku;
                if (before.Count == 0) await tenant.Directory.TakeLicenceAsync(name, sku, cancel).ConfigureAwait(false);
                else await tenant.Directory.AssignLicenceAsync(name, before[0], cancel, sku).ConfigureAwait(false);
                foreach (var other in before.Skip(1)) await tenant.Directory.AssignLicenceAsync(name, other, cancel).ConfigureAwait(false);
            });
        if (Made(Keys.LicenceGroup(name), "LicenceGroup") is ({ } group, _))
            yield return Step(Keys.LicenceGroup(name), "Take it out of the group that gives the licence", [new("LicenceGroup", group, null)], "Its licence goes with the membership.", async cancel =>
            {
                if (await tenant.Directory.FindGroupAsync(group, cancel).ConfigureAwait(false) is { } found && await tenant.Directory.IsMemberAsync(found.Id, account.Id, cancel).ConfigureAwait(false))
                    await tenant.Directory.RemoveMemberAsync(found.Id, account.Id, cancel).ConfigureAwait(false);
            });
        var changed = new List<Difference>();
        foreach (var key in new[] { Keys.AccountProperties(name), Keys.UsageLocation(name) })
        {
            var restoration = Restoration.Of(tenant.Store.FindMade(key), property => property switch
            {
                "DisplayName" => account.DisplayName, "PasswordPolicies" => account.PasswordPolicies, "AccountEnabled" => account.Enabled ? "True" : "False", _ => account.UsageLocation,
            });
            changed.AddRange(restoration.Changed);
            if (restoration.Back.Count > 0)
                // A licence cannot be without the country.
                yield return Step(key, "Put back what it was", restoration.Back, null, cancel => tenant.Directory.UpdateAccountAsync(name, restoration.Back.Select(d => ServiceAccounts.Property(d.Property, d.After)), cancel), Keys.Removal(Keys.Licence(name)), Keys.Removal(Keys.LicenceGroup(name)));
        }
        if (changed.Count > 0)
            problems.Add(new("ChangedSince", TeemErrorKind.Conflict, $"Somebody changed {name} since, and that stays: {string.Join("; ", changed.Select(d => $"{d.Property} is {d.Before ?? "(none)"} and was set to {d.After ?? "(none)"} from here"))}.", name, "Correct it by hand if it is wrong."));

        (string? Given, string? Earlier) Made(string key, string property) =>
            tenant.Store.FindMade(key).SelectMany(e => e.Differences).Where(d => d.Property == property).ToList() is { Count: > 0 } made ? (made[0].After, made[^1].Before) : (null, null);

        GuideStep Step(string key, string action, IEnumerable<Difference> differences, string? reason, Func<CancellationToken, Task> apply, params string[] after) =>
            new(Change(Keys.Removal(key), name, action, differences, reason, ChangeImpact.High), after, async cancel =>
            {
                await apply(cancel).ConfigureAwait(false);
                tenant.Store.TakenBack(key);
            });
    }

    public override async Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel) =>
        await ReadAsync(cancel).ConfigureAwait(false) is null ? [Pass(login, "It is gone.")] : [Fail(login, "It is still there.", "NotRemoved", $"Remove-TeemServiceAccount -UserPrincipalName {login}")];
}
