namespace TeemCalendar.Core.Storage;

/// <summary>What one round found out about one room: written as a whole or not at all.</summary>
internal sealed record RoomRound
{
    public IReadOnlyList<ReservationKey> Deletes { get; init; } = [];
    public IReadOnlyList<StoredReservation> Upserts { get; init; } = [];
    public IReadOnlyList<string> SeriesDeletes { get; init; } = [];
    public IReadOnlyList<StoredSeries> SeriesUpserts { get; init; } = [];

    /// <summary>Where the next round goes on.</summary>
    public required DeltaState State { get; init; }

    /// <summary>True when the room's reservations and series stay as they are.</summary>
    public bool IsQuiet => Deletes.Count + Upserts.Count + SeriesDeletes.Count + SeriesUpserts.Count == 0;
}
