using TeemCalendar.Sandbox.Calendars;

namespace TeemCalendar.Sandbox.Tests.Calendars;

public class CalendarsRecurrenceTests
{
    static string Dates(Recurrence rule, int count) => string.Join(' ', rule.Dates().Take(count).Select(d => d.ToString("MM-dd", null)));

    [Fact]
    public void Rules_give_their_dates()
    {
        var start = new DateOnly(2026, 1, 29);
        Assert.Equal("01-29 02-01 02-04", Dates(new() { Type = "daily", Interval = 3, StartDate = start }, 3));
        Assert.Equal("01-29 01-30 02-09", Dates(new() { Type = "weekly", Interval = 2, StartDate = start, DaysOfWeek = [DayOfWeek.Friday, DayOfWeek.Monday, DayOfWeek.Thursday], FirstDayOfWeek = DayOfWeek.Monday }, 3));
        Assert.Equal("01-31 02-28 03-31", Dates(new() { Type = "absoluteMonthly", DayOfMonth = 31, StartDate = start }, 3));
        Assert.Equal("01-30 02-27 03-27", Dates(new() { Type = "relativeMonthly", DaysOfWeek = [DayOfWeek.Friday], Index = 4, StartDate = start }, 3));
        Assert.Equal("02-02 03-02 04-01", Dates(new() { Type = "relativeMonthly", DaysOfWeek = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday], StartDate = start }, 3));
        Assert.Equal(["2028-02-29", "2029-02-28"], new Recurrence { Type = "absoluteYearly", Month = 2, DayOfMonth = 29, StartDate = new(2028, 1, 1) }.Dates().Take(2).Select(d => d.ToString("yyyy-MM-dd", null)));
        Assert.Equal(4, new Recurrence { Type = "daily", StartDate = start, Occurrences = 4 }.Dates().Count());
        Assert.Equal(3, new Recurrence { Type = "daily", StartDate = start, EndDate = start.AddDays(2) }.Dates().Count());
        Assert.Equal(2, new Recurrence { Type = "weekly", Interval = 2, DaysOfWeek = [DayOfWeek.Sunday, DayOfWeek.Tuesday], FirstDayOfWeek = DayOfWeek.Sunday, StartDate = new(2026, 1, 4) }.Dates().Count(d => d < new DateOnly(2026, 1, 18)));
    }

    [Fact]
    public void A_series_keeps_its_wall_time_when_the_clocks_change()
    {
        var series = new CalendarItem
        {
            Start = new(2026, 3, 26, 9, 0, 0), End = new(2026, 3, 26, 10, 0, 0), Zone = "W. Europe Standard Time", Recurrence = new() { Type = "daily", StartDate = new(2026, 3, 26), Zone = "W. Europe Standard Time" },
        };
        var hours = Expansion.Of(series, new(2026, 3, 26, 0, 0, 0, DateTimeKind.Utc), new(2026, 4, 1, 0, 0, 0, DateTimeKind.Utc)).Select(i => i.StartUtc.Hour);
        Assert.Equal([8, 8, 8, 7, 7, 7], hours);
    }

    [Fact]
    public void A_time_that_the_clock_skips_or_repeats_is_a_time_all_the_same()
    {
        Assert.Equal(new(2026, 3, 29, 1, 30, 0), Zones.ToUtc(new(2026, 3, 29, 2, 30, 0), "W. Europe Standard Time"));
        Assert.Equal(1, Zones.ToUtc(new(2026, 10, 25, 2, 30, 0), "W. Europe Standard Time").Hour);
    }
}
