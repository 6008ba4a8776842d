using TeemCalendar.Core.Tests;

namespace TeemCalendar.Sandbox.Tests.Weather;

public sealed class FastClockTests
{
    readonly ManualClock wall = new();

    [Fact]
    public void Two_hours_pass_in_seconds()
    {
        var clock = new FastClock(720, wall);
        var (now, stamp) = (clock.GetUtcNow(), clock.GetTimestamp());
        Assert.Equal(wall.GetUtcNow(), now);
        wall.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(now.AddHours(2), clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromHours(2), clock.GetElapsedTime(stamp));
    }

    [Fact]
    public async Task Whoever_waits_by_it_waits_as_much_shorter()
    {
        var clock = new FastClock(60, wall);
        var waiting = Task.Delay(TimeSpan.FromMinutes(1), clock);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2), clock);
        wall.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(waiting.IsCompleted);
        wall.Advance(TimeSpan.FromMilliseconds(1));
        await waiting;
        Assert.False(patience.IsCancellationRequested);
        wall.Advance(TimeSpan.FromSeconds(1));
        Assert.True(patience.IsCancellationRequested);
    }

    [Fact]
    public void A_timer_that_repeats_and_is_changed_keeps_the_clocks_time()
    {
        var fired = 0;
        using var timer = new FastClock(10, wall).CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(20));
        wall.Advance(TimeSpan.FromSeconds(1));
        wall.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(2, fired);
        timer.Change(TimeSpan.FromSeconds(50), Timeout.InfiniteTimeSpan);
        wall.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(2, fired);
        wall.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(3, fired);
    }
}
