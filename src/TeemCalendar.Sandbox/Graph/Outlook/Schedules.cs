using System.Globalization;
using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Calendars;
using TeemCalendar.Sandbox.Graph.OData;
using TeemCalendar.Sandbox.Graph.Schema;
using TeemCalendar.Sandbox.Permissions;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph.Outlook;

/// <summary>getSchedule: free and busy of several mailboxes at once.</summary>
internal static class Schedules
{
    const int LongestDays = 62, MostSchedules = 20; // measured; documented

    internal static WireAnswer Get(GraphCall call, MailboxCalendar asker)
    {
        var body = BodyReader.ReadAction(call.Request, "RequestBodyRead", ("Schedules", new('s', null, true)), ("StartTime", new('.', "dateTimeTimeZone", false)), ("EndTime", new('.', "dateTimeTimeZone", false)),
            ("AvailabilityViewInterval", new('i', null, false)));
        if (body["Schedules"] is not JsonArray { Count: > 0 } schedules || body["StartTime"] is not JsonObject startTime || body["EndTime"] is not JsonObject endTime) throw GraphRefusal.InvalidRequest("Schedules, StartTime and EndTime are needed.");
        var (start, end) = (Utc(startTime), Utc(endTime));
        var interval = body["AvailabilityViewInterval"]?.GetValue<int>() ?? 30;
        if (schedules.Count > MostSchedules) throw new GraphRefusal(400, "ErrorInvalidParameter", $"At most {MostSchedules} schedules can be asked at once.");
        if (interval is < 5 or > 1440) throw new GraphRefusal(400, "ErrorInvalidParameter", "The interval must be 5 to 1440 minutes.");
        if (end <= start) throw new GraphRefusal(400, "ErrorInvalidTimeInterval", "The end of the time window must be later than its start.");
        if ((end - start).TotalDays > LongestDays) throw new GraphRefusal(400, "ErrorTimeIntervalTooBig", "The time window is too big.");
        var style = EventStyle.Of(call, asker.Mailbox);
        return new(200, new JsonObject
        {
            ["@odata.context"] = call.Context("Collection(microsoft.graph.scheduleInformation)"),
            ["value"] = Row.Array(schedules.Select(s => (JsonNode?)One(call, style, s.Text()!, start, end, interval))),
        });
    }

    static JsonObject One(GraphCall call, EventStyle style, string address, DateTime start, DateTime end, int interval)
    {
        // Measured: one that cannot be resolved is an error of its own within the answer; it carries no items.
        if (Meetings.FindMailbox(call.Tenant, address) is not { } mailbox)
            return new() { ["scheduleId"] = address, ["scheduleItems"] = null, ["error"] = new JsonObject { ["message"] = "Proxy web request failed.", ["responseCode"] = "5016" } };
        var seesDetails = MailboxAccess.Decide(call.Tenant, call.Caller, mailbox, MailboxRight.CalendarsRead).Allowed;
        var items = MailboxCalendar.Open(call.Tenant, mailbox).View(start, end).OrderBy(i => i.StartUtc).ToList();
        return new()
        {
            ["scheduleId"] = address,
            ["availabilityView"] = View(items, start, end, interval),
            ["scheduleItems"] = Row.Array(items.Select(i => (JsonNode?)Item(style, i, seesDetails))),
            ["workingHours"] = MailboxSettings.WorkingHours(mailbox),
        };
    }

    static JsonObject Item(EventStyle style, Instance instance, bool seesDetails)
    {
        var item = new JsonObject { ["status"] = instance.ShowAs, ["start"] = EventJson.Time(style, instance.Item, instance.StartUtc), ["end"] = EventJson.Time(style, instance.Item, instance.EndUtc) };
        if (!seesDetails) return item;
        var isPrivate = (instance.Change?.Sensitivity ?? instance.Item.Sensitivity) is "private";
        item["isPrivate"] = isPrivate;
        if (!isPrivate) (item["subject"], item["location"]) = (instance.Change?.Subject ?? instance.Item.Subject, instance.Change?.Location ?? instance.Item.Location ?? "");
        return item;
    }

    static string View(List<Instance> items, DateTime start, DateTime end, int interval)
    {
        var slots = (int)Math.Ceiling((end - start).TotalMinutes / interval);
        return string.Create(slots, items, (view, all) =>
        {
            for (var i = 0; i < view.Length; i++)
            {
                var (from, to) = (start.AddMinutes(i * interval), start.AddMinutes((i + 1) * interval));
                view[i] = (char)('0' + all.Where(e => e.Overlaps(from, to)).Select(e => e.ShowAs switch { "tentative" => 1, "busy" => 2, "oof" => 3, "workingElsewhere" => 4, _ => 0 }).DefaultIfEmpty(0).Max());
            }
        });
    }

    static DateTime Utc(JsonObject time)
    {
        var zone = time["timeZone"].Text() is { Length: > 0 } given ? given : "UTC";
        if (!Zones.Exists(zone)) throw EventStyle.BadZone(zone);
        if (!DateTime.TryParse(time["dateTime"].Text(), CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var wall)) throw new GraphRefusal(400, "ErrorInvalidParameter", "A time of the window is invalid.");
        return wall.Kind == DateTimeKind.Utc ? wall : Zones.ToUtc(wall, zone);
    }
}
