using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Calendars;
using TeemCalendar.Sandbox.Graph.Schema;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph.Outlook;

/// <summary>Events changed, deleted and cancelled. What the organizer does reaches everybody; what an attendee does stays in his own copy (measured).</summary>
internal static class EventChanges
{
    // What an update tells the attendees; reminders, categories and the like are the organizer's own (inferred).
    static readonly string[] Sent =
        ["subject", "body", "start", "end", "location", "locations", "isAllDay", "attendees", "recurrence", "sensitivity", "importance", "showAs", "isOnlineMeeting", "hideAttendees"];

    internal static WireAnswer Update(GraphCall call, MailboxCalendar calendar, string id)
    {
        var (item, date) = Events.Find(calendar, id);
        CheckMatch(call, Events.At(item, date));
        Events.CheckAnswer(call, calendar);
        var body = call.OutlookBody("event");
        // A refused change must leave nothing behind: it is tried on a copy first.
        if (date is { } day) TryOccurrence(call, item, day, body);
        else EventInput.Apply(call, item.Copy(), body);

        var (before, once) = (Invited(item, date), InvitedOnce(item));
        if (date is { } which) calendar.ChangeOccurrence(item, which, change => EventInput.Apply(call, item, change, body));
        else calendar.Change(item, own => { EventInput.Apply(call, own, body); Reset(own, body); });
        var answer = EventStyle.Applied(call, new(200, Events.Json(call, calendar, Events.At(item, date))));
        if (!item.IsOrganizer || !body.Any(p => Sent.Contains(p.Key))) return answer;
        var after = Invited(item, date);
        Meetings.Cancel(call.Tenant, calendar, item, date, before.Where(b => !after.Exists(a => a.Address.Equals(b.Address, StringComparison.OrdinalIgnoreCase))).ToList());
        if (date is { } one) Meetings.SendOccurrence(call.Tenant, calendar, item, one);
        else
        {
            Meetings.CancelSingles(call.Tenant, calendar, item, once);
            Meetings.Send(call.Tenant, calendar, item);
        }
        return answer;
    }

    internal static WireAnswer Delete(GraphCall call, MailboxCalendar calendar, string id, bool forGood = false)
    {
        var (item, date) = Events.Find(calendar, id);
        CheckMatch(call, Events.At(item, date));
        Remove(call, calendar, item, date, forGood);
        return GraphCall.NoContent();
    }

    internal static WireAnswer Cancel(GraphCall call, MailboxCalendar calendar, string id)
    {
        _ = BodyReader.ReadAction(call.Request, "RequestBodyRead", ("Comment", new('s', null, false)));
        var (item, date) = Events.Find(calendar, id);
        // Documented sentence.
        if (!item.IsOrganizer) throw GraphRefusal.InvalidRequest("Your request can't be completed. You need to be an organizer to cancel a meeting.");
        Remove(call, calendar, item, date);
        return GraphCall.Accepted();
    }

    static void Remove(GraphCall call, MailboxCalendar calendar, CalendarItem item, DateOnly? date, bool forGood = false)
    {
        // Of a whole series those hear too who were invited to one date of it only.
        if (item.IsOrganizer) Meetings.Cancel(call.Tenant, calendar, item, date, date is null ? Invited(item, null).Concat(InvitedOnce(item)).DistinctBy(a => a.Address.ToUpperInvariant()).ToList() : Invited(item, date));
        else if (!Events.At(item, date).IsCancelled) Meetings.Answer(call.Tenant, calendar.Mailbox, item, date, "declined");
        if (date is { } day) calendar.RemoveOccurrence(item, day);
        else calendar.Remove(item, forGood);
    }

    static List<Attendee> Invited(CalendarItem item, DateOnly? date) => (date is { } day ? item.ExceptionOn(day)?.Attendees : null) ?? item.Attendees ?? [];

    static List<Attendee> InvitedOnce(CalendarItem item) => [.. (item.Exceptions ?? []).SelectMany(e => e.Attendees ?? []).DistinctBy(a => a.Address.ToUpperInvariant())];

    /// <summary>If-Match with another etag than the event's is refused (the code was seen in several clients' tests).</summary>
    static void CheckMatch(GraphCall call, Instance instance)
    {
        if (call.Request.Header("If-Match") is { } match && match.Trim() != "*" && match.Trim() != EventJson.ETag(instance))
            throw new GraphRefusal(412, "ErrorIrresolvableConflict", "The send or update operation could not be performed because the change key passed in the request does not match the current change key for the item.");
    }

    static void TryOccurrence(GraphCall call, CalendarItem series, DateOnly date, JsonObject body)
    {
        if (body["recurrence"] is not null) throw GraphRefusal.InvalidRequest("The recurrence can only be changed on the series master.");
        var trial = series.Copy();
        var change = trial.ExceptionOn(date);
        if (change is null) (trial.Exceptions ??= []).Add(change = new() { Date = date });
        EventInput.Apply(call, trial, change, body);
        var moved = Expansion.Occurrence(trial, date)!.Value;
        if (moved.EndUtc < moved.StartUtc) throw new GraphRefusal(400, "ErrorCalendarEndDateIsEarlierThanStartDate", "The end date is earlier than the start date.");
        if (body["start"] is null && body["end"] is null) return;
        // Documented: an occurrence cannot be moved to or past the day of its neighbours.
        var day = DateOnly.FromDateTime(moved.WallStart);
        DateOnly? previous = null, next = null;
        foreach (var other in series.Recurrence!.Dates())
        {
            if (series.CancelledDates?.Contains(other) == true) continue;
            if (other < date) previous = Shown(other);
            else if (other > date) { next = Shown(other); break; }
        }
        if (day <= previous || day >= next) throw new GraphRefusal(400, "ErrorOccurrenceCrossingBoundary", "Modified occurrence is crossing or overlapping adjacent occurrence.");

        DateOnly Shown(DateOnly other) => series.ExceptionOn(other)?.Start is { } start ? DateOnly.FromDateTime(start) : other;
    }

    /// <summary>A meeting that was moved has to be answered again.</summary>
    static void Reset(CalendarItem item, JsonObject body)
    {
        if (item.IsOrganizer && (body["start"] is not null || body["end"] is not null || body.ContainsKey("recurrence")))
            item.Attendees = item.Attendees?.ConvertAll(a => a with { Response = "none", Time = null });
    }
}
