using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Graph;
using TeemCalendar.Core.Planning;

namespace TeemCalendar.Core.Guide;

/// <summary>What is wanted of the calendar account.</summary>
/// <param name="Login">The service account's sign-in name.</param>
/// <param name="EmailAddress">Its address, where it differs; null when it does not.</param>
/// <param name="AccessMode">Impersonation or delegate access.</param>
/// <param name="Application">The application's name.</param>
internal sealed record CalendarAccountRequest(string Login, string? EmailAddress, AccessMode AccessMode, string Application = ApplicationRequest.UsualName);

/// <summary>"Connect exchange to your Teem Account": the account is tried and stored. An account that does not work is stored too, and is inactive.</summary>
internal sealed class CalendarAccounts(Tenant tenant, CalendarAccountRequest wanted) : Chapter<CalendarAccounts.Observed>("CalendarAccount", "Calendar account")
{
    /// <param name="Stored">What is stored; null for nothing.</param>
    /// <param name="Application">Ours; null when it is not registered.</param>
    internal sealed record Observed(CalendarAccount? Stored, RegisteredApplication? Application);

    protected override async Task<Observed> ReadAsync(CancellationToken cancel) =>
        new(tenant.Store.GetAccount(), await tenant.Applications.FindAsync(wanted.Application, cancel).ConfigureAwait(false));

    protected override string Found(Observed observed) => observed.Stored is { } stored ? $"{stored.Login} is stored for {stored.AccessMode}, {stored.State}." : "No account is stored.";

    protected override IEnumerable<GuideStep> Plan(Observed observed, IReadOnlySet<string> expected, List<TeemException> problems)
    {
        tenant.RefuseGovernment();
        if (observed.Application is null && !expected.Contains(Keys.Application(wanted.Application))) { problems.Add(Applications.Missing(wanted.Application)); yield break; }
        if (observed is { Stored: { State: CalendarAccountState.Active } stored, Application: { } application } && stored == Of(application) with { State = stored.State, VerifiedAt = stored.VerifiedAt }) yield break;
        yield return new(Change(Keys.Account(wanted.Login), wanted.Login, "Sign in and store the account",
            [new("AccessMode", observed.Stored?.AccessMode.ToString(), wanted.AccessMode.ToString())], impact: ChangeImpact.Low),
            [Keys.Certificate(wanted.Application), Keys.Application(wanted.Application), Keys.ServiceAccount(wanted.Login), Keys.Licence(wanted.Login), Keys.Consent(wanted.Login)],
            async cancel => await ConnectAsync(cancel).ConfigureAwait(false));
    }

    /// <summary>Signs in and stores what came of it.</summary>
    /// <exception cref="TeemException">The sign-in was refused; the account is stored as inactive.</exception>
    internal async Task<CalendarAccount> ConnectAsync(CancellationToken cancel)
    {
        var account = Of(await Applications.GetAsync(tenant, wanted.Application, cancel).ConfigureAwait(false));
        try
        {
            await tenant.OpenCalendarsAsync(account, cancel).ConfigureAwait(false);
            tenant.Store.SaveAccount(account);
            return account;
        }
        catch (TeemException refused)
        {
            tenant.Store.SaveAccount(account with { State = CalendarAccountState.Inactive, Cause = Cause(refused), Remedy = refused.Remedy });
            throw;
        }
    }

    /// <summary>The guide names two messages; the others say more.</summary>
    static string Cause(TeemException refused) => refused.Kind switch
    {
        TeemErrorKind.SignInRefused when refused.Id == "SignInRefused" => "Unauthorized",
        TeemErrorKind.Unavailable => "InternalServerError",
        _ => refused.Id,
    };

    CalendarAccount Of(RegisteredApplication application) => new()
    {
        Login = wanted.Login,
        EmailAddress = wanted.EmailAddress ?? wanted.Login,
        AccessMode = wanted.AccessMode,
        ApplicationId = application.AppId,
        CertificateThumbprint = wanted.AccessMode == AccessMode.Delegate ? null : Applications.UsableThumbprint(tenant, application),
        State = CalendarAccountState.Active,
        VerifiedAt = tenant.Clock.GetUtcNow(),
    };

    public override async Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel)
    {
        if (tenant.Store.GetAccount() is not { } stored) return [Fail(wanted.Login, "No account is stored.", "NotConnected", CommandLine.Of("Connect-TeemCalendarAccount", ("Login", wanted.Login), ("AccessMode", $"{wanted.AccessMode}")))];
        if (stored.State == CalendarAccountState.Inactive) return [Fail(stored.Login, $"It is stored and inactive ({stored.Cause}).", stored.Cause, stored.Remedy ?? Support)];
        try
        {
            await tenant.OpenCalendarsAsync(stored, cancel).ConfigureAwait(false);
            return [Pass(stored.Login, $"Its sign-in for {stored.AccessMode} works.", CheckEvidence.Proven), InTeem(stored)];
        }
        catch (TeemException refused) { return [Fail(stored.Login, refused.Message, refused.Id, refused.Remedy ?? Support)]; }
    }

    Check InTeem(CalendarAccount account) => Manual(account.Login, "Whether Teem has this account only Teem knows.",
        $"In Teem: Manage, Calendars, + Account, Office 365; enter {account.Login}, choose {(account.AccessMode == AccessMode.Delegate ? "Delegate Access" : "Impersonation")}, Accept, Authenticate. Done when Teem's calendar page shows the account without an error.");

    const string Support = "Re-authenticate the account in Teem, then resync all calendars; if that does not help: support@teem.com or 415-830-6989.";
}
