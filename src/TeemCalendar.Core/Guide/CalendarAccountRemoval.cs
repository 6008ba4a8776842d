using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Graph;
using TeemCalendar.Core.Planning;

namespace TeemCalendar.Core.Guide;

/// <summary>Forgets the stored account, and takes back the consent that was given to its sign-in from here, unless it still is a delegate of rooms from here.</summary>
/// <param name="tenant">The connection.</param>
internal sealed class CalendarAccountRemoval(Tenant tenant) : Chapter<CalendarAccountRemoval.Observed>("CalendarAccount", "Removal of the calendar account")
{
    /// <param name="Stored">What is stored; null for nothing.</param>
    /// <param name="Application">The application of the account; null when it is not registered any more.</param>
    /// <param name="Account">The service account; null when it is not there any more.</param>
    internal sealed record Observed(CalendarAccount? Stored, RegisteredApplication? Application, DirectoryAccount? Account);

    protected override async Task<Observed> ReadAsync(CancellationToken cancel)
    {
        var stored = tenant.Store.GetAccount();
        // Forgetting needs no tenant; only a consent that was given from here has to be looked up.
        if (stored is null || tenant.Store.FindMade(Keys.Consent(stored.Login)).Count == 0) return new(stored, null, null);
        return new(stored, await tenant.Applications.FindAsync(stored.ApplicationId, cancel).ConfigureAwait(false), await tenant.Directory.FindAccountAsync(stored.Login, cancel).ConfigureAwait(false));
    }

    protected override string Found(Observed observed) => observed.Stored is { } stored ? $"{stored.Login} is stored." : "No account is stored.";

    protected override IEnumerable<GuideStep> Plan(Observed observed, IReadOnlySet<string> expected, List<TeemException> problems)
    {
        if (observed.Stored is not { } stored) yield break;
        // The consent first: once the account is forgotten, nobody knows whose it was.
        var consent = DelegateRemoval.Left(tenant, stored.Login).Any() ? null : SignInConsent.Removal(tenant, stored.Login, observed.Application, observed.Account, Name, "It signs in no more.", []);
        if (consent is not null) yield return consent;
        yield return new(Change(Keys.Removal(Keys.Account(stored.Login)), stored.Login, "Forget the calendar account", impact: ChangeImpact.Low), consent is null ? [] : [consent.Change.Key], _ =>
        {
            tenant.Store.RemoveAccount();
            tenant.Store.TakenBack(Keys.Account(stored.Login));
            return Task.CompletedTask;
        });
    }

    public override Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel) => Task.FromResult<IReadOnlyList<Check>>(
        tenant.Store.GetAccount() is { } left ? [Fail(left.Login, "It is still stored.", "NotRemoved", "Disconnect-TeemCalendarAccount")] : [Pass(tenant.Domain, "No calendar account is stored.")]);
}
