using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Calendars;

/// <summary>The messages that a resource sends about a request: its answer to the organizer, and the request itself to its delegates.</summary>
internal static class MeetingMail
{
    // The tenant is no mail server: what is old falls out.
    const int Limit = 1000;

    internal static void FromResource(SandboxTenant tenant, CalendarItem meeting, Mailbox room, Verdict verdict)
    {
        var rules = room.Processing;
        if (verdict.Answer is not BookingAnswer.AskDelegates)
        {
            Send(tenant, new()
            {
                Kind = "response", Response = verdict.Answer is BookingAnswer.Accept ? "accepted" : "declined", To = [meeting.Organizer.Address],
                Subject = (verdict.Answer is BookingAnswer.Accept ? "Accepted: " : "Declined: ") + meeting.Subject, Text = Text(rules, verdict),
            });
            return;
        }
        // Documented: only AutoAccept forwards, only to delegates, and not when it is switched off. The organizer hears from them.
        if (rules is { ForwardRequestsToDelegates: true, ResourceDelegates.Count: > 0 })
            Send(tenant, new() { Kind = "request", To = [.. rules.ResourceDelegates], Subject = meeting.Subject, Text = verdict.Reason ?? "" });

        void Send(SandboxTenant to, MeetingMessage message)
        {
            (message.From, message.MeetingUid, message.Sent) = (room.PrimarySmtpAddress, meeting.Uid, to.Now);
            foreach (var receiver in message.To) Meetings.Count(to, receiver);
            to.State.MeetingMessages.Add(message);
            if (to.State.MeetingMessages.Count > Limit) to.State.MeetingMessages.RemoveRange(0, Limit / 10);
        }
    }

    /// <summary>Reasons, the names of those who are in the way, and the resource's own text: each when its setting says so (documented; the wording is ours).</summary>
    static string Text(CalendarProcessing rules, Verdict verdict)
    {
        var parts = new List<string>();
        if (rules.EnableResponseDetails && verdict.Reason is { } reason) parts.Add(reason);
        if (rules.OrganizerInfo && verdict is { Answer: BookingAnswer.Decline, InTheWay.Count: > 0 }) parts.Add("Booked by " + string.Join(", ", verdict.InTheWay.Select(p => p.Name).Distinct()) + ".");
        if (rules.AddAdditionalResponse && rules.AdditionalResponse.Length > 0) parts.Add(rules.AdditionalResponse);
        return string.Join(Environment.NewLine, parts);
    }
}
