using System.Net;
using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Tests.Exchange;

namespace TeemCalendar.Sandbox.Tests.Graph;

/// <summary>What belongs to a mailbox and is no event: sharing, settings, ids.</summary>
public class GraphMailboxTests
{
    static Task<GraphWire> Open() => GraphWire.Open(null, "Calendars.ReadWrite", "MailboxSettings.ReadWrite");

    static string Share(string address, string role) => $$"""{"emailAddress":{"name":"x","address":"{{address}}"},"isInsideOrganization":true,"isRemovable":true,"role":"{{role}}"}""";

    [Fact]
    public async Task A_calendar_is_shared_and_the_folder_shows_it()
    {
        var graph = await Open();
        var room = graph.AddRoom("harbour");
        var person = graph.Person();
        var path = $"/users/{room.OwnerId}/calendar/calendarPermissions";
        var everybody = (await graph.Get(path)).Rows.Single()!;
        Assert.Equal(("RGVmYXVsdA==", "freeBusyRead", "My Organization", false), ((string?)everybody["id"], (string?)everybody["role"], (string?)everybody["emailAddress"]!["name"], (bool)everybody["isRemovable"]!));

        var made = await graph.Post(path, Share(person.PrimarySmtpAddress, "write"));
        Assert.Equal(HttpStatusCode.OK, made.Status);
        var entry = room.CalendarPermissions.Single(p => p.UserId == person.OwnerId);
        Assert.Equal("Editor", entry.AccessRights.Single());
        Assert.Empty(entry.SharingFlags);
        var id = Uri.EscapeDataString(made.Id!);
        foreach (var (role, rights, flags) in new (string, string, string[])[] { ("delegateWithPrivateEventAccess", "Editor", ["Delegate", "CanViewPrivateItems"]), ("limitedRead", "LimitedDetails", []), ("read", "Reviewer", []) })
        {
            Assert.Equal(role, (string?)(await graph.Patch($"{path}/{id}", $$"""{"role":"{{role}}"}""")).Json["role"]);
            Assert.Equal(rights, entry.AccessRights.Single());
            Assert.Equal(flags, entry.SharingFlags);
        }
        Assert.Equal(HttpStatusCode.OK, (await graph.Patch($"{path}/RGVmYXVsdA==", """{"role":"limitedRead"}""")).Status);
        Assert.Equal("LimitedDetails", room.CalendarPermissions.Single(p => p.User == "Default").AccessRights.Single());

        // What Exchange's commands wrote is read as a role, or as custom.
        entry.AccessRights = ["PublishingEditor"];
        Assert.Equal("custom", (string?)(await graph.Get($"{path}/{id}")).Json["role"]);
        Assert.Equal(HttpStatusCode.NoContent, (await graph.Delete($"{path}/{id}")).Status);
        Assert.Equal((HttpStatusCode.NotFound, "ErrorItemNotFound"), GraphDirectoryTests.Outcome(await graph.Get($"{path}/{id}")));
        Assert.Equal(["Default", "Anonymous"], room.CalendarPermissions.Select(p => p.User));
    }

    [Theory]
    [InlineData("POST", "", """{"emailAddress":{"address":"nobody@contoso.example"},"role":"read"}""", "ErrorInvalidRecipients")]
    [InlineData("POST", "", """{"emailAddress":{"address":"x"},"role":"read"}""", "ErrorInvalidRecipients")]
    [InlineData("POST", "", """{"emailAddress":{"address":"a@elsewhere.example"},"role":"write"}""", "ErrorInvalidRequest")]
    [InlineData("POST", "", """{"emailAddress":{"address":"PERSON"},"role":"custom"}""", "ErrorInvalidRequest")]
    [InlineData("POST", "", """{"emailAddress":{"address":"PERSON"},"role":"king"}""", "RequestBodyRead")]
    [InlineData("PATCH", "/RGVmYXVsdA==", """{"role":"delegateWithPrivateEventAccess"}""", "ErrorInvalidRequest")]
    [InlineData("PATCH", "/RGVmYXVsdA==", """{"isRemovable":true}""", "ErrorInvalidRequest")]
    [InlineData("PATCH", "/QW5vbnltb3Vz", """{"role":"read"}""", "ErrorItemNotFound")]
    [InlineData("DELETE", "/RGVmYXVsdA==", null, "ErrorInvalidRequest")]
    public async Task Wrong_sharing_is_refused(string method, string below, string? body, string code)
    {
        var graph = await Open();
        var room = graph.AddRoom("harbour");
        var before = room.CalendarPermissions.Count;
        Assert.Equal(code, (await graph.Send(method, $"/users/{room.OwnerId}/calendar/calendarPermissions{below}", body?.Replace("PERSON", graph.Person().PrimarySmtpAddress, StringComparison.Ordinal))).Code);
        Assert.Equal(before, room.CalendarPermissions.Count);
    }

    [Fact]
    public async Task A_stranger_can_read_and_nobody_is_added_twice()
    {
        var graph = await Open();
        var room = graph.AddRoom("harbour");
        var path = $"/users/{room.OwnerId}/calendar/calendarPermissions";
        var made = await graph.Post(path, Share("guest@elsewhere.example", "limitedRead"));
        Assert.False((bool)made.Json["isInsideOrganization"]!);
        Assert.Equal("guest@elsewhere.example", (string?)made.Json["emailAddress"]!["address"]);
        Assert.Equal("ErrorInvalidRequest", (await graph.Post(path, Share("guest@elsewhere.example", "read"))).Code);
        Assert.Equal(2, (await graph.Get(path)).Rows.Count);
    }

    [Fact]
    public async Task Sharing_asks_for_the_right_to_write()
    {
        var graph = await GraphWire.Open(null, "Calendars.Read");
        var room = graph.AddRoom("harbour");
        Assert.Single((await graph.Get($"/users/{room.OwnerId}/calendar/calendarPermissions")).Rows);
        Assert.Equal((HttpStatusCode.Forbidden, "ErrorAccessDenied"), GraphDirectoryTests.Outcome(await graph.Post($"/users/{room.OwnerId}/calendar/calendarPermissions", Share(graph.Person().PrimarySmtpAddress, "read"))));
    }

    [Fact]
    public async Task A_calendar_is_reached_by_its_id_and_by_an_event_and_is_not_deleted()
    {
        var graph = await Open();
        var room = graph.AddRoom("harbour");
        var calendar = (string)(await graph.Get($"/users/{room.OwnerId}/calendar")).Json["id"]!;
        var made = await graph.Post($"/users/{room.OwnerId}/calendars/{calendar}/events", """{"start":{"dateTime":"2026-12-01T09:00:00","timeZone":"UTC"},"end":{"dateTime":"2026-12-01T10:00:00","timeZone":"UTC"}}""");
        Assert.Equal(calendar, (string?)(await graph.Get($"/users/{room.OwnerId}/events/{made.Id}/calendar")).Json["id"]);
        Assert.Single((await graph.Get($"/users/{room.OwnerId}/events/{made.Id}/calendar/calendarPermissions")).Rows);
        Assert.Single((await graph.Get($"/users/{room.OwnerId}/calendars/{calendar}/calendarView?startDateTime=2026-12-01&endDateTime=2026-12-02")).Rows);
        Assert.Equal("ErrorDeleteDistinguishedFolder", (await graph.Delete($"/users/{room.OwnerId}/calendars/{calendar}")).Code);
        Assert.Equal("ErrorItemNotFound", (await graph.Get($"/users/{graph.Person().OwnerId}/calendars/{calendar}")).Code);
    }

    [Fact]
    public async Task Settings_change_and_the_answer_holds_what_changed()
    {
        var graph = await Open();
        var room = graph.AddRoom("harbour");
        var path = $"/users/{room.OwnerId}/mailboxSettings";
        var reply = await graph.Patch(path, """{"timeZone":"Tokyo Standard Time","language":{"locale":"ja-JP"},"workingHours":{"daysOfWeek":["Monday","saturday"],"startTime":"07:00:00.0000000","endTime":"12:30:00"}}""");
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Equal(["@odata.context", "language", "timeZone", "workingHours"], reply.Json.Select(p => p.Key).Order(StringComparer.Ordinal));
        Assert.Equal(["monday", "saturday"], reply.Json["workingHours"]!["daysOfWeek"]!.AsArray().Select(d => (string?)d));
        Assert.Equal(("Tokyo Standard Time", "ja-JP", TimeSpan.FromHours(12.5)), (room.TimeZone, room.Language, room.WorkingHours.End));
        await graph.Patch(path, """{"automaticRepliesSetting":{"status":"alwaysEnabled","internalReplyMessage":"away"},"dateFormat":"yyyy/MM/dd"}""");
        var all = (await graph.Get(path)).Json;
        Assert.Equal(("alwaysEnabled", "away", "all"), ((string?)all["automaticRepliesSetting"]!["status"], (string?)all["automaticRepliesSetting"]!["internalReplyMessage"], (string?)all["automaticRepliesSetting"]!["externalAudience"]));
        Assert.Equal("yyyy/MM/dd", (string?)all["dateFormat"]);
    }

    [Theory]
    [InlineData("""{"workingHours":{"startTime":"08"}}""", "RequestBodyRead", "Cannot convert the literal '08' to the expected type 'Edm.TimeOfDay'.")]
    [InlineData("""{"workingHours":{"startTime":"18:00:00","endTime":"09:00:00"}}""", "ErrorInvalidTimeSettings", "Start Time should occur before End Time.")]
    [InlineData("""{"workingHours":{"daysOfWeek":["RandomDay"]}}""", "InvalidArguments", "Requested value 'RandomDay' was not found.")]
    [InlineData("""{"workingHours":{"timeZone":{"name":"Atlantis"}}}""", "InvalidTimeZone", "Time Zone settings provided are invalid.")]
    [InlineData("""{"dateFormat":"d","automaticRepliesSetting":{"status":"scheduled"}}""", "ErrorInvalidArgument", "A schedule for automatic replies needs its start and end.")]
    [InlineData("""{"dateFormat":"d","automaticRepliesSetting":{"scheduledStartDateTime":{"dateTime":"soon"}}}""", "ErrorInvalidArgument", "A time of the schedule for automatic replies is invalid.")]
    [InlineData("""{"timeZone":"Atlantis","dateFormat":"d"}""", "InvalidTimeZone", "Time Zone settings provided are invalid.")]
    public async Task Wrong_settings_are_refused_and_change_nothing(string body, string code, string message)
    {
        var graph = await Open();
        var room = graph.AddRoom("harbour");
        var reply = await graph.Patch($"/users/{room.OwnerId}/mailboxSettings", body);
        Assert.Equal((HttpStatusCode.BadRequest, code, message), (reply.Status, reply.Code, reply.Message));
        Assert.Null(room.DateFormat);
    }

    [Fact]
    public async Task Settings_ask_for_the_right_to_write()
    {
        var graph = await GraphWire.Open(null, "MailboxSettings.Read");
        Assert.Equal((HttpStatusCode.Forbidden, "ErrorAccessDenied"), GraphDirectoryTests.Outcome(await graph.Patch($"/users/{graph.Person().OwnerId}/mailboxSettings", """{"timeZone":"UTC"}""")));
    }

    [Fact]
    public async Task Ids_are_translated_into_every_form_and_back()
    {
        var graph = await Open();
        var room = graph.AddRoom("harbour");
        var made = await graph.Post($"/users/{room.OwnerId}/events", """{"start":{"dateTime":"2026-12-01T09:00:00","timeZone":"UTC"},"end":{"dateTime":"2026-12-01T10:00:00","timeZone":"UTC"}}""");
        async Task<JsonNode> Translate(string id, string from, string to) =>
            (await graph.Post($"/users/{room.OwnerId}/translateExchangeIds", $$"""{"inputIds":["{{id}}"],"sourceIdType":"{{from}}","targetIdType":"{{to}}"}""")).Rows.Single()!;
        var immutable = (string)(await graph.Get($"/users/{room.OwnerId}/events/{made.Id}", ("Prefer", "IdType=\"ImmutableId\""))).Json["id"]!;
        Assert.Equal(immutable, (string?)(await Translate(made.Id!, "restId", "restImmutableEntryId"))["targetId"]);
        foreach (var form in new[] { "ewsId", "entryId", "immutableEntryId", "restImmutableEntryId", "restId" })
        {
            var other = (string)(await Translate(made.Id!, "restId", form))["targetId"]!;
            Assert.Equal(made.Id, (string?)(await Translate(other, form, "restId"))["targetId"]);
        }
        Assert.NotNull((await Translate("nonsense", "restId", "ewsId"))["errorDetails"]);
        var many = new JsonObject { ["inputIds"] = new JsonArray([.. Enumerable.Range(0, 1001).Select(n => (JsonNode)$"{n}")]), ["sourceIdType"] = "restId", ["targetIdType"] = "ewsId" };
        Assert.Equal(HttpStatusCode.BadRequest, (await graph.Post($"/users/{room.OwnerId}/translateExchangeIds", many)).Status);
    }
}
