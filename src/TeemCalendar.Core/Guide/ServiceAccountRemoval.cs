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
        var licence = tenant.Store.FindMade(Keys.Licence(name)).SelectMany(e => e.Differences).FirstOrDefault(d => d.Property == "Licence")?.After;
        if (tenant.Store.FindMade(Keys.ServiceAccount(name)).Count > 0)
            yield return new(Change(Keys.Removal(Keys.ServiceAccount(name)), name, "Remove the service account", [new("DisplayName", observed.DisplayName, null)],
                "Its mailbox goes with it, and what was granted to it. An administrator can bring it back within 30 days.", ChangeImpact.High), [], async cancel =>
            {
                await tenant.Directory.RemoveAccountAsync(name, cancel).ConfigureAwait(false);
                tenant.Store.TakenBack(Keys.ServiceAccount(name), Keys.UsageLocation(name), Keys.Licence(name), Keys.Consent(name));
            });
        else if (licence is not null)
            yield return new(Change(Keys.Removal(Keys.Licence(name)), name, "Take back its licence", [new("Licence", licence, null)],
                "The account was there before; only its licence was given here. Without it, its mailbox is kept for 30 days.", ChangeImpact.High), [], async cancel =>
            {
                var stock = (await tenant.Directory.GetLicencesAsync(cancel).ConfigureAwait(false)).First(l => l.PartNumber == licence);
                await tenant.Directory.TakeLicenceAsync(name, stock.Sku, cancel).ConfigureAwait(false);
                tenant.Store.TakenBack(Keys.Licence(name));
            });
        else
            problems.Add(new("NotMadeHere", TeemErrorKind.Conflict, $"{name} was not made from this computer, nor given a licence from it.", name, "Remove it in the admin center, if nothing else uses it."));
    }

    public override async Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel) =>
        await ReadAsync(cancel).ConfigureAwait(false) is null ? [Pass(login, "It is gone.")] : [Fail(login, "It is still there.", "NotRemoved", $"Remove-TeemServiceAccount -UserPrincipalName {login}")];
}
