using TeemCalendar.Core.Sync;
using static TeemCalendar.Core.Tests.Sync.Wire;

namespace TeemCalendar.Core.Tests.Sync;

public sealed class AllDayTests
{
    [Theory]
    // Berlin's summer ends on 25 October 2026: that day has 25 hours.
    [InlineData("W. Europe Standard Time", "2026-10-25", "2026-10-24T22:00", "2026-10-25T23:00")]
    [InlineData("W. Europe Standard Time", "2027-03-28", "2027-03-27T23:00", "2027-03-28T22:00")]
    [InlineData("Tokyo Standard Time", "2026-11-20", "2026-11-19T15:00", "2026-11-20T15:00")]
    [InlineData("Pacific/Auckland", "2026-11-20", "2026-11-19T11:00", "2026-11-20T11:00")]
    // Cairo's clock jumps over midnight itself: the day begins at one.
    [InlineData("Egypt Standard Time", "2027-04-30", "2027-04-29T22:00", "2027-04-30T21:00")]
    public async Task An_all_day_meeting_has_its_dates_wherever_the_room_is(string zone, string day, string start, string end)
    {
        using var bench = new SyncBench(zone);
        var date = DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture);

        await bench.SyncAsync(Single("a", $"{date:yyyy-MM-dd}T00:00", $"{date.AddDays(1):yyyy-MM-dd}T00:00", "Fair", ("isAllDay", true)));

        var stored = Assert.Single(bench.Reservations);
        Assert.True(stored.IsAllDay);
        Assert.Equal((date, date.AddDays(1)), (stored.StartDate, stored.EndDate));
        Assert.Equal((Utc(start), Utc(end)), (stored.Start, stored.End));
        Assert.Equal(zone, stored.TimeZone);
    }

    [Theory]
    [InlineData("2026-11-20T00:00:00Z")]
    [InlineData("2026-11-20T05:00:00Z")]
    [InlineData("2026-11-19T15:00:00Z")]
    public async Task An_exception_of_an_all_day_series_finds_its_occurrence_by_date(string originalStart)
    {
        using var bench = new SyncBench("W. Europe Standard Time");
        await bench.SyncAsync(Master("m", "2026-11-06T00:00", "2026-11-07T00:00", "Cleaning", ("isAllDay", true)), Occurrence("m-1", "m", "2026-11-20T00:00", "2026-11-21T00:00"));

        var result = await bench.SyncAsync(Removed("m-1"), Exception("x", "m", originalStart, "2026-11-21T00:00", "2026-11-22T00:00", "Cleaning", ("isAllDay", true)));

        Assert.Equal((0, 1, 0), (result.Added, result.Updated, result.Removed));
        Assert.Equal(Utc("2026-11-19T23:00"), Assert.Single(bench.Reservations).OriginalStart);
    }

    [Fact]
    public async Task In_an_unknown_zone_only_all_day_meetings_are_refused()
    {
        using var bench = new SyncBench("Middle-earth Standard Time");

        var result = await bench.SyncAsync(Single("a", "2026-11-20T00:00", "2026-11-21T00:00", "Fair", ("isAllDay", true)), Single("b", "2026-11-20T09:00", "2026-11-20T10:00"));

        Assert.Equal((1, 1), (result.Added, result.Refused));
        Assert.Contains("Middle-earth Standard Time", result.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_in_another_zone_than_asked_for_is_understood()
    {
        using var bench = new SyncBench("W. Europe Standard Time");

        await bench.SyncAsync(Single("a", "x", "x", "Fair",
            ("start", new { dateTime = "2026-11-20T09:00:00.0000000", timeZone = "Pacific Standard Time" }), ("end", new { dateTime = "2026-11-20T10:00:00.0000000", timeZone = "America/Los_Angeles" })));

        var stored = Assert.Single(bench.Reservations);
        Assert.Equal((Utc("2026-11-20T17:00"), Utc("2026-11-20T18:00")), (stored.Start, stored.End));
    }
}
