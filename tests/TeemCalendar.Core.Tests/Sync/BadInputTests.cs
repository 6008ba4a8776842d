using System.Net;
using System.Text;
using System.Text.Json;
using static TeemCalendar.Core.Tests.Sync.Wire;

namespace TeemCalendar.Core.Tests.Sync;

/// <summary>No event, whatever is in it, keeps a room from being read.</summary>
public sealed class BadInputTests : IDisposable
{
    readonly SyncBench bench = new();

    /// <summary>Each with what is stored of it, or why nothing is.</summary>
    public static TheoryData<string, bool, string> Odd => new()
    {
        { "no end", true, "2026-11-18T09:00 to 2026-11-18T09:00" },
        { "ends before it starts", true, "2026-11-18T09:00 to 2026-11-18T09:00" },
        { "thirty years", true, "2026-11-18T09:00 to 2056-11-18T09:00" },
        { "for ever", true, "2026-11-18T09:00 to 9998-12-31T00:00" },
        { "ten thousand attendees", true, "2026-11-18T09:00 to 2026-11-18T10:00" },
        { "a megabyte of body", true, "2026-11-18T09:00 to 2026-11-18T10:00" },
        { "broken html", true, "2026-11-18T09:00 to 2026-11-18T10:00" },
        { "no start", false, "it has no start" },
        { "unknown zone", false, "its time zone 'Middle-earth Standard Time' is unknown here" },
        { "a date that is none", false, "its time '2026-02-30T09:00:00' is none" },
        { "a time that is none", false, "its time 'tomorrow' is none" },
        { "year one", false, "it starts in the year 1" },
        { "year one, all day", false, "it starts in the year 1" },
        { "the last day there is, all day", false, "it starts in the year 9999" },
        { "an offset", true, "2026-11-18T04:00 to 2026-11-18T05:00" },
        { "long subject", true, "2026-11-18T09:00 to 2026-11-18T10:00" },
        { "control characters", true, "2026-11-18T09:00 to 2026-11-18T10:00" },
        { "half a character", true, "2026-11-18T09:00 to 2026-11-18T10:00" },
        { "half a character in the preview", true, "2026-11-18T09:00 to 2026-11-18T10:00" },
        { "original start that is none", true, "2026-11-18T09:00 to 2026-11-18T10:00" },
        { "no id", false, "an event without an id" },
        { "empty id", false, "an event without an id" },
        { "id with control characters", false, "its id has control characters" },
        { "null everywhere", false, "it has no start" },
        { "wrong kinds of values", false, "event odd: it has no start" },
        { "a type that nobody knows", true, "2026-11-18T09:00 to 2026-11-18T10:00" },
        { "its own master", true, "2026-11-18T09:00 to 2026-11-18T10:00" },
        { "an empty master", true, "2026-11-18T09:00 to 2026-11-18T10:00" },
        { "no iCalUId", true, "2026-11-18T09:00 to 2026-11-18T10:00" },
    };

    [Theory]
    [MemberData(nameof(Odd))]
    public async Task One_event_is_stored_or_refused_with_a_reason_and_the_room_is_read(string name, bool isStored, string expected)
    {
        Answer([Make(name), Fine()]);
        Answer([Make(name), Fine()]);

        var result = await bench.SyncAsync(request: null);
        var replay = await bench.SyncAsync(request: null);

        Assert.True(result.Outcome == SyncOutcome.Synchronised, result.Detail);
        Assert.Equal((SyncOutcome.Synchronised, isStored ? 2 : 1, isStored ? 0 : 1), (result.Outcome, result.Added, result.Refused));
        Assert.Equal((SyncOutcome.Synchronised, 0, 0, 0), (replay.Outcome, replay.Added, replay.Updated, replay.Removed));
        Assert.Contains(bench.Reservations, reservation => reservation.EventId == "fine");
        if (isStored)
            Assert.Equal(expected, bench.Reservations.Where(r => r.EventId == "odd").Select(r => $"{r.Start:yyyy-MM-ddTHH:mm} to {r.End:yyyy-MM-ddTHH:mm}").Single());
        else
            Assert.Contains(expected, result.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_is_kept_as_far_as_it_can_be_shown()
    {
        Answer([Make("long subject"), Fine()]);
        await bench.SyncAsync(request: null);
        Assert.Equal((1000, '\u2026'), (Odd_().Title!.Length, Odd_().Title![^1]));

        Answer([Make("control characters")]);
        await bench.SyncAsync(request: null);
        Assert.Equal(" [2J plan  B", Odd_().Title);

        Answer([Make("half a character")]);
        await bench.SyncAsync(request: null);
        Assert.Equal("half \uFFFD and whole \U0001F600 and \\ud83d", Odd_().Title);

        Reservation Odd_() => bench.Reservations.Single(r => r.EventId == "odd");
    }

    [Fact]
    public async Task What_was_stored_of_an_event_that_cannot_be_read_any_more_is_kept()
    {
        Answer([Single("odd", "2026-11-18T09:00", "2026-11-18T10:00"), Fine()]);
        await bench.SyncAsync(request: null);
        bench.Store.ForgetRounds();
        Answer([Make("wrong kinds of values"), Fine()]);

        var result = await bench.SyncAsync(request: null);

        Assert.Equal((true, 0, 0, 1), (result.Full, result.Removed, result.Updated, result.Refused));
        Assert.Equal(["odd", "fine"], bench.Reservations.Select(r => r.EventId));
    }

    [Fact]
    public async Task Masters_in_a_circle_and_masters_that_are_none_leave_their_occurrences()
    {
        bench.Next(Occurrence("a", "b", "2026-11-18T09:00", "2026-11-18T09:30"), Occurrence("b", "a", "2026-11-19T09:00", "2026-11-19T09:30"), Occurrence("c", "no such id", "2026-11-20T09:00", "2026-11-20T09:30"));
        bench.Graph.Refuse(bench.Room, HttpStatusCode.BadRequest, "ErrorInvalidIdMalformed");

        Assert.Equal((SyncOutcome.Synchronised, 3), ((await bench.SyncAsync(request: null)) is var result ? (result.Outcome, result.Added) : default));
    }

    [Fact]
    public async Task Many_events_with_one_iCalUId_are_kept_apart_by_when_they_are()
    {
        var same = Enumerable.Range(9, 5).Select(hour => Single("e" + hour, $"2026-11-18T{hour:00}:00", $"2026-11-18T{hour:00}:30", "Copy", ("iCalUId", "same"))).ToArray<object>();

        var result = await bench.SyncAsync(same);
        var again = await bench.SyncAsync(same);

        Assert.Equal((5, 0, 0), (result.Added, again.Added, again.Updated));
    }

    [Fact]
    public async Task A_master_that_is_looked_up_may_be_damaged_too()
    {
        bench.Next(Occurrence("m-1", "m", "2026-11-18T09:00", "2026-11-18T09:30"));
        var master = JsonSerializer.Serialize(Master("m", "2026-09-02T08:00", "2026-09-02T08:30", "half HALF")).Replace("HALF", "\\ud83d", StringComparison.Ordinal);
        for (var i = 0; i < 2; i++)
            bench.Graph.Answer(bench.Room, _ => Text(master));

        await bench.SyncAsync(request: null);

        Assert.Equal("half \uFFFD", Assert.Single(bench.Reservations).Title);
    }

    /// <summary>Lays a page down as often as it is asked for.</summary>
    void Answer(object[] events)
    {
        var text = JsonSerializer.Serialize(ScriptedGraph.Last(bench.Link(Guid.NewGuid().ToString("N")), events))
            .Replace("HALF", "\\ud83d", StringComparison.Ordinal);
        bench.Graph.Answer(bench.Room, _ => Text(text));
        // The engine looks twice where something is damaged.
        if (text.Contains("\\ud83d", StringComparison.Ordinal) || text.Contains(":42", StringComparison.Ordinal))
            bench.Graph.Answer(bench.Room, _ => Text(text));
    }

    static HttpResponseMessage Text(string json) => new(HttpStatusCode.OK) { Content = new StringContent(json, Encoding.UTF8, "application/json") };

    static Dictionary<string, object?> Fine() => Single("fine", "2026-11-19T09:00", "2026-11-19T10:00");

    static Dictionary<string, object?> Make(string name)
    {
        var odd = Single("odd", "2026-11-18T09:00", "2026-11-18T10:00");
        switch (name)
        {
            case "no end": odd.Remove("end"); break;
            case "ends before it starts": odd["end"] = At("2026-11-17T09:00:00"); break;
            case "thirty years": odd["end"] = At("2056-11-18T09:00:00"); break;
            case "for ever": odd["end"] = At("9999-12-31T23:59:59.9999999"); break;
            case "ten thousand attendees": odd["attendees"] = Enumerable.Range(0, 10_000).Select(i => new { type = "required", status = new { response = "none" }, emailAddress = new { name = "P" + i, address = $"p{i}@contoso.example" } }).ToArray(); break;
            case "a megabyte of body": odd["body"] = new { contentType = "html", content = new string('x', 1 << 20) }; break;
            case "broken html": odd["body"] = new { contentType = "html", content = "<html><body><table><<>&#0;&bogus;</p></html" }; break;
            case "no start": odd["start"] = null; break;
            case "unknown zone": odd["start"] = At("2026-11-18T09:00:00", "Middle-earth Standard Time"); break;
            case "a date that is none": odd["start"] = At("2026-02-30T09:00:00"); break;
            case "a time that is none": odd["start"] = At("tomorrow"); break;
            case "year one": odd["start"] = At("0001-01-01T00:00:00"); break;
            case "year one, all day": (odd["start"], odd["end"], odd["isAllDay"]) = (At("0001-01-01T00:00:00"), At("0001-01-02T00:00:00"), true); break;
            case "the last day there is, all day": (odd["start"], odd["end"], odd["isAllDay"]) = (At("9999-12-31T00:00:00"), At("9999-12-31T00:00:00"), true); break;
            case "an offset": (odd["start"], odd["end"]) = (At("2026-11-18T09:00:00+05:00"), At("2026-11-18T10:00:00+05:00")); break;
            case "long subject": odd["subject"] = new string('s', 1 << 20); break;
            case "control characters": odd["subject"] = "\u001b[2J\u0000plan\r\nB"; break;
            case "half a character": odd["subject"] = "half HALF and whole \U0001F600 and \\ud83d"; break;
            case "half a character in the preview": odd["bodyPreview"] = "See you HALF"; break;
            case "original start that is none": (odd["type"], odd["seriesMasterId"], odd["originalStart"]) = ("exception", "odd", "no such time"); break;
            case "no id": odd.Remove("id"); break;
            case "empty id": odd["id"] = ""; break;
            case "id with control characters": odd["id"] = "odd\u0000"; break;
            case "null everywhere": foreach (var property in odd.Keys.Where(key => key != "id")) odd[property] = null; break;
            case "wrong kinds of values": foreach (var property in odd.Keys.Where(key => key != "id")) odd[property] = property.Length % 2 == 0 ? 42 : new[] { "a" }; break;
            case "a type that nobody knows": odd["type"] = "quantum"; break;
            case "its own master": (odd["type"], odd["seriesMasterId"]) = ("occurrence", "odd"); break;
            case "an empty master": (odd["type"], odd["seriesMasterId"]) = ("occurrence", ""); break;
            case "no iCalUId": odd["iCalUId"] = null; break;
            default: throw new ArgumentException(name);
        }
        return odd;
    }

    static object At(string time, string zone = "UTC") => new { dateTime = time, timeZone = zone };

    public void Dispose() => bench.Dispose();
}
