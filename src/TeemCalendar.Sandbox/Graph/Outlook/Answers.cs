using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Calendars;
using TeemCalendar.Sandbox.Graph.Schema;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph.Outlook;

/// <summary>Accept, tentatively accept, decline: an attendee's answer (measured: 202, and what is refused).</summary>
internal static class Answers
{
    internal static WireAnswer Give(GraphCall call, MailboxCalendar calendar, string id, string response)
    {
        var body = BodyReader.ReadAction(call.Request, "RequestBodyRead", ("SendResponse", new('b', null, false)), ("Comment", new('s', null, false)), ("ProposedNewTime", new('.', "timeSlot", false)));
        var sends = body["SendResponse"]?.GetValue<bool>() ?? true;
        if (body["ProposedNewTime"] is not null && (!sends || response is "accepted"))
            throw new GraphRefusal(400, "ErrorInvalidParameter", "A new time can be proposed only with a response that is sent, and not when accepting.");
        var proposed = body["ProposedNewTime"] is JsonObject slot ? EventInput.Slot(slot) : null;
        var (item, date) = Events.Find(calendar, id);
        if (item.IsOrganizer) throw GraphRefusal.InvalidRequest("You can't respond to this meeting because you're the meeting organizer.");
        if (response is "declined")
        {
            // Measured: a declined meeting leaves the calendar, for Deleted Items.
            if (sends) Meetings.Answer(call.Tenant, calendar.Mailbox, item, date, response, proposed);
            if (date is { } gone) calendar.RemoveOccurrence(item, gone);
            else calendar.Remove(item);
            return GraphCall.Accepted();
        }
        var showAs = response is "accepted" ? "busy" : "tentative";
        if (date is { } day) calendar.ChangeOccurrence(item, day, own => (own.Response, own.ResponseTime, own.ShowAs) = (response, call.Tenant.Now, showAs));
        else calendar.Change(item, own => (own.Response, own.ResponseTime, own.ShowAs) = (response, call.Tenant.Now, showAs));
        if (sends) Meetings.Answer(call.Tenant, calendar.Mailbox, item, date, response, proposed);
        return GraphCall.Accepted();
    }
}
