using TeemCalendar.Core.Sync;
using static TeemCalendar.Core.Tests.Sync.Wire;

namespace TeemCalendar.Core.Tests.Sync;

public sealed class WindowTests : IDisposable
{
    readonly SyncBench bench = new();

    [Fact]
    public async Task After_a_day_the_window_slides_by_reading_it_anew_without_gap_or_doubling()
    {
        await bench.SyncAsync(Single("past", "2026-11-11T09:00", "2026-11-11T10:00"), Single("soon", "2026-11-20T09:00", "2026-11-20T10:00"), Single("deleted", "2026-11-21T09:00", "2026-11-21T10:00"));
        bench.Clock.Advance(SyncWindow.LifeOf(bench.Room) - TimeSpan.FromTicks(1));
        Assert.False((await bench.SyncAsync(events: [])).Full);

        bench.Clock.Advance(TimeSpan.FromDays(1) - SyncWindow.LifeOf(bench.Room) + TimeSpan.FromTicks(1));
        var result = await bench.SyncAsync(Single("soon", "2026-11-20T09:00", "2026-11-20T10:00"), Single("edge", "2027-05-17T09:00", "2027-05-17T10:00"));

        Assert.Equal((true, 1, 0, 1), (result.Full, result.Added, result.Updated, result.Removed));
        Assert.Equal(("2026-11-12T00:00:00Z", "2027-05-18T00:00:00Z"), bench.Graph.Requests[^1].Window);
        Assert.Equal(["past", "soon", "edge"], bench.Reservations.Select(r => r.EventId));
    }

    [Fact]
    public void Rooms_are_due_at_times_of_their_own_and_none_later_than_after_a_day()
    {
        var lives = Enumerable.Range(0, 10_000).Select(_ => Guid.NewGuid()).Select(room => (First: SyncWindow.LifeOf(room), Again: SyncWindow.LifeOf(room))).ToList();

        Assert.All(lives, life => Assert.Equal(life.First, life.Again));
        Assert.All(lives, life => Assert.InRange(life.First, SyncWindow.Life - SyncWindow.Spread, SyncWindow.Life));
        // Evenly it would be 83 a minute.
        Assert.True(lives.GroupBy(life => Math.Floor(life.First.TotalMinutes)).Max(minute => minute.Count()) < 170);
    }

    [Fact]
    public async Task Many_days_of_sliding_end_where_one_reading_would()
    {
        var meetings = Enumerable.Range(0, 40).Select(day => (Id: "d" + day, Day: Utc("2026-11-11").AddDays(day * 5))).ToList();
        for (var day = 0; day < 20; day++)
        {
            var window = SyncWindow.At(bench.Clock.GetUtcNow(), 7, 180);
            var seen = meetings.Where(m => window.Covers(m.Day.AddHours(9), m.Day.AddHours(10)));
            await bench.SyncAsync([.. seen.Select(m => Single(m.Id, $"{m.Day:yyyy-MM-dd}T09:00", $"{m.Day:yyyy-MM-dd}T10:00"))]);
            bench.Clock.Advance(TimeSpan.FromDays(1));
        }

        Assert.Equal(bench.Reservations.Count, bench.Reservations.DistinctBy(r => r.EventId).Count());
        Assert.Equal(meetings.Where(m => m.Day < Utc("2026-12-07").AddDays(180)).Select(m => m.Id), bench.Reservations.Select(r => r.EventId));
    }

    [Fact]
    public async Task What_is_called_removed_outside_the_window_was_not_deleted()
    {
        await bench.SyncAsync(Single("past", "2026-11-11T09:00", "2026-11-11T10:00"));
        bench.Clock.Advance(TimeSpan.FromDays(1));
        await bench.SyncAsync(events: []);

        var result = await bench.SyncAsync(Removed("past"));

        Assert.Equal(0, result.Removed);
        Assert.Equal("past", Assert.Single(bench.Reservations).EventId);
    }

    [Fact]
    public async Task A_meeting_that_moves_from_history_into_the_window_is_not_doubled()
    {
        await bench.SyncAsync(Single("a", "2026-11-11T09:00", "2026-11-11T10:00"));
        bench.Clock.Advance(TimeSpan.FromDays(1));
        await bench.SyncAsync(events: []);

        var result = await bench.SyncAsync(Single("a", "2026-11-25T09:00", "2026-11-25T10:00"));

        Assert.Equal((0, 1), (result.Added, result.Updated));
        Assert.Equal(Utc("2026-11-25T09:00"), Assert.Single(bench.Reservations).Start);
    }

    [Fact]
    public async Task Other_days_are_another_window_and_what_lies_beyond_a_shorter_one_is_no_longer_shown()
    {
        await bench.SyncAsync(Single("near", "2026-11-20T09:00", "2026-11-20T10:00"), Single("far", "2027-03-01T09:00", "2027-03-01T10:00"));

        bench.Next(Single("near", "2026-11-20T09:00", "2026-11-20T10:00"));
        var result = await bench.SyncAsync(new SyncRequest { DaysBack = 1, DaysAhead = 30 });

        Assert.Equal((true, 1), (result.Full, result.Removed));
        Assert.Equal("near", Assert.Single(bench.Reservations).EventId);
    }

    [Fact]
    public async Task A_room_in_another_zone_is_read_anew()
    {
        await bench.SyncAsync(Single("a", "2026-11-20T00:00", "2026-11-21T00:00", "Fair", ("isAllDay", true)));
        bench.Store.RegisterCalendar(bench.Store.GetCalendar(bench.Room)! with { TimeZone = "Tokyo Standard Time" });

        var result = await bench.SyncAsync(Single("a", "2026-11-20T00:00", "2026-11-21T00:00", "Fair", ("isAllDay", true)));

        Assert.Equal((true, 0, 1), (result.Full, result.Added, result.Updated));
        Assert.Equal(Utc("2026-11-19T15:00"), Assert.Single(bench.Reservations).Start);
    }

    [Theory]
    [InlineData(-1, 10)]
    [InlineData(7, 0)]
    [InlineData(7, 1819)]
    public async Task A_window_that_graph_refuses_is_refused_before_it_is_sent(int back, int ahead) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => bench.RoundAsync(new() { DaysBack = back, DaysAhead = ahead }));

    public void Dispose() => bench.Dispose();
}
