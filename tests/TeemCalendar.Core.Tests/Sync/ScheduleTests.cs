using System.Net;
using TeemCalendar.Core.Http;
using TeemCalendar.Core.Sync;
using static TeemCalendar.Core.Tests.Sync.Wire;

namespace TeemCalendar.Core.Tests.Sync;

/// <summary>When each room is read, and how many at once.</summary>
public sealed class ScheduleTests : IDisposable
{
    static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    static readonly DateTimeOffset Noon = Utc("2026-11-18T12:00");

    readonly SyncBench bench = new();

    [Fact]
    public void A_room_in_which_nothing_happens_is_read_less_often_down_to_a_limit()
    {
        var (schedule, room) = One();

        Assert.Equal([1, 1, 1, 1, 2, 2, 2, 2, 2, 4, 4, 4, 4, 4, 5, 5], Waits(schedule, room, 16));
    }

    [Fact]
    public void A_change_brings_it_back_to_the_interval()
    {
        var (schedule, room) = One();
        Waits(schedule, room, 20);

        Assert.Equal([1, 1], [.. Waits(schedule, room, 1, Result(updated: 1)), .. Waits(schedule, room, 1)]);
    }

    [Fact]
    public void A_room_that_cannot_be_read_is_tried_less_often_and_a_success_brings_it_back()
    {
        var (schedule, room) = One();

        Assert.Equal([1, 2, 4, 5, 5], Waits(schedule, room, 5, Result(SyncOutcome.Failed)));
        Assert.Equal([1], Waits(schedule, room, 1));
    }

    [Fact]
    public void A_nudge_makes_a_room_due_at_once_also_while_it_is_read()
    {
        var (schedule, room) = One();
        Waits(schedule, room, 20);
        Assert.Null(schedule.Take(Noon));
        var woken = schedule.Nudged;

        schedule.Nudge(room.RoomId, Noon);

        Assert.True(woken.IsCompleted);
        Assert.Equal(room, schedule.Take(Noon));
        Assert.Null(schedule.Take(Noon));
        schedule.Nudge(room.RoomId, Noon);
        schedule.GiveBack(room.RoomId, Result());
        Assert.Equal(room, schedule.Take(Noon));
        schedule.GiveBack(room.RoomId, Result());
        Assert.Null(schedule.Take(Noon));
        Assert.Equal(Noon + Minute, schedule.NextDue);
        schedule.Nudge(Guid.NewGuid(), Noon);
        Assert.Null(schedule.Take(Noon));
    }

    [Fact]
    public void Who_is_due_longest_comes_first_and_who_is_gone_never_again()
    {
        var schedule = new RoomSchedule(Minute);
        var (never, old, fresh, gone) = (Calendar("never"), Calendar("old") with { LastRead = Noon.AddDays(-1) }, Calendar("fresh") with { LastRead = Noon.AddSeconds(-1) }, Calendar("gone"));
        schedule.Renew([fresh, gone, old, never]);
        schedule.Renew([fresh, never, old with { TimeZone = "Tokyo Standard Time" }]);

        Assert.Equal(["never", "old", "fresh"], [.. Enumerable.Range(0, 3).Select(_ => schedule.Take(Noon)!.DisplayName)]);
        Assert.Null(schedule.Take(Noon));
        Assert.Null(schedule.NextDue);
        schedule.Renew([old]);
        schedule.GiveBack(fresh.RoomId, Result());
        Assert.Null(schedule.NextDue);
    }

    [Fact]
    public void Refusals_halve_how_many_are_read_at_once_but_not_again_for_those_on_their_way()
    {
        var throttled = 0L;
        var governor = new Governor(16, () => throttled);
        var early = Enumerable.Range(0, 16).Select(_ => governor.TakeOff()).ToList();
        throttled++;
        foreach (var flight in early)
            governor.Land(flight, success: true);
        Assert.Equal(8, governor.Limit);

        for (var i = 0; i < 8; i++)
            governor.Land(governor.TakeOff(), success: true);
        Assert.Equal(9, governor.Limit);
        governor.Land(governor.TakeOff(), success: false);
        Assert.Equal(9, governor.Limit);

        for (var i = 0; i < 10; i++)
        {
            var flight = governor.TakeOff();
            throttled++;
            governor.Land(flight, success: false);
        }
        Assert.Equal(1, governor.Limit);
        for (var i = 0; i < 1000; i++)
            governor.Land(governor.TakeOff(), success: true);
        Assert.Equal(16, governor.Limit);
    }

    [Fact]
    public async Task Each_answer_429_is_counted()
    {
        var counters = new RequestCounters();
        var answers = new Queue<HttpStatusCode>([HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests, HttpStatusCode.OK]);
        var limits = RetryLimits.Default with { FirstDelay = TimeSpan.FromTicks(1), LongestWait = TimeSpan.FromMilliseconds(1) };
        using var wire = new Answering(() => new(answers.Dequeue()));
        using var client = new HttpClient(new RetryHandler(limits, TimeProvider.System, counters, new ThrottleGate(limits.LongestWait, TimeProvider.System), wire));

        using var answer = await client.GetAsync(new Uri("https://graph.test.invalid/v1.0/users"));

        Assert.Equal((HttpStatusCode.OK, 2), (answer.StatusCode, counters.Throttled));
    }

    [Fact]
    public async Task A_round_in_which_microsoft_refuses_goes_on_with_fewer_rooms_at_once()
    {
        var counters = new RequestCounters();
        using var throttled = new SyncBench(counters: counters);
        int inFlight = 0, most = 0, begun = 0;
        using var allIn = new CountdownEvent(8);
        foreach (var room in Enumerable.Range(0, 31).Select(i => throttled.Import($"room{i}@contoso.example")).Append(throttled.Room))
            throttled.Graph.Answer(room, _ =>
            {
                var now = Interlocked.Increment(ref inFlight);
                // The first eight fill every place, and then are told that this is too many.
                if (Interlocked.Increment(ref begun) <= 8)
                {
                    allIn.Signal();
                    allIn.Wait();
                    counters.CountThrottled();
                }
                else
                    InterlockedMax(ref most, now);
                Interlocked.Decrement(ref inFlight);
                return ScriptedGraph.Json(HttpStatusCode.OK, ScriptedGraph.Last(ScriptedGraph.Link(room, "1")));
            });

        var results = await throttled.RoundAsync(new() { RoomsAtOnce = 8 });

        Assert.Equal(32, results.Count(result => result.Outcome == SyncOutcome.Synchronised));
        Assert.InRange(most, 1, 7);
    }

    [Fact]
    public async Task A_slow_room_delays_no_other()
    {
        var other = bench.Import("annex@contoso.example");
        using var release = new ManualResetEventSlim();
        bench.Graph.Answer(bench.Room, _ =>
        {
            release.Wait();
            return ScriptedGraph.Json(HttpStatusCode.OK, ScriptedGraph.Last(bench.Link("1")));
        });
        for (var round = 0; round < 3; round++)
            bench.Graph.Answer(other, ScriptedGraph.Last(ScriptedGraph.Link(other, "1")));
        await using var run = bench.Engine.RunAsync(new() { RoomsAtOnce = 2 }, Minute).GetAsyncEnumerator();
        try
        {
            Assert.True(await run.MoveNextAsync());
            for (var round = 1; round < 3; round++)
            {
                Assert.Equal("annex@contoso.example", run.Current.Mailbox);
                var next = run.MoveNextAsync().AsTask();
                await AdvanceUntilAsync(next);
            }
            Assert.Equal("annex@contoso.example", run.Current.Mailbox);
        }
        finally
        {
            release.Set();
        }
    }

    [Fact]
    public async Task Calendars_that_come_are_read_and_those_that_go_no_longer()
    {
        // The clock goes on while a room is being read: how often each has its turn is not told here, and answers are laid down for more turns than it can be.
        const int turns = 500;
        for (var turn = 0; turn < turns; turn++)
            bench.Next();
        await using var run = bench.Engine.RunAsync(new(), Minute).GetAsyncEnumerator();
        Assert.True(await run.MoveNextAsync());
        var other = bench.Import("annex@contoso.example");
        bench.Graph.Answer(other, [.. Enumerable.Range(0, turns).Select(turn => ScriptedGraph.Last(ScriptedGraph.Link(other, $"{turn}")))]);
        async Task<List<string>> UntilReadAsync(string mailbox, int times)
        {
            List<string> read = [];
            while (read.Count(r => r == mailbox) < times)
            {
                await AdvanceUntilAsync(run.MoveNextAsync().AsTask());
                read.Add(run.Current.Mailbox);
            }
            return read;
        }
        await UntilReadAsync("annex@contoso.example", 1);

        bench.Store.RemoveCalendar(bench.Room);
        // It may be under way, and have one more turn before the calendars are looked through again.
        Assert.InRange((await UntilReadAsync("annex@contoso.example", 20)).Count(mailbox => mailbox == "boardroom@contoso.example"), 0, 2);
    }

    [Fact]
    public async Task A_nudged_room_is_read_before_its_time()
    {
        bench.Next().Next();
        await using var run = bench.Engine.RunAsync(new(), TimeSpan.FromHours(1)).GetAsyncEnumerator();
        Assert.True(await run.MoveNextAsync());
        var next = run.MoveNextAsync().AsTask();

        bench.Engine.Nudge(bench.Room);

        Assert.True(await next);
        Assert.Equal(Noon, run.Current.StartedAt);
    }

    [Fact]
    public async Task Two_rounds_do_not_read_one_room_at_once()
    {
        int inFlight = 0, most = 0;
        using var release = new ManualResetEventSlim();
        using var begun = new ManualResetEventSlim();
        for (var round = 0; round < 2; round++)
            bench.Graph.Answer(bench.Room, _ =>
            {
                InterlockedMax(ref most, Interlocked.Increment(ref inFlight));
                begun.Set();
                release.Wait();
                Interlocked.Decrement(ref inFlight);
                return ScriptedGraph.Json(HttpStatusCode.OK, ScriptedGraph.Last(bench.Link("1"), Single("a", "2026-11-18T09:00", "2026-11-18T10:00")));
            });

        var first = bench.RoundAsync();
        begun.Wait();
        var second = bench.RoundAsync();
        release.Set();

        Assert.Equal(1, (await first)[0].Added + (await second)[0].Added);
        Assert.Equal(1, most);
    }

    /// <summary>Moves the clock by seconds until a result has come. Between the steps the engine may work as long as it likes.</summary>
    async Task AdvanceUntilAsync(Task<bool> next)
    {
        while (!next.IsCompleted)
        {
            await Task.WhenAny(next, bench.Clock.WaitForTimerAsync());
            if (!next.IsCompleted)
                bench.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.True(await next);
    }

    static (RoomSchedule, RoomCalendar) One()
    {
        var schedule = new RoomSchedule(Minute);
        var room = Calendar("one");
        schedule.Renew([room]);
        return (schedule, room);
    }

    /// <summary>How many intervals a room waits after each of some readings that all end alike.</summary>
    static List<double> Waits(RoomSchedule schedule, RoomCalendar room, int readings, SyncResult? result = null)
    {
        List<double> waits = [];
        for (var i = 0; i < readings; i++)
        {
            Assert.Equal(room, schedule.Take(DateTimeOffset.MaxValue));
            schedule.GiveBack(room.RoomId, result ?? Result());
            waits.Add((schedule.NextDue!.Value - Noon) / Minute);
        }
        return waits;
    }

    static SyncResult Result(SyncOutcome outcome = SyncOutcome.Synchronised, int updated = 0) => new() { Mailbox = "one", Outcome = outcome, Updated = updated, StartedAt = Noon };

    static RoomCalendar Calendar(string name) => new() { Mailbox = name + "@contoso.example", RoomId = Guid.NewGuid(), DisplayName = name, TimeZone = "UTC", RegisteredAt = Noon };

    static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); seen < value; seen = Volatile.Read(ref target))
            Interlocked.CompareExchange(ref target, value, seen);
    }

    public void Dispose() => bench.Dispose();

    sealed class Answering(Func<HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(answer());
    }
}
