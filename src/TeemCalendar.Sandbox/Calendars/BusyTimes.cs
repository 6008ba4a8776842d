namespace TeemCalendar.Sandbox.Calendars;

/// <summary>When a room is taken: spans that do not overlap, in order.</summary>
internal sealed class BusyTimes
{
    readonly SortedList<long, long> ends = [];

    internal bool IsFree(DateTime start, DateTime end)
    {
        // The span that could be in the way is the last one that begins before this one ends.
        int low = 0, high = ends.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (ends.GetKeyAtIndex(middle) < end.Ticks) low = middle + 1;
            else high = middle;
        }
        return low == 0 || ends.GetValueAtIndex(low - 1) <= start.Ticks;
    }

    internal void Take(DateTime start, DateTime end) => ends[start.Ticks] = end.Ticks;
}
