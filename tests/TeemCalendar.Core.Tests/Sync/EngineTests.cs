using System.Net;
using TeemCalendar.Core.Sync;
using static TeemCalendar.Core.Tests.Sync.Wire;

namespace TeemCalendar.Core.Tests.Sync;

public sealed class EngineTests : IDisposable
{
    readonly SyncBench bench = new();

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, "ErrorAccessDenied", "Grant-TeemImpersonation")]
    [InlineData(HttpStatusCode.NotFound, "ErrorItemNotFound", "Test-TeemAccess")]
    [InlineData(HttpStatusCode.NotFound, "MailboxNotEnabledForRESTAPI", "no mailbox in Exchange Online")]
    [InlineData(HttpStatusCode.NotFound, "ErrorInvalidUser", "Remove-TeemRoomCalendar")]
    [InlineData(HttpStatusCode.Unauthorized, "InvalidAuthenticationToken", "Connect-TeemTenant")]
    [InlineData(HttpStatusCode.TooManyRequests, "ApplicationThrottled", "next round")]
    [InlineData(HttpStatusCode.ServiceUnavailable, "ErrorServerBusy", "next round")]
    public async Task One_room_that_cannot_be_read_is_one_result_and_keeps_what_is_stored(HttpStatusCode status, string code, string remedy)
    {
        var other = bench.Import("annex@contoso.example");
        bench.Next(Single("a", "2026-11-18T09:00", "2026-11-18T10:00"));
        bench.Graph.Answer(other, ScriptedGraph.Last(ScriptedGraph.Link(other, "1")));
        await bench.RoundAsync();
        bench.Graph.Refuse(bench.Room, status, code, "The server's own words.");
        bench.Graph.Answer(other, ScriptedGraph.Last(ScriptedGraph.Link(other, "2"), Single("b", "2026-11-18T09:00", "2026-11-18T10:00")));

        var results = (await bench.RoundAsync()).ToDictionary(r => r.Mailbox);

        var failed = results["boardroom@contoso.example"];
        Assert.Equal((SyncOutcome.Failed, code, 1), (failed.Outcome, failed.Cause, failed.Requests));
        Assert.Contains("The server's own words.", failed.Detail, StringComparison.Ordinal);
        Assert.Contains(remedy, failed.Detail, StringComparison.Ordinal);
        Assert.Contains("94fb3b52", failed.Detail, StringComparison.Ordinal);
        Assert.Equal((SyncOutcome.Synchronised, 1), (results["annex@contoso.example"].Outcome, results["annex@contoso.example"].Added));
        Assert.Equal(["b", "a"], bench.Reservations.Select(r => r.EventId).OrderDescending());
    }

    [Fact]
    public async Task A_lost_connection_and_a_timeout_are_results_too()
    {
        bench.Graph.Answer(bench.Room, _ => throw new HttpRequestException("Connection refused."));
        Assert.Contains("could not be reached", (await bench.SyncAsync(request: null)).Detail, StringComparison.Ordinal);

        bench.Graph.Answer(bench.Room, _ => throw new TaskCanceledException());
        Assert.Contains("too long", (await bench.SyncAsync(request: null)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_rooms_named_are_read_and_a_room_that_is_not_imported_is_said()
    {
        bench.Import("annex@contoso.example");
        bench.Next();

        var results = await bench.RoundAsync(new() { Mailboxes = ["BOARDROOM@contoso.example", "cellar@contoso.example"] });

        Assert.Equal([("cellar@contoso.example", SyncOutcome.Failed), ("boardroom@contoso.example", SyncOutcome.Synchronised)], results.Select(r => (r.Mailbox, r.Outcome)));
        Assert.Contains("Add-TeemRoomCalendar", results[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_more_rooms_are_read_at_once_than_asked_for_and_every_room_is()
    {
        int inFlight = 0, most = 0;
        var rooms = Enumerable.Range(0, 30).Select(i => bench.Import($"room{i}@contoso.example")).Append(bench.Room).ToList();
        foreach (var room in rooms)
            bench.Graph.Answer(room, _ =>
            {
                var now = Interlocked.Increment(ref inFlight);
                InterlockedMax(ref most, now);
                Thread.Yield();
                Interlocked.Decrement(ref inFlight);
                return ScriptedGraph.Json(HttpStatusCode.OK, ScriptedGraph.Last(ScriptedGraph.Link(room, "1"), Single("a" + room, "2026-11-18T09:00", "2026-11-18T10:00")));
            });

        var results = await bench.RoundAsync(new() { RoomsAtOnce = 3 });

        Assert.Equal(31, results.Select(r => r.Mailbox).Distinct().Count());
        Assert.Equal(31, bench.Store.CountReservations());
        Assert.InRange(most, 1, 3);
    }

    [Fact]
    public async Task Whoever_stops_taking_results_ends_the_round()
    {
        bench.Next();
        await foreach (var result in bench.Engine.RunRoundAsync(new()))
        {
            Assert.Equal(SyncOutcome.Synchronised, result.Outcome);
            break;
        }
    }

    [Fact]
    public async Task Rounds_follow_each_other_by_the_clock_until_they_are_cancelled()
    {
        bench.Next().Next().Next();
        using var cancel = new CancellationTokenSource();
        await using var rounds = bench.Engine.RunAsync(new(), TimeSpan.FromMinutes(1), cancel.Token).GetAsyncEnumerator(cancel.Token);

        Assert.True(await rounds.MoveNextAsync());
        for (var round = 1; round < 3; round++)
        {
            var next = rounds.MoveNextAsync().AsTask();
            await bench.Clock.WaitForTimerAsync();
            bench.Clock.Advance(TimeSpan.FromSeconds(59));
            Assert.False(next.IsCompleted);
            bench.Clock.Advance(TimeSpan.FromSeconds(1));
            Assert.True(await next);
            Assert.Equal(bench.Clock.GetUtcNow(), rounds.Current.StartedAt);
        }
        var last = rounds.MoveNextAsync().AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => last);
    }

    static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); seen < value; seen = Volatile.Read(ref target))
            Interlocked.CompareExchange(ref target, value, seen);
    }

    public void Dispose() => bench.Dispose();
}
