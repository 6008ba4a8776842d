using TeemCalendar.Core.Graph;
using TeemCalendar.Core.Storage;

namespace TeemCalendar.Core.Sync;

/// <summary>One room, one round: read, merge, commit.</summary>
internal sealed class RoomSynchronizer(TeemStore store, CalendarGateway gateway, TimeProvider clock)
{
    /// <summary>A round that found nothing is written down only this often: most rounds find nothing, and each write is one to the disk.</summary>
    static readonly TimeSpan NoteAfter = TimeSpan.FromMinutes(5);

    /// <summary>The server's rule for all-day events at the edges differs from ours by the zones' offsets; rows this near are looked at as well.</summary>
    static readonly TimeSpan Edge = TimeSpan.FromDays(1);

    /// <summary>Runs the round. A room that cannot be read is a result like any other, and keeps what is stored; only cancelling throws.</summary>
    /// <param name="room">The room.</param>
    /// <param name="request">Which days.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task<SyncResult> RunAsync(RoomCalendar room, SyncRequest request, CancellationToken cancel)
    {
        var startedAt = clock.GetUtcNow();
        var timestamp = clock.GetTimestamp();
        var reader = new RoomReader(gateway, room.RoomId);
        SyncResult result;
        try
        {
            result = await ReadAndCommitAsync(room, request, reader, startedAt, cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            var failure = SyncFailure.Of(e);
            result = new() { Mailbox = room.Mailbox, Outcome = SyncOutcome.Failed, Cause = failure.Cause, Detail = failure.Detail };
        }
        return result with { Requests = reader.Requests, StartedAt = startedAt, Duration = clock.GetElapsedTime(timestamp) };
    }

    async Task<SyncResult> ReadAndCommitAsync(RoomCalendar room, SyncRequest request, RoomReader reader, DateTimeOffset startedAt, CancellationToken cancel)
    {
        var state = store.ReadRoundState(room.RoomId);
        if (state is not null && IsDue(state, request, startedAt))
            state = null;
        var reading = await reader.ReadAsync(state, SyncWindow.At(startedAt, request.DaysBack, request.DaysAhead), cancel).ConfigureAwait(false);
        var merged = reading.Items.Count == 0 && !reading.Full ? null : await MergeAsync(room, reader, reading, cancel).ConfigureAwait(false);
        cancel.ThrowIfCancellationRequested();

        var round = new RoomRound
        {
            Upserts = merged?.Upserts ?? [],
            Deletes = merged?.Deletes ?? [],
            SeriesUpserts = merged?.SeriesUpserts ?? [],
            SeriesDeletes = merged?.SeriesDeletes ?? [],
            State = new(reading.Next, reading.Window, reading.Full ? startedAt : state!.FullReadAt, startedAt),
        };
        // The link there is still leads to everything that comes after it.
        if (reading.Full || !round.IsQuiet || startedAt - state!.ReadAt >= NoteAfter)
            store.CommitRound(room.RoomId, round);
        return new()
        {
            Mailbox = room.Mailbox,
            Outcome = SyncOutcome.Synchronised,
            Full = reading.Full,
            Added = merged?.Added ?? 0,
            Updated = merged?.Updated ?? 0,
            Removed = merged?.Removed ?? 0,
            Refused = merged?.Refusals.Count ?? 0,
            Detail = merged is { Refusals.Count: > 0 } ? SyncFailure.Refused(merged.Refusals) : null,
        };
    }

    async Task<MergedRound> MergeAsync(RoomCalendar room, RoomReader reader, RoomReading reading, CancellationToken cancel)
    {
        var named = reading.Items.Keys.Union(reading.Items.Values.Select(item => item.SeriesId).OfType<string>()).ToList();
        var series = store.ReadSeries(room.RoomId, reading.Full ? null : named);
        await reader.CompleteAsync(reading, series, cancel).ConfigureAwait(false);
        var uids = reading.Items.Values.Select(item => item.ICalUId).OfType<string>().Union(series.Select(s => s.ICalUId)).ToList();
        // Members of a series are found by the master's id only where the master itself is spoken of: an occurrence alone touches no other.
        var stored = store.ReadReservations(room.RoomId, reading.Items.Keys, uids, reading.Full ? reading.Window.Start - Edge : null);
        return RoundMerge.Merge(reading, new ReservationBuilder(room.TimeZone), series, stored);
    }

    /// <summary>Whether the stored window no longer serves: a day old, or not the days that are asked for.</summary>
    static bool IsDue(DeltaState state, SyncRequest request, DateTimeOffset now) =>
        now - state.FullReadAt >= SyncWindow.Life || state.Window != SyncWindow.At(state.FullReadAt, request.DaysBack, request.DaysAhead);
}
