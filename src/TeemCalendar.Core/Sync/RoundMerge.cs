using TeemCalendar.Core.Graph;
using TeemCalendar.Core.Storage;

namespace TeemCalendar.Core.Sync;

/// <summary>Puts what was read of a room beside what is stored, and says what is different. It reads and writes nothing.</summary>
internal sealed class RoundMerge
{
    readonly RoomReading reading;
    readonly ReservationBuilder builder;
    readonly Dictionary<string, StoredSeries> knownSeries;
    readonly Dictionary<string, StoredReservation> storedById;
    readonly Dictionary<ReservationKey, StoredReservation> storedByKey;

    readonly Dictionary<string, StoredReservation> next = [];
    readonly HashSet<string> gone = [];
    readonly Dictionary<string, StoredSeries> seriesUpserts = [];
    readonly HashSet<string> seriesDeletes = [];
    readonly List<string> refusals = [];

    RoundMerge(RoomReading reading, ReservationBuilder builder, IReadOnlyCollection<StoredSeries> series, IReadOnlyCollection<StoredReservation> stored)
    {
        this.reading = reading;
        this.builder = builder;
        knownSeries = series.ToDictionary(s => s.EventId);
        storedById = stored.ToDictionary(r => r.EventId);
        storedByKey = stored.ToDictionary(r => r.Key);
    }

    /// <summary>Merges one round.</summary>
    /// <param name="reading">What was read.</param>
    /// <param name="builder">Makes the room's reservations.</param>
    /// <param name="series">The stored series that the reading speaks of; for a full reading all of the room's.</param>
    /// <param name="stored">The stored reservations that the reading can touch.</param>
    public static MergedRound Merge(RoomReading reading, ReservationBuilder builder, IReadOnlyCollection<StoredSeries> series, IReadOnlyCollection<StoredReservation> stored)
    {
        var merge = new RoundMerge(reading, builder, series, stored);
        merge.TakeSeries();
        merge.TakeReservations();
        merge.TakeRemovals();
        merge.OnePerKey();
        return merge.Differences();
    }

    void TakeSeries()
    {
        foreach (var master in reading.Items.Values.Where(item => item.Kind == CalendarItemKind.Master))
        {
            var series = ReservationBuilder.Series(master);
            if (!knownSeries.TryGetValue(master.Id, out var before) || before != series)
                seriesUpserts[master.Id] = knownSeries[master.Id] = series;
        }
        // A full reading names every series that still shows in the window; what is left of others would stay for ever.
        if (reading.Full)
        {
            var referenced = reading.Items.Values.Select(item => item.SeriesId).ToHashSet();
            seriesDeletes.UnionWith(knownSeries.Keys.Where(id => !referenced.Contains(id) && !Present(id)));
        }
        seriesDeletes.UnionWith(knownSeries.Keys.Where(reading.GoneSeries.Contains));
        // A series that became a single meeting keeps its id.
        seriesDeletes.UnionWith(knownSeries.Keys.Where(id => reading.Items.TryGetValue(id, out var item) && item.Kind == CalendarItemKind.Single));
    }

    void TakeReservations()
    {
        foreach (var item in reading.Items.Values.Where(item => item.Kind is CalendarItemKind.Single or CalendarItemKind.Occurrence or CalendarItemKind.Exception))
        {
            if (builder.Build(item, item.SeriesId is null ? null : knownSeries.GetValueOrDefault(item.SeriesId), out var refusal) is { } built)
                next[item.Id] = built;
            else
                refusals.Add($"event {item.Id}: {refusal}");
        }
        refusals.AddRange(Enumerable.Repeat("an event without an id", reading.Nameless));
        // Occurrences that the round does not name follow their series all the same.
        foreach (var row in storedById.Values)
            if (row.SeriesId is not null && seriesUpserts.TryGetValue(row.SeriesId, out var series) && !reading.Items.ContainsKey(row.EventId))
                next[row.EventId] = builder.Follow(row, series);
    }

    void TakeRemovals()
    {
        foreach (var row in storedById.Values.Where(row => !Present(row.EventId)))
        {
            // Graph also calls removed what merely lies outside the window by now: that is history, and stays.
            var isRemoved = reading.Items.ContainsKey(row.EventId) || (row.SeriesId is not null && reading.GoneSeries.Contains(row.SeriesId)) || reading.Full;
            // What lies beyond the end of a window that became shorter is no longer followed, and must not be shown as if it were.
            var isBeyond = reading.Full && row.Start >= reading.Window.End;
            if ((isRemoved && Covers(row)) || isBeyond)
                gone.Add(row.EventId);
        }
        // A meeting that became a series is no reservation any longer; its occurrences are.
        gone.UnionWith(storedById.Keys.Where(id => reading.Items.TryGetValue(id, out var item) && item.Kind == CalendarItemKind.Master));
        foreach (var id in gone)
            next.Remove(id);
    }

    /// <summary>Two events of one room with the same key are one reservation: the one that takes the room.</summary>
    void OnePerKey()
    {
        foreach (var same in next.Values.GroupBy(row => row.Key).ToList())
        {
            var rivals = same.OrderByDescending(row => row.IsBusy).ThenBy(row => row.EventId, StringComparer.Ordinal).ToList();
            var standing = storedByKey.GetValueOrDefault(same.Key) is { } stored && !gone.Contains(stored.EventId) && !next.ContainsKey(stored.EventId) ? stored : null;
            var losers = standing is { IsBusy: true } && !rivals[0].IsBusy ? rivals : rivals.Skip(1);
            foreach (var loser in losers)
            {
                next.Remove(loser.EventId);
                if (storedById.ContainsKey(loser.EventId))
                    gone.Add(loser.EventId);
            }
        }
    }

    MergedRound Differences()
    {
        int added = 0, updated = 0, removed = 0;
        List<StoredReservation> upserts = [];
        List<ReservationKey> deletes = [];
        var keys = next.Values.Select(row => row.Key).ToHashSet();
        foreach (var row in next.Values)
        {
            var before = storedById.GetValueOrDefault(row.EventId)
                ?? (storedByKey.GetValueOrDefault(row.Key) is { } sameKey && !next.ContainsKey(sameKey.EventId) ? sameKey : null);
            if (before == row)
                continue;
            upserts.Add(row);
            if (before is null)
            {
                added++;
                continue;
            }
            updated++;
            if (!keys.Contains(before.Key))
                deletes.Add(before.Key);
        }
        foreach (var key in gone.Select(id => storedById[id].Key).Where(key => !keys.Contains(key)))
        {
            deletes.Add(key);
            removed++;
        }
        return new(upserts, deletes, [.. seriesUpserts.Values.Where(s => !seriesDeletes.Contains(s.EventId))], [.. seriesDeletes], added, updated, removed, refusals);
    }

    bool Present(string id) => reading.Items.TryGetValue(id, out var item) && item.Kind != CalendarItemKind.Removed;

    /// <summary>Whether Graph shows a stored reservation in the window. All-day dates are matched as if they were UTC's, wherever the room is.</summary>
    bool Covers(StoredReservation row) => row is { StartDate: { } first, EndDate: { } last }
        ? reading.Window.Covers(Utc(first), Utc(last))
        : reading.Window.Covers(row.Start, row.End);

    static DateTimeOffset Utc(DateOnly date) => new(date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
}
