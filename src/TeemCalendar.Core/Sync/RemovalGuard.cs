using TeemCalendar.Core.Storage;

namespace TeemCalendar.Core.Sync;

/// <summary>Tells a round that people made from one that a fault made: what would empty a room waits for a person.</summary>
/// <remarks>
/// Graph gives a calendar that it cannot see the same answer as an empty one: after a mailbox was moved or restored, say. The numbers are ours: small enough that a room is not emptied
/// unseen, large enough that no working day's cancellations come near. A series is one meeting, however many days it has.
/// </remarks>
internal static class RemovalGuard
{
    /// <summary>An empty answer is believed where fewer meetings than this are to come.</summary>
    public const int EmptyFrom = 3;

    /// <summary>Fewer meetings than this may always go.</summary>
    public const int MassFrom = 10;

    /// <summary>One meeting of so many to come may go in one round; more is too many.</summary>
    public const int MassOneOf = 2;

    /// <summary>What of a round has to wait; null when all of it may be carried out.</summary>
    /// <param name="reading">What was read.</param>
    /// <param name="merged">What it means.</param>
    /// <param name="now">What has ended by then is over, and may go.</param>
    /// <param name="toCome">Reads the meetings to come that begin before a moment; asked only where something may have to wait.</param>
    public static HeldRemovals? Judge(RoomReading reading, MergedRound merged, DateTimeOffset now, Func<DateTimeOffset, IReadOnlyList<ReservationKey>> toCome)
    {
        var isEmpty = reading.Full && reading.IsEmpty;
        if (!isEmpty && merged.Deletes.Count < MassFrom)
            return null;
        // What lies beyond a window that was made shorter goes because somebody asked for that.
        var stored = toCome(reading.Window.End);
        var meetings = stored.Select(key => key.ICalUId).ToHashSet();
        var gone = merged.Deletes.ToHashSet();
        var left = stored.Where(key => !gone.Contains(key)).Concat(merged.Upserts.Select(row => row.Key)).Select(key => key.ICalUId).ToHashSet();
        var lost = meetings.Count(uid => !left.Contains(uid));
        if (isEmpty && meetings.Count >= EmptyFrom)
            return new(HeldRemovals.StorageEmpty, lost, meetings.Count, now);
        return lost >= MassFrom && lost * MassOneOf > meetings.Count ? new(HeldRemovals.MassRemoval, lost, meetings.Count, now) : null;
    }
}
