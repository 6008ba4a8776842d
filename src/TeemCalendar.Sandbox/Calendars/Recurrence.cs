using System.Text.Json.Serialization;

namespace TeemCalendar.Sandbox.Calendars;

/// <summary>A series' rule, with Graph's own words for pattern and range.</summary>
internal sealed record Recurrence
{
    public string Type { get; init; } = "daily";
    public int Interval { get; init; } = 1;
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public int Month { get; init; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public int DayOfMonth { get; init; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public IReadOnlyList<DayOfWeek>? DaysOfWeek { get; init; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public DayOfWeek FirstDayOfWeek { get; init; }
    /// <summary>0 for first to 3 for fourth, 4 for last.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public int Index { get; init; }
    public DateOnly StartDate { get; init; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public DateOnly? EndDate { get; init; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public int Occurrences { get; init; }
    public string Zone { get; init; } = "UTC";

    [JsonIgnore] public string RangeType => EndDate is not null ? "endDate" : Occurrences > 0 ? "numbered" : "noEnd";

    // Exchange keeps a series at 999 occurrences or fewer only in Outlook's dialog; the calendar itself ends in the year 4500. A bound keeps every loop finite.
    static readonly DateOnly EndOfTime = new(4500, 8, 31);

    /// <summary>The dates of the series in order, exceptions not considered.</summary>
    public IEnumerable<DateOnly> Dates()
    {
        var last = EndDate ?? EndOfTime;
        var left = Occurrences > 0 ? Occurrences : int.MaxValue;
        foreach (var date in Type switch
        {
            "weekly" => Weekly(),
            "absoluteMonthly" => Monthly(Interval, AbsoluteDay),
            "relativeMonthly" => Monthly(Interval, RelativeDay),
            "absoluteYearly" => Monthly(Interval * 12, AbsoluteDay),
            "relativeYearly" => Monthly(Interval * 12, RelativeDay),
            _ => Daily(),
        })
        {
            if (date > last || left-- == 0) yield break;
            yield return date;
        }
    }

    IEnumerable<DateOnly> Daily()
    {
        for (var date = StartDate; date < EndOfTime; date = date.AddDays(Interval)) yield return date;
    }

    IEnumerable<DateOnly> Weekly()
    {
        var days = (DaysOfWeek is { Count: > 0 } ? DaysOfWeek : [StartDate.DayOfWeek]).Select(d => Distance(FirstDayOfWeek, d)).Order().ToArray();
        for (var week = StartDate.AddDays(-Distance(FirstDayOfWeek, StartDate.DayOfWeek)); week < EndOfTime; week = week.AddDays(7 * Interval))
            foreach (var day in days)
                if (week.AddDays(day) is var date && date >= StartDate) yield return date;
    }

    IEnumerable<DateOnly> Monthly(int step, Func<int, int, DateOnly?> day)
    {
        var month = new DateOnly(StartDate.Year, StartDate.Month, 1);
        if (Month > 0)
        {
            month = new DateOnly(StartDate.Year, Month, 1);
            if (day(month.Year, month.Month) is not { } first || first < StartDate) month = month.AddYears(1);
        }
        for (; month < EndOfTime; month = month.AddMonths(step))
            if (day(month.Year, month.Month) is { } date && date >= StartDate) yield return date;
    }

    // A month without a 31st has its occurrence on the last day: so Exchange counts absolute days (documented in its calendar protocol).
    DateOnly? AbsoluteDay(int year, int month) => new DateOnly(year, month, Math.Min(Math.Max(DayOfMonth, 1), DateTime.DaysInMonth(year, month)));

    DateOnly? RelativeDay(int year, int month)
    {
        var wanted = DaysOfWeek ?? [];
        var found = Enumerable.Range(1, DateTime.DaysInMonth(year, month)).Select(d => new DateOnly(year, month, d)).Where(d => wanted.Contains(d.DayOfWeek)).ToArray();
        return found.Length == 0 ? null : Index >= 4 ? found[^1] : found[Math.Min(Index, found.Length - 1)];
    }

    static int Distance(DayOfWeek from, DayOfWeek to) => ((int)to - (int)from + 7) % 7;
}
