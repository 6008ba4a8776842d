using Microsoft.Data.Sqlite;
using TeemCalendar.Core.Graph;
using TeemCalendar.Core.Storage;

namespace TeemCalendar.Core.Sync;

/// <summary>One room, one round: send what waits, read, merge, commit, release.</summary>
internal sealed class RoomSynchronizer(TeemStore store, CalendarGateway gateway, TimeProvider clock, RoomWriter? writer)
{
    /// <summary>A round that found nothing is written down only this often: most rounds find nothing, and each write is one to the disk.</summary>
    static readonly TimeSpan NoteAfter = TimeSpan.FromHours(1);

    /// <summary>The server's rule for all-day events at the edges differs from ours by the zones' offsets; rows this near are looked at as well.</summary>
    static readonly TimeSpan Edge = TimeSpan.FromDays(1);

    /// <summary>Runs the round. A room that cannot be read is a result like any other, and keeps what is stored; only cancelling throws.</summary>
    /// <param name="room">The room.</param>
    /// <param name="request">Which days, and what may be written.</param>
    /// <param name="since">When the run began that the round is one of.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task<SyncResult> RunAsync(RoomCalendar room, SyncRequest request, DateTimeOffset since, CancellationToken cancel)
    {
        using var stay = await RoomGates.Shared.EnterAsync(store.Name, room.RoomId, cancel).ConfigureAwait(false);
        var startedAt = clock.GetUtcNow();
        var timestamp = clock.GetTimestamp();
        var settled = request.Write ? await WriteAsync(() => writer!.SettleAsync(room, cancel), cancel).ConfigureAwait(false) : RoomWrites.None;
        var reader = new RoomReader(gateway, room.RoomId);
        SyncResult result;
        try
        {
            result = await ReadAndCommitAsync(room, request, reader, startedAt, cancel).ConfigureAwait(false);
            store.Board.Succeeded(room.RoomId, result.Outcome == SyncOutcome.Held ? null : startedAt);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            result = Failed(room, SyncFailure.Of(e), startedAt);
        }
        // What is not sure to be there still is not released either.
        var released = request.ReleaseAfter is { } after && result.Outcome == SyncOutcome.Synchronised
            ? await WriteAsync(() => writer!.ReleaseAsync(room, after, since, cancel), cancel).ConfigureAwait(false) : RoomWrites.None;
        return result with
        {
            Sent = settled.Sent + released.Sent,
            Released = settled.Released + released.Released,
            Conflicts = settled.Conflicts + released.Conflicts,
            Requests = reader.Requests + settled.Requests + released.Requests,
            Detail = Joined([.. settled.Problems, result.Detail, .. released.Problems]),
            StartedAt = startedAt,
            Duration = clock.GetElapsedTime(timestamp),
        };
    }

    async Task<SyncResult> ReadAndCommitAsync(RoomCalendar room, SyncRequest request, RoomReader reader, DateTimeOffset startedAt, CancellationToken cancel)
    {
        var standing = store.ReadStanding(room.RoomId);
        var state = standing.State is { } last && !IsDue(room.RoomId, last, request, startedAt) ? last : null;
        var reading = await reader.ReadAsync(state, SyncWindow.At(startedAt, request.DaysBack, request.DaysAhead), cancel).ConfigureAwait(false);
        var merged = reading.IsEmpty && reading.Items.Count == 0 && !reading.Full ? MergedRound.Nothing : await MergeAsync(room, reader, reading, cancel).ConfigureAwait(false);
        cancel.ThrowIfCancellationRequested();

        var hold = request.AcceptRemovals ? null : RemovalGuard.Judge(reading, merged, startedAt, before => store.ReadMeetingsToCome(room.RoomId, startedAt, before));
        if (hold is not null)
            merged = merged with { Deletes = [], SeriesDeletes = [], Removed = 0 };
        var round = new RoomRound
        {
            Upserts = merged.Upserts,
            Deletes = merged.Deletes,
            SeriesUpserts = merged.SeriesUpserts,
            SeriesDeletes = merged.SeriesDeletes,
            State = hold is null ? new(reading.Next, reading.Window, reading.Full ? startedAt : state!.FullReadAt, startedAt) : null,
            Full = reading.Full,
            Hold = hold is null ? null : hold with { Since = standing.Hold?.Since ?? hold.Since },
        };
        if (!round.IsQuiet || round.Hold != standing.Hold || standing.Failure is not null || (hold is null && (reading.Full || startedAt - state!.ReadAt >= NoteAfter)))
            // The link there is still leads to everything that comes after it.
            store.CommitRound(room.RoomId, round);
        return new()
        {
            Mailbox = room.Mailbox,
            Outcome = hold is null ? SyncOutcome.Synchronised : SyncOutcome.Held,
            Full = reading.Full,
            Added = merged.Added,
            Updated = merged.Updated,
            Removed = merged.Removed,
            Refused = merged.Refusals.Count,
            Cause = hold?.Reason,
            Detail = Joined([hold?.Explain(room.Mailbox), merged.Refusals.Count > 0 ? SyncFailure.Refused(merged.Refusals) : null]),
        };
    }

    /// <summary>Notes that a room was not read. The first time and when the cause changes it is written down at once, so that other processes see it; how often, only now and then.</summary>
    SyncResult Failed(RoomCalendar room, SyncFailure failure, DateTimeOffset at)
    {
        var detail = failure.Detail;
        try
        {
            var known = store.ReadStanding(room.RoomId).Failure;
            var (times, isDue) = store.Board.Failed(room.RoomId, known?.Times ?? 0, at, NoteAfter);
            if (isDue || known is null || known.Cause != failure.Cause)
                store.SaveFailure(room.RoomId, new(known?.Since ?? at, times, failure.Cause, detail));
        }
        catch (SqliteException e)
        {
            detail += $" That could not be written down either: {e.Message}";
        }
        return new() { Mailbox = room.Mailbox, Outcome = SyncOutcome.Failed, Cause = failure.Cause, Detail = detail };
    }

    /// <summary>Writes; that this went wrong is told, and keeps no room from being read.</summary>
    static async Task<RoomWrites> WriteAsync(Func<Task<RoomWrites>> write, CancellationToken cancel)
    {
        try
        {
            return await write().ConfigureAwait(false);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            return RoomWrites.None with { Problems = [SyncFailure.Of(e).Detail] };
        }
    }

    static string? Joined(IEnumerable<string?> sentences) => string.Join(' ', sentences.Where(sentence => !string.IsNullOrEmpty(sentence))) is { Length: > 0 } joined ? joined : null;

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
    static bool IsDue(Guid roomId, DeltaState state, SyncRequest request, DateTimeOffset now) =>
        now - state.FullReadAt >= SyncWindow.LifeOf(roomId) || state.Window != SyncWindow.At(state.FullReadAt, request.DaysBack, request.DaysAhead);
}
