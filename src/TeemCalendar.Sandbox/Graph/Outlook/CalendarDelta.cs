using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Calendars;
using TeemCalendar.Sandbox.Graph.OData;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph.Outlook;

/// <summary>calendarView/delta: first all that is in the window, page by page, then what changed since.</summary>
internal static class CalendarDelta
{
    // Documented: these cannot be combined with change tracking; the sentence was seen.
    static readonly string[] Refused = ["select", "filter", "orderby", "expand", "search"];

    internal static WireAnswer Read(GraphCall call, MailboxCalendar calendar)
    {
        if (Refused.Any(option => call.Query[option] is not null))
            throw new GraphRefusal(400, "ErrorInvalidUrlQuery", "The following parameters are not supported with change tracking over the 'CalendarView' resource: '$orderby, $filter, $select, $expand, $search'.");
        var token = call.Query["skiptoken"] is { Length: > 0 } skip ? Taken(call, calendar, skip, isPage: true)
            : call.Query["deltatoken"] is { Length: > 0 } delta ? Taken(call, calendar, delta, isPage: false)
            : First(call, calendar);
        if (token.Position is null) token = token with { UpTo = calendar.State.Serial };

        var rows = DeltaReader.Read(calendar, token.Since, token.Window.FromUtc, token.Window.ToUtc);
        var begin = token.Position is { } position ? rows.FindIndex(r => r.Position.CompareTo(position) > 0) : 0;
        var page = begin < 0 ? [] : rows.GetRange(begin, Math.Min(Events.PageSize(call), rows.Count - begin));
        var style = EventStyle.Of(call, calendar.Mailbox);
        var json = new JsonObject { ["@odata.context"] = call.Context("Collection(event)") };
        if (begin >= 0 && begin + page.Count < rows.Count) json["@odata.nextLink"] = Link(call, "$skiptoken", token with { Position = page[^1].Position });
        else json["@odata.deltaLink"] = Link(call, "$deltatoken", token with { Since = token.UpTo, UpTo = 0, Position = null });
        json["value"] = Row.Array(page.Select(row => (JsonNode?)Write(style, calendar.Mailbox.OwnerId, row)));
        return EventStyle.Applied(call, new(200, json));
    }

    static DeltaToken First(GraphCall call, MailboxCalendar calendar) => new(calendar.Mailbox.OwnerId, calendar.State.DeltaEpoch, CalendarWindow.Of(call), 0, 0, null);

    static DeltaToken Taken(GraphCall call, MailboxCalendar calendar, string text, bool isPage)
    {
        // A token that cannot be read, of another mailbox or of the other kind, is answered like one whose state was lost (inferred).
        var token = DeltaToken.Read(call.Tenant, text);
        var isGood = token is not null && token.Mailbox == calendar.Mailbox.OwnerId && token.Position is not null == isPage;
        if (isGood && token!.Epoch == calendar.State.DeltaEpoch && (token.Since == 0 || token.Since >= calendar.State.LogStart)) return token;
        // Documented: 410 with an address at which to begin anew; the code was seen in both spellings.
        var again = isGood ? $"startDateTime={GraphTime.Instant(token!.Window.FromUtc)}&endDateTime={GraphTime.Instant(token.Window.ToUtc)}&$deltatoken=" : "$deltatoken=";
        throw new GraphRefusal(410, "SyncStateNotFound", "The sync state generation is not found; a full synchronization is needed.") { Header = ("Location", $"{Address(call)}?{again}") };
    }

    static string Link(GraphCall call, string option, DeltaToken token) => $"{Address(call)}?{option}={token.Text(call.Tenant)}";

    static string Address(GraphCall call) => $"{call.Root}/{string.Join('/', call.Path.Select(Uri.EscapeDataString))}";

    static JsonObject Write(EventStyle style, Guid owner, DeltaRow row)
    {
        if (row.Instance is not { } instance)
            return new() { ["@odata.type"] = "#microsoft.graph.event", ["id"] = row.Id.Text(style.ImmutableIds), ["@removed"] = new JsonObject { ["reason"] = "deleted" } };
        // Inferred from field reports: a plain occurrence has little more than its times; everything else is its master's.
        var isBare = instance.Type is "occurrence";
        var written = new Row(isBare ? name => name is "@odata.etag" or "id" or "seriesMasterId" or "type" or "start" or "end" : EventJson.Defaults.Contains);
        EventJson.Write(written, style, owner, instance);
        written.Json["@odata.type"] = "#microsoft.graph.event";
        return written.Json;
    }
}
