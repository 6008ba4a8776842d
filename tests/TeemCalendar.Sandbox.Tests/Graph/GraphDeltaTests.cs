using System.Net;
using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Calendars;

namespace TeemCalendar.Sandbox.Tests.Graph;

public class GraphDeltaTests
{
    const string Window = "startDateTime=2026-11-16T00:00:00Z&endDateTime=2027-05-20T00:00:00Z";

    static async Task<(List<JsonNode> Rows, string Link, int Pages)> Round(GraphWire graph, string path, int page = 25)
    {
        var (rows, pages) = (new List<JsonNode>(), 0);
        for (var reply = await graph.Get(path, ("Prefer", $"odata.maxpagesize={page}")); ; reply = await graph.Get(reply.NextLink!, ("Prefer", $"odata.maxpagesize={page}")))
        {
            Assert.Equal(HttpStatusCode.OK, reply.Status);
            Assert.True(reply.Rows.Count <= page);
            rows.AddRange(reply.Rows.Select(r => r!));
            pages++;
            if (reply.DeltaLink is { } link) return (rows, link, pages);
        }
    }

    static string Start(State.Mailbox mailbox) => $"/users/{mailbox.OwnerId}/calendarView/delta?{Window}";

    static async Task<(GraphWire, State.Mailbox)> Filled(int meetings = 60)
    {
        var graph = await GraphWire.Open(new() { People = 8, MeetingsPerRoom = meetings }, "Calendars.ReadWrite");
        var room = graph.AddRoom("harbour");
        RoomFiller.Fill(graph.Tenant, room);
        return (graph, room);
    }

    [Fact]
    public async Task The_first_round_is_the_view_and_its_masters()
    {
        var (graph, room) = await Filled();
        var (rows, link, pages) = await Round(graph, Start(room));
        Assert.True(pages > 1);
        var view = new List<string>();
        for (var reply = await graph.Get($"/users/{room.OwnerId}/calendarView?{Window}&$top=100&$select=id"); ; reply = await graph.Get(reply.NextLink!))
        {
            view.AddRange(reply.Rows.Select(r => (string)r!["id"]!));
            if (reply.NextLink is null) break;
        }
        var masters = rows.Where(r => (string?)r["type"] == "seriesMaster").ToList();
        Assert.NotEmpty(masters);
        Assert.Equal(view.Order(), rows.Except(masters).Select(r => (string)r["id"]!).Order());
        Assert.All(rows, r => Assert.Equal("#microsoft.graph.event", (string?)r["@odata.type"]));
        Assert.All(rows.Where(r => (string?)r["type"] == "occurrence"), r => Assert.Equal(["@odata.etag", "@odata.type", "end", "id", "seriesMasterId", "start", "type"], r.AsObject().Select(p => p.Key).Order(StringComparer.Ordinal)));
        Assert.All(rows.Where(r => r["seriesMasterId"] is not null), r => Assert.Contains(masters, m => (string?)m["id"] == (string?)r["seriesMasterId"]));
        Assert.DoesNotContain("2027-05-20", link, StringComparison.Ordinal);

        var quiet = await Round(graph, link);
        Assert.Empty(quiet.Rows);
        Assert.NotEqual("", quiet.Link);
    }

    [Fact]
    public async Task Later_rounds_tell_what_came_changed_moved_out_and_went()
    {
        var graph = await GraphWire.Open(null, "Calendars.ReadWrite");
        var room = graph.AddRoom("harbour");
        async Task<string> Add(string day) => (await graph.Post($"/users/{room.OwnerId}/events", Json(day))).Id!;
        static string Json(string day) => $$"""{"subject":"x","start":{"dateTime":"{{day}}T09:00:00","timeZone":"UTC"},"end":{"dateTime":"{{day}}T10:00:00","timeZone":"UTC"} }""";
        var (kept, changed, moved, gone) = (await Add("2026-12-01"), await Add("2026-12-02"), await Add("2026-12-03"), await Add("2026-12-04"));
        var outside = await Add("2028-01-01");
        var first = await Round(graph, Start(room), 2);
        Assert.Equal(new[] { kept, changed, moved, gone }.Order(), first.Rows.Select(r => (string)r["id"]!).Order());

        await graph.Patch($"/users/{room.OwnerId}/events/{changed}", """{"subject":"y"}""");
        await graph.Patch($"/users/{room.OwnerId}/events/{moved}", Json("2028-01-02"));
        await graph.Delete($"/users/{room.OwnerId}/events/{gone}");
        await graph.Delete($"/users/{room.OwnerId}/events/{outside}");
        var added = await Add("2026-12-05");
        var second = await Round(graph, first.Link, 2);
        Assert.Equal(new[] { changed, added }.Order(), second.Rows.Where(r => r["@removed"] is null).Select(r => (string)r["id"]!).Order());
        var removed = second.Rows.Where(r => r["@removed"] is not null).ToList();
        Assert.Equal(new[] { moved, gone }.Order(), removed.Select(r => (string)r["id"]!).Order());
        Assert.Equal("deleted", (string?)removed[0]["@removed"]!["reason"]);

        // The older link is still good and tells the same again.
        Assert.Equal(second.Rows.Count, (await Round(graph, first.Link)).Rows.Count);
        // Back into the window.
        await graph.Patch($"/users/{room.OwnerId}/events/{moved}", Json("2026-12-06"));
        Assert.Equal(moved, (string?)(await Round(graph, second.Link)).Rows.Single()["id"]);
    }

    [Fact]
    public async Task A_series_brings_its_changed_occurrence_with_its_master_and_takes_all_along()
    {
        var graph = await GraphWire.Open(null, "Calendars.ReadWrite");
        var room = graph.AddRoom("harbour");
        var master = await graph.Post($"/users/{room.OwnerId}/events", """
            {"subject":"Daily","start":{"dateTime":"2026-12-01T09:00:00","timeZone":"UTC"},"end":{"dateTime":"2026-12-01T10:00:00","timeZone":"UTC"},
             "recurrence":{"pattern":{"type":"daily","interval":1},"range":{"type":"numbered","startDate":"2026-12-01","numberOfOccurrences":6}}}
            """);
        var first = await Round(graph, Start(room));
        Assert.Equal(7, first.Rows.Count);
        var occurrences = first.Rows.Where(r => (string?)r["type"] == "occurrence").Select(r => (string)r["id"]!).ToList();

        await graph.Patch($"/users/{room.OwnerId}/events/{occurrences[2]}", """{"subject":"Special"}""");
        await graph.Delete($"/users/{room.OwnerId}/events/{occurrences[4]}");
        var second = await Round(graph, first.Link);
        Assert.Equal(3, second.Rows.Count);
        Assert.Equal("Special", (string?)second.Rows.Single(r => (string?)r["id"] == occurrences[2])["subject"]);
        Assert.Equal("exception", (string?)second.Rows.Single(r => (string?)r["id"] == occurrences[2])["type"]);
        Assert.NotNull(second.Rows.Single(r => (string?)r["id"] == occurrences[4])["@removed"]);
        Assert.Equal("seriesMaster", (string?)second.Rows.Single(r => (string?)r["id"] == master.Id)["type"]);

        await graph.Delete($"/users/{room.OwnerId}/events/{master.Id}");
        var third = await Round(graph, second.Link);
        Assert.All(third.Rows, r => Assert.NotNull(r["@removed"]));
        Assert.Equal(6, third.Rows.Count);
    }

    [Fact]
    public async Task Changes_between_two_pages_are_not_lost()
    {
        var (graph, room) = await Filled();
        var reply = await graph.Get(Start(room), ("Prefer", "odata.maxpagesize=10"));
        var known = reply.Rows.ToDictionary(r => (string)r!["id"]!, r => r!);
        for (var i = 0; reply.NextLink is { } link; i++)
        {
            graph.Tenant.Stir(i);
            reply = await graph.Get(link, ("Prefer", "odata.maxpagesize=10"));
            Merge(reply);
        }
        Assert.NotNull(reply.DeltaLink);
        foreach (var row in (await Round(graph, reply.DeltaLink!)).Rows) Apply(row);
        var fresh = (await Round(graph, Start(room))).Rows.ToDictionary(r => (string)r["id"]!, r => (string?)r["@odata.etag"]);
        Assert.Equal(fresh.OrderBy(p => p.Key, StringComparer.Ordinal), known.Select(p => KeyValuePair.Create(p.Key, (string?)p.Value["@odata.etag"])).OrderBy(p => p.Key, StringComparer.Ordinal));

        void Merge(Reply page) { foreach (var row in page.Rows) Apply(row!); }
        void Apply(JsonNode row)
        {
            if (row["@removed"] is not null) known.Remove((string)row["id"]!);
            else known[(string)row["id"]!] = row;
        }
    }

    [Fact]
    public async Task Following_links_over_weeks_of_office_life_gives_what_a_new_start_gives()
    {
        var (graph, room) = await Filled();
        var (rows, link, _) = await Round(graph, Start(room));
        var known = rows.ToDictionary(r => (string)r["id"]!, r => (string?)r["@odata.etag"]);
        var seen = 0;
        for (var week = 0; week < 12; week++)
        {
            Assert.True(graph.Tenant.Stir(week) > 0);
            var round = await Round(graph, link, 7);
            link = round.Link;
            seen += round.Rows.Count;
            foreach (var row in round.Rows)
                if (row["@removed"] is not null) known.Remove((string)row["id"]!);
                else known[(string)row["id"]!] = (string?)row["@odata.etag"];
            var fresh = (await Round(graph, Start(room), 1000)).Rows.ToDictionary(r => (string)r["id"]!, r => (string?)r["@odata.etag"]);
            Assert.Equal(fresh.OrderBy(p => p.Key, StringComparer.Ordinal), known.OrderBy(p => p.Key, StringComparer.Ordinal));
        }
        Assert.True(seen > 0);
    }

    [Fact]
    public async Task A_lost_or_foreign_token_begins_anew()
    {
        var (graph, room) = await Filled(5);
        var other = graph.AddRoom("lighthouse");
        var link = (await Round(graph, Start(room))).Link;
        var foreign = await graph.Get(link.Replace(room.OwnerId.ToString(), other.OwnerId.ToString(), StringComparison.Ordinal));
        Assert.Equal((HttpStatusCode.Gone, "SyncStateNotFound"), GraphDirectoryTests.Outcome(foreign));
        Assert.Equal(HttpStatusCode.Gone, (await graph.Get($"/users/{room.OwnerId}/calendarView/delta?$deltatoken=nonsense")).Status);
        Assert.Equal(HttpStatusCode.Gone, (await graph.Get(link.Replace("deltatoken", "skiptoken", StringComparison.Ordinal))).Status);

        Assert.True(graph.Tenant.ForgetDeltaState(room.PrimarySmtpAddress));
        var lost = await graph.Get(link);
        Assert.Equal((HttpStatusCode.Gone, "SyncStateNotFound"), GraphDirectoryTests.Outcome(lost));
        var again = await Round(graph, lost.Headers.Location!.ToString());
        Assert.NotEmpty(again.Rows);
        Assert.Empty((await Round(graph, again.Link)).Rows);
    }

    [Theory]
    [InlineData("&$select=subject")]
    [InlineData("&$filter=isAllDay eq true")]
    [InlineData("&$orderby=start/dateTime")]
    public async Task Change_tracking_goes_with_no_other_option(string option)
    {
        var graph = await GraphWire.Open(null, "Calendars.Read");
        var room = graph.AddRoom("harbour");
        Assert.Equal((HttpStatusCode.BadRequest, "ErrorInvalidUrlQuery"), GraphDirectoryTests.Outcome(await graph.Get(Start(room) + option)));
    }

    [Fact]
    public async Task Links_work_with_both_forms_of_ids()
    {
        var (graph, room) = await Filled(10);
        var first = await graph.Get(Start(room), ("Prefer", "odata.maxpagesize=500"), ("Prefer", "IdType=\"ImmutableId\""));
        Assert.All(first.Rows, r => Assert.StartsWith("AAkALg", (string?)r!["id"], StringComparison.Ordinal));
        var item = first.Rows.First(r => (string?)r!["type"] == "singleInstance")!;
        await graph.Patch($"/users/{room.OwnerId}/events/{item["id"]}", """{"subject":"y"}""");
        Assert.StartsWith("AAMkAD", (string?)(await graph.Get(first.DeltaLink!)).Rows.Single()!["id"], StringComparison.Ordinal);
    }
}
