using static TeemCalendar.Core.Tests.Sync.Wire;

namespace TeemCalendar.Core.Tests.Sync;

public sealed class SeriesTests : IDisposable
{
    readonly SyncBench bench = new();

    [Fact]
    public async Task An_occurrence_is_as_its_master_says()
    {
        var result = await bench.SyncAsync(Master("m", "2026-09-02T08:00", "2026-09-02T08:30"), Occurrence("m-1", "m", "2026-11-18T09:00", "2026-11-18T09:30"));

        Assert.Equal((1, 0, 0), (result.Added, result.Updated, result.Removed));
        var stored = Assert.Single(bench.Reservations);
        Assert.Equal("Stand-up", stored.Title);
        Assert.Equal("Ada Lund", stored.Organizer);
        Assert.Equal("uid-m", stored.ICalUId);
        Assert.Equal(Utc("2026-11-18T09:00"), stored.OriginalStart);
        Assert.True(stored.IsRecurring);
        Assert.True(stored.IsBusy);
    }

    [Fact]
    public async Task The_master_may_come_on_a_later_page_than_its_occurrences()
    {
        bench.Graph.Answer(bench.Room,
            ScriptedGraph.Page(bench.Link("page2"), Occurrence("m-1", "m", "2026-11-18T09:00", "2026-11-18T09:30")),
            ScriptedGraph.Last(bench.Link("1"), Master("m", "2026-09-02T08:00", "2026-09-02T08:30")));

        var result = await bench.SyncAsync(request: null);

        Assert.Equal(2, result.Requests);
        Assert.Equal("Stand-up", Assert.Single(bench.Reservations).Title);
    }

    [Fact]
    public async Task The_master_may_have_come_in_an_earlier_round()
    {
        await bench.SyncAsync(Master("m", "2026-09-02T08:00", "2026-09-02T08:30"), Occurrence("m-1", "m", "2026-11-18T09:00", "2026-11-18T09:30"));

        var result = await bench.SyncAsync(Occurrence("m-2", "m", "2026-11-25T09:00", "2026-11-25T09:30"));

        Assert.Equal((1, 0, 1), (result.Added, result.Updated, result.Requests));
        Assert.All(bench.Reservations, stored => Assert.Equal(("uid-m", "Stand-up"), (stored.ICalUId, stored.Title)));
    }

    [Fact]
    public async Task A_master_that_never_came_is_asked_for()
    {
        bench.Next(Occurrence("m-1", "m", "2026-11-18T09:00", "2026-11-18T09:30"));
        bench.Graph.Answer(bench.Room, Master("m", "2026-09-02T08:00", "2026-09-02T08:30"));

        var result = await bench.SyncAsync(request: null);

        Assert.Equal(2, result.Requests);
        Assert.Equal(1, bench.Engine.DeltaRequests);
        Assert.Equal("Stand-up", Assert.Single(bench.Reservations).Title);
    }

    [Fact]
    public async Task Without_its_master_an_occurrence_still_takes_the_room_and_the_master_completes_it_later()
    {
        bench.Next(Occurrence("m-1", "m", "2026-11-18T00:00", "2026-11-19T00:00"));
        bench.Graph.Refuse(bench.Room, System.Net.HttpStatusCode.NotFound, "ErrorItemNotFound");
        await bench.SyncAsync(request: null);
        var orphan = Assert.Single(bench.Reservations);
        Assert.True(orphan.IsBusy);
        Assert.Null(orphan.Title);

        var result = await bench.SyncAsync(Master("m", "2026-09-02T00:00", "2026-09-03T00:00", "Building closed", ("isAllDay", true)));

        Assert.Equal((0, 1, 0), (result.Added, result.Updated, result.Removed));
        var stored = Assert.Single(bench.Reservations);
        Assert.Equal(("uid-m", "Building closed"), (stored.ICalUId, stored.Title));
        Assert.Equal(new DateOnly(2026, 11, 18), stored.StartDate);
        Assert.Equal(Utc("2026-11-17T23:00"), stored.Start);
    }

    [Fact]
    public async Task A_changed_master_changes_the_occurrences_that_the_round_does_not_name_but_no_exception()
    {
        await bench.SyncAsync(Master("m", "2026-09-02T08:00", "2026-09-02T08:30"),
            Occurrence("m-1", "m", "2026-11-18T09:00", "2026-11-18T09:30"),
            Exception("m-2", "m", "2026-11-25T09:00:00Z", "2026-11-25T14:00", "2026-11-25T14:30", "Stand-up, long"));

        var result = await bench.SyncAsync(Master("m", "2026-09-02T08:00", "2026-09-02T08:30", "Daily"));

        Assert.Equal((0, 1, 0), (result.Added, result.Updated, result.Removed));
        Assert.Equal(["Daily", "Stand-up, long"], bench.Reservations.Select(r => r.Title));
    }

    [Fact]
    public async Task An_exception_overrides_and_keeps_the_key_of_the_occurrence_it_was()
    {
        await bench.SyncAsync(Master("m", "2026-09-02T08:00", "2026-09-02T08:30"), Occurrence("m-1", "m", "2026-11-18T09:00", "2026-11-18T09:30"));

        var result = await bench.SyncAsync(Exception("m-1", "m", "2026-11-18T09:00:00Z", "2026-11-18T14:00", "2026-11-18T15:00", "Stand-up, moved", ("showAs", "free")));

        Assert.Equal((0, 1, 0), (result.Added, result.Updated, result.Removed));
        var stored = Assert.Single(bench.Reservations);
        Assert.Equal(("uid-m", Utc("2026-11-18T09:00")), (stored.ICalUId, stored.OriginalStart));
        Assert.Equal((Utc("2026-11-18T14:00"), Utc("2026-11-18T15:00")), (stored.Start, stored.End));
        Assert.Equal("Stand-up, moved", stored.Title);
        Assert.False(stored.IsBusy);
    }

    [Fact]
    public async Task An_exception_keeps_its_key_even_when_its_event_id_is_another_one()
    {
        await bench.SyncAsync(Master("m", "2026-09-02T08:00", "2026-09-02T08:30"), Occurrence("m-1", "m", "2026-11-18T09:00", "2026-11-18T09:30"));

        var result = await bench.SyncAsync(Removed("m-1"), Exception("x", "m", "2026-11-18T09:00:00Z", "2026-11-18T14:00", "2026-11-18T15:00", "Stand-up, moved"));

        Assert.Equal((0, 1, 0), (result.Added, result.Updated, result.Removed));
        Assert.Equal("x", Assert.Single(bench.Reservations).EventId);
    }

    [Fact]
    public async Task A_cancelled_occurrence_frees_the_room_and_stays_cancelled_when_the_series_changes()
    {
        await bench.SyncAsync(Master("m", "2026-09-02T08:00", "2026-09-02T08:30"), Occurrence("m-1", "m", "2026-11-18T09:00", "2026-11-18T09:30"));

        await bench.SyncAsync(Occurrence("m-1", "m", "2026-11-18T09:00", "2026-11-18T09:30", ("isCancelled", true)));
        await bench.SyncAsync(Master("m", "2026-09-02T08:00", "2026-09-02T08:30", "Daily"));

        var stored = Assert.Single(bench.Reservations);
        Assert.True(stored.IsCancelled);
        Assert.False(stored.IsBusy);
    }

    [Fact]
    public async Task An_occurrence_taken_out_of_its_series_is_removed_alone()
    {
        await bench.SyncAsync(Master("m", "2026-09-02T08:00", "2026-09-02T08:30"),
            Occurrence("m-1", "m", "2026-11-18T09:00", "2026-11-18T09:30"), Occurrence("m-2", "m", "2026-11-25T09:00", "2026-11-25T09:30"));

        var result = await bench.SyncAsync(Removed("m-1"));

        Assert.Equal(1, result.Removed);
        Assert.Equal("m-2", Assert.Single(bench.Reservations).EventId);
    }

    [Fact]
    public async Task A_removed_master_takes_its_occurrences_with_it_only_when_the_calendar_has_it_no_more()
    {
        await bench.SyncAsync(Master("m", "2026-09-02T08:00", "2026-09-02T08:30"), Occurrence("m-1", "m", "2026-11-18T09:00", "2026-11-18T09:30"));

        bench.Next(Removed("m"));
        bench.Graph.Answer(bench.Room, Master("m", "2026-09-02T08:00", "2026-09-02T08:30"));
        Assert.Equal(0, (await bench.SyncAsync(request: null)).Removed);
        Assert.Single(bench.Reservations);

        bench.Next(Removed("m"));
        bench.Graph.Refuse(bench.Room, System.Net.HttpStatusCode.NotFound, "ErrorItemNotFound");
        Assert.Equal(1, (await bench.SyncAsync(request: null)).Removed);
        Assert.Empty(bench.Reservations);
    }

    [Fact]
    public async Task A_meeting_that_becomes_a_series_is_not_doubled_and_neither_is_the_way_back()
    {
        await bench.SyncAsync(Single("e", "2026-11-18T09:00", "2026-11-18T09:30"));
        await bench.SyncAsync(Master("e", "2026-11-18T09:00", "2026-11-18T09:30"),
            Occurrence("e-1", "e", "2026-11-18T09:00", "2026-11-18T09:30"), Occurrence("e-2", "e", "2026-11-25T09:00", "2026-11-25T09:30"));
        Assert.Equal(["e-1", "e-2"], bench.Reservations.Select(r => r.EventId));

        await bench.SyncAsync(Removed("e-1"), Removed("e-2"), Single("e", "2026-11-18T09:00", "2026-11-18T09:30"));
        Assert.Equal("e", Assert.Single(bench.Reservations).EventId);
    }

    public void Dispose() => bench.Dispose();
}
