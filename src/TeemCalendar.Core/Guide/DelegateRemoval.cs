using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Exchange;
using TeemCalendar.Core.Graph;
using TeemCalendar.Core.Planning;

namespace TeemCalendar.Core.Guide;

/// <summary>Takes back what the service account was given on rooms from here, and with the last room the consent to its sign-in.</summary>
/// <param name="tenant">The connection.</param>
/// <param name="application">The application through which the account signs in.</param>
/// <param name="login">The service account's sign-in name.</param>
/// <param name="rooms">The rooms.</param>
internal sealed class DelegateRemoval(Tenant tenant, string application, string login, IReadOnlyList<string> rooms) : Chapter<DelegateRemoval.Observed>("DelegateAccess", "Removal of delegate access")
{
    /// <param name="ByRoom">What the account has on each room that is there.</param>
    /// <param name="Application">Ours; null when it is not registered.</param>
    /// <param name="Account">The service account; null when it is not there.</param>
    internal sealed record Observed(IReadOnlyDictionary<string, RoomRights> ByRoom, RegisteredApplication? Application, DirectoryAccount? Account);

    protected override async Task<Observed> ReadAsync(CancellationToken cancel)
    {
        // A server knows the account, and no application and no consent.
        if (tenant.IsOnPremises)
            return new(await new DelegateRights(tenant, login, withMailbox: true).ReadAsync(rooms, await AccountImpersonation.FindAsync(tenant, login, cancel).ConfigureAwait(false) is not null, cancel).ConfigureAwait(false), null, null);
        var account = await tenant.Directory.FindAccountAsync(login, cancel).ConfigureAwait(false);
        return new(await new DelegateRights(tenant, login, withMailbox: true).ReadAsync(rooms, account is not null, cancel).ConfigureAwait(false),
            await tenant.Applications.FindAsync(application, cancel).ConfigureAwait(false), account);
    }

    protected override string Found(Observed observed) => $"{rooms.Count(r => Given(Address(r, observed), new HashSet<string>()).Count > 0)} of {rooms.Count} rooms were opened to {login} from here.";

    static string Address(string room, Observed observed) => observed.ByRoom.GetValueOrDefault(room)?.Mailbox ?? room;

    /// <summary>What was given on a room from here. Of several of a kind the oldest: what it replaced is what there was before.</summary>
    List<(string Key, Difference Right)> Given(string room, IReadOnlySet<string> expected)
    {
        (string Key, Difference Usual)[] kinds = [(Keys.Delegate(room, login), new("Calendar", null, "Editor")), (Keys.FullAccess(room, login), new("Mailbox", null, "FullAccess"))];
        // In a rehearsal it would have been given before.
        return [.. kinds.Select(k => (k.Key, Right: expected.Contains(k.Key) ? k.Usual : tenant.Store.FindMade(k.Key).Reverse().SelectMany(e => e.Differences).FirstOrDefault()))
            .Where(k => k.Right is not null).Select(k => (k.Key, k.Right!))];
    }

    protected override IEnumerable<GuideStep> Plan(Observed observed, IReadOnlySet<string> expected, List<TeemException> problems)
    {
        var (planned, gone) = (new List<string>(), new List<string>());
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var asked in rooms)
        {
            // Whatever name it was asked for by, what was given was written down by its address.
            var room = Address(asked, observed);
            if (!seen.Add(room)) continue;
            var given = Given(room, expected);
            if (observed.ByRoom.GetValueOrDefault(asked) is not { } rights)
            {
                // What it was given went with the room.
                gone.AddRange(given.Select(g => g.Key));
                problems.Add(RoomFinder.Missing(asked));
                continue;
            }
            if (rights.Error is { } error) { problems.Add(error); continue; }
            if (given.Count == 0)
            {
                problems.Add(new("NotGrantedHere", TeemErrorKind.Conflict, $"{login} was given nothing on {room} from this computer.", room, $"Exchange's own commands take away what others gave: Remove-MailboxFolderPermission, Remove-MailboxPermission -User {login}."));
                continue;
            }
            foreach (var (key, right) in given)
            {
                if (right.Property == "Calendar" && rights.Calendar is { } now && !now.SequenceEqual([right.After!]) && !expected.Contains(key))
                {
                    problems.Add(new("ChangedMeanwhile", TeemErrorKind.Conflict, $"{login} was made {right.After} of the calendar of {room} from here, and is {string.Join(", ", now)} by now: somebody changed it.", room,
                        $"See whose it is, and then use Exchange's own commands: Set-MailboxFolderPermission or Remove-MailboxFolderPermission -User {login}."));
                    continue;
                }
                planned.Add(key);
                yield return new(Change(Keys.Removal(key), room, $"Take back what {login} was given", [new(right.Property, right.After, right.Before)]), [], async cancel =>
                {
                    try { await tenant.Exchange.InvokeAsync(await TakeBackAsync(room, right, cancel).ConfigureAwait(false), cancel).ConfigureAwait(false); }
                    catch (ExchangeException none) when (DelegateRights.IsNoEntry(none)) { /* somebody was faster, or the account is gone */ }
                    tenant.Store.TakenBack(key);
                });
            }
        }
        // Where a run was cut off after the last room, the consent is all that is left; unless the calendar account signs in with it.
        var wants = planned.Count > 0 || tenant.Store.GetAccount() is not { AccessMode: AccessMode.Delegate } account || !account.Login.Equals(login, StringComparison.OrdinalIgnoreCase);
        var last = wants && !Left(tenant, login).Any(e => !planned.Contains(e.Key) && !gone.Contains(e.Key));
        if (last && SignInConsent.Removal(tenant, login, observed.Application, observed.Account, Name, "No room is left that it was given.", [.. planned.Select(Keys.Removal)]) is { } consent) yield return consent;
    }

    /// <summary>What the account was given on any room from here, and was not taken back.</summary>
    internal static IEnumerable<Storage.JournalEntry> Left(Tenant tenant, string login) => Keys.Delegates(login).SelectMany(k => tenant.Store.FindMade(k.Start, k.End));

    async Task<ExchangeCommand> TakeBackAsync(string room, Difference right, CancellationToken cancel)
    {
        if (right.Property == "Mailbox") return AccessCommands.RemoveFullAccess(room, login);
        var folder = await DelegateRights.CalendarFolderAsync(tenant, room, cancel).ConfigureAwait(false);
        return right.Before is { } before ? AccessCommands.SetFolderRights(room, folder, login, before.Split(", ")) : AccessCommands.RemoveFolderRights(room, folder, login);
    }

    public override async Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel)
    {
        var observed = await ReadAsync(cancel).ConfigureAwait(false);
        return [.. rooms.Select(r => Given(Address(r, observed), new HashSet<string>()).Count == 0 ? Pass(r, $"{login} has nothing here that was given from this computer.") : Fail(r, $"{login} still has what it was given.", "NotRemoved", $"Revoke-TeemDelegateAccess -Mailbox {r} -ServiceAccount {login}"))];
    }
}
