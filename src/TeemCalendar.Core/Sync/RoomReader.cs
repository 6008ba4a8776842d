using TeemCalendar.Core.Graph;
using TeemCalendar.Core.Storage;

namespace TeemCalendar.Core.Sync;

/// <summary>Reads one room for one round: what changed, or the whole window where that cannot be told.</summary>
internal sealed class RoomReader(CalendarGateway gateway, Guid roomId)
{
    /// <summary>Losing its place once in the stored link and once while reading everything is bad luck; more is a fault that another try will not mend.</summary>
    const int LossesBorne = 2;

    /// <summary>Requests sent for the room.</summary>
    public int Requests { get; private set; }

    /// <summary>Reads from the stored state on, or the whole window.</summary>
    /// <param name="state">The stored state; null to read the whole window.</param>
    /// <param name="window">The window for that.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task<RoomReading> ReadAsync(DeltaState? state, SyncWindow window, CancellationToken cancel)
    {
        for (var losses = 0; ; losses++)
        {
            try
            {
                return await ReadOnceAsync(state, window, cancel).ConfigureAwait(false);
            }
            catch (DeltaStateLostException) when (losses < LossesBorne)
            {
                state = null;
            }
        }
    }

    /// <summary>Looks up the series masters that the reading needs and neither it nor the store has.</summary>
    /// <param name="reading">The reading; found masters are added to its items.</param>
    /// <param name="known">The stored series.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task CompleteAsync(RoomReading reading, IReadOnlyCollection<StoredSeries> known, CancellationToken cancel)
    {
        var stored = known.Select(series => series.EventId).ToHashSet();
        // What was stored before a full reading may have changed unseen since, so it does not count then.
        var wanted = reading.Items.Values.Select(item => item.SeriesId).OfType<string>().Distinct()
            .Where(id => !reading.Items.ContainsKey(id) && (reading.Full || !stored.Contains(id)));
        // A master called removed may only begin before the window, as most do: whether its occurrences are gone with it, the calendar has to say.
        var doubted = reading.Items.Values.Where(item => item.Kind == CalendarItemKind.Removed && stored.Contains(item.Id)).Select(item => item.Id);
        foreach (var id in wanted.Union(doubted).ToList())
        {
            Requests++;
            if (await gateway.FindMasterAsync(roomId, id, cancel).ConfigureAwait(false) is { } master)
                reading.Items[id] = master;
            else if (reading.Items.ContainsKey(id))
                reading.GoneSeries.Add(id);
        }
    }

    async Task<RoomReading> ReadOnceAsync(DeltaState? state, SyncWindow window, CancellationToken cancel)
    {
        var pages = state is null ? gateway.ReadDeltaAsync(roomId, window, cancel) : gateway.ReadDeltaAsync(roomId, state.Link, cancel);
        Dictionary<string, CalendarItem> items = [];
        DeltaLink? next = null;
        var nameless = 0;
        // One request is on its way before the first page, and one more for every page but the last.
        Requests++;
        await foreach (var page in pages.ConfigureAwait(false))
        {
            foreach (var item in page.Items)
                if (item.Id.Length > 0)
                    items[item.Id] = item;
                else
                    nameless++;
            next = page.Delta;
            if (next is null)
                Requests++;
        }
        return new(state is null, state?.Window ?? window, next!.Value, items) { Nameless = nameless };
    }
}
