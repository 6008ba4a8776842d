using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Exchange;
using TeemCalendar.Core.Graph;
using TeemCalendar.Core.Planning;

namespace TeemCalendar.Core.Guide;

/// <summary>"Full Access Delegation": the service account as a delegate of each room. The guide advises against it; it works, and polls.</summary>
/// <param name="tenant">The connection.</param>
/// <param name="application">The application through which the account signs in.</param>
/// <param name="login">The service account's sign-in name.</param>
/// <param name="rooms">The rooms.</param>
/// <param name="fullAccess">True to give full access beside the calendar's editor right.</param>
/// <param name="notify">True to send the account each room's sharing invitation.</param>
internal sealed class DelegateAccess(Tenant tenant, string application, string login, IReadOnlyList<string> rooms, bool fullAccess = false, bool notify = true) : Chapter<DelegateAccess.Observed>("DelegateAccess", "Delegate access")
{
    /// <param name="Application">Ours; null when it is not registered.</param>
    /// <param name="Account">The service account; null when it is not there.</param>
    /// <param name="Scopes">What was consented to for the account's sign-ins.</param>
    /// <param name="ByRoom">What the account has on each room that is there.</param>
    internal sealed record Observed(RegisteredApplication? Application, DirectoryAccount? Account, IReadOnlyList<string> Scopes, IReadOnlyDictionary<string, RoomRights> ByRoom);

    /// <param name="Calendar">Its rights on the calendar; null when it has no entry there.</param>
    /// <param name="Full">Whether it has full access to the mailbox; always false when nobody asked for it.</param>
    /// <param name="Error">Why the room could not be read.</param>
    internal sealed record RoomRights(IReadOnlyList<string>? Calendar, bool Full, TeemException? Error = null)
    {
        /// <summary>Whether it may edit the calendar.</summary>
        internal bool Editor => Calendar?.Any(right => right is "Editor" or "PublishingEditor" or "Owner") == true;
    }

    protected override async Task<Observed> ReadAsync(CancellationToken cancel)
    {
        var found = await tenant.Applications.FindAsync(application, cancel).ConfigureAwait(false);
        var account = await tenant.Directory.FindAccountAsync(login, cancel).ConfigureAwait(false);
        var scopes = found?.Principal is { } principal && account is not null ? await tenant.Applications.GetDelegatedScopesAsync(principal.Id, account.Id, cancel).ConfigureAwait(false) : [];
        var known = await new RoomFinder(tenant).ReadAsync(rooms, cancel).ConfigureAwait(false);
        var rights = account is null
            ? known.Keys.ToDictionary(k => k, _ => new RoomRights(null, false), StringComparer.OrdinalIgnoreCase)
            : (await Task.WhenAll(rooms.Where(known.ContainsKey).Select(async r => (Room: r, Rights: await RightsAsync(r, cancel).ConfigureAwait(false)))).ConfigureAwait(false))
                .ToDictionary(r => r.Room, r => r.Rights, StringComparer.OrdinalIgnoreCase);
        return new(found, account, scopes, rights);
    }

    async Task<RoomRights> RightsAsync(string room, CancellationToken cancel)
    {
        try { return await ReadRightsAsync(room, cancel).ConfigureAwait(false); }
        catch (TeemException error) { return new(null, false, error); }
    }

    async Task<RoomRights> ReadRightsAsync(string room, CancellationToken cancel)
    {
        var folder = await CalendarFolderAsync(tenant, room, cancel).ConfigureAwait(false);
        IReadOnlyList<string>? rights = null;
        try
        {
            var rows = (await tenant.Exchange.InvokeAsync(AccessCommands.GetFolderPermissions(room, folder, login), cancel).ConfigureAwait(false)).Rows;
            if (rows.Count > 0) rights = [.. rows.SelectMany(r => r.List("AccessRights"))];
        }
        catch (ExchangeException none) when (none.Is("UserNotFoundInPermissionEntryException") || none.Is("InvalidExternalUserIdException")) { /* no entry, or an account that Exchange does not know yet */ }
        var full = fullAccess && (await tenant.Exchange.InvokeAsync(AccessCommands.GetMailboxPermissions(room, login), cancel).ConfigureAwait(false)).Rows
            .Any(r => r.List("AccessRights").Any(a => a.Contains("FullAccess", StringComparison.Ordinal)) && r.Flag("Deny") != true);
        return new(rights, full);
    }

    /// <summary>The calendar by its id: its name is in the mailbox's own language.</summary>
    internal static async Task<string> CalendarFolderAsync(Tenant tenant, string room, CancellationToken cancel)
    {
        var rows = (await tenant.Exchange.InvokeAsync(AccessCommands.GetCalendarFolder(room), cancel).ConfigureAwait(false)).Rows;
        return rows.Where(r => r.Text("FolderType") == "Calendar").Select(r => r.Text("FolderId")).FirstOrDefault()
            ?? throw new TeemException("CalendarNotFound", TeemErrorKind.NotFound, $"{room} has no calendar folder yet.", room, "A new mailbox takes some minutes; run the command again.");
    }

    protected override string Found(Observed observed) => observed.Account is null ? $"{login} is not there." : $"{login} may edit {observed.ByRoom.Values.Count(r => r.Editor)} of {rooms.Count} room calendars.";

    protected override IEnumerable<GuideStep> Plan(Observed observed, IReadOnlySet<string> expected, List<TeemException> problems)
    {
        if (observed.Account is null && !expected.Contains(Keys.ServiceAccount(login)))
        {
            problems.Add(ServiceAccounts.Missing(login));
            yield break;
        }
        if (observed.Application?.Principal is null && !expected.Contains(Keys.Application(application))) { problems.Add(Applications.Missing(application)); yield break; }

        var missing = Tenant.DelegateScopes.Except(observed.Scopes).ToList();
        if (missing.Count > 0)
            yield return new(Change(Keys.Consent(login), login, "Consent to its sign-in through the application", [new("Scopes", observed.Scopes.Count > 0 ? string.Join(' ', observed.Scopes) : null, string.Join(' ', Tenant.DelegateScopes))],
                "For this account only: calendars that are shared with it, and mail as itself."), [Keys.ServiceAccount(login), Keys.Application(application)], async cancel =>
            {
                var app = (await Applications.GetAsync(tenant, application, cancel).ConfigureAwait(false)).Principal ?? throw Applications.Missing(application);
                var account = await tenant.Directory.FindAccountAsync(login, cancel).ConfigureAwait(false) ?? throw ServiceAccounts.Missing(login);
                await tenant.Applications.ConsentAsync(app.Id, account.Id, missing, cancel).ConfigureAwait(false);
            });

        foreach (var room in rooms)
        {
            var rights = observed.ByRoom.GetValueOrDefault(room);
            if (rights is null && !expected.Contains(Keys.Room(room))) { problems.Add(RoomFinder.Missing(room)); continue; }
            if (rights?.Error is { } error) { problems.Add(error); continue; }
            var wanted = new List<Difference>();
            if (rights is not { Editor: true }) wanted.Add(new("Calendar", rights?.Calendar is { } less ? string.Join(", ", less) : null, "Editor"));
            if (fullAccess && rights is not { Full: true }) wanted.Add(new("Mailbox", null, "FullAccess"));
            if (wanted.Count == 0) continue;
            yield return new(Change(Keys.Delegate(room, login), room, $"Make {login} a delegate", wanted), [Keys.Room(room), Keys.ServiceAccount(login), Keys.Licence(login)], async cancel =>
            {
                if (wanted.Any(w => w.Property == "Calendar"))
                {
                    var folder = await CalendarFolderAsync(tenant, room, cancel).ConfigureAwait(false);
                    // Somebody who has fewer rights has an entry, and a second one is refused.
                    await tenant.Exchange.InvokeAsync(rights?.Calendar is null ? AccessCommands.AddEditor(room, folder, login, notify) : AccessCommands.SetFolderRights(room, folder, login, ["Editor"]), cancel).ConfigureAwait(false);
                }
                if (wanted.Any(w => w.Property == "Mailbox"))
                    await tenant.Exchange.InvokeAsync(AccessCommands.AddFullAccess(room, login), cancel).ConfigureAwait(false);
            });
        }
    }

    public override async Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel)
    {
        var observed = await ReadAsync(cancel).ConfigureAwait(false);
        var checks = new List<Check>();
        if (observed.Account is null) return [Fail(login, $"{login} is not there.", "AccountMissing", $"New-TeemServiceAccount -UserPrincipalName {login}")];
        if (Tenant.DelegateScopes.Except(observed.Scopes).ToList() is { Count: > 0 } missing)
            checks.Add(Fail(login, $"Nobody consented to {string.Join(' ', missing)}.", "ConsentRequired", "Run the onboarding again."));
        foreach (var room in rooms)
            checks.Add(observed.ByRoom.GetValueOrDefault(room) is not { } rights ? Fail(room, RoomFinder.Missing(room))
                : rights.Error is { } error ? Fail(room, error)
                : rights.Editor ? Pass(room, $"{login} may edit its calendar.")
                : Fail(room, $"{login} may not edit its calendar.", "NotGranted", $"Grant-TeemDelegateAccess -Mailbox {room} -ServiceAccount {login}"));
        checks.Add(Manual(login, $"{rooms.Count} sharing invitations wait in its mailbox; there is no interface that accepts them.",
            $"Sign in to Outlook as {login}, open each invitation and choose Accept (the guide: + ADD CALENDAR), so that the rooms appear under Other Calendars. Seen to work when the first synchronisation reads them."));
        return checks;
    }

    /// <summary>What the account has on each room, as commands show it; and the rooms that could not be read, with the reason.</summary>
    internal async Task<(IReadOnlyList<AccessGrant> Grants, IReadOnlyList<TeemException> Errors)> ReadGrantsAsync(CancellationToken cancel)
    {
        var observed = await ReadAsync(cancel).ConfigureAwait(false);
        var rights = rooms.Select(room => (Room: room, Rights: observed.ByRoom.GetValueOrDefault(room))).ToList();
        return ([.. rights.SelectMany(r => Roles(r.Rights).Select(role => new AccessGrant { Principal = login, AccessMode = AccessMode.Delegate, Role = role, Mailbox = r.Room }))],
            [.. rights.Select(r => r.Rights is null ? RoomFinder.Missing(r.Room) : r.Rights.Error).OfType<TeemException>()]);
    }

    static IEnumerable<string> Roles(RoomRights? rights)
    {
        if (rights is { Editor: true }) yield return "Editor";
        if (rights is { Full: true }) yield return "FullAccess";
    }
}
