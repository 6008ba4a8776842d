using System.Net;
using TeemCalendar.Core.Storage;
using TeemCalendar.Core.Sync;
using static TeemCalendar.Core.Tests.Sync.Wire;

namespace TeemCalendar.Core.Tests.Sync;

public sealed class DeltaTests : IDisposable
{
    readonly SyncBench bench = new();

    [Fact]
    public async Task Every_request_asks_for_page_size_immutable_ids_and_utc_and_only_the_first_names_the_window()
    {
        bench.Graph.Answer(bench.Room,
            ScriptedGraph.Page(bench.Link("page2"), Single("a", "2026-11-18T09:00", "2026-11-18T10:00")),
            ScriptedGraph.Page(bench.Link("page3"), Single("b", "2026-11-18T10:00", "2026-11-18T11:00")),
            ScriptedGraph.Last(bench.Link("1"), Single("c", "2026-11-18T11:00", "2026-11-18T12:00")),
            ScriptedGraph.Last(bench.Link("2")));

        var first = await bench.SyncAsync(request: null);
        var second = await bench.SyncAsync(request: null);

        Assert.Equal((3, true, 3), (first.Added, first.Full, first.Requests));
        Assert.Equal((0, false, 1), (second.Added, second.Full, second.Requests));
        Assert.Equal(4, bench.Engine.DeltaRequests);
        Assert.All(bench.Graph.Requests, request =>
        {
            Assert.Contains("odata.maxpagesize=", request.Prefer, StringComparison.Ordinal);
            Assert.Contains("IdType=\"ImmutableId\"", request.Prefer, StringComparison.Ordinal);
            Assert.Contains("outlook.timezone=\"UTC\"", request.Prefer, StringComparison.Ordinal);
        });
        Assert.Equal(("2026-11-11T00:00:00Z", "2027-05-17T00:00:00Z"), bench.Graph.Requests[0].Window);
        Assert.Equal([bench.Link("page2"), bench.Link("page3"), bench.Link("1")], bench.Graph.Requests.Skip(1).Select(r => r.Uri.AbsoluteUri));
    }

    [Fact]
    public async Task An_unchanged_round_writes_nothing()
    {
        await bench.SyncAsync(Single("a", "2026-11-18T09:00", "2026-11-18T10:00"));
        var before = bench.Store.ReadRoundState(bench.Room);

        var result = await bench.SyncAsync(events: []);

        Assert.Equal((SyncOutcome.Synchronised, 0, 0, 0), (result.Outcome, result.Added, result.Updated, result.Removed));
        // Whatever is written writes the new link as well.
        Assert.Equal(before, bench.Store.ReadRoundState(bench.Room));
    }

    [Fact]
    public async Task That_a_room_was_read_is_noted_after_an_hour_even_when_nothing_changes()
    {
        await bench.SyncAsync(events: []);
        bench.Clock.Advance(TimeSpan.FromHours(1));
        await bench.SyncAsync(events: []);

        Assert.Equal(bench.Clock.GetUtcNow(), bench.Store.GetCalendar(bench.Room)!.LastRead);
    }

    [Fact]
    public async Task A_replayed_event_changes_nothing_and_of_several_versions_the_last_counts()
    {
        await bench.SyncAsync(Single("a", "2026-11-18T09:00", "2026-11-18T10:00"));
        var replay = await bench.SyncAsync(Single("a", "2026-11-18T09:00", "2026-11-18T10:00"));
        Assert.Equal((0, 0), (replay.Added, replay.Updated));

        var several = await bench.SyncAsync(Single("a", "2026-11-18T09:00", "2026-11-18T10:00", "One"), Single("a", "2026-11-18T09:00", "2026-11-18T10:00", "Two"));
        Assert.Equal((0, 1), (several.Added, several.Updated));
        Assert.Equal("Two", Assert.Single(bench.Reservations).Title);
    }

    [Fact]
    public async Task A_moved_meeting_is_one_update()
    {
        await bench.SyncAsync(Single("a", "2026-11-18T09:00", "2026-11-18T10:00"));

        var result = await bench.SyncAsync(Single("a", "2026-11-19T09:00", "2026-11-19T10:00"));

        Assert.Equal((0, 1, 0), (result.Added, result.Updated, result.Removed));
        Assert.Equal(Utc("2026-11-19T09:00"), Assert.Single(bench.Reservations).Start);
    }

    [Fact]
    public async Task Two_meetings_that_swap_places_are_two_updates()
    {
        await bench.SyncAsync(Single("a", "2026-11-18T09:00", "2026-11-18T10:00", "A", ("iCalUId", "same")), Single("b", "2026-11-19T09:00", "2026-11-19T10:00", "B", ("iCalUId", "same")));

        var result = await bench.SyncAsync(Single("a", "2026-11-19T09:00", "2026-11-19T10:00", "A", ("iCalUId", "same")), Single("b", "2026-11-18T09:00", "2026-11-18T10:00", "B", ("iCalUId", "same")));

        Assert.Equal((0, 2, 0), (result.Added, result.Updated, result.Removed));
        Assert.Equal(["b", "a"], bench.Reservations.Select(r => r.EventId));
    }

    [Fact]
    public async Task Two_events_that_are_the_same_meeting_are_one_reservation_which_takes_the_room()
    {
        await bench.SyncAsync(Single("a", "2026-11-18T09:00", "2026-11-18T10:00", "A", ("iCalUId", "same")),
            Single("b", "2026-11-18T09:00", "2026-11-18T10:00", "A", ("iCalUId", "same"), ("isCancelled", true)));
        Assert.True(Assert.Single(bench.Reservations).IsBusy);

        await bench.SyncAsync(Single("c", "2026-11-18T09:00", "2026-11-18T10:00", "A", ("iCalUId", "same"), ("isCancelled", true)));
        Assert.Equal("a", Assert.Single(bench.Reservations).EventId);
    }

    [Fact]
    public async Task A_removed_event_in_the_window_is_a_removed_reservation()
    {
        await bench.SyncAsync(Single("a", "2026-11-18T09:00", "2026-11-18T10:00"));

        var result = await bench.SyncAsync(Removed("a"), Removed("never-seen"));

        Assert.Equal(1, result.Removed);
        Assert.Empty(bench.Reservations);
    }

    [Theory]
    [InlineData(HttpStatusCode.Gone, "syncStateNotFound")]
    [InlineData(HttpStatusCode.Gone, "resyncRequired")]
    [InlineData(HttpStatusCode.Gone, "anything")]
    [InlineData(HttpStatusCode.NotFound, "SyncStateNotFound")]
    [InlineData(HttpStatusCode.BadRequest, "RESYNCREQUIRED")]
    public async Task Lost_delta_state_means_reading_the_whole_window_without_doubling(HttpStatusCode status, string code)
    {
        await bench.SyncAsync(Single("kept", "2026-11-18T09:00", "2026-11-18T10:00"), Single("deleted", "2026-11-19T09:00", "2026-11-19T10:00"));
        bench.Graph.Refuse(bench.Room, status, code);
        bench.Next(Single("kept", "2026-11-18T09:00", "2026-11-18T10:00"), Single("new", "2026-11-20T09:00", "2026-11-20T10:00"));

        var result = await bench.SyncAsync(request: null);

        Assert.Equal((true, 1, 0, 1, 2), (result.Full, result.Added, result.Updated, result.Removed, result.Requests));
        Assert.Equal(["kept", "new"], bench.Reservations.Select(r => r.EventId));
    }

    [Fact]
    public async Task A_410_without_a_body_is_lost_state_too()
    {
        await bench.SyncAsync(Single("a", "2026-11-18T09:00", "2026-11-18T10:00"));
        bench.Graph.Answer(bench.Room, _ => new(HttpStatusCode.Gone));

        Assert.True((await bench.SyncAsync(Single("a", "2026-11-18T09:00", "2026-11-18T10:00"))).Full);
    }

    [Fact]
    public async Task A_place_lost_between_two_pages_begins_again_and_lost_over_and_over_fails_the_room()
    {
        for (var i = 0; i < 3; i++)
        {
            bench.Graph.Answer(bench.Room, ScriptedGraph.Page(bench.Link("page2"), Single("a", "2026-11-18T09:00", "2026-11-18T10:00")));
            bench.Graph.Refuse(bench.Room, HttpStatusCode.Gone, "syncStateNotFound");
        }

        var result = await bench.SyncAsync(request: null);

        Assert.Equal((SyncOutcome.Failed, "syncStateNotFound", 6), (result.Outcome, result.Cause, result.Requests));
        Assert.Null(bench.Store.ReadRoundState(bench.Room));
    }

    [Fact]
    public async Task An_answer_that_breaks_off_without_a_delta_link_is_not_used()
    {
        await bench.SyncAsync(Single("a", "2026-11-18T09:00", "2026-11-18T10:00"));
        bench.Graph.Answer(bench.Room, new { value = new[] { Removed("a") } });

        Assert.Equal(SyncOutcome.Failed, (await bench.SyncAsync(request: null)).Outcome);
        Assert.Single(bench.Reservations);
    }

    [Fact]
    public async Task A_round_that_ends_between_read_and_commit_leaves_the_store_as_it_was()
    {
        await bench.SyncAsync(Single("a", "2026-11-18T09:00", "2026-11-18T10:00"));
        var before = bench.Store.ReadRoundState(bench.Room);
        using var cancel = new CancellationTokenSource();
        bench.Graph.Answer(bench.Room, _ =>
        {
            cancel.Cancel();
            return ScriptedGraph.Json(HttpStatusCode.OK, ScriptedGraph.Last(bench.Link("2"), Removed("a"), Single("b", "2026-11-19T09:00", "2026-11-19T10:00")));
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in bench.Engine.RunRoundAsync(new(), cancel.Token))
                Assert.Fail("A cancelled room has no result.");
        });

        Assert.Equal(before, bench.Store.ReadRoundState(bench.Room));
        Assert.Equal("a", Assert.Single(bench.Reservations).EventId);
    }

    [Fact]
    public async Task One_event_that_makes_no_sense_is_refused_with_its_reason_and_the_others_are_stored()
    {
        await bench.SyncAsync(Single("odd", "2026-11-18T07:00", "2026-11-18T08:00", "Was fine"));
        var endless = Single("endless", "2026-11-18T11:00", "2026-11-18T10:00");
        endless.Remove("end");

        var result = await bench.SyncAsync(
            Single("odd", "2026-11-18T09:00", "2026-11-18T10:00", "x", ("start", new { dateTime = "2026-11-18T09:00:00.0000000", timeZone = "Middle-earth Standard Time" })),
            Single("startless", "2026-11-18T09:00", "2026-11-18T10:00", "x", ("start", null)),
            Single("backwards", "2026-11-18T11:00", "2026-11-18T10:00"),
            endless,
            Single("thirty-years", "2026-11-18T12:00", "2056-11-18T12:00"));

        Assert.Equal((SyncOutcome.Synchronised, 3, 2), (result.Outcome, result.Added, result.Refused));
        Assert.Contains("Middle-earth Standard Time", result.Detail, StringComparison.Ordinal);
        Assert.Contains("event startless: it has no start", result.Detail, StringComparison.Ordinal);
        Assert.Equal("Was fine", bench.Reservations[0].Title);
        Assert.All(bench.Reservations, stored => Assert.True(stored.End >= stored.Start));
    }

    [Fact]
    public async Task The_state_token_is_printed_nowhere()
    {
        await bench.SyncAsync(Single("a", "2026-11-18T09:00", "2026-11-18T10:00"));
        var state = bench.Store.ReadRoundState(bench.Room)!;

        Assert.DoesNotContain("deltatoken", state.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("deltatoken", new RoomRound { State = state }.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("deltatoken", new RoomReading(true, state.Window, state.Link, []).ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => bench.Dispose();
}
