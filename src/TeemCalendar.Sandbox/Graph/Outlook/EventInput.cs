using System.Globalization;
using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Calendars;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph.Outlook;

/// <summary>From an event's JSON to a calendar item. Read-only properties in a body are passed over in silence, as Outlook does (inferred).</summary>
internal static class EventInput
{
    internal static CalendarItem New(GraphCall call, Mailbox mailbox, JsonObject body)
    {
        var item = new CalendarItem
        {
            Id = call.Tenant.NewGuid(), Uid = call.Tenant.NewGuid(), IsOrganizer = true, Organizer = new(mailbox.DisplayName, mailbox.PrimarySmtpAddress), TransactionId = body["transactionId"].Text(),
            IsReminderOn = true, ReminderMinutes = 15,
        };
        if (body["start"] is null || body["end"] is null) throw Failed("Start and End are needed.");
        Apply(call, item, body);
        return item;
    }

    /// <summary>Writes what the body holds into a single event or a whole series.</summary>
    internal static void Apply(GraphCall call, CalendarItem item, JsonObject body)
    {
        item.IsAllDay = body["isAllDay"]?.GetValue<bool>() ?? item.IsAllDay;
        if (Time(body, "start") is { } start) (item.Start, item.Zone) = start;
        if (Time(body, "end") is { } end) (item.End, item.EndZone) = (end.Wall, end.Zone.Equals(item.Zone, StringComparison.OrdinalIgnoreCase) ? null : end.Zone);
        if (item.IsAllDay) AllDay(item);
        // Inferred: Exchange's own code for it, not seen through Graph.
        if (Expansion.Itself(item) is var times && times.EndUtc < times.StartUtc) throw new GraphRefusal(400, "ErrorCalendarEndDateIsEarlierThanStartDate", "The end date is earlier than the start date.");
        if (body.ContainsKey("recurrence")) item.Recurrence = body["recurrence"] is JsonObject rule ? RecurrenceJson.Read(rule, item.Start, item.Zone) : null;
        else if (item.Recurrence is { } kept && body["start"] is not null) item.Recurrence = kept with { StartDate = DateOnly.FromDateTime(item.Start) };
        if (item.Recurrence is { } recurrence) Align(item, recurrence);

        if (body.ContainsKey("subject")) item.Subject = body["subject"].Text() ?? "";
        if (body["body"] is JsonObject content) (item.Body, item.BodyIsText) = Content(content);
        if (Location(call, body) is { } location) (item.Location, item.LocationAddress) = location;
        item.Sensitivity = body["sensitivity"].Text() ?? item.Sensitivity;
        item.ShowAs = body["showAs"].Text() ?? item.ShowAs;
        item.Importance = body["importance"].Text() ?? item.Importance;
        if (body["categories"] is JsonArray categories) item.Categories = [.. categories.Select(c => c.Text()!)];
        item.IsReminderOn = body["isReminderOn"]?.GetValue<bool>() ?? item.IsReminderOn;
        item.ReminderMinutes = body["reminderMinutesBeforeStart"]?.GetValue<int>() ?? item.ReminderMinutes;
        item.HideAttendees = body["hideAttendees"]?.GetValue<bool>() ?? item.HideAttendees;
        if (body["responseRequested"] is { } requested) item.NoResponseRequested = !requested.GetValue<bool>();
        if (body["allowNewTimeProposals"] is { } proposals) item.NoNewTimeProposals = !proposals.GetValue<bool>();
        if (Attendees(call, body, item.Attendees) is { } attendees) item.Attendees = attendees.Count > 0 ? attendees : null;
        // Measured: silently ignored for a mailbox that cannot make Teams meetings; a room's cannot (inferred).
        if (body["isOnlineMeeting"]?.GetValue<bool>() == true && item.JoinUrl is null && Meetings.FindMailbox(call.Tenant, item.Organizer.Address) is { IsRoom: false })
            item.JoinUrl = $"https://teams.microsoft.com/l/meetup-join/19%3ameeting_{call.Tenant.NewGuid():N}%40thread.v2/0";
    }

    /// <summary>Writes what the body holds into one occurrence.</summary>
    internal static void Apply(GraphCall call, CalendarItem series, OccurrenceChange change, JsonObject body)
    {
        if (Time(body, "start") is { } start) (change.Start, change.Zone) = start;
        if (Time(body, "end") is { } end)
        {
            // An end alone leaves the start where the series has it.
            change.Zone ??= series.Zone;
            change.End = end.Zone.Equals(change.Zone, StringComparison.OrdinalIgnoreCase) ? end.Wall : Zones.FromUtc(Zones.ToUtc(end.Wall, end.Zone), change.Zone);
        }
        if (body.ContainsKey("subject")) change.Subject = body["subject"].Text() ?? "";
        if (body["body"] is JsonObject content) (change.Body, change.BodyIsText) = Content(content);
        if (Location(call, body) is { } location) (change.Location, change.LocationAddress) = location;
        change.Sensitivity = body["sensitivity"].Text() ?? change.Sensitivity;
        change.ShowAs = body["showAs"].Text() ?? change.ShowAs;
        change.Importance = body["importance"].Text() ?? change.Importance;
        if (body["categories"] is JsonArray categories) change.Categories = [.. categories.Select(c => c.Text()!)];
        if (Attendees(call, body, change.Attendees ?? series.Attendees) is { } attendees) change.Attendees = attendees;
    }

    static (DateTime Wall, string Zone)? Time(JsonObject body, string name)
    {
        if (body[name] is not JsonObject json) return null;
        var zone = json["timeZone"].Text() is { Length: > 0 } given ? given : "UTC";
        if (!Zones.Exists(zone)) throw EventStyle.BadZone(zone);
        if (json["dateTime"].Text() is not { } text || !DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time)) throw Failed($"{name} is no date and time.");
        if (time.Year is < 1601 or > 4500) throw Failed($"{name} is out of range.");
        // A value with an offset is an instant; it is shown in the zone beside it.
        return (time.Kind == DateTimeKind.Utc ? Zones.FromUtc(time, zone) : time, zone);
    }

    /// <summary>A time that somebody proposes for a meeting.</summary>
    internal static TimeSlot Slot(JsonObject json)
    {
        if (Time(json, "start") is not { } start || Time(json, "end") is not { } end) throw Failed("A proposed time has a start and an end.");
        var slot = new TimeSlot(Zones.ToUtc(start.Wall, start.Zone), Zones.ToUtc(end.Wall, end.Zone));
        return slot.EndUtc >= slot.StartUtc ? slot : throw Failed("A proposed time begins before it ends.");
    }

    static void AllDay(CalendarItem item)
    {
        if (item.Start.TimeOfDay != TimeSpan.Zero) throw Failed("The Event.Start property for an all-day event needs to be set to midnight.");
        if (item.End.TimeOfDay != TimeSpan.Zero) throw Failed("The Event.End property for an all-day event needs to be set to midnight.");
        if (item.End < item.Start.AddDays(1)) throw Failed("The duration of an all-day event must be at least 24 hours.");
    }

    /// <summary>The series begins with its first occurrence, and its own times are that one's.</summary>
    static void Align(CalendarItem item, Recurrence rule)
    {
        var first = rule.Dates().First();
        var shift = first.DayNumber - DateOnly.FromDateTime(item.Start).DayNumber;
        (item.Start, item.End, item.Recurrence) = (item.Start.AddDays(shift), item.End.AddDays(shift), rule with { StartDate = first });
    }

    static (string? Content, bool IsText) Content(JsonObject body) => (body["content"].Text() is { Length: > 0 } text ? text : null, body["contentType"].Text() is "text");

    static (string? Name, string? Address)? Location(GraphCall call, JsonObject body)
    {
        var json = body["location"] as JsonObject ?? (body["locations"] as JsonArray)?.FirstOrDefault() as JsonObject;
        if (json is null) return null;
        var address = json["locationEmailAddress"].Text() ?? json["locationUri"].Text();
        if (address is not { Length: > 0 } || Meetings.FindMailbox(call.Tenant, address) is not { } room) return (json["displayName"].Text(), null);
        return (json["displayName"].Text() is { Length: > 0 } name ? name : room.DisplayName, room.PrimarySmtpAddress);
    }

    static List<Attendee>? Attendees(GraphCall call, JsonObject body, List<Attendee>? before)
    {
        if (body["attendees"] is not JsonArray array) return null;
        var attendees = new List<Attendee>();
        foreach (var json in array.OfType<JsonObject>())
        {
            var address = json["emailAddress"]?["address"].Text() ?? "";
            // Seen: an address that is none refuses the whole meeting.
            if (address.IndexOf('@', StringComparison.Ordinal) is var at && (at < 1 || at == address.Length - 1 || address.Contains(' ', StringComparison.Ordinal)))
                throw new GraphRefusal(400, "ErrorInvalidRecipients", "At least one recipient isn't valid.");
            if (attendees.Exists(a => a.Address.Equals(address, StringComparison.OrdinalIgnoreCase))) continue;
            var known = before?.Find(a => a.Address.Equals(address, StringComparison.OrdinalIgnoreCase));
            var name = json["emailAddress"]?["name"].Text() is { Length: > 0 } given ? given : Meetings.FindMailbox(call.Tenant, address)?.DisplayName ?? address;
            attendees.Add(new(name, address, json["type"].Text() ?? known?.Kind ?? "required", known?.Response ?? "none", known?.Time));
        }
        return attendees;
    }

    static GraphRefusal Failed(string why) => new(400, "ErrorPropertyValidationFailure", $"At least one property failed validation. {why}");
}
