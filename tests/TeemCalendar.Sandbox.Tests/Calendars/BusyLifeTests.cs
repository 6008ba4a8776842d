using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Tests.Graph;

namespace TeemCalendar.Sandbox.Tests.Calendars;

/// <summary>
/// People and a room do at random what people and rooms do, over the wire. Whatever it was: who followed the delta links knows what a newcomer reads, the room is never promised twice,
/// and every copy that the room accepted has an organizer's copy which says so.
/// </summary>
public class BusyLifeTests
{
    const string Wide = "startDateTime=2026-11-16T00:00:00Z&endDateTime=2027-05-20T00:00:00Z", Narrow = "startDateTime=2026-12-01T00:00:00Z&endDateTime=2026-12-08T12:00:00Z";
    static readonly string[] Zones = ["UTC", "W. Europe Standard Time", "Pacific Standard Time", "India Standard Time", "Europe/London"];

    GraphWire graph = null!;
    Mailbox room = null!;
    Random random = null!;
    readonly List<string> log = [];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Delta_availability_and_answers_stay_true(int seed)
    {
        graph = await GraphWire.Open(new() { People = 5, MeetingsPerRoom = 0 }, "Calendars.ReadWrite");
        room = graph.AddRoom("harbour");
        random = new(seed);
        Reader[] readers = [new(graph, room, Wide), new(graph, room, Narrow), new(graph, graph.Person(), Wide)];
        for (var round = 0; round < 25; round++)
        {
            for (var n = random.Next(1, 6); n > 0; n--) await Act();
            foreach (var reader in readers) await reader.FollowAsync(string.Join(Environment.NewLine, log.TakeLast(12)));
            await CheckRoom();
        }
        Assert.True(log.Count(l => l.StartsWith('2')) > 30, "most of it has to succeed");
    }

    async Task Act()
    {
        var person = graph.Person(random.Next(3));
        var events = $"/users/{person.OwnerId}/events";
        switch (random.Next(12))
        {
            case 0 or 1 or 2: await Send("POST", events, Meeting(Single())); return;
            case 3 or 4: await Send("POST", events, Meeting(Single() + "," + Rule())); return;
        }
        if (random.Next(4) == 0)
        {
            await ActOfRoom();
            return;
        }
        var own = (await graph.Get(events + "?$top=100")).Rows.Where(e => (bool)e!["isOrganizer"]!).ToList();
        if (own.Count == 0) return;
        var chosen = own[random.Next(own.Count)]!;
        var path = $"{events}/{chosen["id"]}";
        if ((string?)chosen["type"] == "seriesMaster" && random.Next(2) == 0 && await Occurrence(path, events) is { } occurrence) path = occurrence;
        switch (random.Next(7))
        {
            case 0: await Send("DELETE", path, null); break;
            case 1: await Send("POST", path + "/cancel", "{}"); break;
            case 2: await Send("PATCH", path, $$"""{"subject":"S{{random.Next(100)}}","showAs":"{{Pick("busy", "free", "tentative")}}","sensitivity":"{{Pick("normal", "private")}}"}"""); break;
            case 3: await Send("PATCH", path, "{" + Single() + "}"); break;
            case 4: await Send("PATCH", path, "{" + Attendees() + "}"); break;
            case 5: await Send("PATCH", path, random.Next(2) == 0 ? """{"recurrence":null}""" : "{" + Rule() + "}"); break;
            default: await Send("PATCH", path, """{"isAllDay":true,"start":{"dateTime":"2026-12-0#","timeZone":"UTC"},"end":{"dateTime":"2026-12-0+","timeZone":"UTC"}}""".Replace('#', (char)('1' + random.Next(3))).Replace('+', (char)('4' + random.Next(3)))); break;
        }
    }

    async Task ActOfRoom()
    {
        var events = $"/users/{room.OwnerId}/events";
        var held = (await graph.Get($"/users/{room.OwnerId}/calendarView?$top=500&{Wide}")).Rows;
        if (held.Count == 0) return;
        var path = $"{events}/{held[random.Next(held.Count)]!["id"]}";
        switch (random.Next(5))
        {
            case 0: await Send("POST", path + "/decline", """{"sendResponse":true}"""); break;
            case 1: await Send("DELETE", path, null); break;
            case 2: await Send("PATCH", path, """{"subject":"the room's own words"}"""); break;
            case 3: await Send("POST", path + "/tentativelyAccept", """{"comment":"x"}"""); break;
            default: await Send("POST", path + "/cancel", "{}"); break; // it is not the organizer
        }
    }

    async Task<string?> Occurrence(string master, string events)
    {
        var all = (await graph.Get($"{master}/instances?$top=50&{Narrow}")).Rows;
        return all.Count == 0 ? null : $"{events}/{all[random.Next(all.Count)]!["id"]}";
    }

    async Task Send(string method, string path, string? body)
    {
        var reply = await graph.Send(method, path, body);
        log.Add($"{(int)reply.Status} {reply.Code} {method} {path} {body}");
        Assert.True((int)reply.Status < 500, log[^1] + reply.Message);
    }

    string Meeting(string parts) => $$"""{"subject":"M{{random.Next(100)}}",{{parts}},{{Attendees()}} }""";

    string Single()
    {
        var zone = Pick(Zones);
        if (random.Next(8) == 0)
        {
            var day = new DateTime(2026, 11, 25).AddDays(random.Next(30));
            return $$"""
                "isAllDay":true,"start":{"dateTime":"{{day:s}}","timeZone":"{{zone}}"},"end":{"dateTime":"{{day.AddDays(random.Next(1, 4)):s}}","timeZone":"{{zone}}"}
                """;
        }
        var start = new DateTime(2026, 11, 25).AddDays(random.Next(20)).AddMinutes(30 * random.Next(48));
        return $$"""
            "isAllDay":false,"start":{"dateTime":"{{start:s}}","timeZone":"{{zone}}"},"end":{"dateTime":"{{start.AddMinutes(30 * random.Next(1, 6)):s}}","timeZone":"{{zone}}"}
            """;
    }

    string Rule()
    {
        var pattern = random.Next(4) switch
        {
            0 => $$"""{"type":"daily","interval":{{random.Next(1, 4)}}}""",
            1 => """{"type":"weekly","interval":1,"daysOfWeek":["monday","thursday"],"firstDayOfWeek":"monday"}""",
            2 => """{"type":"weekly","interval":2,"daysOfWeek":["sunday","wednesday"]}""",
            _ => """{"type":"relativeMonthly","interval":1,"daysOfWeek":["friday"],"index":"last"}""",
        };
        var start = new DateTime(2026, 11, 25).AddDays(random.Next(10));
        var range = random.Next(3) switch
        {
            0 => $$"""{"type":"noEnd","startDate":"{{start:yyyy-MM-dd}}"}""",
            1 => $$"""{"type":"numbered","startDate":"{{start:yyyy-MM-dd}}","numberOfOccurrences":{{random.Next(1, 9)}}}""",
            _ => $$"""{"type":"endDate","startDate":"{{start:yyyy-MM-dd}}","endDate":"{{start.AddDays(random.Next(5, 150)):yyyy-MM-dd}}"}""",
        };
        return $$"""
            "recurrence":{"pattern":{{pattern}},"range":{{range}} }
            """;
    }

    string Attendees()
    {
        var who = new List<string>();
        if (random.Next(4) > 0) who.Add($$"""{"emailAddress":{"address":"{{room.PrimarySmtpAddress}}"},"type":"resource"}""");
        if (random.Next(2) == 0) who.Add($$"""{"emailAddress":{"address":"{{graph.Person(random.Next(3)).PrimarySmtpAddress}}"},"type":"required"}""");
        return "\"attendees\":[" + string.Join(',', who) + "]";
    }

    async Task CheckRoom()
    {
        var rows = (await graph.Get($"/users/{room.OwnerId}/calendarView?$top=1000&{Wide}")).Rows.Select(r => r!).Where(r => !(bool)r["isCancelled"]!).ToList();
        var taken = rows.Where(r => (string?)r["showAs"] is not "free").Select(r => (From: Time(r["start"]!), To: Time(r["end"]!), Row: r)).OrderBy(t => t.From).ToList();
        for (var i = 1; i < taken.Count; i++)
            Assert.True(taken[i].From >= taken[i - 1].To, $"promised twice: {taken[i - 1].Row["iCalUId"]} {taken[i - 1].From:s} to {taken[i - 1].To:s} and {taken[i].Row["iCalUId"]} {taken[i].From:s}{Environment.NewLine}{string.Join(Environment.NewLine, log.TakeLast(12))}");

        var views = new Dictionary<string, ILookup<string, JsonNode>>();
        foreach (var copy in rows.Where(r => (string?)r["responseStatus"]!["response"] is "accepted"))
        {
            var organizer = (string)copy["organizer"]!["emailAddress"]!["address"]!;
            if (!views.TryGetValue(organizer, out var view))
                views[organizer] = view = (await graph.Get($"/users/{organizer}/calendarView?$top=1000&$select=iCalUId,attendees&{Wide}")).Rows.ToLookup(e => (string)e!["iCalUId"]!, e => e!);
            var found = view[(string)copy["iCalUId"]!].FirstOrDefault();
            Assert.True(found is not null, $"nobody organizes {copy["subject"]} of {copy["start"]!["dateTime"]}{Environment.NewLine}{string.Join(Environment.NewLine, log.TakeLast(12))}");
            var answer = found["attendees"]!.AsArray().FirstOrDefault(a => (string?)a!["emailAddress"]!["address"] == room.PrimarySmtpAddress)?["status"]!["response"];
            Assert.True((string?)answer is "accepted", $"the organizer of {copy["start"]!["dateTime"]} sees '{answer}'{Environment.NewLine}{string.Join(Environment.NewLine, log.TakeLast(12))}");
        }
    }

    static DateTime Time(JsonNode time) => DateTime.Parse((string)time["dateTime"]!, CultureInfo.InvariantCulture);

    string Pick(params string[] all) => all[random.Next(all.Length)];

    /// <summary>Follows one window of one calendar by its delta links.</summary>
    sealed class Reader(GraphWire graph, Mailbox mailbox, string window)
    {
        Dictionary<string, string> known = [];
        string? link;

        public async Task FollowAsync(string happened)
        {
            (known, link) = await ReadAsync(known, link ?? $"/users/{mailbox.OwnerId}/calendarView/delta?{window}", 7);
            var (fresh, _) = await ReadAsync([], $"/users/{mailbox.OwnerId}/calendarView/delta?{window}", 1000);
            foreach (var (id, row) in fresh) Assert.True(known.TryGetValue(id, out var mine) && mine == row, $"known: {known.GetValueOrDefault(id)}{Environment.NewLine}fresh: {row}{Environment.NewLine}{happened}");
            foreach (var (id, row) in known) Assert.True(fresh.ContainsKey(id), $"nobody took away: {row}{Environment.NewLine}{happened}");
        }

        async Task<(Dictionary<string, string> Rows, string Link)> ReadAsync(Dictionary<string, string> rows, string from, int page)
        {
            for (var next = from; ;)
            {
                var reply = await graph.Get(next, ("Prefer", $"odata.maxpagesize={page}"));
                Assert.Equal(HttpStatusCode.OK, reply.Status);
                foreach (var row in reply.Rows)
                    if (row!["@removed"] is not null) rows.Remove((string)row["id"]!);
                    else rows[(string)row["id"]!] = row.ToJsonString();
                if (reply.DeltaLink is { } last) return (rows, last);
                next = reply.NextLink!;
            }
        }
    }
}
