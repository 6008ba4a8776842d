using System.Globalization;
using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Calendars;
using TeemCalendar.Sandbox.Graph.OData;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph.Outlook;

/// <summary>/events: single events and series masters, read one by one or listed, and made.</summary>
internal static class Events
{
    internal const int Limit = 1000;
    const int DefaultPage = 10; // documented for Outlook collections, measured for calendarView

    internal static int PageSize(GraphCall call) =>
        int.TryParse(call.Prefer("odata.maxpagesize"), NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size > 0 ? Math.Min(size, Limit) : DefaultPage;

    internal static Entity<Instance> Entity(GraphCall call, MailboxCalendar calendar, bool isView = false)
    {
        var style = EventStyle.Of(call, calendar.Mailbox);
        var owner = calendar.Mailbox.OwnerId;
        // Measured: a view leaves onlineMeeting out unless isOnlineMeeting is selected too.
        var withoutMeeting = isView && call.Query.Select is { } select && !select.Contains("isOnlineMeeting");
        return new("event", "events", (row, _, instance) =>
        {
            EventJson.Write(row, style, owner, instance);
            if (withoutMeeting) row.Json.Remove("onlineMeeting");
            // What was asked for by name is there, also where it is nothing (OData).
            if (instance.Date is null && call.Query.Select?.Contains("originalStart") == true) row.Json["originalStart"] = null;
        }, EventJson.Defaults, isDirectory: false);
    }

    internal static WireAnswer List(GraphCall call, MailboxCalendar calendar) =>
        EventStyle.Applied(call, new(200, Entity(call, calendar).Collection(call, calendar.State.Items.Values.Select(Expansion.Itself), $"users('{calendar.Mailbox.OwnerId}')/events", PageSize(call), Limit)));

    internal static WireAnswer Get(GraphCall call, MailboxCalendar calendar, string id)
    {
        var (item, date) = Find(calendar, id);
        return EventStyle.Applied(call, new(200, Json(call, calendar, At(item, date))));
    }

    internal static WireAnswer Create(GraphCall call, MailboxCalendar calendar)
    {
        var body = call.OutlookBody("event");
        // Measured: a transaction id that was used gives the event of the first time; that the status is then 200 is how others model it.
        if (body["transactionId"].Text() is { Length: > 0 } transaction && calendar.State.Items.Values.FirstOrDefault(i => i.TransactionId == transaction) is { } known)
            return new(200, Json(call, calendar, Expansion.Itself(known)));
        CheckAnswer(call, calendar);
        var item = EventInput.New(call, calendar.Mailbox, body);
        calendar.Add(item);
        // The answer is written before anybody has answered the invitation, as the service's is.
        var answer = EventStyle.Applied(call, new(201, Json(call, calendar, Expansion.Itself(item))));
        Meetings.Send(call.Tenant, calendar, item);
        return answer;
    }

    /// <summary>Refuses what would go wrong with the answer before anything is written.</summary>
    internal static void CheckAnswer(GraphCall call, MailboxCalendar calendar) => Entity(call, calendar).CheckSelect(call);

    internal static (CalendarItem Item, DateOnly? Date) Find(MailboxCalendar calendar, string id)
    {
        // Seen: an id that is no id at all is another mistake than one that is not found.
        var key = ItemId.Read(id) ?? throw new GraphRefusal(400, "ErrorInvalidIdMalformed", "Id is malformed.");
        if (key.Owner != calendar.Mailbox.OwnerId || calendar.Find(key.Item) is not { } item) throw GraphRefusal.ItemNotFound();
        if (key.Date is { } date && Expansion.Occurrence(item, date) is null) throw GraphRefusal.ItemNotFound();
        return (item, key.Date);
    }

    internal static Instance At(CalendarItem item, DateOnly? date) => date is { } day ? Expansion.Occurrence(item, day)!.Value : Expansion.Itself(item);

    internal static JsonObject Json(GraphCall call, MailboxCalendar calendar, Instance instance)
    {
        var entity = Entity(call, calendar);
        var json = entity.Single(call, instance, $"users('{calendar.Mailbox.OwnerId}')/events/$entity");
        foreach (var expand in call.Query["expand"]?.Split(',') ?? [])
        {
            if (expand.Trim() is not "exceptionOccurrences") throw new GraphRefusal(400, "BadRequest", $"Parsing OData Select and Expand failed: the sandbox tenant does not expand '{expand.Trim()}' of type 'microsoft.graph.event'.");
            if (instance.Type is "seriesMaster")
                json["exceptionOccurrences"] = Row.Array((instance.Item.Exceptions ?? []).Select(e => (JsonNode?)entity.Write(call, Expansion.Occurrence(instance.Item, e.Date)!.Value, EventJson.Defaults.Contains)));
        }
        return json;
    }
}
