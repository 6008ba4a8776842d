using System.Globalization;
using System.Net;
using TeemCalendar.Core.Sync;
using static TeemCalendar.Core.Tests.Sync.Wire;

namespace TeemCalendar.Core.Tests.Sync;

/// <summary>What would empty a room waits for a person.</summary>
public sealed class HoldTests : IDisposable
{
    static readonly SyncRequest Accept = new() { AcceptRemovals = true };

    readonly SyncBench bench = new();

    [Fact]
    public async Task A_calendar_that_is_suddenly_empty_is_held_and_told_with_the_remedy()
    {
        await bench.SyncAsync(Days(3));
        bench.Clock.Advance(TimeSpan.FromDays(1));

        var held = await bench.SyncAsync(events: []);

        Assert.Equal((SyncOutcome.Held, "StorageEmpty", 0, true), (held.Outcome, held.Cause, held.Removed, held.Full));
        Assert.Contains("3 meetings to come are stored", held.Detail, StringComparison.Ordinal);
        Assert.Contains("Sync-TeemRoomCalendar -Mailbox boardroom@contoso.example -AcceptRemovals", held.Detail, StringComparison.Ordinal);
        Assert.Equal(3, bench.Reservations.Count);
        Assert.True(bench.State is { IsHeld: true, Cause: "StorageEmpty", CountsAsBusy: false, Failures: 0 });
        Assert.Equal(held.Detail, bench.State.Detail);

        var gone = await Next().SyncAsync(Accept);

        Assert.Equal((SyncOutcome.Synchronised, null, 3), (gone.Outcome, gone.Cause, gone.Removed));
        Assert.Empty(bench.Reservations);
        Assert.False(bench.State.IsHeld);
    }

    [Theory]
    [InlineData(2, SyncOutcome.Synchronised)]
    [InlineData(3, SyncOutcome.Held)]
    public async Task An_empty_answer_is_believed_where_little_was(int meetings, SyncOutcome outcome)
    {
        await bench.SyncAsync(Days(meetings));
        bench.Graph.Refuse(bench.Room, HttpStatusCode.Gone, "syncStateNotFound");

        Assert.Equal(outcome, (await Next().SyncAsync(request: null)).Outcome);
    }

    [Fact]
    public async Task What_is_over_may_go_with_an_empty_answer()
    {
        await bench.SyncAsync([.. Enumerable.Range(0, 20).Select(i => Single("old" + i, $"2026-11-17T{i:00}:00", $"2026-11-17T{i:00}:30"))]);
        bench.Store.ForgetRounds();

        Assert.Equal((SyncOutcome.Synchronised, 20), ((await bench.SyncAsync(events: [])) is var result ? (result.Outcome, result.Removed) : default));
    }

    [Theory]
    [InlineData(20, 10, SyncOutcome.Synchronised)]
    [InlineData(20, 11, SyncOutcome.Held)]
    [InlineData(10, 9, SyncOutcome.Synchronised)]
    [InlineData(10, 10, SyncOutcome.Held)]
    public async Task More_than_half_of_what_is_to_come_and_ten_of_it_are_held(int stored, int removed, SyncOutcome outcome)
    {
        await bench.SyncAsync(Days(stored));

        var result = await bench.SyncAsync(Gone(removed));

        Assert.Equal((outcome, outcome == SyncOutcome.Held ? 0 : removed), (result.Outcome, result.Removed));
        Assert.Equal(outcome == SyncOutcome.Held ? "MassRemoval" : null, result.Cause);
        Assert.Equal(outcome == SyncOutcome.Held ? stored : stored - removed, bench.Reservations.Count);
        if (outcome == SyncOutcome.Held)
            Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"{removed} of {stored} meetings to come would be gone"), result.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_daily_series_is_one_meeting()
    {
        var days = Enumerable.Range(20, 10).Select(day => (object)Occurrence("m-" + day, "m", $"2026-11-{day}T09:00", $"2026-11-{day}T09:30"));
        await bench.SyncAsync([Master("m", "2026-09-02T08:00", "2026-09-02T08:30"), .. days]);

        var result = await bench.SyncAsync([.. Enumerable.Range(20, 10).Select(day => (object)Removed("m-" + day))]);

        Assert.Equal((SyncOutcome.Synchronised, 10), (result.Outcome, result.Removed));
    }

    [Fact]
    public async Task Meetings_that_all_move_and_a_window_that_is_made_shorter_are_no_removals()
    {
        await bench.SyncAsync(Days(12));
        var moved = await bench.SyncAsync([.. Enumerable.Range(0, 12).Select(i => (object)Single("d" + i, $"2026-12-{i + 10:00}T15:00", $"2026-12-{i + 10:00}T16:00"))]);
        Assert.Equal((SyncOutcome.Synchronised, 12), (moved.Outcome, moved.Updated));

        var shorter = await Next(Single("near", "2026-11-19T09:00", "2026-11-19T10:00")).SyncAsync(new SyncRequest { DaysAhead = 5 });

        Assert.Equal((SyncOutcome.Synchronised, 12), (shorter.Outcome, shorter.Removed));
    }

    [Fact]
    public async Task What_is_new_is_stored_while_removals_wait_and_the_next_round_sees_the_same_again()
    {
        await bench.SyncAsync(Days(12));
        var link = bench.Store.ReadRoundState(bench.Room);
        object[] events = [.. Gone(12), Single("new", "2026-11-30T09:00", "2026-11-30T10:00")];

        var first = await bench.SyncAsync(events);
        var since = bench.State;
        bench.Clock.Advance(TimeSpan.FromMinutes(30));
        var second = await bench.SyncAsync(events);

        Assert.Equal((SyncOutcome.Held, 1), (first.Outcome, first.Added));
        Assert.Equal((SyncOutcome.Held, 0, 0), (second.Outcome, second.Added, second.Updated));
        Assert.Equal(link, bench.Store.ReadRoundState(bench.Room));
        Assert.Equal(bench.Graph.Requests[^2].Uri, bench.Graph.Requests[^1].Uri);
        Assert.Equal(13, bench.Reservations.Count);
        // The store is as far behind as it was.
        Assert.Equal(since.LastSuccess, bench.State.LastSuccess);
        Assert.Equal(TimeSpan.FromMinutes(30), bench.State.Lag);
    }

    [Fact]
    public async Task A_hold_goes_with_its_reason()
    {
        await bench.SyncAsync(Days(12));
        await bench.SyncAsync(Gone(12));

        var back = await bench.SyncAsync(Days(12));

        Assert.Equal((SyncOutcome.Synchronised, 0, 0), (back.Outcome, back.Removed, back.Updated));
        Assert.False(bench.State.IsHeld);
        Assert.Equal(12, bench.Reservations.Count);
    }

    [Fact]
    public async Task One_room_that_is_held_holds_no_other()
    {
        var other = bench.Import("annex@contoso.example");
        bench.Next(Days(12)).Next(Gone(12));
        bench.Graph.Answer(other, ScriptedGraph.Last(ScriptedGraph.Link(other, "1"), Days(1)), ScriptedGraph.Last(ScriptedGraph.Link(other, "2"), Removed("d0")));
        await bench.RoundAsync();

        var results = (await bench.RoundAsync()).ToDictionary(result => result.Mailbox);

        Assert.Equal(SyncOutcome.Held, results["boardroom@contoso.example"].Outcome);
        Assert.Equal((SyncOutcome.Synchronised, 1), (results["annex@contoso.example"].Outcome, results["annex@contoso.example"].Removed));
    }

    SyncBench Next(params object[] events) => bench.Next(events);

    /// <summary>So many meetings, one a day from tomorrow on.</summary>
    static object[] Days(int count) => [.. Enumerable.Range(0, count).Select(i => (Id: "d" + i, Day: Utc("2026-11-20").AddDays(i))).Select(m => Single(m.Id, $"{m.Day:yyyy-MM-dd}T09:00", $"{m.Day:yyyy-MM-dd}T10:00"))];

    static object[] Gone(int count) => [.. Enumerable.Range(0, count).Select(i => Removed("d" + i))];

    public void Dispose() => bench.Dispose();
}
