using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Exchange;
using TeemCalendar.Core.Planning;

namespace TeemCalendar.Core.Guide;

/// <summary>Takes room mailboxes away again: those that were made here, and others only by force.</summary>
/// <param name="tenant">The connection.</param>
/// <param name="mailboxes">The rooms.</param>
/// <param name="force">True to remove rooms that were not made here as well.</param>
internal sealed class RoomRemoval(Tenant tenant, IReadOnlyList<string> mailboxes, bool force = false) : Chapter<IReadOnlyDictionary<string, Room>>("Rooms", "Removal of rooms")
{
    protected override Task<IReadOnlyDictionary<string, Room>> ReadAsync(CancellationToken cancel) => new RoomFinder(tenant).ReadAsync(mailboxes, cancel);

    protected override string Found(IReadOnlyDictionary<string, Room> observed) => $"{mailboxes.Count(observed.ContainsKey)} of {mailboxes.Count} rooms are there.";

    protected override IEnumerable<GuideStep> Plan(IReadOnlyDictionary<string, Room> observed, IReadOnlySet<string> expected, List<TeemException> problems)
    {
        foreach (var mailbox in mailboxes)
        {
            if (!observed.TryGetValue(mailbox, out var room))
            {
                if (expected.Contains(Keys.Room(mailbox))) yield return Rehearsed(mailbox);
                else problems.Add(RoomFinder.Missing(mailbox));
                continue;
            }
            if (!force && !MadeHere(room))
            {
                problems.Add(new("NotMadeHere", TeemErrorKind.Conflict, $"{room.Mailbox} was not made from this computer.", room.Mailbox, "Give -Force to remove it all the same: its meetings go with it."));
                continue;
            }
            if (room.Origin == RoomOrigin.Synced)
            {
                problems.Add(new("RoomSynced", TeemErrorKind.NotSupported, $"{room.Mailbox} is synchronised from an on-premises directory.", room.Mailbox, "Remove it on-premises."));
                continue;
            }
            yield return new(Change(Keys.Removal(Keys.Room(room.Mailbox)), room.Mailbox, "Remove the room mailbox", [new("DisplayName", room.DisplayName, null)],
                "Its meetings go with it. An administrator can bring it back within 30 days.", ChangeImpact.High), [], async cancel =>
            {
                await tenant.Exchange.InvokeAsync(RoomCommands.RemoveMailbox(room.Mailbox), cancel).ConfigureAwait(false);
                if (room.Id is { } id) tenant.Store.RemoveCalendar(id);
                tenant.Store.TakenBack(Keys.Room(room.Mailbox), Keys.Place(room.Mailbox), Keys.Settings(room.Mailbox), Keys.TimeZone(room.Mailbox), Keys.Calendar(room.Mailbox));
            });
        }
    }

    // In a rehearsal: the room would have been made before.
    GuideStep Rehearsed(string mailbox) => new(Change(Keys.Removal(Keys.Room(mailbox)), mailbox, "Remove the room mailbox", impact: ChangeImpact.High), [], _ => throw RoomFinder.Missing(mailbox));

    // The name that was asked for and the address that Exchange gave may differ.
    bool MadeHere(Room room) => tenant.Store.FindMade(Keys.Room(room.Mailbox)).Count > 0;

    public override async Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel)
    {
        var observed = await ReadAsync(cancel).ConfigureAwait(false);
        return [.. mailboxes.Select(m => observed.ContainsKey(m) ? Fail(m, "It is still there.", "NotRemoved", $"Remove-TeemRoom -Mailbox {m}") : Pass(m, "It is gone."))];
    }
}
