using TeemCalendar.Core.Storage;

namespace TeemCalendar.Core.Sync;

/// <summary>What is different after a round, and how that counts.</summary>
/// <param name="Upserts">Reservations that are new or changed.</param>
/// <param name="Deletes">Keys under which nothing stands any longer.</param>
/// <param name="SeriesUpserts">Series that are new or changed.</param>
/// <param name="SeriesDeletes">Series that are gone.</param>
/// <param name="Added">How many reservations are new.</param>
/// <param name="Updated">How many changed.</param>
/// <param name="Removed">How many are gone.</param>
/// <param name="Refusals">Events that make no reservation, each with the reason.</param>
internal sealed record MergedRound(
    IReadOnlyList<StoredReservation> Upserts,
    IReadOnlyList<ReservationKey> Deletes,
    IReadOnlyList<StoredSeries> SeriesUpserts,
    IReadOnlyList<string> SeriesDeletes,
    int Added,
    int Updated,
    int Removed,
    IReadOnlyList<string> Refusals)
{
    /// <summary>Nothing is different.</summary>
    public static readonly MergedRound Nothing = new([], [], [], [], 0, 0, 0, []);
}
