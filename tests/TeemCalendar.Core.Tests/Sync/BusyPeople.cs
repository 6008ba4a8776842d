using System.Text.Json.Nodes;

namespace TeemCalendar.Core.Tests.Sync;

/// <summary>People who book the rooms of a sandbox tenant, change their minds, and leave meetings behind; the same every time for a seed.</summary>
internal sealed class BusyPeople(SandboxBench bench, int seed, string zone)
{
    readonly Random random = new(seed);
    readonly List<(string Owner, string Id, bool IsSeries, bool IsAllDay)> meetings = [];

    /// <summary>What was done so far.</summary>
    public HashSet<string> Acts { get; } = [];

    /// <summary>What was done last, for the message of a failure.</summary>
    public string Last { get; private set; } = "";

    public bool Chance(int percent) => random.Next(100) < percent;

    public async Task ActAsync()
    {
        Last = "nothing";
        var dice = random.Next(100);
        if (meetings.Count < 3 || dice < 25)
            await BookAsync(isSeries: Chance(45));
        else if (dice < 40)
            await MeetingAsync("move", meeting => PatchAsync(meeting.Owner, meeting.Id, Times(meeting.IsAllDay)), m => !m.IsSeries);
        else if (dice < 55)
            await MeetingAsync("rename", meeting => PatchAsync(meeting.Owner, meeting.Id, new() { ["subject"] = Word(), ["sensitivity"] = Chance(25) ? "private" : "normal" }));
        else if (dice < 75)
            await OccurrenceAsync("change an occurrence", (owner, id) => PatchAsync(owner, id, new() { ["subject"] = Word() }));
        else if (dice < 85)
            await OccurrenceAsync("take an occurrence out", (owner, id) => bench.SendAsync(HttpMethod.Delete, $"users/{owner}/events/{id}", null));
        else if (dice < 93)
            await MeetingAsync("cancel", meeting => EndAsync(meeting, HttpMethod.Post, "/cancel", new { comment = "Another time." }));
        else
            await MeetingAsync("delete", meeting => EndAsync(meeting, HttpMethod.Delete, "", null));
    }

    async Task BookAsync(bool isSeries)
    {
        var isAllDay = Chance(15);
        var owner = bench.People[random.Next(bench.People.Count)].Id;
        var room = bench.Mailbox(random.Next(bench.Rooms.Count));
        var body = Times(isAllDay);
        body["subject"] = Word();
        body["isAllDay"] = isAllDay;
        body["sensitivity"] = Chance(15) ? "confidential" : "normal";
        var attendees = new JsonArray(new JsonObject { ["type"] = "resource", ["emailAddress"] = new JsonObject { ["address"] = room } });
        // Somebody who would get whatever is told about the meeting.
        if (Chance(40))
            attendees.Add(new JsonObject { ["type"] = "required", ["emailAddress"] = new JsonObject { ["address"] = bench.People[random.Next(bench.People.Count)].Address } });
        body["attendees"] = attendees;
        if (isSeries)
            body["recurrence"] = new JsonObject
            {
                ["pattern"] = new JsonObject { ["type"] = "daily", ["interval"] = random.Next(1, 9) },
                ["range"] = new JsonObject { ["type"] = "numbered", ["startDate"] = body["start"]!["dateTime"]!.ToString()[..10], ["numberOfOccurrences"] = random.Next(2, 12) },
            };
        var made = await bench.SendAsync(HttpMethod.Post, $"users/{owner}/events", body);
        meetings.Add((owner, made["id"]!.ToString(), isSeries, isAllDay));
        Last = $"{(isSeries ? "book a series" : "book")} at {body["start"]!["dateTime"]} in {room}";
        Acts.Add(isSeries ? "book a series" : "book");
    }

    async Task MeetingAsync(string act, Func<(string Owner, string Id, bool IsSeries, bool IsAllDay), Task> work, Func<(string Owner, string Id, bool IsSeries, bool IsAllDay), bool>? which = null)
    {
        var choice = meetings.Where(which ?? (_ => true)).ToList();
        if (choice.Count == 0)
            return;
        var meeting = choice[random.Next(choice.Count)];
        // Somebody else may have taken it away.
        if (!await bench.ExistsAsync($"users/{meeting.Owner}/events/{meeting.Id}"))
        {
            meetings.Remove(meeting);
            return;
        }
        Last = $"{act} {meetings.IndexOf(meeting)}";
        await work(meeting);
        Acts.Add(act);
    }

    Task OccurrenceAsync(string act, Func<string, string, Task> work) => MeetingAsync(act, async meeting =>
    {
        var now = bench.Clock.GetUtcNow().UtcDateTime;
        var instances = (await bench.GetAsync($"users/{meeting.Owner}/events/{meeting.Id}/instances?startDateTime={now.AddDays(-30):s}Z&endDateTime={now.AddDays(170):s}Z&$top=100"))["value"]!.AsArray();
        if (instances.Count > 0)
            await work(meeting.Owner, instances[random.Next(instances.Count)]!["id"]!.ToString());
    }, m => m.IsSeries);

    async Task EndAsync((string Owner, string Id, bool IsSeries, bool IsAllDay) meeting, HttpMethod method, string action, object? body)
    {
        await bench.SendAsync(method, $"users/{meeting.Owner}/events/{meeting.Id}{action}", body);
        meetings.Remove(meeting);
    }

    Task<JsonObject> PatchAsync(string owner, string id, JsonObject body) => bench.SendAsync(HttpMethod.Patch, $"users/{owner}/events/{id}", body);

    /// <summary>Half an hour to three, or a day or two, within some days of the window's edges on either side.</summary>
    JsonObject Times(bool isAllDay)
    {
        var day = bench.Clock.GetUtcNow().UtcDateTime.Date.AddDays(random.Next(10) switch { 0 => random.Next(-9, -5), 1 => random.Next(175, 184), _ => random.Next(0, 60) });
        var (start, end) = isAllDay ? (day, day.AddDays(random.Next(1, 3))) : (day.AddMinutes(30 * random.Next(48)), default);
        if (!isAllDay)
            end = start.AddMinutes(30 * random.Next(1, 7));
        return new() { ["start"] = Time(start), ["end"] = Time(end) };
    }

    JsonObject Time(DateTime time) => new() { ["dateTime"] = $"{time:s}", ["timeZone"] = zone };

    string Word() => $"Meeting {random.Next(1000)}";
}
