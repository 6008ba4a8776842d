namespace TeemCalendar.Sandbox.Calendars;

/// <summary>From items to instances: what a calendar view shows.</summary>
internal static class Expansion
{
    static readonly TimeSpan Furthest = TimeSpan.FromHours(26);

    internal static DateTime WallStart(CalendarItem series, DateOnly date) => date.ToDateTime(TimeOnly.FromDateTime(series.Start));

    /// <summary>The stored item itself: a single event, or the series with the times of its first occurrence.</summary>
    internal static Instance Itself(CalendarItem item) => new(item, null, null, Utc(item, item.Start, item.Zone), Utc(item, item.End, item.EndZone ?? item.Zone));

    /// <summary>One occurrence by its original date, or null when the series has none there or it was cancelled.</summary>
    internal static Instance? Occurrence(CalendarItem series, DateOnly date)
    {
        if (series.Recurrence is null || series.CancelledDates?.Contains(date) == true) return null;
        foreach (var day in series.Recurrence.Dates())
        {
            if (day == date) return At(series, date);
            if (day > date) break;
        }
        return null;
    }

    internal static IEnumerable<Instance> Of(CalendarItem item, DateTime fromUtc, DateTime toUtc)
    {
        if (item.Recurrence is null)
        {
            // No zone is further from UTC than this: most of a calendar is passed over without a look at its clocks.
            if (item.Start > Shift(toUtc, Furthest) || item.End < Shift(fromUtc, -Furthest)) yield break;
            var single = Itself(item);
            if (single.Overlaps(fromUtc, toUtc)) yield return single;
            yield break;
        }
        // An exception can lie far from its date, so that none may be skipped; plain occurrences are within a day of theirs, and their length.
        var length = item.End - item.Start;
        var firstDay = DateOnly.FromDateTime(Shift(fromUtc, -length - TimeSpan.FromDays(2)));
        var lastDay = DateOnly.FromDateTime(Shift(toUtc, TimeSpan.FromDays(2)));
        foreach (var date in item.Recurrence.Dates())
        {
            if (date > lastDay) break;
            if (date < firstDay || item.CancelledDates?.Contains(date) == true || item.ExceptionOn(date) is not null) continue;
            var instance = At(item, date);
            if (instance.Overlaps(fromUtc, toUtc)) yield return instance;
        }
        foreach (var exception in item.Exceptions ?? [])
        {
            if (item.CancelledDates?.Contains(exception.Date) == true) continue;
            var instance = At(item, exception.Date);
            if (instance.Overlaps(fromUtc, toUtc)) yield return instance;
        }
    }

    static Instance At(CalendarItem series, DateOnly date)
    {
        var change = series.ExceptionOn(date);
        var start = change?.Start ?? WallStart(series, date);
        var end = change?.End ?? WallStart(series, date) + (series.End - series.Start);
        return new(series, date, change, Utc(series, start, change?.Zone ?? series.Zone), Utc(series, end, change?.Zone ?? series.EndZone ?? series.Zone));
    }

    // All-day events float: they are compared by their own dates as if these were UTC (measured).
    static DateTime Utc(CalendarItem item, DateTime wall, string zone) => item.IsAllDay ? DateTime.SpecifyKind(wall, DateTimeKind.Utc) : Zones.ToUtc(wall, zone);

    static DateTime Shift(DateTime time, TimeSpan by) =>
        by < TimeSpan.Zero ? time - DateTime.MinValue < -by ? DateTime.MinValue : time + by : DateTime.MaxValue - time < by ? DateTime.MaxValue : time + by;
}
