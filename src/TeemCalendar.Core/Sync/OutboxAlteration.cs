using TeemCalendar.Core.Graph;
using TeemCalendar.Core.Storage;

namespace TeemCalendar.Core.Sync;

/// <summary>Changes a reservation that is there: another end or title, cancelled, or released by the room.</summary>
/// <remarks>
/// It is looked at before it is changed, and changed only as the version that was looked at; so a change is made once, however often it is tried, and never over somebody else's.
/// </remarks>
internal sealed class OutboxAlteration(EventGateway events, TimeProvider clock)
{
    /// <summary>Who loses the race against other writers so often in one try is tried again later.</summary>
    const int Races = 4;

    /// <summary>A room that processes requests at all has done so by then. Our own figure.</summary>
    static readonly TimeSpan FollowsWithin = TimeSpan.FromHours(1);

    public async Task<OutboxStep> TryAsync(RoomCalendar room, OutboxEntry entry, CancellationToken cancel)
    {
        var isSent = entry.State == LocalChangeState.Sent;
        for (var race = 1; ; race++)
        {
            var copy = await events.FindAsync(room.RoomId.ToString(), entry.EventId!, cancel).ConfigureAwait(false);
            if (copy is null || copy.Item.IsCancelled == true)
                return entry.Kind == LocalChangeKind.Change ? OutboxStep.Lost(OutboxProblems.Gone(room, entry)) : OutboxStep.Confirmed(copy);
            var target = await TargetAsync(room, entry, copy, cancel).ConfigureAwait(false);
            if (IsAsWanted(entry, target))
                // What a room shows of a title is its own settings' business; when it ends is not.
                return copy.End == entry.End ? OutboxStep.Confirmed(copy) : Follows(room, entry);
            // What was accepted goes in the service's own time; and an earlier try whose answer was lost may have cancelled what is no longer there.
            if (entry.Kind != LocalChangeKind.Change && (isSent || (target is null && entry.Attempts > 1)))
                return Follows(room, entry);
            if (isSent)
                return OutboxStep.Lost(OutboxProblems.Overtaken(room, entry));
            if (target is null)
                return OutboxStep.Lost(OutboxProblems.Elsewhere(room, entry));
            // What is over is nobody's business any more, and an end that lies in the past is declined by a room that reads it.
            if (entry.WasEnd <= clock.GetUtcNow() || (entry.Organizer is not null && entry.End <= clock.GetUtcNow()))
                return OutboxStep.Lost(OutboxProblems.Expired(room, entry));
            if (target.Start != entry.Start || target.End != entry.WasEnd || (entry.Title is not null && target.Item.Title != entry.WasTitle))
                return OutboxStep.Lost(OutboxProblems.ChangedMeanwhile(room, entry.Start, entry.WasEnd, target));
            if (entry.End > entry.WasEnd && await InTheWayAsync(room, entry, copy, cancel).ConfigureAwait(false) is { } taken)
                return OutboxStep.Refused(OutboxProblems.Taken(room, taken));
            try
            {
                await (entry.Organizer is null ? ChangeAsync(room, entry, target, cancel) : AtOrganizerAsync(room, entry, async () =>
                {
                    await ChangeAsync(room, entry, target, cancel).ConfigureAwait(false);
                    return true;
                })).ConfigureAwait(false);
                isSent = true;
            }
            catch (TeemException raced) when (raced.Id == "ChangedMeanwhile" && race < Races) { /* whatever changed is looked at */ }
        }
    }

    /// <summary>What is changed: the room's copy, or the organizer's; null when his calendar does not have it.</summary>
    /// <param name="room">The room.</param>
    /// <param name="entry">The change.</param>
    /// <param name="copy">The room's copy.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="TeemException">The organizer's mailbox is out of reach.</exception>
    public Task<LiveEvent?> TargetAsync(RoomCalendar room, OutboxEntry entry, LiveEvent copy, CancellationToken cancel) =>
        entry.Organizer is null ? Task.FromResult<LiveEvent?>(copy) : OrganizersAsync(room, entry, copy, cancel);

    Task ChangeAsync(RoomCalendar room, OutboxEntry entry, LiveEvent target, CancellationToken cancel)
    {
        var own = room.RoomId.ToString();
        return entry.Kind switch
        {
            LocalChangeKind.Change => events.ChangeAsync(entry.Organizer ?? own, target, entry.End == entry.WasEnd ? null : entry.End, entry.Title, cancel),
            LocalChangeKind.Cancel when entry.Organizer is { } organizer => events.CancelAsync(organizer, target, entry.Note, cancel),
            LocalChangeKind.Release when !target.IsOrganizer => events.DeclineAsync(own, target, entry.Note, cancel),
            // The room's own: there is nobody to tell.
            _ => events.DeleteAsync(own, target, cancel),
        };
    }

    /// <summary>The organizer's copy of the meeting: all copies share the iCalUId, of each occurrence too. Null when his calendar does not have it.</summary>
    Task<LiveEvent?> OrganizersAsync(RoomCalendar room, OutboxEntry entry, LiveEvent copy, CancellationToken cancel) => AtOrganizerAsync(room, entry, async () =>
    {
        var (from, to) = (copy.Start < entry.Start ? copy.Start : entry.Start, copy.End > entry.WasEnd ? copy.End : entry.WasEnd!.Value);
        var shown = await events.ViewAsync(entry.Organizer!, from, to, cancel).ConfigureAwait(false);
        return shown.FirstOrDefault(e => e.Item.ICalUId == copy.Item.ICalUId && e.Item.IsCancelled != true);
    });

    /// <summary>Does something in the organizer's mailbox. Outside the scope, in another organization or without a mailbox it is out of reach.</summary>
    static async Task<T> AtOrganizerAsync<T>(RoomCalendar room, OutboxEntry entry, Func<Task<T>> call)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (TeemException closed) when (OutboxProblems.IsClosed(closed))
        {
            throw OutboxProblems.OutOfReach(room, entry, closed);
        }
        catch (TeemException failed) when (entry.IsPrivate)
        {
            throw OutboxProblems.WithoutName(room, failed);
        }
    }

    async Task<LiveEvent?> InTheWayAsync(RoomCalendar room, OutboxEntry entry, LiveEvent copy, CancellationToken cancel) =>
        (await events.ViewAsync(room.RoomId.ToString(), entry.WasEnd!.Value, entry.End, cancel).ConfigureAwait(false)).FirstOrDefault(e => e.Id != copy.Id && e.Takes(entry.WasEnd.Value, entry.End));

    /// <summary>The tenant has it, and the room's calendar does not show it yet.</summary>
    OutboxStep Follows(RoomCalendar room, OutboxEntry entry) =>
        clock.GetUtcNow() - entry.RecordedAt > FollowsWithin ? OutboxStep.Lost(OutboxProblems.NotShown(room, entry)) : OutboxStep.Sent();

    /// <summary>What is cancelled or released is as wanted when the room's copy is gone, which was looked at before.</summary>
    static bool IsAsWanted(OutboxEntry entry, LiveEvent? shown) =>
        entry.Kind == LocalChangeKind.Change && shown is not null && shown.End == entry.End && (entry.Title is null || shown.Item.Title == entry.Title);
}
