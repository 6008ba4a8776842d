using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Calendars;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Tests.Graph;

namespace TeemCalendar.Sandbox.Tests.Calendars;

/// <summary>What a room does with requests, by each setting of its calendar processing. The clock stands at Monday 23 November 2026, 08:00 UTC.</summary>
public class RoomAttendantTests
{
    GraphWire graph = null!;
    Mailbox room = null!;

    async Task Open(Action<CalendarProcessing>? set = null)
    {
        graph = await GraphWire.Open(null, "Calendars.ReadWrite");
        room = graph.AddRoom("harbour");
        set?.Invoke(room.Processing);
    }

    /// <summary>Invites the room; gives what the organizer then sees as its answer.</summary>
    async Task<string?> Invite(string start, string end, int person = 0, string more = "", string zone = "UTC", bool allDay = false)
    {
        var organizer = graph.Person(person);
        var made = await graph.Post($"/users/{organizer.OwnerId}/events", $$"""
            {"subject":"Review","isAllDay":{{(allDay ? "true" : "false")}},"start":{"dateTime":"{{start}}","timeZone":"{{zone}}"},"end":{"dateTime":"{{end}}","timeZone":"{{zone}}"},
            "attendees":[{"emailAddress":{"address":"{{room.PrimarySmtpAddress}}"},"type":"resource"}]{{more}} }
            """);
        Assert.Equal(System.Net.HttpStatusCode.Created, made.Status);
        return (string?)(await graph.Get($"/users/{organizer.OwnerId}/events/{made.Id}")).Json["attendees"]![0]!["status"]!["response"];
    }

    async Task<JsonArray> Rows(string from = "2026-11-01", string to = "2028-02-01") =>
        (await graph.Get($"/users/{room.OwnerId}/calendarView?$top=500&$orderby=start/dateTime&startDateTime={from}T00:00:00Z&endDateTime={to}T00:00:00Z")).Rows;

    static string Series(string pattern, string range) => $$""","recurrence":{"pattern":{{pattern}},"range":{{range}} }""";

    static string Weekly(int count) => Series("""{"type":"weekly","interval":1,"daysOfWeek":["tuesday"]}""", $$"""{"type":"numbered","startDate":"2026-11-24","numberOfOccurrences":{{count}}}""");

    MeetingMessage Last => graph.Tenant.State.MeetingMessages[^1];

    [Theory]
    [InlineData("None", true, null, null)]
    [InlineData("AutoUpdate", true, "tentative", "none")]
    [InlineData("AutoUpdate", false, null, null)]
    [InlineData("AutoAccept", true, "busy", "accepted")]
    [InlineData("AutoAccept", false, "busy", "accepted")]
    public async Task How_far_it_processes_by_itself(string automate, bool addsNew, string? showAs, string? answer)
    {
        await Open(p => (p.AutomateProcessing, p.AddNewRequestsTentatively) = (automate, addsNew));
        Assert.Equal(answer ?? "none", await Invite("2026-11-24T09:00:00", "2026-11-24T10:00:00"));
        Assert.Equal(showAs, (string?)(await Rows()).SingleOrDefault()?["showAs"]);
        if (automate is "AutoUpdate" && addsNew) Assert.Equal("Review", (string?)(await Rows()).Single()!["subject"]); // the clean-up is the booking attendant's
        Assert.Equal(automate is "AutoAccept" ? 1 : 0, graph.Tenant.State.MeetingMessages.Count);
    }

    [Fact]
    public async Task A_room_that_processes_nothing_keeps_what_was_cancelled()
    {
        await Open();
        await Invite("2026-11-24T09:00:00", "2026-11-24T10:00:00");
        room.Processing.AutomateProcessing = "None";
        var made = (await graph.Get($"/users/{graph.Person().OwnerId}/events")).Rows.Single()!["id"];
        await graph.Delete($"/users/{graph.Person().OwnerId}/events/{made}");
        Assert.False((bool)(await Rows()).Single()!["isCancelled"]!);
    }

    [Fact]
    public async Task Requests_go_to_delegates_when_people_may_ask_and_not_book()
    {
        await Open(p => (p.AllBookInPolicy, p.AllRequestInPolicy) = (false, true));
        var (boss, other) = (graph.Person(2), graph.Person(1));
        room.Processing.ResourceDelegates = [boss.PrimarySmtpAddress];
        room.Processing.BookInPolicy = [other.PrimarySmtpAddress];
        Assert.Equal("none", await Invite("2026-11-24T09:00:00", "2026-11-24T10:00:00"));
        var held = (await Rows()).Single()!;
        Assert.Equal(("tentative", "notResponded"), ((string?)held["showAs"], (string?)held["responseStatus"]!["response"]));
        Assert.Equal(("request", boss.PrimarySmtpAddress), (Last.Kind, Last.To.Single()));
        Assert.Equal("accepted", await Invite("2026-11-25T09:00:00", "2026-11-25T10:00:00", person: 1)); // who may book need not ask

        // The delegate says yes in the room's calendar: now it is booked, and the organizer knows.
        await graph.Post($"/users/{room.OwnerId}/events/{held["id"]}/accept", "{}");
        Assert.Equal("busy", (string?)(await Rows())[0]!["showAs"]);
        var asked = (await graph.Get($"/users/{graph.Person().OwnerId}/events")).Rows.Single()!;
        Assert.Equal("accepted", (string?)asked["attendees"]![0]!["status"]!["response"]);

        room.Processing.TentativePendingApproval = false;
        room.Processing.ForwardRequestsToDelegates = false;
        await Invite("2026-11-26T09:00:00", "2026-11-26T10:00:00");
        Assert.Equal("free", (string?)(await Rows("2026-11-26"))[0]!["showAs"]);
        Assert.NotEqual("request", Last.Kind);
    }

    [Fact]
    public async Task Who_may_neither_book_nor_ask_is_declined_and_a_group_may_book()
    {
        await Open(p => p.AllBookInPolicy = false);
        Assert.Equal("declined", await Invite("2026-11-24T09:00:00", "2026-11-24T10:00:00"));
        graph.Tenant.State.OtherGroups.Add(new() { Guid = Guid.NewGuid(), Name = "Bookers", PrimarySmtpAddress = "bookers@contoso.example", Members = [graph.Person().OwnerId] });
        room.Processing.BookInPolicy = ["bookers@contoso.example"];
        Assert.Equal("accepted", await Invite("2026-11-24T09:00:00", "2026-11-24T10:00:00"));
    }

    [Fact]
    public async Task What_is_out_of_policy_is_declined_or_put_to_the_delegates()
    {
        await Open(p => (p.MaximumDurationInMinutes, p.RequestOutOfPolicy) = (60, []));
        Assert.Equal("declined", await Invite("2026-11-24T09:00:00", "2026-11-24T11:00:00"));
        room.Processing.RequestOutOfPolicy = [graph.Person().PrimarySmtpAddress];
        Assert.Equal("none", await Invite("2026-11-24T09:00:00", "2026-11-24T11:00:00"));
        Assert.Equal("tentative", (string?)(await Rows()).Single()!["showAs"]);
        room.Processing.MaximumDurationInMinutes = 0; // no limit
        (room.Processing.RequestOutOfPolicy, room.Processing.AllowConflicts) = ([], true);
        Assert.Equal("accepted", await Invite("2026-11-24T09:00:00", "2026-11-27T11:00:00"));
    }

    [Theory]
    [InlineData("2026-11-23T22:00:00", "accepted")]  // today
    [InlineData("2026-11-24T09:00:00", "accepted")]  // the last day of the window
    [InlineData("2026-11-25T00:30:00", "declined")]
    [InlineData("2026-11-22T09:00:00", "declined")]  // over
    public async Task The_booking_window_counts_days(string start, string answer)
    {
        await Open(p => p.BookingWindowInDays = 1);
        Assert.Equal(answer, await Invite(start, DateTime.Parse(start, null).AddMinutes(30).ToString("s")));
    }

    [Fact]
    public async Task The_booking_window_counts_the_days_of_the_room()
    {
        await Open(p => p.BookingWindowInDays = 0);
        room.TimeZone = "Tokyo Standard Time";
        Assert.Equal("accepted", await Invite("2026-11-23T14:00:00", "2026-11-23T14:30:00"));
        Assert.Equal("declined", await Invite("2026-11-23T15:30:00", "2026-11-23T16:00:00")); // past midnight in Tokyo
    }

    [Fact]
    public async Task A_series_beyond_the_window_is_declined_or_cut()
    {
        await Open(p => p.BookingWindowInDays = 20);
        Assert.Equal("declined", await Invite("2026-11-24T09:00:00", "2026-11-24T10:00:00", more: Weekly(10)));
        Assert.Contains("beyond", Last.Text, StringComparison.Ordinal);
        room.Processing.EnforceSchedulingHorizon = false;
        Assert.Equal("accepted", await Invite("2026-11-24T09:00:00", "2026-11-24T10:00:00", more: Weekly(10)));
        Assert.Equal(3, (await Rows()).Count); // 24 November, 1 and 8 December
        // Even one that never ends.
        Assert.Equal("accepted", await Invite("2026-11-24T11:00:00", "2026-11-24T12:00:00", more: Series("""{"type":"weekly","interval":1,"daysOfWeek":["tuesday"]}""", """{"type":"noEnd","startDate":"2026-11-24"}""")));
        Assert.Equal(6, (await Rows()).Count);
    }

    [Theory]
    [InlineData(0, 0, "declined")]
    [InlineData(40, 0, "declined")]  // both limits hold
    [InlineData(0, 5, "declined")]
    [InlineData(19, 5, "declined")]
    [InlineData(20, 1, "accepted")]
    [InlineData(40, 5, "accepted")]
    public async Task Conflicts_of_a_series_are_counted_and_measured(int percent, int instances, string answer)
    {
        await Open(p => (p.ConflictPercentageAllowed, p.MaximumConflictInstances) = (percent, instances));
        await Invite("2026-12-01T09:30:00", "2026-12-01T10:30:00", person: 1);
        Assert.Equal(answer, await Invite("2026-11-24T09:00:00", "2026-11-24T10:00:00", more: Weekly(5)));
        Assert.Equal(answer is "accepted" ? 5 : 1, (await Rows()).Count);
        if (answer is "declined")
        {
            Assert.Contains(graph.Person(1).DisplayName, Last.Text, StringComparison.Ordinal);
            return;
        }
        // The organizer is told of the one date that is declined, and sees it there.
        Assert.Equal("declined", Last.Response);
        var series = (await graph.Get($"/users/{graph.Person().OwnerId}/events")).Rows.Single()!["id"];
        var taken = (await graph.Get($"/users/{graph.Person().OwnerId}/events/{series}/instances?startDateTime=2026-12-01&endDateTime=2026-12-02")).Rows.Single()!;
        Assert.Equal("declined", (string?)taken["attendees"]![0]!["status"]!["response"]);
    }

    [Fact]
    public async Task Conflicts_are_allowed_when_the_room_says_so()
    {
        await Open(p => p.AllowConflicts = true);
        await Invite("2026-11-24T09:00:00", "2026-11-24T10:00:00", person: 1);
        Assert.Equal("accepted", await Invite("2026-11-24T09:00:00", "2026-11-24T10:00:00"));
        Assert.Equal("accepted", await Invite("2026-11-24T09:00:00", "2026-11-24T10:00:00", person: 2, more: Weekly(5)));
    }

    [Fact]
    public async Task Recurring_meetings_can_be_forbidden()
    {
        await Open(p => p.AllowRecurringMeetings = false);
        Assert.Equal("declined", await Invite("2026-11-24T09:00:00", "2026-11-24T10:00:00", more: Weekly(2)));
        Assert.Equal("accepted", await Invite("2026-11-24T09:00:00", "2026-11-24T10:00:00"));
    }

    [Fact]
    public async Task Working_hours_are_the_rooms_own()
    {
        await Open(p => p.ScheduleOnlyDuringWorkHours = true);
        room.TimeZone = "Pacific Standard Time";
        Assert.Equal("declined", await Invite("2026-11-24T09:00:00", "2026-11-24T10:00:00"));
        Assert.Equal("accepted", await Invite("2026-11-24T09:00:00", "2026-11-24T10:00:00", zone: "Pacific Standard Time"));
        Assert.Equal("declined", await Invite("2026-11-28T09:00:00", "2026-11-28T10:00:00", zone: "Pacific Standard Time")); // a Saturday
        room.WorkingHours = new() { Days = [DayOfWeek.Saturday], Start = TimeSpan.FromHours(6), End = TimeSpan.FromHours(10) };
        Assert.Equal("accepted", await Invite("2026-11-28T09:00:00", "2026-11-28T10:00:00", zone: "Pacific Standard Time"));
    }

    [Fact]
    public async Task A_reserved_room_is_for_nobody()
    {
        await Open(p => p.BookingType = "Reserved");
        Assert.Equal("declined", await Invite("2026-11-24T09:00:00", "2026-11-24T10:00:00"));
    }

    [Fact]
    public async Task Its_answers_hold_what_its_settings_say()
    {
        await Open(p => (p.AddAdditionalResponse, p.AdditionalResponse) = (true, "Bring your own cup."));
        await Invite("2026-11-24T09:00:00", "2026-11-24T10:00:00", person: 1);
        Assert.Equal(("accepted", "Accepted: Review", "Bring your own cup."), (Last.Response, Last.Subject, Last.Text));
        await Invite("2026-11-24T09:00:00", "2026-11-24T10:00:00");
        Assert.Contains($"Booked by {graph.Person(1).DisplayName}.", Last.Text, StringComparison.Ordinal);
        Assert.Equal(graph.Person().PrimarySmtpAddress, Last.To.Single());
        (room.Processing.OrganizerInfo, room.Processing.EnableResponseDetails, room.Processing.AddAdditionalResponse) = (false, false, false);
        await Invite("2026-11-24T09:00:00", "2026-11-24T10:00:00");
        Assert.Equal(("declined", ""), (Last.Response, Last.Text));
    }

    [Fact]
    public async Task A_cancelled_meeting_stays_or_goes()
    {
        await Open(p => p.RemoveCanceledMeetings = true);
        await Invite("2026-11-24T09:00:00", "2026-11-24T10:00:00");
        var made = (await graph.Get($"/users/{graph.Person().OwnerId}/events")).Rows.Single()!["id"];
        await graph.Post($"/users/{graph.Person().OwnerId}/events/{made}/cancel", "{}");
        Assert.Empty(await Rows());
    }

    [Fact]
    public async Task Somebody_from_outside_is_heard_only_when_the_room_listens()
    {
        await Open();
        var (start, who) = (new DateTime(2026, 11, 24, 9, 0, 0, DateTimeKind.Utc), ("Fabrikam", "sales@fabrikam.example"));
        Assert.Null(graph.Tenant.InviteFromOutside(room.PrimarySmtpAddress, who, "Pitch", start, TimeSpan.FromHours(1)));
        Assert.Empty(await Rows());
        room.Processing.ProcessExternalMeetingMessages = true;
        Assert.Equal("accepted", graph.Tenant.InviteFromOutside(room.PrimarySmtpAddress, who, "Pitch", start, TimeSpan.FromHours(1)));
        Assert.Equal("Fabrikam ", (string?)(await Rows()).Single()!["subject"]);
        Assert.Equal("declined", graph.Tenant.InviteFromOutside(room.PrimarySmtpAddress, who, "Pitch", start, TimeSpan.FromHours(1)));
        Assert.Equal("declined", await Invite("2026-11-24T09:00:00", "2026-11-24T10:00:00"));
    }

    [Fact]
    public async Task One_occurrence_that_moves_is_judged_by_itself()
    {
        await Open();
        var person = graph.Person();
        await Invite("2026-12-02T09:00:00", "2026-12-02T10:00:00", person: 1);
        await Invite("2026-11-24T09:00:00", "2026-11-24T10:00:00", more: Weekly(3));
        var series = (await graph.Get($"/users/{person.OwnerId}/events")).Rows.Single()!["id"];
        var instances = (await graph.Get($"/users/{person.OwnerId}/events/{series}/instances?startDateTime=2026-11-01&endDateTime=2027-02-01")).Rows;
        // Onto the other meeting: the room declines this one and keeps the rest.
        await graph.Patch($"/users/{person.OwnerId}/events/{instances[1]!["id"]}", """{"start":{"dateTime":"2026-12-02T09:30:00","timeZone":"UTC"},"end":{"dateTime":"2026-12-02T10:30:00","timeZone":"UTC"}}""");
        Assert.Equal(3, (await Rows()).Count); // the other meeting, the first and the last
        Assert.Equal("declined", (string?)(await graph.Get($"/users/{person.OwnerId}/events/{instances[1]!["id"]}")).Json["attendees"]![0]!["status"]!["response"]);
        // Too long for the room.
        await graph.Patch($"/users/{person.OwnerId}/events/{instances[2]!["id"]}", """{"end":{"dateTime":"2026-12-10T10:00:00","timeZone":"UTC"}}""");
        Assert.Equal(2, (await Rows()).Count);
    }

    [Fact]
    public async Task A_room_can_be_invited_to_one_date_of_a_series()
    {
        await Open();
        var person = graph.Person();
        var made = await graph.Post($"/users/{person.OwnerId}/events", $$"""
            {"subject":"Review","start":{"dateTime":"2026-11-24T09:00:00","timeZone":"UTC"},"end":{"dateTime":"2026-11-24T10:00:00","timeZone":"UTC"}{{Weekly(3)}} }
            """);
        var dates = (await graph.Get($"/users/{person.OwnerId}/events/{made.Id}/instances?startDateTime=2026-11-01&endDateTime=2027-02-01")).Rows;
        var second = $"/users/{person.OwnerId}/events/{dates[1]!["id"]}";
        await graph.Patch(second, $$"""{"attendees":[{"emailAddress":{"address":"{{room.PrimarySmtpAddress}}"},"type":"resource"}]}""");
        var copy = (await Rows()).Single()!;
        Assert.Equal(("singleInstance", "2026-12-01T09:00:00.0000000", (string?)dates[1]!["iCalUId"]), ((string?)copy["type"], (string?)copy["start"]!["dateTime"], (string?)copy["iCalUId"]));
        Assert.Equal("accepted", (string?)(await graph.Get(second)).Json["attendees"]![0]!["status"]!["response"]);
        Assert.Empty((await graph.Get($"/users/{person.OwnerId}/events/{made.Id}")).Json["attendees"]!.AsArray());
        // It follows what happens to that date.
        await graph.Patch(second, """{"end":{"dateTime":"2026-12-01T09:30:00","timeZone":"UTC"}}""");
        Assert.Equal("2026-12-01T09:30:00.0000000", (string?)(await Rows()).Single()!["end"]!["dateTime"]);
        await graph.Patch(second, """{"attendees":[]}""");
        Assert.True((bool)(await Rows()).Single()!["isCancelled"]!);
    }

    [Fact]
    public async Task Who_was_invited_to_one_date_hears_that_the_series_is_off_and_can_answer_for_that_date()
    {
        await Open(p => p.RemoveCanceledMeetings = true);
        var (person, guest) = (graph.Person(), graph.Person(1));
        var made = await graph.Post($"/users/{person.OwnerId}/events", $$"""
            {"subject":"Review","start":{"dateTime":"2026-11-24T09:00:00","timeZone":"UTC"},"end":{"dateTime":"2026-11-24T10:00:00","timeZone":"UTC"}{{Weekly(3)}} }
            """);
        var dates = (await graph.Get($"/users/{person.OwnerId}/events/{made.Id}/instances?startDateTime=2026-11-01&endDateTime=2027-02-01")).Rows;
        await graph.Patch($"/users/{person.OwnerId}/events/{dates[1]!["id"]}",
            $$"""{"attendees":[{"emailAddress":{"address":"{{room.PrimarySmtpAddress}}"},"type":"resource"},{"emailAddress":{"address":"{{guest.PrimarySmtpAddress}}"} }]}""");
        var own = (await graph.Get($"/users/{guest.OwnerId}/events")).Rows.Single()!;
        await graph.Post($"/users/{guest.OwnerId}/events/{own["id"]}/accept", "{}");
        Assert.Equal(["accepted", "accepted"], (await graph.Get($"/users/{person.OwnerId}/events/{dates[1]!["id"]}")).Json["attendees"]!.AsArray().Select(a => (string?)a!["status"]!["response"]));
        await graph.Delete($"/users/{person.OwnerId}/events/{made.Id}");
        Assert.Empty(await Rows());
        Assert.True((bool)(await graph.Get($"/users/{guest.OwnerId}/events")).Rows.Single()!["isCancelled"]!);
    }

    [Theory]
    [InlineData("2026-03-29T02:30:00", "W. Europe Standard Time", "2026-03-29T01:30:00")]   // skipped: an hour on
    [InlineData("2026-10-04T02:15:00", "Lord Howe Standard Time", "2026-10-03T15:45:00")]   // skipped: half an hour on
    [InlineData("2026-10-25T02:30:00", "W. Europe Standard Time", "2026-10-25T01:30:00")]   // twice: the second one
    [InlineData("2026-11-01T01:30:00", "America/New_York", "2026-11-01T06:30:00")]
    public void A_clock_that_changes_moves_what_it_skips(string wall, string zone, string utc) =>
        Assert.Equal(DateTime.Parse(utc, null), Zones.ToUtc(DateTime.Parse(wall, null), zone));
}
