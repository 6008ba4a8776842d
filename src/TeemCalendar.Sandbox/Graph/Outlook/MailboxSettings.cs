using System.Globalization;
using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Calendars;
using TeemCalendar.Sandbox.Graph.OData;
using TeemCalendar.Sandbox.Graph.Schema;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph.Outlook;

/// <summary>A mailbox's regional settings, working hours and automatic replies.</summary>
internal static class MailboxSettings
{
    internal static WireAnswer Get(GraphCall call, Mailbox mailbox) => Answer(call, mailbox, Json(mailbox));

    internal static WireAnswer Get(GraphCall call, Mailbox mailbox, string name)
    {
        var settings = Json(mailbox);
        if (!settings.TryGetPropertyValue(name, out var value)) throw GraphRefusal.NoSegment(name);
        return new(200, new JsonObject { ["@odata.context"] = call.Context($"users('{mailbox.OwnerId}')/mailboxSettings/{name}"), ["value"] = value?.DeepClone() });
    }

    /// <summary>Changes what the body names and answers with that (documented). Nothing is changed when anything is wrong.</summary>
    internal static WireAnswer Update(GraphCall call, Mailbox mailbox)
    {
        // The one enum whose mistake has a code of its own (documented).
        foreach (var day in BodyReader.Parse(call.Request)["workingHours"] is JsonObject hours && hours["daysOfWeek"] is JsonArray named ? named : [])
            if (day.Text() is { } text && GraphTypes.EnumMember("dayOfWeek", text) is null) throw new GraphRefusal(400, "InvalidArguments", $"Requested value '{text}' was not found.");
        var body = call.OutlookBody("mailboxSettings");
        var zone = body["timeZone"].Text();
        if (zone is not null && !Zones.Exists(zone)) throw BadZone();
        var working = body["workingHours"] is JsonObject wanted ? Hours(mailbox.WorkingHours, wanted) : mailbox.WorkingHours;
        var locale = body["language"]?["locale"].Text();
        if (locale is not null && !IsLocale(locale)) throw new GraphRefusal(400, "ErrorInvalidArgument", $"The locale '{locale}' is invalid.");
        var replies = body["automaticRepliesSetting"] as JsonObject;
        if (replies?["status"].Text() is "scheduled" && (replies["scheduledStartDateTime"] is null || replies["scheduledEndDateTime"] is null))
            throw new GraphRefusal(400, "ErrorInvalidArgument", "A schedule for automatic replies needs its start and end.");

        var kept = Replies(mailbox);
        foreach (var (name, value) in replies ?? []) kept[name] = value is JsonObject time ? Schedule(time) : value?.DeepClone();

        (mailbox.TimeZone, mailbox.WorkingHours, mailbox.Language) = (zone ?? mailbox.TimeZone, working, locale ?? mailbox.Language);
        mailbox.DateFormat = body["dateFormat"].Text() ?? mailbox.DateFormat;
        mailbox.TimeFormat = body["timeFormat"].Text() ?? mailbox.TimeFormat;
        mailbox.MeetingMessagesTo = body["delegateMeetingMessageDeliveryOptions"].Text() ?? mailbox.MeetingMessagesTo;
        if (replies is not null) mailbox.AutomaticRepliesJson = kept.ToJsonString(WireJson.Format);
        mailbox.Changed = call.Tenant.Now;
        var all = Json(mailbox);
        var changed = new JsonObject();
        foreach (var (name, value) in all.ToArray())
            if (body.ContainsKey(name)) changed[name] = value?.DeepClone();
        return Answer(call, mailbox, changed);
    }

    static WireAnswer Answer(GraphCall call, Mailbox mailbox, JsonObject settings)
    {
        settings["@odata.context"] = call.Context($"users('{mailbox.OwnerId}')/mailboxSettings");
        return new(200, settings);
    }

    // A resource mailbox has no zone or language until somebody sets one; that Graph then says UTC is inferred.
    static JsonObject Json(Mailbox mailbox) => new()
    {
        ["archiveFolder"] = null,
        ["timeZone"] = mailbox.TimeZone ?? "UTC",
        ["delegateMeetingMessageDeliveryOptions"] = mailbox.MeetingMessagesTo ?? "sendToDelegateOnly",
        ["dateFormat"] = mailbox.DateFormat ?? "",
        ["timeFormat"] = mailbox.TimeFormat ?? "",
        ["userPurpose"] = mailbox.RecipientTypeDetails switch { "RoomMailbox" => "room", "EquipmentMailbox" => "equipment", "SharedMailbox" => "shared", _ => "user" },
        ["automaticRepliesSetting"] = Replies(mailbox),
        ["language"] = mailbox.Language is { } language ? new JsonObject { ["locale"] = language, ["displayName"] = CultureInfo.GetCultureInfo(language).EnglishName } : new JsonObject { ["locale"] = null, ["displayName"] = null },
        ["workingHours"] = WorkingHours(mailbox),
    };

    internal static JsonObject WorkingHours(Mailbox mailbox) => new()
    {
        ["daysOfWeek"] = Row.Array(mailbox.WorkingHours.Days.Select(d => d.ToString().ToLowerInvariant())), ["startTime"] = Text(mailbox.WorkingHours.Start), ["endTime"] = Text(mailbox.WorkingHours.End),
        ["timeZone"] = new JsonObject { ["name"] = mailbox.WorkingHours.TimeZone ?? mailbox.TimeZone ?? "UTC" },
    };

    static WorkingHours Hours(WorkingHours before, JsonObject wanted)
    {
        var hours = new WorkingHours
        {
            Days = wanted["daysOfWeek"] is JsonArray days ? [.. days.Select(d => Enum.Parse<DayOfWeek>(d.Text()!, ignoreCase: true)).Distinct()] : before.Days,
            Start = Time(wanted["startTime"]) ?? before.Start, End = Time(wanted["endTime"]) ?? before.End, TimeZone = wanted["timeZone"]?["name"].Text() ?? before.TimeZone,
        };
        // Codes and sentences of both: documented.
        if (hours.TimeZone is not null && !Zones.Exists(hours.TimeZone)) throw BadZone();
        return hours.Start < hours.End ? hours : throw new GraphRefusal(400, "ErrorInvalidTimeSettings", "Start Time should occur before End Time.");
    }

    static JsonObject Replies(Mailbox mailbox) => mailbox.AutomaticRepliesJson is { } json ? (JsonObject)JsonNode.Parse(json)!
        : new() { ["status"] = "disabled", ["externalAudience"] = "all", ["internalReplyMessage"] = "", ["externalReplyMessage"] = "" };

    static JsonObject Schedule(JsonObject time)
    {
        var zone = time["timeZone"].Text() is { Length: > 0 } given ? given : "UTC";
        if (!Zones.Exists(zone)) throw BadZone();
        if (!DateTime.TryParse(time["dateTime"].Text(), CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var wall)) throw new GraphRefusal(400, "ErrorInvalidArgument", "A time of the schedule for automatic replies is invalid.");
        return new() { ["dateTime"] = GraphTime.Wall(wall), ["timeZone"] = zone };
    }

    static TimeSpan? Time(JsonNode? node) => node.Text() is { } text ? TimeOnly.Parse(text, CultureInfo.InvariantCulture).ToTimeSpan() : null;

    static string Text(TimeSpan time) => TimeOnly.FromTimeSpan(time).ToString("HH:mm:ss.fffffff", CultureInfo.InvariantCulture);

    static bool IsLocale(string name)
    {
        try
        {
            return CultureInfo.GetCultureInfo(name, predefinedOnly: true) is { IsNeutralCulture: false, Name.Length: > 0 };
        }
        catch (CultureNotFoundException)
        {
            return false;
        }
    }

    static GraphRefusal BadZone() => new(400, "InvalidTimeZone", "Time Zone settings provided are invalid.");
}
