using System.Net;
using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Calendars;
using TeemCalendar.Sandbox.Graph.OData;

namespace TeemCalendar.Sandbox.Graph.Outlook;

/// <summary>An event as Graph writes one.</summary>
internal static class EventJson
{
    /// <summary>What is given without $select; cancelledOccurrences has to be asked for (documented).</summary>
    internal static readonly string[] Defaults =
    [
        "@odata.etag", "id", "createdDateTime", "lastModifiedDateTime", "changeKey", "categories", "transactionId", "originalStartTimeZone", "originalEndTimeZone", "originalStart", "iCalUId",
        "reminderMinutesBeforeStart", "isReminderOn", "hasAttachments", "subject", "bodyPreview", "importance", "sensitivity", "isAllDay", "isCancelled", "isOrganizer", "responseRequested", "seriesMasterId",
        "showAs", "type", "webLink", "onlineMeetingUrl", "isOnlineMeeting", "onlineMeetingProvider", "allowNewTimeProposals", "isDraft", "hideAttendees", "responseStatus", "body", "start", "end", "location",
        "locations", "recurrence", "attendees", "organizer", "onlineMeeting",
    ];

    const string NoTime = "0001-01-01T00:00:00Z";

    internal static void Write(Row row, EventStyle style, Guid owner, Instance instance)
    {
        var (item, change) = (instance.Item, instance.Change);
        var id = new ItemId(owner, item.Id, instance.Date);
        var sensitivity = change?.Sensitivity ?? item.Sensitivity ?? "normal";
        var hidden = style.HidesPrivate && sensitivity is "private";
        // Inferred: a sharee without the right to private items sees their time and nothing of what they are about.
        var subject = hidden ? "Private Appointment" : change?.Subject ?? item.Subject;
        var (body, isText) = hidden ? (null, false) : change?.Body is { } own ? (own, change.BodyIsText) : (item.Body, item.BodyIsText);
        var plain = body is null ? "" : isText ? body : HtmlText.Plain(body);
        var attendees = hidden ? [] : change?.Attendees ?? item.Attendees ?? [];

        row.Put("@odata.etag", () => ETag(instance)).Put("id", () => id.Text(style.ImmutableIds))
            .Put("createdDateTime", () => GraphTime.Precise(item.Created)).Put("lastModifiedDateTime", () => GraphTime.Precise(change?.Modified ?? item.Modified)).Put("changeKey", () => ChangeKey(instance))
            .Put("categories", () => Row.Array(change?.Categories ?? item.Categories ?? (IEnumerable<string>)[])).Put("transactionId", item.TransactionId)
            .Put("originalStartTimeZone", () => Zones.WindowsId(instance.Zone)).Put("originalEndTimeZone", () => Zones.WindowsId(change?.Zone ?? item.EndZone ?? item.Zone));
        if (instance.Date is { } date) row.Put("originalStart", () => GraphTime.Instant(OriginalStart(item, date)));
        row.Put("iCalUId", () => ItemId.ICalUId(item, instance.Date)).Put("reminderMinutesBeforeStart", item.ReminderMinutes ?? 15).Put("isReminderOn", item.IsReminderOn).Put("hasAttachments", false)
            .Put("subject", subject).Put("bodyPreview", () => plain.Length > 255 ? plain[..255] : plain).Put("importance", change?.Importance ?? item.Importance ?? "normal").Put("sensitivity", sensitivity)
            .Put("isAllDay", item.IsAllDay).Put("isCancelled", instance.IsCancelled).Put("isOrganizer", item.IsOrganizer).Put("responseRequested", !item.NoResponseRequested)
            .Put("seriesMasterId", () => instance.Date is null ? null : (id with { Date = null }).Text(style.ImmutableIds)).Put("showAs", instance.ShowAs).Put("type", instance.Type)
            .Put("webLink", () => $"https://outlook.office365.com/owa/?itemid={Uri.EscapeDataString(id.Text(false))}&exvsurl=1&path=/calendar/item")
            .Put("onlineMeetingUrl", (JsonNode?)null).Put("isOnlineMeeting", item.JoinUrl is not null && !hidden).Put("onlineMeetingProvider", item.JoinUrl is null || hidden ? "unknown" : "teamsForBusiness")
            .Put("allowNewTimeProposals", !item.NoNewTimeProposals).Put("isDraft", false).Put("hideAttendees", item.HideAttendees)
            .Put("responseStatus", () => Response(item.IsOrganizer ? "organizer" : change?.Response ?? item.Response ?? "none", item.IsOrganizer ? null : change?.ResponseTime ?? item.ResponseTime))
            .Put("body", () => new JsonObject { ["contentType"] = style.TextBodies ? "text" : "html", ["content"] = body is null ? "" : style.TextBodies ? plain : isText ? Html(body) : body })
            .Put("start", () => Time(style, item, instance.StartUtc)).Put("end", () => Time(style, item, instance.EndUtc))
            .Put("location", () => Location(hidden ? null : change?.Location ?? item.Location, change?.LocationAddress ?? item.LocationAddress))
            .Put("locations", () => hidden || (change?.Location ?? item.Location) is not { Length: > 0 } where ? [] : new JsonArray(Location(where, change?.LocationAddress ?? item.LocationAddress)))
            .Put("recurrence", () => instance.Date is null && item.Recurrence is { } rule ? RecurrenceJson.Write(rule) : null)
            .Put("attendees", () => Row.Array(attendees.Select(a => (JsonNode?)Attendee(style, item, a))))
            .Put("organizer", () => new JsonObject { ["emailAddress"] = Address(item.Organizer.Name, item.Organizer.Address) })
            .Put("onlineMeeting", () => item.JoinUrl is null || hidden ? null : new JsonObject { ["joinUrl"] = item.JoinUrl });
        if (row.Wants("cancelledOccurrences") && instance.Type is "seriesMaster")
            row.Put("cancelledOccurrences", () => Row.Array((item.CancelledDates ?? []).Select(d => $"OID.{id.Text(style.ImmutableIds)}.{GraphTime.Date(d)}")));
    }

    internal static string ETag(Instance instance) => $"W/\"{ChangeKey(instance)}\"";

    internal static JsonObject Time(EventStyle style, CalendarItem item, DateTime utc) =>
        new() { ["dateTime"] = GraphTime.Wall(item.IsAllDay ? utc : Zones.FromUtc(utc, style.Zone)), ["timeZone"] = style.Zone };

    static DateTimeOffset OriginalStart(CalendarItem item, DateOnly date)
    {
        var wall = Expansion.WallStart(item, date);
        return item.IsAllDay ? new(wall, TimeSpan.Zero) : new(Zones.ToUtc(wall, item.Zone), TimeSpan.Zero);
    }

    static string ChangeKey(Instance instance)
    {
        Span<byte> key = stackalloc byte[16];
        BitConverter.TryWriteBytes(key, instance.Date is null ? instance.Item.Changed : instance.Changed);
        Span<byte> id = stackalloc byte[16];
        instance.Item.Id.TryWriteBytes(id);
        id[..8].CopyTo(key[8..]);
        return Convert.ToBase64String(key);
    }

    static JsonObject Attendee(EventStyle style, CalendarItem item, Attendee attendee)
    {
        var json = new JsonObject { ["type"] = attendee.Kind, ["status"] = Response(attendee.Response, attendee.Time), ["emailAddress"] = Address(attendee.Name, attendee.Address) };
        if (attendee.Proposed is { } slot) json["proposedNewTime"] = new JsonObject { ["start"] = Time(style, item, slot.StartUtc), ["end"] = Time(style, item, slot.EndUtc) };
        return json;
    }

    static JsonObject Response(string response, DateTimeOffset? time) => new() { ["response"] = response, ["time"] = time is { } at ? GraphTime.Instant(at) : NoTime };

    static JsonObject Address(string name, string address) => new() { ["name"] = name, ["address"] = address };

    static JsonObject Location(string? name, string? address)
    {
        if (string.IsNullOrEmpty(name)) return new() { ["displayName"] = "", ["locationType"] = "default", ["uniqueIdType"] = "unknown", ["address"] = new JsonObject(), ["coordinates"] = new JsonObject() };
        var location = new JsonObject { ["displayName"] = name, ["locationType"] = address is null ? "default" : "conferenceRoom", ["uniqueId"] = address ?? name, ["uniqueIdType"] = address is null ? "private" : "directory" };
        if (address is not null) location["locationUri"] = address;
        return location;
    }

    static string Html(string text) => $"<html><head><meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\"></head><body>{WebUtility.HtmlEncode(text).Replace("\n", "<br>", StringComparison.Ordinal)}</body></html>";
}
