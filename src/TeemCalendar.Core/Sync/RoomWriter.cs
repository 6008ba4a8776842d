using System.Globalization;
using TeemCalendar.Core.Graph;
using TeemCalendar.Core.Storage;

namespace TeemCalendar.Core.Sync;

/// <summary>What goes from here into a room's calendar in a round: the changes that wait, and the rooms that nobody came to.</summary>
/// <param name="store">The store.</param>
/// <param name="events">The way to the events.</param>
/// <param name="exchange">Tells whether Exchange itself releases a room.</param>
/// <param name="clock">The clock.</param>
internal sealed class RoomWriter(TeemStore store, EventGateway events, NativeRelease exchange, TimeProvider clock)
{
    /// <summary>Who books for that long has come, or needs no display to say so. Robin's figure, as published.</summary>
    public static readonly TimeSpan ExemptFrom = TimeSpan.FromHours(8);

    /// <summary>Sends what waits of a room, and looks whether what was sent before has arrived.</summary>
    /// <param name="room">The room.</param>
    /// <param name="cancel">Ends it; what was not sent waits on.</param>
    public async Task<RoomWrites> SettleAsync(RoomCalendar room, CancellationToken cancel)
    {
        var waiting = store.ReadOpenChanges(room.RoomId);
        if (waiting.Count == 0)
            return RoomWrites.None;
        var (gateway, writes) = (events.Counted(), RoomWrites.None);
        var outbox = new Outbox(store, gateway, clock);
        foreach (var entry in waiting)
            writes += await SendAsync(outbox, room, entry, cancel).ConfigureAwait(false);
        return writes with { Requests = gateway.Requests };
    }

    /// <summary>Releases the reservations of a room that began at least so long ago, and not before the run did, and that nobody checked in to.</summary>
    /// <remarks>All-day reservations and those of eight hours and more are left alone, and so is everything where Exchange's own EnableAutoRelease is on.</remarks>
    /// <param name="room">The room, which was read in this round.</param>
    /// <param name="after">How long people have after the start.</param>
    /// <param name="since">When the run began: who was there before could not know that he has to check in.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task<RoomWrites> ReleaseAsync(RoomCalendar room, TimeSpan after, DateTimeOffset since, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var absent = store.ReadNoShows(room.RoomId, since, now - after).Where(r => r.End - r.Start < ExemptFrom).ToList();
        if (absent.Count == 0)
            return RoomWrites.None;
        if (await exchange.ObjectionAsync(room, cancel).ConfigureAwait(false) is { } objection)
            return RoomWrites.None with { Problems = [objection] };
        var (gateway, writes) = (events.Counted(), RoomWrites.None);
        var outbox = new Outbox(store, gateway, clock);
        foreach (var reservation in absent)
        {
            // As it is now: what was moved or cancelled since it was read is no no-show, and who booked after the start has as long from then on.
            var current = await gateway.FindAsync(room.RoomId.ToString(), reservation.EventId, cancel).ConfigureAwait(false);
            if (current is null || !current.IsBusy || current.Start != reservation.Start || current.End != reservation.End || current.Created > now - after)
                continue;
            var entry = store.Record(new()
            {
                RoomId = room.RoomId, Kind = LocalChangeKind.Release, TransactionId = Guid.NewGuid().ToString(), EventId = reservation.EventId, Start = current.Start, End = current.End, WasEnd = current.End,
                Note = string.Create(CultureInfo.InvariantCulture, $"Nobody checked in within {after.TotalMinutes:0} minutes of the start, so the room was released. The meeting itself is still in your calendar."), RecordedAt = now,
            });
            // Who checks in from now on takes the change back himself.
            if (store.IsCheckedIn(room.RoomId, reservation.Key))
            {
                store.Forget(entry);
                continue;
            }
            var sent = await SendAsync(outbox, room, entry, cancel).ConfigureAwait(false);
            // What could not be sent is judged anew in the next round, and never sent by itself.
            store.Forget(entry);
            writes += sent;
        }
        return writes with { Requests = gateway.Requests };
    }

    static async Task<RoomWrites> SendAsync(Outbox outbox, RoomCalendar room, OutboxEntry entry, CancellationToken cancel)
    {
        try
        {
            var (sent, problem, _) = await outbox.SendAsync(room, entry, cancel).ConfigureAwait(false);
            var isDone = sent.State == LocalChangeState.Confirmed;
            return new(isDone && sent.Kind != LocalChangeKind.Release ? 1 : 0, isDone && sent.Kind == LocalChangeKind.Release ? 1 : 0, problem is null ? 0 : 1, 0, problem is null ? [] : [problem.Explained]);
        }
        // It waits, and the others go on.
        catch (TeemException waits) { return RoomWrites.None with { Problems = [$"{waits.Explained} The change waits for the next round."] }; }
    }
}

/// <summary>What was written in a round.</summary>
/// <param name="Sent">Changes that stand in the tenant now.</param>
/// <param name="Released">Reservations released.</param>
/// <param name="Conflicts">Changes that lost, or were refused.</param>
/// <param name="Requests">Requests it took.</param>
/// <param name="Problems">A sentence for each that did not go.</param>
internal sealed record RoomWrites(int Sent, int Released, int Conflicts, int Requests, IReadOnlyList<string> Problems)
{
    public static readonly RoomWrites None = new(0, 0, 0, 0, []);

    public static RoomWrites operator +(RoomWrites one, RoomWrites other) =>
        new(one.Sent + other.Sent, one.Released + other.Released, one.Conflicts + other.Conflicts, one.Requests + other.Requests, [.. one.Problems, .. other.Problems]);
}
