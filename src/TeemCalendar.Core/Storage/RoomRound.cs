namespace TeemCalendar.Core.Storage;

/// <summary>What one round found out about one room: written as a whole or not at all.</summary>
internal sealed record RoomRound
{
    public IReadOnlyList<ReservationKey> Deletes { get; init; } = [];
    public IReadOnlyList<StoredReservation> Upserts { get; init; } = [];
    public IReadOnlyList<string> SeriesDeletes { get; init; } = [];
    public IReadOnlyList<StoredSeries> SeriesUpserts { get; init; } = [];

    /// <summary>Where the next round goes on; null for where this one did, so that it sees the same again.</summary>
    public DeltaState? State { get; init; }

    /// <summary>True when the whole window was read.</summary>
    public bool Full { get; init; }

    /// <summary>The removals that this round did not carry out; null when there are none that wait.</summary>
    public HeldRemovals? Hold { get; init; }

    /// <summary>True when the room's reservations and series stay as they are.</summary>
    public bool IsQuiet => Deletes.Count + Upserts.Count + SeriesDeletes.Count + SeriesUpserts.Count == 0;
}
