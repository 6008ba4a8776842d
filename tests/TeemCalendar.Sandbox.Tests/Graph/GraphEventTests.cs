using System.Net;
using System.Text.Json.Nodes;

namespace TeemCalendar.Sandbox.Tests.Graph;

public class GraphEventTests
{
    const string Immutable = "IdType=\"ImmutableId\"";

    static Task<GraphWire> Open() => GraphWire.Open(null, "Calendars.ReadWrite", "Mail.Send", "MailboxSettings.Read");

    static string Event(string start, string end, string more = "", string zone = "UTC") =>
        $$"""{"subject":"Review","start":{"dateTime":"{{start}}","timeZone":"{{zone}}"},"end":{"dateTime":"{{end}}","timeZone":"{{zone}}"}{{(more.Length > 0 ? "," + more : "")}}}""";

    static string Invite(State.Mailbox room, string more = "") => $$"""
        "attendees":[{"emailAddress":{"address":"{{room.PrimarySmtpAddress}}"},"type":"resource"}]{{(more.Length > 0 ? "," + more : "")}}
        """;

    static string View(State.Mailbox mailbox, string from = "2026-11-01", string to = "2027-02-01") => $"/users/{mailbox.OwnerId}/calendarView?startDateTime={from}T00:00:00Z&endDateTime={to}T00:00:00Z";

    [Fact]
    public async Task A_room_accepts_and_clears_what_its_processing_says()
    {
        var graph = await Open();
        var room = graph.AddRoom("harbour");
        var person = graph.Person();
        var made = await graph.Post($"/users/{person.OwnerId}/events", Event("2026-11-24T09:00:00", "2026-11-24T10:00:00", Invite(room, """ "sensitivity":"private","body":{"contentType":"text","content":"secret agenda"} """)));
        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.Equal("none", (string?)made.Json["attendees"]![0]!["status"]!["response"]); // the room has not answered yet
        var copy = (await graph.Get(View(room))).Rows.Single()!;
        Assert.Equal(person.DisplayName + " ", (string?)copy["subject"]);
        Assert.Equal("normal", (string?)copy["sensitivity"]);
        Assert.Equal("", (string?)copy["body"]!["content"]);
        Assert.Equal((string?)made.Json["iCalUId"], (string?)copy["iCalUId"]);
        Assert.NotEqual(made.Id, (string?)copy["id"]);
        Assert.False((bool)copy["isOrganizer"]!);
        Assert.Equal("accepted", (string?)copy["responseStatus"]!["response"]);
        var organizer = await graph.Get($"/users/{person.OwnerId}/events/{made.Id}");
        Assert.Equal("accepted", (string?)organizer.Json["attendees"]![0]!["status"]!["response"]);

        // A second meeting at that time is declined and leaves nothing in the room.
        var second = await graph.Post($"/users/{graph.Person(1).OwnerId}/events", Event("2026-11-24T09:30:00", "2026-11-24T11:00:00", Invite(room)));
        Assert.Single((await graph.Get(View(room))).Rows);
        Assert.Equal("declined", (string?)(await graph.Get($"/users/{graph.Person(1).OwnerId}/events/{second.Id}")).Json["attendees"]![0]!["status"]!["response"]);

        // Deleted settings act on new requests only.
        (room.Processing.DeleteSubject, room.Processing.AddOrganizerToSubject, room.Processing.DeleteComments, room.Processing.RemovePrivateProperty) = (false, false, false, false);
        await graph.Post($"/users/{person.OwnerId}/events", Event("2026-11-25T09:00:00", "2026-11-25T10:00:00", Invite(room, """ "sensitivity":"private" """)));
        var rows = (await graph.Get(View(room) + "&$orderby=start/dateTime")).Rows;
        Assert.Equal([person.DisplayName + " ", "Review"], rows.Select(r => (string?)r!["subject"]));
        Assert.Equal("private", (string?)rows[1]!["sensitivity"]);
    }

    [Fact]
    public async Task What_the_organizer_does_reaches_the_room_and_what_the_room_does_stays_there()
    {
        var graph = await Open();
        var room = graph.AddRoom("harbour");
        var person = graph.Person();
        var made = await graph.Post($"/users/{person.OwnerId}/events", Event("2026-11-24T09:00:00", "2026-11-24T10:00:00", Invite(room)));
        var copy = (string)(await graph.Get(View(room))).Rows.Single()!["id"]!;

        await graph.Patch($"/users/{room.OwnerId}/events/{copy}", """{"end":{"dateTime":"2026-11-24T09:15:00","timeZone":"UTC"}}""");
        Assert.Equal("2026-11-24T10:00:00.0000000", (string?)(await graph.Get($"/users/{person.OwnerId}/events/{made.Id}")).Json["end"]!["dateTime"]);

        await graph.Patch($"/users/{person.OwnerId}/events/{made.Id}", """{"end":{"dateTime":"2026-11-24T09:20:00","timeZone":"UTC"}}""");
        Assert.Equal("2026-11-24T09:20:00.0000000", (string?)(await graph.Get($"/users/{room.OwnerId}/events/{copy}")).Json["end"]!["dateTime"]);

        Assert.Equal("Your request can't be completed. You need to be an organizer to cancel a meeting.", (await graph.Post($"/users/{room.OwnerId}/events/{copy}/cancel", "{}")).Message);
        Assert.Equal("You can't respond to this meeting because you're the meeting organizer.", (await graph.Post($"/users/{person.OwnerId}/events/{made.Id}/accept", "{}")).Message);
        Assert.Equal(HttpStatusCode.Accepted, (await graph.Post($"/users/{person.OwnerId}/events/{made.Id}/cancel", """{"comment":"over"}""")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await graph.Get($"/users/{person.OwnerId}/events/{made.Id}")).Status);
        Assert.True((bool)(await graph.Get($"/users/{room.OwnerId}/events/{copy}")).Json["isCancelled"]!); // RemoveCanceledMeetings is off by default
    }

    [Fact]
    public async Task A_room_that_declines_frees_itself_and_leaves_the_meeting()
    {
        var graph = await Open();
        var room = graph.AddRoom("harbour");
        var person = graph.Person();
        var made = await graph.Post($"/users/{person.OwnerId}/events", Event("2026-11-24T09:00:00", "2026-11-24T10:00:00", Invite(room)));
        var copy = (string)(await graph.Get(View(room))).Rows.Single()!["id"]!;
        Assert.Equal(HttpStatusCode.BadRequest, (await graph.Post($"/users/{room.OwnerId}/events/{copy}/decline",
            """{"sendResponse":false,"proposedNewTime":{"start":{"dateTime":"2026-11-24T09:00:00","timeZone":"UTC"},"end":{"dateTime":"2026-11-24T10:00:00","timeZone":"UTC"}}}""")).Status);
        Assert.Equal(HttpStatusCode.Accepted, (await graph.Post($"/users/{room.OwnerId}/events/{copy}/decline", """{"sendResponse":true}""")).Status);
        Assert.Empty((await graph.Get(View(room))).Rows);
        Assert.Equal(1, graph.Tenant.State.Calendars[room.OwnerId].Deleted); // in Deleted Items
        Assert.Equal("declined", (string?)(await graph.Get($"/users/{person.OwnerId}/events/{made.Id}")).Json["attendees"]![0]!["status"]!["response"]);
    }

    [Fact]
    public async Task An_attendee_proposes_another_time_and_the_organizer_sees_it()
    {
        var graph = await Open();
        var (person, guest) = (graph.Person(), graph.Person(1));
        var made = await graph.Post($"/users/{person.OwnerId}/events", Event("2026-11-24T09:00:00", "2026-11-24T10:00:00", Invite(guest)));
        var own = (string)(await graph.Get(View(guest))).Rows.Single()!["id"]!;
        Assert.Equal(HttpStatusCode.Accepted, (await graph.Post($"/users/{guest.OwnerId}/events/{own}/tentativelyAccept", """
            {"sendResponse":true,"proposedNewTime":{"start":{"dateTime":"2026-11-24T11:00:00","timeZone":"Romance Standard Time"},"end":{"dateTime":"2026-11-24T12:00:00","timeZone":"Romance Standard Time"}}}
            """)).Status);
        var attendee = (await graph.Get($"/users/{person.OwnerId}/events/{made.Id}")).Json["attendees"]![0]!;
        Assert.Equal(("tentativelyAccepted", "2026-11-24T10:00:00.0000000"), ((string?)attendee["status"]!["response"], (string?)attendee["proposedNewTime"]!["start"]!["dateTime"]));
        Assert.Equal("ErrorPropertyValidationFailure", (await graph.Post($"/users/{guest.OwnerId}/events/{own}/tentativelyAccept", """
            {"proposedNewTime":{"start":{"dateTime":"2026-11-24T11:00:00","timeZone":"UTC"},"end":{"dateTime":"2026-11-24T10:00:00","timeZone":"UTC"}}}
            """)).Code);
        Assert.Equal(HttpStatusCode.NoContent, (await graph.Send("POST", $"/users/{person.OwnerId}/events/{made.Id}/permanentDelete", null)).Status);
        Assert.True((bool)(await graph.Get($"/users/{guest.OwnerId}/events/{own}")).Json["isCancelled"]!);
    }

    [Fact]
    public async Task A_series_has_occurrences_exceptions_and_cancelled_dates()
    {
        var graph = await Open();
        var room = graph.AddRoom("harbour");
        (room.Processing.DeleteSubject, room.Processing.AddOrganizerToSubject) = (false, false);
        var person = graph.Person();
        const string weekly = """ "recurrence":{"pattern":{"type":"weekly","interval":1,"daysOfWeek":["tuesday"]},"range":{"type":"numbered","startDate":"2026-11-24","numberOfOccurrences":5}} """;
        var made = await graph.Post($"/users/{person.OwnerId}/events", Event("2026-11-24T09:00:00", "2026-11-24T10:00:00", Invite(room, weekly), "Romance Standard Time"));
        Assert.Equal("seriesMaster", (string?)made.Json["type"]);
        var rows = (await graph.Get(View(room) + "&$top=50")).Rows;
        Assert.Equal(5, rows.Count);
        Assert.Equal(5, rows.Select(r => (string?)r!["iCalUId"]).Distinct().Count());
        Assert.All(rows, r => Assert.Equal("08:00:00.0000000", ((string)r!["start"]!["dateTime"]!)[11..]));

        var own = (await graph.Get($"/users/{person.OwnerId}/events/{made.Id}/instances?startDateTime=2026-11-01&endDateTime=2027-02-01")).Rows;
        string Id(int n) => (string)own[n]!["id"]!;
        Assert.Equal(HttpStatusCode.OK, (await graph.Patch($"/users/{person.OwnerId}/events/{Id(1)}", """{"subject":"Moved","start":{"dateTime":"2026-12-02T09:00:00","timeZone":"UTC"},"end":{"dateTime":"2026-12-02T10:00:00","timeZone":"UTC"}}""")).Status);
        Assert.Equal("ErrorOccurrenceCrossingBoundary", (await graph.Patch($"/users/{person.OwnerId}/events/{Id(1)}", """{"start":{"dateTime":"2026-12-09T09:00:00","timeZone":"UTC"},"end":{"dateTime":"2026-12-09T10:00:00","timeZone":"UTC"}}""")).Code);
        Assert.Equal(HttpStatusCode.NoContent, (await graph.Delete($"/users/{person.OwnerId}/events/{Id(2)}")).Status);

        var room2 = (await graph.Get(View(room) + "&$top=50&$orderby=start/dateTime")).Rows;
        Assert.Equal(5, room2.Count);
        var exceptions = room2.Where(r => (string?)r!["type"] == "exception").ToList();
        Assert.Equal(["Moved", "Canceled: Review"], exceptions.Select(r => (string?)r!["subject"]));
        Assert.Equal("2026-12-01T08:00:00Z", (string?)exceptions[0]!["originalStart"]);
        var master = (await graph.Get($"/users/{person.OwnerId}/events/{made.Id}?$select=subject,cancelledOccurrences&$expand=exceptionOccurrences")).Json;
        Assert.Equal($"OID.{made.Id}.2026-12-08", (string?)master["cancelledOccurrences"]!.AsArray().Single());
        Assert.Equal("Moved", (string?)master["exceptionOccurrences"]!.AsArray().Single()!["subject"]);
        Assert.Null((await graph.Get($"/users/{person.OwnerId}/events/{made.Id}")).Json["cancelledOccurrences"]);
    }

    [Fact]
    public async Task A_series_is_declined_when_one_date_is_taken_unless_some_conflicts_are_allowed()
    {
        var graph = await Open();
        var room = graph.AddRoom("harbour");
        var person = graph.Person();
        const string weekly = """ "recurrence":{"pattern":{"type":"weekly","interval":1,"daysOfWeek":["tuesday"]},"range":{"type":"numbered","startDate":"2026-11-24","numberOfOccurrences":5}} """;
        await graph.Post($"/users/{person.OwnerId}/events", Event("2026-12-01T09:30:00", "2026-12-01T10:30:00", Invite(room)));
        await graph.Post($"/users/{person.OwnerId}/events", Event("2026-11-24T09:00:00", "2026-11-24T10:00:00", Invite(room, weekly)));
        Assert.Single((await graph.Get(View(room) + "&$top=50")).Rows);
        (room.Processing.ConflictPercentageAllowed, room.Processing.MaximumConflictInstances) = (30, 3);
        await graph.Post($"/users/{person.OwnerId}/events", Event("2026-11-24T09:00:00", "2026-11-24T10:00:00", Invite(room, weekly)));
        Assert.Equal(5, (await graph.Get(View(room) + "&$top=50")).Rows.Count);
    }

    [Fact]
    public async Task All_day_events_float()
    {
        var graph = await Open();
        var room = graph.AddRoom("harbour");
        Assert.Equal("ErrorPropertyValidationFailure", (await graph.Post($"/users/{room.OwnerId}/events", Event("2026-12-03T09:00:00", "2026-12-04T00:00:00", "\"isAllDay\":true"))).Code);
        await graph.Post($"/users/{room.OwnerId}/events", Event("2026-12-03T00:00:00", "2026-12-04T00:00:00", "\"isAllDay\":true", "Tokyo Standard Time"));
        foreach (var zone in new[] { "Tokyo Standard Time", "Pacific Standard Time", "Europe/Berlin" })
        {
            var row = (await graph.Get(View(room), ("Prefer", $"outlook.timezone=\"{zone}\""))).Rows.Single()!;
            Assert.Equal(("2026-12-03T00:00:00.0000000", zone), ((string?)row["start"]!["dateTime"], (string?)row["start"]!["timeZone"]));
        }
        // A Tokyo window for the 4th also has the event of the 3rd.
        Assert.Single((await graph.Get($"/users/{room.OwnerId}/calendarView?startDateTime=2026-12-04T00:00:00%2B09:00&endDateTime=2026-12-05T00:00:00%2B09:00")).Rows);
    }

    [Fact]
    public async Task Zones_are_kept_and_shown_as_preferred()
    {
        var graph = await Open();
        var room = graph.AddRoom("harbour");
        var made = await graph.Post($"/users/{room.OwnerId}/events", Event("2026-12-03T09:00:00", "2026-12-03T10:00:00", zone: "America/Los_Angeles"), ("Prefer", "outlook.timezone=\"Tokyo Standard Time\""));
        Assert.Equal("2026-12-04T02:00:00.0000000", (string?)made.Json["start"]!["dateTime"]);
        Assert.Equal("Pacific Standard Time", (string?)made.Json["originalStartTimeZone"]);
        Assert.Contains("outlook.timezone=\"Tokyo Standard Time\"", made.Headers.GetValues("Preference-Applied"));
        Assert.Equal("TimeZoneNotSupportedException", (await graph.Get(View(room), ("Prefer", "outlook.timezone=\"Atlantis\""))).Code);
        Assert.Equal("TimeZoneNotSupportedException", (await graph.Post($"/users/{room.OwnerId}/events", Event("2026-12-03T09:00:00", "2026-12-03T10:00:00", zone: "Atlantis"))).Code);
    }

    [Fact]
    public async Task A_transaction_id_makes_one_event_and_an_old_etag_changes_none()
    {
        var graph = await Open();
        var room = graph.AddRoom("harbour");
        var body = Event("2026-12-03T09:00:00", "2026-12-03T10:00:00", "\"transactionId\":\"t-1\"");
        var first = await graph.Post($"/users/{room.OwnerId}/events", body);
        var second = await graph.Post($"/users/{room.OwnerId}/events", body);
        Assert.Equal(HttpStatusCode.Created, first.Status);
        Assert.Equal(first.Id, second.Id);
        Assert.Single((await graph.Get($"/users/{room.OwnerId}/events")).Rows);

        var etag = (string)first.Json["@odata.etag"]!;
        Assert.Equal(HttpStatusCode.OK, (await graph.Patch($"/users/{room.OwnerId}/events/{first.Id}", """{"subject":"a"}""", ("If-Match", etag))).Status);
        Assert.Equal((HttpStatusCode.PreconditionFailed, "ErrorIrresolvableConflict"), GraphDirectoryTests.Outcome(await graph.Patch($"/users/{room.OwnerId}/events/{first.Id}", """{"subject":"b"}""", ("If-Match", etag))));
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await graph.Delete($"/users/{room.OwnerId}/events/{first.Id}", ("If-Match", etag))).Status);
        Assert.Equal("a", (string?)(await graph.Get($"/users/{room.OwnerId}/events/{first.Id}")).Json["subject"]);
        Assert.Equal(HttpStatusCode.NoContent, (await graph.Delete($"/users/{room.OwnerId}/events/{first.Id}", ("If-Match", "*"))).Status);
        Assert.Equal((HttpStatusCode.NotFound, "ErrorItemNotFound"), GraphDirectoryTests.Outcome(await graph.Delete($"/users/{room.OwnerId}/events/{first.Id}")));
    }

    [Fact]
    public async Task Immutable_ids_are_others_for_the_same_event()
    {
        var graph = await Open();
        var room = graph.AddRoom("harbour");
        var made = await graph.Post($"/users/{room.OwnerId}/events", Event("2026-12-03T09:00:00", "2026-12-03T10:00:00"));
        var same = await graph.Get($"/users/{room.OwnerId}/events/{made.Id}", ("Prefer", Immutable));
        Assert.NotEqual(made.Id, same.Id);
        Assert.Equal(HttpStatusCode.OK, (await graph.Get($"/users/{room.OwnerId}/events/{same.Id}")).Status);
        Assert.Equal((HttpStatusCode.NotFound, "ErrorItemNotFound"), GraphDirectoryTests.Outcome(await graph.Get($"/users/{graph.Person().OwnerId}/events/{made.Id}")));
        Assert.Equal((HttpStatusCode.BadRequest, "ErrorInvalidIdMalformed"), GraphDirectoryTests.Outcome(await graph.Get($"/users/{room.OwnerId}/events/nonsense")));
    }

    [Theory]
    [InlineData("startDateTime=2026-12-01T00:00:00Z", "ErrorInvalidParameter")]
    [InlineData("startDateTime=2026-12-01T00:00:00Z&endDateTime=soon", "ErrorInvalidParameter")]
    [InlineData("startDateTime=2026-12-01T00:00:00Z&endDateTime=2031-12-01T00:00:00Z", "ErrorInvalidRequest")]
    [InlineData("startDateTime=2026-12-01T00:00:00Z&endDateTime=2026-11-01T00:00:00Z", "ErrorInvalidRequest")]
    [InlineData("startDateTime=2026-12-01T00:00:00Z&endDateTime=2026-12-02T00:00:00Z&$search=\"board\"", "ErrorInvalidUrlQuery")]
    public async Task A_wrong_window_is_refused(string query, string code)
    {
        var graph = await Open();
        Assert.Equal((HttpStatusCode.BadRequest, code), GraphDirectoryTests.Outcome(await graph.Get($"/users/{graph.Person().OwnerId}/calendarView?{query}")));
    }

    [Theory]
    [InlineData("""{"subject":"x"}""", "ErrorPropertyValidationFailure")]
    [InlineData("""{"title":"x"}""", "RequestBodyRead")]
    [InlineData("""{"showAs":"asleep"}""", "RequestBodyRead")]
    [InlineData("""{"start":{"dateTime":"2026-12-03T09:00:00","timeZone":"UTC"},"end":{"dateTime":"2026-12-03T08:00:00","timeZone":"UTC"}}""", "ErrorCalendarEndDateIsEarlierThanStartDate")]
    [InlineData("""{"start":{"dateTime":"2026-12-03T09:00:00","timeZone":"UTC"},"end":{"dateTime":"2026-12-03T10:00:00","timeZone":"UTC"},"attendees":[{"emailAddress":{"address":"nobody"}}]}""", "ErrorInvalidRecipients")]
    [InlineData("""{"start":{"dateTime":"2026-12-03T09:00:00","timeZone":"UTC"},"end":{"dateTime":"2026-12-03T10:00:00","timeZone":"UTC"},"recurrence":{"pattern":{"type":"weekly","interval":1},"range":{"type":"noEnd","startDate":"2026-12-03"}}}""", "ErrorPropertyValidationFailure")]
    public async Task A_wrong_event_is_refused_and_leaves_nothing(string body, string code)
    {
        var graph = await Open();
        var room = graph.AddRoom("harbour");
        Assert.Equal((HttpStatusCode.BadRequest, code), GraphDirectoryTests.Outcome(await graph.Post($"/users/{room.OwnerId}/events", body)));
        Assert.Empty((await graph.Get($"/users/{room.OwnerId}/events")).Rows);
    }

    [Fact]
    public async Task An_answer_that_cannot_be_written_leaves_no_event_behind()
    {
        var graph = await Open();
        var room = graph.AddRoom("harbour");
        var body = Event("2026-12-03T09:00:00", "2026-12-03T10:00:00");
        Assert.Equal("TimeZoneNotSupportedException", (await graph.Post($"/users/{room.OwnerId}/events", body, ("Prefer", "outlook.timezone=\"Atlantis\""))).Code);
        Assert.Equal("BadRequest", (await graph.Post($"/users/{room.OwnerId}/events?$select=nonsense", body)).Code);
        Assert.Empty((await graph.Get($"/users/{room.OwnerId}/events")).Rows);
    }

    [Fact]
    public async Task What_only_the_organizer_keeps_is_not_sent()
    {
        var graph = await Open();
        var room = graph.AddRoom("harbour");
        var made = await graph.Post($"/users/{graph.Person().OwnerId}/events", Event("2026-11-24T09:00:00", "2026-11-24T10:00:00", Invite(room)));
        var before = (string?)(await graph.Get(View(room))).Rows.Single()!["changeKey"];
        await graph.Patch($"/users/{graph.Person().OwnerId}/events/{made.Id}", """{"categories":["Red"],"isReminderOn":false}""");
        Assert.Equal(before, (string?)(await graph.Get(View(room))).Rows.Single()!["changeKey"]);
    }

    [Fact]
    public async Task A_scoped_role_reads_rooms_and_nobody_else()
    {
        var graph = await GraphWire.Open();
        var room = graph.AddRoom("harbour");
        var principal = graph.Tenant.State.FindServicePrincipal(graph.Tenant.State.AdminAppId)!;
        graph.Tenant.State.Scopes.Add(new() { Guid = Guid.NewGuid(), Name = "Rooms", RecipientFilter = "RecipientTypeDetails -eq 'RoomMailbox'" });
        graph.Tenant.State.RoleAssignments.Add(new() { Guid = Guid.NewGuid(), Name = "x", Role = "Application Calendars.ReadWrite", AssigneeId = principal.Id, AssigneeType = "ServicePrincipal", CustomResourceScope = "Rooms" });
        Assert.Equal(HttpStatusCode.OK, (await graph.Get(View(room))).Status);
        Assert.Equal((HttpStatusCode.Forbidden, "ErrorAccessDenied"), GraphDirectoryTests.Outcome(await graph.Get(View(graph.Person()))));
    }

    [Fact]
    public async Task Without_the_right_the_mailbox_refuses()
    {
        var graph = await GraphWire.Open();
        var room = graph.AddRoom("harbour");
        Assert.Equal((HttpStatusCode.Forbidden, "ErrorAccessDenied"), GraphDirectoryTests.Outcome(await graph.Get(View(room))));
        Assert.Equal((HttpStatusCode.Forbidden, "ErrorAccessDenied"), GraphDirectoryTests.Outcome(await graph.Post($"/users/{room.OwnerId}/sendMail", "{}")));
        await graph.Consent("Calendars.Read");
        Assert.Equal(HttpStatusCode.OK, (await graph.Get(View(room))).Status);
        Assert.Equal((HttpStatusCode.Forbidden, "ErrorAccessDenied"), GraphDirectoryTests.Outcome(await graph.Post($"/users/{room.OwnerId}/events", Event("2026-12-03T09:00:00", "2026-12-03T10:00:00"))));
    }

    [Fact]
    public async Task Mail_is_checked_and_kept()
    {
        var graph = await Open();
        var person = graph.Person();
        var writes = graph.Tenant.Counters.Writes;
        Assert.Equal("ErrorInvalidRecipients", (await graph.Post($"/users/{person.OwnerId}/sendMail", """{"message":{"subject":"x"}}""")).Code);
        Assert.Equal("ErrorInvalidRecipients", (await graph.Post($"/users/{person.OwnerId}/sendMail", """{"message":{"toRecipients":[{"emailAddress":{"address":"nobody"}}]}}""")).Code);
        Assert.Equal("RequestBodyRead", (await graph.Post($"/users/{person.OwnerId}/sendMail", """{"message":{"to":"x"}}""")).Code);
        Assert.Equal(HttpStatusCode.Accepted, (await graph.Post($"/users/{person.OwnerId}/sendMail",
            """{"message":{"subject":"Summary","body":{"contentType":"Text","content":"120 rooms"},"toRecipients":[{"emailAddress":{"address":"it@contoso.example"}}]},"saveToSentItems":false}""")).Status);
        var mail = Assert.Single(graph.Tenant.State.SentMail);
        Assert.Equal(("Summary", "120 rooms", "it@contoso.example"), (mail.Subject, mail.Body, mail.To.Single()));
        Assert.Equal((1, writes + 4), (graph.Tenant.Counters.MailsSent, graph.Tenant.Counters.Writes));
    }

    [Fact]
    public async Task The_calendar_its_settings_and_its_free_times()
    {
        var graph = await Open();
        var room = graph.AddRoom("harbour");
        await graph.Post($"/users/{room.OwnerId}/events", Event("2026-12-03T09:00:00", "2026-12-03T10:00:00"));
        var calendar = (await graph.Get($"/users/{room.OwnerId}/calendars")).Rows.Single()!;
        Assert.True((bool)calendar["isDefaultCalendar"]!);
        Assert.Single((await graph.Get($"/users/{room.OwnerId}/calendars/{calendar["id"]}/events")).Rows);
        Assert.Equal("room", (string?)(await graph.Get($"/users/{room.OwnerId}/mailboxSettings")).Json["userPurpose"]);
        Assert.Equal("UTC", (string?)(await graph.Get($"/users/{room.OwnerId}/mailboxSettings/timeZone")).Json["value"]);
        var schedule = await graph.Post($"/users/{graph.Person().OwnerId}/calendar/getSchedule", """
            {"schedules":["harbour@contoso.example","nowhere@contoso.example"],"startTime":{"dateTime":"2026-12-03T08:00:00","timeZone":"UTC"},"endTime":{"dateTime":"2026-12-03T12:00:00","timeZone":"UTC"},"availabilityViewInterval":60}
            """);
        Assert.Equal("0200", (string?)schedule.Rows[0]!["availabilityView"]);
        Assert.Equal("5016", (string?)schedule.Rows[1]!["error"]!["responseCode"]);
        Assert.Equal("ErrorTimeIntervalTooBig", (await graph.Post($"/users/{graph.Person().OwnerId}/calendar/getSchedule",
            """{"schedules":["a@b.example"],"startTime":{"dateTime":"2026-12-01T00:00:00","timeZone":"UTC"},"endTime":{"dateTime":"2027-02-02T00:00:00","timeZone":"UTC"}}""")).Code);
    }
}
