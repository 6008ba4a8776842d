using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Calendars;

/// <summary>What a resource mailbox does by itself with a meeting request, according to its own calendar processing (documented with Set-CalendarProcessing).</summary>
/// <remarks>AutoUpdate: the Calendar Attendant alone, which keeps requests tentatively and answers nobody. AutoAccept: the booking attendant decides besides, and cleans up. None: neither.</remarks>
internal static class RoomAttendant
{
    internal static void Receive(SandboxTenant tenant, MailboxCalendar organizer, CalendarItem meeting, MailboxCalendar room)
    {
        if (Process(tenant, meeting, room) is not { } verdict) return;
        Answer(tenant, organizer, meeting, null, room, verdict);
        foreach (var date in verdict.DeclinedDates) Answer(tenant, organizer, meeting, date, room, verdict with { Answer = BookingAnswer.Decline, Reason = "The resource is booked at that time." });
    }

    /// <summary>A request for one occurrence of a series of which the resource has nothing else.</summary>
    internal static void ReceiveSingle(SandboxTenant tenant, MailboxCalendar organizer, CalendarItem meeting, CalendarItem single, MailboxCalendar room)
    {
        if (Process(tenant, single, room) is { } verdict) Answer(tenant, organizer, meeting, single.SingleDate, room, verdict);
    }

    /// <summary>Puts a request on the resource's calendar, or takes it off; null when nobody is to be answered.</summary>
    internal static Verdict? Process(SandboxTenant tenant, CalendarItem meeting, MailboxCalendar room)
    {
        var rules = room.Mailbox.Processing;
        var copy = room.FindMeeting(meeting.Uid, meeting.SingleDate);
        if (rules.AutomateProcessing is "None" || (rules.AutomateProcessing is not "AutoAccept" && copy is null && !rules.AddNewRequestsTentatively)) return null;
        var verdict = rules.AutomateProcessing is "AutoAccept" ? new BookingPolicy(tenant, room).Of(meeting) : null;
        if (verdict is { Answer: BookingAnswer.Decline })
        {
            if (copy is not null) room.Remove(copy);
            return verdict;
        }
        if (copy is null)
        {
            // Who has the whole series has none of its dates by itself.
            if (meeting.SingleDate is null) Meetings.Singles(room, meeting.Uid).ForEach(single => room.Remove(single, forGood: true));
            copy = Meetings.CopyFor(tenant, meeting);
            Dress(copy);
            room.Add(copy);
        }
        else room.Change(copy, own => { Meetings.TakeOver(own, meeting); Dress(own); });
        foreach (var date in verdict?.DeclinedDates ?? []) room.RemoveOccurrence(copy, date);
        return verdict;

        void Dress(CalendarItem own)
        {
            var booked = verdict is { Answer: BookingAnswer.Accept };
            (own.Response, own.ResponseTime, own.IsReminderOn) = (booked ? "accepted" : "notResponded", booked ? tenant.Now : null, false);
            own.ShowAs = booked ? meeting.ShowAs is "free" ? "free" : "busy" : verdict is null || rules.TentativePendingApproval ? "tentative" : "free";
            // The number of meetings is reduced to those within the window (documented).
            if (verdict?.LastDate is { } last) own.Recurrence = own.Recurrence! with { EndDate = last, Occurrences = 0 };
            // AutoUpdate puts a request on the calendar as it came; the clean-up belongs to AutoAccept.
            if (verdict is null) return;
            own.Subject = Subject(rules, meeting, meeting.Subject);
            if (rules.DeleteComments) own.Body = null;
            if (rules.RemovePrivateProperty && own.Sensitivity is "private") own.Sensitivity = null;
            foreach (var exception in own.Exceptions ?? []) Clean(rules, meeting, exception);
        }
    }

    internal static void ReceiveOccurrence(SandboxTenant tenant, MailboxCalendar organizer, CalendarItem meeting, OccurrenceChange change, MailboxCalendar room, CalendarItem copy)
    {
        var rules = room.Mailbox.Processing;
        if (rules.AutomateProcessing is "None" || Expansion.Occurrence(meeting, change.Date) is not { } wanted) return;
        var verdict = rules.AutomateProcessing is "AutoAccept" ? new BookingPolicy(tenant, room).Of(meeting, wanted) : null;
        if (verdict is { Answer: BookingAnswer.Decline }) room.RemoveOccurrence(copy, change.Date);
        else
            room.ChangeOccurrence(copy, change.Date, own =>
            {
                Meetings.TakeOver(own, change);
                if (verdict is not null) Clean(rules, meeting, own);
                if (verdict is { Answer: BookingAnswer.AskDelegates }) (own.Response, own.ShowAs) = ("notResponded", rules.TentativePendingApproval ? "tentative" : "free");
            });
        if (verdict is not null) Answer(tenant, organizer, meeting, change.Date, room, verdict);
    }

    static void Answer(SandboxTenant tenant, MailboxCalendar organizer, CalendarItem meeting, DateOnly? date, MailboxCalendar room, Verdict verdict)
    {
        MeetingMail.FromResource(tenant, meeting, room.Mailbox, verdict);
        if (verdict.Answer is not BookingAnswer.AskDelegates)
            Meetings.Note(tenant, organizer, meeting, date, room.Mailbox.PrimarySmtpAddress, verdict.Answer is BookingAnswer.Accept ? "accepted" : "declined");
    }

    static void Clean(CalendarProcessing rules, CalendarItem meeting, OccurrenceChange own)
    {
        if (own.Subject is not null) own.Subject = Subject(rules, meeting, own.Subject);
        if (rules.DeleteComments) own.Body = null;
        if (rules.RemovePrivateProperty && own.Sensitivity is "private") own.Sensitivity = "normal";
    }

    // DeleteSubject empties it and AddOrganizerToSubject puts the organizer's name before what is left; the blank after the name is what rooms show (seen).
    static string Subject(CalendarProcessing rules, CalendarItem meeting, string subject)
    {
        if (rules.DeleteSubject) subject = "";
        return rules.AddOrganizerToSubject ? meeting.Organizer.Name + " " + subject : subject;
    }
}
