using TeemCalendar.Core.Graph;
using TeemCalendar.Core.Storage;

namespace TeemCalendar.Core.Sync;

/// <summary>Carries changes into the tenant: written down first, sent once, confirmed by what the room's calendar says.</summary>
/// <remarks>
/// Each change can be tried any number of times, by any number of processes, and is made once: a creation by its transactionId and by a look before it is sent again, everything else by If-Match
/// or because what is gone stays gone. A process that is killed between any two steps leaves nothing that the next one does not find.
/// </remarks>
internal sealed class Outbox(TeemStore store, EventGateway events, TimeProvider clock)
{
    /// <summary>How often in one call the fate of a lost answer is looked at, before the change waits for the next round.</summary>
    const int Looks = 3;

    /// <summary>Documented: a right of an application takes up to two hours to be the same everywhere.</summary>
    static readonly TimeSpan RightsSettleWithin = TimeSpan.FromHours(2);

    readonly OutboxCreation creation = new(events, clock);
    readonly OutboxAlteration alteration = new(events, clock);

    /// <summary>Tries a change, or looks how one that was sent has come out.</summary>
    /// <param name="room">Its room.</param>
    /// <param name="entry">The change, which is written down.</param>
    /// <param name="cancel">Ends it; the change waits on.</param>
    /// <returns>The change as it stands now, and what stands in its way.</returns>
    /// <exception cref="TeemException">The tenant could not be asked; the change waits, with the reason.</exception>
    public async Task<SentChange> SendAsync(RoomCalendar room, OutboxEntry entry, CancellationToken cancel)
    {
        OutboxStep? step = null;
        for (var look = 1; step is null; look++)
        {
            if (store.BeginTry(entry) is not { } current)
                return new(entry with { State = LocalChangeState.Refused }, OutboxProblems.TakenBack(room, entry), null);
            if (!(entry = current).IsOpen)
                return new(entry, entry.State == LocalChangeState.Confirmed ? null : OutboxProblems.EndedElsewhere(room, entry), null);
            try
            {
                step = await (entry.Kind == LocalChangeKind.Create ? creation.TryAsync(room, entry, cancel) : alteration.TryAsync(room, entry, cancel)).ConfigureAwait(false);
            }
            catch (TeemException lost) when (lost.Kind is TeemErrorKind.InDoubt or TeemErrorKind.Unavailable && look < Looks) { /* the next try looks first what became of it */ }
            catch (TeemException refused) when (!Waits(entry, refused))
            {
                step = OutboxStep.Refused(refused);
            }
            catch (Exception waits) when (waits is TeemException || (waits is not OperationCanceledException && !cancel.IsCancellationRequested))
            {
                // One change that nobody can make sense of keeps no other from being sent.
                var told = waits as TeemException ?? new TeemException("ChangeUnclear", TeemErrorKind.Unexpected, $"What became of the change of {room.Mailbox} could not be read: {waits.Message}", room.Mailbox, "It is tried again in the next round.", inner: waits);
                store.EndTry(entry with { Cause = told.Id, Detail = told.Explained });
                throw told;
            }
        }
        entry = entry with { State = step.State, EventId = step.EventId ?? entry.EventId, Cause = step.Problem?.Id, Detail = step.Problem?.Explained };
        // The reservation first: a change that counts as confirmed is never without what it brought.
        if (step.State == LocalChangeState.Confirmed)
            Keep(room, entry, step.Room);
        if (!entry.IsOpen)
            entry = entry.Ended(clock.GetUtcNow());
        store.EndTry(entry);
        return new(entry, step.Problem, step.Room?.Id);
    }

    /// <summary>What goes away by itself, or may have been carried out.</summary>
    bool Waits(OutboxEntry entry, TeemException error) => error.Kind is TeemErrorKind.Unavailable or TeemErrorKind.InDoubt or TeemErrorKind.Throttled or TeemErrorKind.SignInRefused || error.Id is "GraphSignInRefused" or "ChangedMeanwhile"
        // It may have been made when it was tried before; a new right comes and goes for a while.
        || (error.Kind == TeemErrorKind.AccessDenied && entry is { Kind: LocalChangeKind.Create, Attempts: > 1 } && clock.GetUtcNow() - entry.RecordedAt < RightsSettleWithin);

    /// <summary>Stores what the room's calendar says now. The next delta says the same, and then nothing is new.</summary>
    void Keep(RoomCalendar room, OutboxEntry entry, LiveEvent? now)
    {
        var id = now?.Id ?? entry.EventId!;
        var stored = store.ReadReservations(room.RoomId, [id], [], null).Where(row => row.EventId == id).ToList();
        var series = now?.Item.SeriesId is { } master ? store.ReadSeries(room.RoomId, [master]).SingleOrDefault() : null;
        // An occurrence whose series was never read is the next round's business.
        if (now?.Item.SeriesId is not null && series is null)
            return;
        var row = now is null ? null : new ReservationBuilder(room.TimeZone).Build(now.Item, series, out _);
        store.SaveReservation(room.RoomId, row is null || stored.Contains(row) ? [] : [row], [.. stored.Select(before => before.Key).Where(key => key != row?.Key)]);
    }
}

/// <summary>A change after a try.</summary>
/// <param name="Entry">As it stands now.</param>
/// <param name="Problem">What stands in its way; null when nothing does.</param>
/// <param name="RoomEventId">The room's copy, where the room has one.</param>
internal sealed record SentChange(OutboxEntry Entry, TeemException? Problem, string? RoomEventId);
