using System.Net;
using TeemCalendar.Core.Sync;
using static TeemCalendar.Core.Tests.Sync.Wire;

namespace TeemCalendar.Core.Tests.Sync;

/// <summary>How a room stands, and what is written down of one that cannot be read.</summary>
public sealed class SyncStateTests : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("teem");
    readonly SyncBench bench;

    public SyncStateTests() => bench = new(path: Path.Combine(folder.FullName, "store.db"));

    [Fact]
    public async Task A_room_counts_as_busy_until_it_was_read_and_while_it_cannot_be()
    {
        Assert.True(bench.State is { CountsAsBusy: true, LastSuccess: null, Lag: null, Reservations: 0, Failures: 0, Mode: SyncMode.Stopped });

        await bench.SyncAsync(Single("a", "2026-11-18T09:00", "2026-11-18T10:00"));
        bench.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.True(bench.State is { CountsAsBusy: false, Reservations: 1, Cause: null });
        Assert.Equal(TimeSpan.FromMinutes(2), bench.State.Lag);

        var failed = await RefusedAsync("ErrorAccessDenied");
        Assert.True(bench.State is { CountsAsBusy: true, Reservations: 1, Failures: 1, Cause: "ErrorAccessDenied", IsHeld: false });
        Assert.Equal((bench.Clock.GetUtcNow(), failed.Detail), (bench.State.FailingSince, bench.State.Detail));

        await bench.SyncAsync(events: []);
        Assert.True(bench.State is { CountsAsBusy: false, Failures: 0, FailingSince: null, Cause: null, Detail: null });
        Assert.Equal(bench.Clock.GetUtcNow(), bench.State.LastSuccess);
    }

    [Fact]
    public async Task A_failure_is_written_down_at_first_when_its_cause_changes_and_now_and_then()
    {
        await bench.SyncAsync(Single("a", "2026-11-18T09:00", "2026-11-18T10:00"));
        var since = bench.Clock.GetUtcNow();
        await RefusedAsync("ErrorAccessDenied");
        Assert.Equal((1, "ErrorAccessDenied"), Written());

        bench.Clock.Advance(TimeSpan.FromMinutes(1));
        await RefusedAsync("ErrorAccessDenied");
        Assert.Equal((1, "ErrorAccessDenied"), Written());
        Assert.Equal(2, bench.State.Failures);

        await RefusedAsync("ErrorInvalidUser");
        Assert.Equal((3, "ErrorInvalidUser"), Written());

        bench.Clock.Advance(TimeSpan.FromHours(1));
        await RefusedAsync("ErrorInvalidUser");
        Assert.Equal((4, "ErrorInvalidUser"), Written());
        Assert.Equal(since, bench.State.FailingSince);
    }

    [Fact]
    public async Task Another_process_goes_on_counting()
    {
        await RefusedAsync("ErrorAccessDenied");
        using var again = new SyncBench(path: Path.Combine(folder.FullName, "store.db"));
        var room = again.Store.GetCalendar("boardroom@contoso.example")!;
        again.Graph.Refuse(room.RoomId, HttpStatusCode.Forbidden, "ErrorAccessDenied");

        await again.SyncAsync(request: null);

        Assert.Equal(2, again.State.Failures);
    }

    [Fact]
    public async Task A_run_says_what_it_does_and_how_fresh_it_is_before_that_is_written_down()
    {
        bench.Next(Single("a", "2026-11-18T09:00", "2026-11-18T10:00")).Next();
        using var cancel = new CancellationTokenSource();
        await using (var run = bench.Engine.RunAsync(new() { Mailboxes = ["boardroom@contoso.example"] }, TimeSpan.FromMinutes(1), cancel.Token).GetAsyncEnumerator(cancel.Token))
        {
            Assert.True(await run.MoveNextAsync());
            Assert.Equal(SyncMode.Read, bench.State.Mode);
            bench.Import("annex@contoso.example");
            Assert.Equal([SyncMode.Stopped, SyncMode.Read], bench.Store.GetSyncStates().Select(state => state.Mode));
            var next = run.MoveNextAsync().AsTask();
            await bench.Clock.WaitForTimerAsync();
            bench.Clock.Advance(TimeSpan.FromMinutes(1));
            Assert.True(await next);
        }
        Assert.Equal((SyncMode.Stopped, bench.Clock.GetUtcNow()), (bench.State.Mode, bench.State.LastSuccess));
        Assert.Equal(bench.Clock.GetUtcNow().AddMinutes(-1), bench.Store.GetCalendar(bench.Room)!.LastRead);
    }

    [Fact]
    public async Task What_was_forgotten_is_read_anew_and_kept_until_then()
    {
        await bench.SyncAsync(Single("a", "2026-11-18T09:00", "2026-11-18T10:00"));

        bench.Store.ForgetRounds([Guid.NewGuid()]);
        Assert.NotNull(bench.Store.ReadRoundState(bench.Room));
        bench.Store.ForgetRounds([bench.Room]);

        Assert.True(bench.State is { Reservations: 1, CountsAsBusy: false });
        var result = await bench.SyncAsync(Single("a", "2026-11-18T09:00", "2026-11-18T10:00"));
        Assert.Equal((true, 0, 0, 0), (result.Full, result.Added, result.Updated, result.Removed));
    }

    [Fact]
    public async Task What_is_forgotten_while_the_room_is_read_stays_forgotten()
    {
        await bench.SyncAsync(Single("a", "2026-11-18T09:00", "2026-11-18T10:00"));
        bench.Graph.Answer(bench.Room, _ =>
        {
            bench.Store.ForgetRounds();
            return ScriptedGraph.Json(HttpStatusCode.OK, ScriptedGraph.Last(bench.Link("2"), Single("b", "2026-11-19T09:00", "2026-11-19T10:00")));
        });
        await bench.SyncAsync(request: null);

        Assert.Equal(2, bench.Reservations.Count);
        Assert.True((await bench.SyncAsync(Single("a", "2026-11-18T09:00", "2026-11-18T10:00"), Single("b", "2026-11-19T09:00", "2026-11-19T10:00"))).Full);
    }

    Task<SyncResult> RefusedAsync(string code)
    {
        bench.Graph.Refuse(bench.Room, HttpStatusCode.Forbidden, code);
        return bench.SyncAsync(request: null);
    }

    (int Times, string? Cause) Written() => bench.Store.ReadStanding(bench.Room).Failure is { } failure ? (failure.Times, failure.Cause) : default;

    public void Dispose()
    {
        bench.Dispose();
        folder.Delete(recursive: true);
    }
}
