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
    /// <param name="ByName">The rooms that are there, by every address they have.</param>
    /// <param name="Application">Ours; null when it is not registered.</param>
    /// <param name="Account">The service account; null when it is not there.</param>
    internal sealed record Observed(IReadOnlyDictionary<string, Room> ByName, RegisteredApplication? Application, DirectoryAccount? Account);

    protected override async Task<Observed> ReadAsync(CancellationToken cancel) => new(
        await new RoomFinder(tenant).ReadAsync(rooms, cancel).ConfigureAwait(false),
        await tenant.Applications.FindAsync(application, cancel).ConfigureAwait(false),
        await tenant.Directory.FindAccountAsync(login, cancel).ConfigureAwait(false));

    protected override string Found(Observed observed) => $"{rooms.Count(r => Given(r).Count > 0)} of {rooms.Count} rooms were opened to {login} from here.";

    /// <summary>What was given on a room from here, the oldest first: what it replaced is what there was before.</summary>
    IReadOnlyList<Difference> Given(string room) => [.. tenant.Store.FindMade(Keys.Delegate(room, login)).Reverse().SelectMany(e => e.Differences).DistinctBy(d => d.Property)];

    protected override IEnumerable<GuideStep> Plan(Observed observed, IReadOnlySet<string> expected, List<TeemException> problems)
    {
        var planned = new List<string>();
        foreach (var room in rooms)
        {
            // In a rehearsal it would have been given before.
            var given = expected.Contains(Keys.Delegate(room, login)) ? [new Difference("Calendar", null, "Editor")] : Given(room);
            if (!observed.ByName.ContainsKey(room)) { problems.Add(RoomFinder.Missing(room)); continue; }
            if (given.Count == 0)
            {
                problems.Add(new("NotGrantedHere", TeemErrorKind.Conflict, $"{login} was given nothing on {room} from this computer.", room, $"Exchange's own commands take away what others gave: Remove-MailboxFolderPermission, Remove-MailboxPermission -User {login}."));
                continue;
            }
            planned.Add(Keys.Delegate(room, login));
            yield return new(Change(Keys.Removal(Keys.Delegate(room, login)), room, $"Take back what {login} was given", [.. given.Select(d => new Difference(d.Property, d.After, d.Before))]), [], async cancel =>
            {
                foreach (var right in given)
                    try { await tenant.Exchange.InvokeAsync(await TakeBackAsync(room, right, cancel).ConfigureAwait(false), cancel).ConfigureAwait(false); }
                    catch (ExchangeException none) when (none.Is("UserNotFoundInPermissionEntryException") || none.Is("InvalidExternalUserIdException")) { /* somebody was faster, or the account is gone */ }
                tenant.Store.TakenBack(Keys.Delegate(room, login));
            });
        }

        var consent = tenant.Store.FindMade(Keys.Consent(login)).Reverse().SelectMany(e => e.Differences).FirstOrDefault();
        var (start, end) = Keys.Delegates(login);
        var others = tenant.Store.FindMade(start, end).Any(e => !planned.Contains(e.Key));
        if (planned.Count > 0 && consent is not null && !others && observed is { Application.Principal: { } principal, Account: { } account })
            yield return new(Change(Keys.Removal(Keys.Consent(login)), login, "Take back the consent to its sign-in", [new("Scopes", consent.After, consent.Before)], "No room is left that it was given."),
                [.. planned.Select(Keys.Removal)], async cancel =>
            {
                await tenant.Applications.WithdrawConsentAsync(principal.Id, account.Id, consent.Before?.Split(' ') ?? [], cancel).ConfigureAwait(false);
                tenant.Store.TakenBack(Keys.Consent(login));
            });
    }

    async Task<ExchangeCommand> TakeBackAsync(string room, Difference right, CancellationToken cancel)
    {
        if (right.Property == "Mailbox") return AccessCommands.RemoveFullAccess(room, login);
        var folder = await DelegateAccess.CalendarFolderAsync(tenant, room, cancel).ConfigureAwait(false);
        return right.Before is { } before ? AccessCommands.SetFolderRights(room, folder, login, before.Split(", ")) : AccessCommands.RemoveFolderRights(room, folder, login);
    }

    public override Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel) => Task.FromResult<IReadOnlyList<Check>>(
        [.. rooms.Select(r => Given(r).Count == 0 ? Pass(r, $"{login} has nothing here that was given from this computer.") : Fail(r, $"{login} still has what it was given.", "NotRemoved", $"Revoke-TeemDelegateAccess -Mailbox {r} -ServiceAccount {login}"))]);
}
