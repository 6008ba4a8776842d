using TeemCalendar.Core.Graph;

namespace TeemCalendar.Core.Sync;

/// <summary>What one round read of one room, before it is put beside what is stored.</summary>
/// <param name="Full">True when the whole window was read; false when it was what changed.</param>
/// <param name="Window">The window.</param>
/// <param name="Next">Where the next round goes on.</param>
/// <param name="Items">The events by id. Graph may send one several times: the last one counts.</param>
internal sealed record RoomReading(bool Full, SyncWindow Window, DeltaLink Next, Dictionary<string, CalendarItem> Items)
{
    /// <summary>Series that Graph called removed and that are not in the calendar any more.</summary>
    public HashSet<string> GoneSeries { get; } = [];

    /// <summary>How many events came without an id, by which one could be known again.</summary>
    public int Nameless { get; init; }

    /// <summary>True when there is nothing at all in what was read.</summary>
    public bool IsEmpty => Nameless == 0 && Items.Values.All(item => item.Kind == CalendarItemKind.Removed);
}
