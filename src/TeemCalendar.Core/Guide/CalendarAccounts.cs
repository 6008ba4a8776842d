using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Graph;
using TeemCalendar.Core.Planning;

namespace TeemCalendar.Core.Guide;

/// <summary>What is wanted of the calendar account.</summary>
/// <param name="Login">The service account's sign-in name.</param>
/// <param name="EmailAddress">Its address, where that is not the one Exchange gives its mailbox; null for Exchange's.</param>
/// <param name="AccessMode">Impersonation or delegate access.</param>
/// <param name="Application">The application's name.</param>
/// <param name="DeviceCode">True to sign in with a code, also where a browser could be opened.</param>
internal sealed record CalendarAccountRequest(string Login, string? EmailAddress, AccessMode AccessMode, string Application = ApplicationRequest.UsualName, bool DeviceCode = false);

/// <summary>"Connect exchange to your Teem Account": the account is tried and stored. An account that does not work is stored too, and is inactive.</summary>
internal sealed class CalendarAccounts(Tenant tenant, CalendarAccountRequest wanted) : Chapter<CalendarAccounts.Observed>("CalendarAccount", "Calendar account")
{
    // One batch: what is more is asked for by Test-TeemAccess.
    const int Probed = 20;

    /// <param name="Stored">What is stored; null for nothing.</param>
    /// <param name="Application">Ours; null when it is not registered.</param>
    /// <param name="Account">The service account; null when it is not there.</param>
    /// <param name="Scopes">What was consented to for the account's sign-ins; asked for delegate access only.</param>
    internal sealed record Observed(CalendarAccount? Stored, RegisteredApplication? Application, ServiceAccount? Account, IReadOnlyList<string> Scopes);

    protected override async Task<Observed> ReadAsync(CancellationToken cancel)
    {
        var account = await ServiceAccounts.ReadAccountAsync(tenant, wanted.Login, cancel).ConfigureAwait(false);
        var application = await tenant.Applications.FindAsync(wanted.Application, cancel).ConfigureAwait(false);
        return new(tenant.Store.GetAccount(), application, account, await ScopesAsync(application, account, cancel).ConfigureAwait(false));
    }

    async Task<IReadOnlyList<string>> ScopesAsync(RegisteredApplication? application, ServiceAccount? account, CancellationToken cancel)
    {
        if (wanted.AccessMode != AccessMode.Delegate || application?.Principal is not { } principal || account?.Id is not { } id) return [];
        try { return await tenant.Applications.GetDelegatedScopesAsync(principal.Id, id, cancel).ConfigureAwait(false); }
        // Who may not even read consents cannot give one: the sign-in says whether it is there.
        catch (TeemException hidden) when (hidden.Id == "GraphPermissionMissing") { return Tenant.DelegateScopes; }
    }

    protected override string Found(Observed observed) => observed.Stored is { } stored ? $"{stored.Login} is stored for {stored.AccessMode}, {stored.State}." : "No account is stored.";

    protected override IEnumerable<GuideStep> Plan(Observed observed, IReadOnlySet<string> expected, List<TeemException> problems)
    {
        tenant.RefuseGovernment();
        if (observed.Application is null && !expected.Contains(Keys.Application(wanted.Application))) { problems.Add(Applications.Missing(wanted.Application)); yield break; }
        if (wanted.AccessMode == AccessMode.Delegate && (observed.Account is not null || expected.Contains(Keys.ServiceAccount(wanted.Login))) && !expected.Contains(Keys.Consent(wanted.Login))
            && SignInConsent.Plan(tenant, wanted.Application, wanted.Login, observed.Scopes, Name) is { } consent)
            yield return consent with { ApplyAsync = cancel => ConsentAsync(consent, cancel) };
        if (observed is { Stored: { State: CalendarAccountState.Active } stored, Application: { } application } && stored == Of(application, observed.Account) with { VerifiedAt = stored.VerifiedAt }) yield break;
        yield return new(Change(Keys.Account(wanted.Login), wanted.Login, "Sign in and store the account",
            [new("AccessMode", observed.Stored?.AccessMode.ToString(), wanted.AccessMode.ToString())], impact: ChangeImpact.Low),
            [Keys.Certificate(wanted.Application), Keys.Application(wanted.Application), Keys.ServiceAccount(wanted.Login), Keys.Licence(wanted.Login), Keys.Consent(wanted.Login)],
            async cancel => await ConnectAsync(cancel).ConfigureAwait(false));
    }

    /// <summary>Without consent nobody need try to sign in: the account is inactive, and it is known why.</summary>
    async Task ConsentAsync(GuideStep consent, CancellationToken cancel)
    {
        try { await consent.ApplyAsync(cancel).ConfigureAwait(false); }
        catch (TeemException refused) when (refused.Id == "ConsentRequired")
        {
            Store(await OfAsync(cancel).ConfigureAwait(false), refused);
            throw;
        }
    }

    /// <summary>Signs in, tries the mailbox, and stores what came of it.</summary>
    /// <exception cref="TeemException">It was refused; the account is stored as inactive.</exception>
    internal async Task<CalendarAccount> ConnectAsync(CancellationToken cancel)
    {
        tenant.RefuseGovernment();
        var account = await OfAsync(cancel).ConfigureAwait(false);
        try
        {
            await TryAsync(account, cancel).ConfigureAwait(false);
            tenant.Store.SaveAccount(account);
            return account;
        }
        catch (TeemException refused)
        {
            refused = Told(refused, account);
            Store(account, refused);
            throw refused;
        }
    }

    void Store(CalendarAccount account, TeemException refused)
    {
        // A name that is nobody's is a slip of the pen: it does not put out the account with which rooms are read.
        if (refused.Id == "AccountNotFound" && tenant.Store.GetAccount() is { State: CalendarAccountState.Active } other && !other.Login.Equals(account.Login, StringComparison.OrdinalIgnoreCase)) return;
        tenant.Store.SaveAccount(account with { State = CalendarAccountState.Inactive, Cause = refused.Id, Detail = refused.Message, Remedy = refused.Remedy });
    }

    /// <summary>The sign-in, and one read with its token. In the account's own mailbox an application that reaches rooms is refused, and so it should be: Exchange says first whether the mailbox is there.</summary>
    async Task<CalendarAccess> TryAsync(CalendarAccount account, CancellationToken cancel)
    {
        var access = await tenant.OpenCalendarsAsync(account, cancel, deviceCode: wanted.DeviceCode).ConfigureAwait(false);
        var code = await access.Calendars.TryOpenAsync(account.Login, cancel).ConfigureAwait(false);
        if (code is null || (code == "ErrorAccessDenied" && account.AccessMode == AccessMode.Impersonation)) return access;
        throw code switch
        {
            "MailboxNotEnabledForRESTAPI" => await NoMailboxAsync(account.Login, cancel).ConfigureAwait(false),
            "ErrorInvalidUser" => ServiceAccounts.Missing(account.Login),
            _ => new TeemException("Unauthorized", TeemErrorKind.AccessDenied, $"{account.Login} signed in, and may not open its own calendar ({code}).", account.Login, "Sign in again; see that the consent to Calendars.ReadWrite.Shared is still there."),
        };
    }

    // A mailbox that is not ready is waited for where its licence was given a moment ago, as everything new is.
    async Task<TeemException> NoMailboxAsync(string login, CancellationToken cancel) => (await ServiceAccounts.ReadAccountAsync(tenant, login, cancel).ConfigureAwait(false))?.Mailbox == MailboxState.None
        ? new("LicenceMissing", TeemErrorKind.InvalidInput, $"{login} has no licence with an Exchange mailbox.", login, CommandLine.Of("New-TeemServiceAccount", ("UserPrincipalName", login)))
        : new("MailboxNotReady", TeemErrorKind.NotFound, $"The mailbox of {login} is not ready: Exchange is making it.", login, $"Wait some minutes (Get-TeemServiceAccount -UserPrincipalName {login} shows when it is Ready), then connect again.");

    /// <summary>The refusal in the guide's words, where it has some, and in those of Teem's calendar page; with the guide's last resort.</summary>
    TeemException Told(TeemException refused, CalendarAccount account)
    {
        if (refused.Id == "ConsentRequired" && account.AccessMode == AccessMode.Delegate) refused = SignInConsent.Required(tenant, account.ApplicationId, account.Login, refused);
        var cause = refused switch
        {
            { Id: "GraphSignInRefused" } when refused.InnerException?.Message.Contains("audience", StringComparison.OrdinalIgnoreCase) == true => "InvalidAudience",
            { Id: "SignInRefused" or "GraphSignInRefused" or "PasswordRefused" or "SignInExpired" } => "Unauthorized",
            { Id: "MfaRequired" } => "ConditionalAccess",
            { Kind: TeemErrorKind.Unavailable or TeemErrorKind.InDoubt, Id: not "CodeUsed" } => "InternalServerError",
            _ => refused.Id,
        };
        return new(cause, refused.Kind, refused.Message, account.Login, Supported(refused.Remedy ?? "Connect the account again: Connect-TeemCalendarAccount."), refused.RequestId, refused);
    }

    // A remedy that is a command can still be pasted.
    static string Supported(string remedy) => CommandLine.IsCommand(remedy) && !remedy.Contains(" # ", StringComparison.Ordinal) ? $"{remedy} # {Support}" : $"{remedy} {Support}";

    async Task<CalendarAccount> OfAsync(CancellationToken cancel) => Of(await Applications.GetAsync(tenant, wanted.Application, cancel).ConfigureAwait(false), await ServiceAccounts.ReadAccountAsync(tenant, wanted.Login, cancel).ConfigureAwait(false));

    CalendarAccount Of(RegisteredApplication application, ServiceAccount? account) => new()
    {
        Login = wanted.Login,
        EmailAddress = wanted.EmailAddress ?? account?.EmailAddress ?? wanted.Login,
        AccessMode = wanted.AccessMode,
        ApplicationId = application.AppId,
        CertificateThumbprint = wanted.AccessMode == AccessMode.Delegate ? null : Applications.UsableThumbprint(tenant, application),
        State = CalendarAccountState.Active,
        VerifiedAt = tenant.Clock.GetUtcNow(),
    };

    public override async Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel)
    {
        if (tenant.Store.GetAccount() is not { } stored) return [Fail(wanted.Login, "No account is stored.", "NotConnected", CommandLine.Of("Connect-TeemCalendarAccount", ("Login", wanted.Login), ("AccessMode", $"{wanted.AccessMode}")))];
        if (stored.State == CalendarAccountState.Inactive) return [Fail(stored.Login, stored.Detail ?? $"It is stored and inactive ({stored.Cause}).", stored.Cause, stored.Remedy ?? Support)];
        try
        {
            var access = await TryAsync(stored, cancel).ConfigureAwait(false);
            return [Pass(stored.Login, $"Its sign-in for {stored.AccessMode} works.", CheckEvidence.Proven), .. await RoomsAsync(access, cancel).ConfigureAwait(false), InTeem(stored)];
        }
        catch (TeemException refused) { return [Fail(stored.Login, Told(refused, stored))]; }
    }

    /// <summary>The proof, room by room, as far as one request goes.</summary>
    async Task<IEnumerable<Check>> RoomsAsync(CalendarAccess access, CancellationToken cancel)
    {
        var rooms = tenant.Store.GetCalendars().Take(Probed).ToList();
        var opened = await access.Probe.TryAsync([.. rooms.Select(r => r.RoomId.ToString())], cancel).ConfigureAwait(false);
        return rooms.Select(room => opened.GetValueOrDefault(room.RoomId.ToString(), "") is not { } code ? Pass(room.Mailbox, "The account opened its calendar.", CheckEvidence.Proven)
            : Fail(room.Mailbox, $"The account cannot open its calendar ({code}).", code, $"{CommandLine.Of("Test-TeemAccess", ("Mailbox", room.Mailbox))} # tells a right that is not effective yet from one that is missing", CheckEvidence.Proven));
    }

    Check InTeem(CalendarAccount account) => Manual(account.Login, "It was tried from here, by this module; whether Teem has this account only Teem knows.",
        $"In Teem: Manage, Calendars, + Account, Office 365 ({(account.AccessMode == AccessMode.Delegate ? "it may be called Office 365 Oauth - Full Access Delegate; Graph Delegate is switched on by Eptura" : "Eptura has moved it from EWS to Microsoft Graph")}); "
        + $"enter {account.Login}, choose {(account.AccessMode == AccessMode.Delegate ? "Delegate Access" : "Impersonation")}, Authenticate, and Accept what it asks for. Done when Teem's calendar page shows the account without an error. "
        + "Where it shows '(401) Unauthorized' or 'invalid audience': re-authenticate the account first, then Force Resync on all calendars. " + LastResort);

    const string LastResort = "If that does not help: support@teem.com or 415-830-6989.";
    const string Support = "Where Teem's own page shows the same: re-authenticate the account there, then resync all calendars. " + LastResort;
}
