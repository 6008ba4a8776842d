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
    /// <param name="IsThere">Whether the service account is there.</param>
    /// <param name="Mailbox">Whether it has a mailbox.</param>
    /// <param name="Scopes">What was consented to for the account's sign-ins.</param>
    /// <param name="ByRoom">What the account has on each room that is there.</param>
    internal sealed record Observed(RegisteredApplication? Application, bool IsThere, MailboxState Mailbox, IReadOnlyList<string> Scopes, IReadOnlyDictionary<string, RoomRights> ByRoom);

    protected override async Task<Observed> ReadAsync(CancellationToken cancel)
    {
        if (tenant.IsOnPremises) return await ReadOnPremisesAsync(cancel).ConfigureAwait(false);
        var found = await tenant.Applications.FindAsync(application, cancel).ConfigureAwait(false);
        var account = await tenant.Directory.FindAccountAsync(login, cancel).ConfigureAwait(false);
        var mailbox = (await ServiceAccounts.ReadAccountAsync(tenant, login, cancel).ConfigureAwait(false))?.Mailbox ?? MailboxState.None;
        return new(found, account is not null, mailbox, await SignInConsent.ReadAsync(tenant, found, account, cancel).ConfigureAwait(false),
            await new DelegateRights(tenant, login, fullAccess).ReadAsync(rooms, account is not null, cancel).ConfigureAwait(false));
    }

    // The account signs in on the server, and no application is in between.
    async Task<Observed> ReadOnPremisesAsync(CancellationToken cancel)
    {
        var account = await AccountImpersonation.FindAsync(tenant, login, cancel).ConfigureAwait(false);
        return new(null, account is not null, account is { HasMailbox: true } ? MailboxState.Ready : MailboxState.None, Tenant.DelegateScopes,
            await new DelegateRights(tenant, login, fullAccess).ReadAsync(rooms, account is not null, cancel).ConfigureAwait(false));
    }

    TeemException Missing() => tenant.IsOnPremises ? AccountImpersonation.Missing(login) : ServiceAccounts.Missing(login);

    protected override string Found(Observed observed) => !observed.IsThere ? $"{login} is not there." : $"{login} may edit {observed.ByRoom.Values.Count(r => r.Editor)} of {rooms.Count} room calendars.";

    protected override IEnumerable<GuideStep> Plan(Observed observed, IReadOnlySet<string> expected, List<TeemException> problems)
    {
        if (!observed.IsThere && !expected.Contains(Keys.ServiceAccount(login)))
        {
            problems.Add(Missing());
            yield break;
        }
        if (!tenant.IsOnPremises && observed.Application?.Principal is null && !expected.Contains(Keys.Application(application))) { problems.Add(Applications.Missing(application)); yield break; }

        // Exchange would take the rights, and the invitations would be lost for good.
        if (observed.Mailbox == MailboxState.None && !expected.Contains(Keys.Licence(login)))
        {
            problems.Add(NoMailbox());
            yield break;
        }

        if (!expected.Contains(Keys.Consent(login)) && SignInConsent.Plan(tenant, application, login, observed.Scopes, Name) is { } consent) yield return consent;

        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var asked in rooms)
        {
            var rights = observed.ByRoom.GetValueOrDefault(asked);
            // In one plan with its making, a mailbox that is no room yet will be one.
            if (rights is null or { Error: not null } && expected.Contains(Keys.Room(asked))) rights = null;
            else if (rights is null) { problems.Add(RoomFinder.Missing(asked)); continue; }
            if (rights?.Error is { } error) { problems.Add(error); continue; }
            // Whatever name it was asked for by, it is its address that is written, and looked for when it is taken back.
            var room = rights?.Mailbox ?? asked;
            if (!seen.Add(room)) continue;
            if (fullAccess && rights is { Denied: true })
            {
                // Somebody meant it. Beside a denial the grant would be without effect.
                problems.Add(new("FullAccessDenied", TeemErrorKind.Conflict, $"{login} is denied full access to {room}.", room,
                    $"Where the denial is not meant: Remove-MailboxPermission -Identity {room} -User {login} -AccessRights FullAccess -Deny. Else grant the calendar alone: -Level CalendarEditor."));
                continue;
            }
            string[] after = [Keys.Room(room), Keys.ServiceAccount(login), Keys.Licence(login)];
            if (rights is not { Editor: true })
                yield return new(Change(Keys.Delegate(room, login), room, $"Make {login} an editor of its calendar", [new("Calendar", Text(rights?.Calendar), "Editor")],
                    notify ? "It is sent the room's sharing invitation." : "It is sent no sharing invitation."), after, async cancel =>
                {
                    var folder = await DelegateRights.CalendarFolderAsync(tenant, room, cancel).ConfigureAwait(false);
                    // Somebody who has fewer rights has an entry, and a second one is refused.
                    await tenant.Exchange.InvokeAsync(rights?.Calendar is null ? AccessCommands.AddEditor(room, folder, login, notify) : AccessCommands.SetFolderRights(room, folder, login, ["Editor"], notify), cancel).ConfigureAwait(false);
                });
            // Apart from the other, so that each is taken back whatever became of the other.
            if (fullAccess && rights is not { Full: true })
                yield return new(Change(Keys.FullAccess(room, login), room, $"Give {login} full access", [new("Mailbox", Text(rights?.Explicit), Text([.. rights?.Explicit ?? [], "FullAccess"]))],
                    "Without automapping: no Outlook opens the room for whoever signs in as the account."), after,
                    cancel => tenant.Exchange.InvokeAsync(AccessCommands.AddFullAccess(room, login), cancel));
        }
    }

    TeemException NoMailbox() =>
        new("LicenceMissing", TeemErrorKind.NotFound, $"{login} has no mailbox, and no licence that would bring one: the rooms' invitations would have nowhere to go.", login,
            tenant.IsOnPremises ? CommandLine.Of("Enable-Mailbox", ("Identity", login)) : CommandLine.Of("New-TeemServiceAccount", ("UserPrincipalName", login)));

    static string? Text(IReadOnlyList<string>? rights) => rights is null ? null : string.Join(", ", rights);

    public override async Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel)
    {
        var observed = await ReadAsync(cancel).ConfigureAwait(false);
        var checks = new List<Check>();
        if (!observed.IsThere) return [Fail(login, $"{login} is not there.", "AccountMissing", Missing().Remedy)];
        if (Tenant.DelegateScopes.Except(observed.Scopes).ToList() is { Count: > 0 } missing)
            checks.Add(Fail(login, $"Nobody consented to {string.Join(' ', missing)}.", "ConsentRequired", CommandLine.Of("Connect-TeemCalendarAccount", ("Login", login), ("AccessMode", "Delegate"))));
        if (observed.Mailbox == MailboxState.None) checks.Add(Fail(login, NoMailbox()));
        var (listed, unread) = await ListAsync(cancel).ConfigureAwait(false);
        foreach (var room in rooms)
        {
            var rights = observed.ByRoom.GetValueOrDefault(room);
            checks.Add(rights is null ? Fail(room, RoomFinder.Missing(room))
                : rights.Error is { } error ? Fail(room, error)
                : !rights.Editor ? Fail(room, $"{login} may not edit its calendar.", "NotGranted", CommandLine.Of("Grant-TeemDelegateAccess", ("Mailbox", room), ("ServiceAccount", login)))
                : fullAccess && !rights.Full ? Fail(room, rights.Denied ? $"{login} is denied full access." : $"{login} may edit its calendar, and has no full access.", rights.Denied ? "FullAccessDenied" : "NotGranted",
                    CommandLine.Of("Grant-TeemDelegateAccess", ("Mailbox", room), ("ServiceAccount", login), ("Level", "FullAccess")))
                : Pass(room, $"{login} may edit its calendar{(rights.Full ? " and has full access. Whether Outlook opens the room by itself for the account, Exchange does not tell" : "")}."));
            if (rights is { Error: null, Editor: true }) checks.Add(Acceptance(rights.Mailbox, listed, unread));
        }
        return checks;
    }

    /// <summary>The calendars in the account's list, by owner, with the class of their group: read with its own token, where it has signed in already. Nobody is asked to sign in for a check.</summary>
    async Task<(IReadOnlyDictionary<string, Guid?>? Listed, string Unread)> ListAsync(CancellationToken cancel)
    {
        if (await tenant.FindDelegateAsync(login, cancel).ConfigureAwait(false) is not { } access) return (null, $"{login} has not signed in here");
        try { return (await access.List.ReadAsync(login, cancel).ConfigureAwait(false), ""); }
        catch (TeemException error) { return (null, $"the account's list of calendars could not be read: {error.Message}"); }
    }

    /// <summary>Whether the account has accepted the room's calendar, and where it stands: told by the group's class, since its name is in the account's language.</summary>
    Check Acceptance(string room, IReadOnlyDictionary<string, Guid?>? listed, string unread)
    {
        Guid? group = null;
        if (listed?.TryGetValue(room, out group) == true)
            return group == CalendarList.OtherCalendars
                ? Pass(room, $"{login} has its calendar under Other Calendars, where Teem discovers it.", CheckEvidence.Proven)
                : Fail(room, $"{login} has its calendar under {CalendarList.NameOf(group)}, and not under Other Calendars. The guide: a calendar in a different section cannot be discovered.", "NotDiscoverable",
                    $"In Outlook on the web as {login}: Calendar, the calendar's menu, Move to, Other calendars.", CheckEvidence.Proven);
        return Manual(room, listed is null ? $"Whether {login} has accepted its calendar is not known: {unread}." : $"{login} does not have its calendar in its list yet; there is no interface that accepts a sharing invitation.",
            $"In Outlook on the web as {login}: open the room's sharing invitation and choose Accept (the guide: + ADD CALENDAR); without an invitation Calendar, Add calendar, Add from directory. It has to stand under Other Calendars. "
            + $"Seen by Connect-TeemCalendarAccount -Login {login} -AccessMode Delegate, and then Test-TeemAccess -Mailbox {room} -ServiceAccount {login}.");
    }

    /// <summary>What the account has on each room, as commands show it; and the rooms that could not be read, with the reason.</summary>
    internal async Task<(IReadOnlyList<AccessGrant> Grants, IReadOnlyList<TeemException> Errors)> ReadGrantsAsync(CancellationToken cancel)
    {
        var observed = await ReadAsync(cancel).ConfigureAwait(false);
        var rights = rooms.Select(room => (Room: room, Rights: observed.ByRoom.GetValueOrDefault(room))).DistinctBy(r => r.Rights?.Mailbox ?? r.Room, StringComparer.OrdinalIgnoreCase).ToList();
        return ([.. rights.SelectMany(r => Roles(r.Rights).Select(role => new AccessGrant { Principal = login, AccessMode = AccessMode.Delegate, Method = AccessMethod.MailboxRight, Role = role, Mailbox = r.Rights!.Mailbox }))],
            [.. rights.Select(r => r.Rights is null ? RoomFinder.Missing(r.Room) : r.Rights.Error).OfType<TeemException>()]);
    }

    static IEnumerable<string> Roles(RoomRights? rights)
    {
        if (rights is { Editor: true }) yield return "Editor";
        if (rights is { Full: true }) yield return "FullAccess";
    }
}
