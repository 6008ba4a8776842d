using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Calendars;

/// <summary>What a room mailbox does by itself with a meeting request, according to its own calendar processing (documented with Set-CalendarProcessing).</summary>
internal static class RoomAttendant
{
    internal static void Receive(SandboxTenant tenant, MailboxCalendar organizer, CalendarItem meeting, MailboxCalendar room)
    {
        var processing = room.Mailbox.Processing;
        if (processing.AutomateProcessing is "None") return;
        var copy = room.FindMeeting(meeting.Uid);
        var (response, declinedDates) = processing.AutomateProcessing is "AutoAccept" ? Decide(tenant, room, meeting) : ("notResponded", []);
        if (response is "declined")
        {
            if (copy is not null) room.Remove(copy);
            Meetings.Note(tenant, organizer, meeting, null, room.Mailbox.PrimarySmtpAddress, response);
            return;
        }
        if (copy is null)
        {
            copy = Meetings.CopyFor(tenant, meeting);
            Dress(copy);
            room.Add(copy);
        }
        else room.Change(copy, own => { Meetings.TakeOver(own, meeting); Dress(own); });
        foreach (var date in declinedDates) room.RemoveOccurrence(copy, date);
        if (response is "notResponded") return;
        Meetings.Note(tenant, organizer, meeting, null, room.Mailbox.PrimarySmtpAddress, response);
        foreach (var date in declinedDates) Meetings.Note(tenant, organizer, meeting, date, room.Mailbox.PrimarySmtpAddress, "declined");

        void Dress(CalendarItem own)
        {
            var booked = response is "accepted";
            (own.Response, own.ResponseTime, own.IsReminderOn) = (response, booked ? tenant.Now : null, false);
            own.ShowAs = booked ? meeting.ShowAs is "free" ? "free" : "busy" : "tentative";
            // AutoUpdate puts a request on the calendar as it came; the clean-up belongs to AutoAccept.
            if (processing.AutomateProcessing is not "AutoAccept") return;
            own.Subject = Subject(processing, meeting, meeting.Subject);
            if (processing.DeleteComments) own.Body = null;
            if (processing.RemovePrivateProperty && own.Sensitivity is "private") own.Sensitivity = null;
            foreach (var exception in own.Exceptions ?? []) Clean(processing, meeting, exception);
        }
    }

    internal static void ReceiveOccurrence(SandboxTenant tenant, MailboxCalendar organizer, CalendarItem meeting, OccurrenceChange change, MailboxCalendar room, CalendarItem copy)
    {
        var processing = room.Mailbox.Processing;
        if (processing.AutomateProcessing is "None") return;
        var isAutomatic = processing.AutomateProcessing is "AutoAccept";
        if (isAutomatic && !processing.AllowConflicts && Expansion.Occurrence(meeting, change.Date) is { } wanted && IsTaken(room, copy, wanted))
        {
            room.RemoveOccurrence(copy, change.Date);
            Meetings.Note(tenant, organizer, meeting, change.Date, room.Mailbox.PrimarySmtpAddress, "declined");
            return;
        }
        room.ChangeOccurrence(copy, change.Date, own =>
        {
            Meetings.TakeOver(own, change);
            if (isAutomatic) Clean(processing, meeting, own);
        });
        if (isAutomatic) Meetings.Note(tenant, organizer, meeting, change.Date, room.Mailbox.PrimarySmtpAddress, "accepted");
    }

    static void Clean(CalendarProcessing processing, CalendarItem meeting, OccurrenceChange own)
    {
        if (own.Subject is not null) own.Subject = Subject(processing, meeting, own.Subject);
        if (processing.DeleteComments) own.Body = null;
        if (processing.RemovePrivateProperty && own.Sensitivity is "private") own.Sensitivity = "normal";
    }

    // DeleteSubject empties it and AddOrganizerToSubject puts the organizer's name before what is left; the blank after the name is what rooms show (seen).
    static string Subject(CalendarProcessing processing, CalendarItem meeting, string subject)
    {
        if (processing.DeleteSubject) subject = "";
        return processing.AddOrganizerToSubject ? meeting.Organizer.Name + " " + subject : subject;
    }

    static (string Response, List<DateOnly> DeclinedDates) Decide(SandboxTenant tenant, MailboxCalendar room, CalendarItem meeting)
    {
        var processing = room.Mailbox.Processing;
        var now = tenant.Now.UtcDateTime;
        var first = Expansion.Itself(meeting);
        var horizon = now.Date.AddDays(processing.BookingWindowInDays + 1);
        var minutes = (meeting.End - meeting.Start).TotalMinutes;
        if (meeting.IsSeries && !processing.AllowRecurringMeetings) return Declined;
        if (processing.MaximumDurationInMinutes > 0 && minutes > processing.MaximumDurationInMinutes) return Declined;
        if (minutes < processing.MinimumDurationInMinutes) return Declined;
        if (processing.EnforceCapacity && room.Mailbox.ResourceCapacity is { } seats && (meeting.Attendees?.Count(a => a.Kind is not "resource") ?? 0) + 1 > seats) return Declined;
        if (first.StartUtc >= horizon || (!meeting.IsSeries && first.EndUtc < now)) return Declined;
        // A series that runs past the window is declined, or with EnforceSchedulingHorizon off accepted up to it.
        if (meeting.Recurrence is { } rule && processing.EnforceSchedulingHorizon && (rule.RangeType is "noEnd" || rule.Dates().Last() > DateOnly.FromDateTime(horizon))) return Declined;
        if (processing.ScheduleOnlyDuringWorkHours && IsOutsideWorkHours(room.Mailbox, first)) return Declined;
        if (!processing.AllBookInPolicy && !processing.BookInPolicy.Contains(meeting.Organizer.Address, StringComparer.OrdinalIgnoreCase))
            return processing.AllRequestInPolicy ? ("notResponded", []) : Declined;
        if (processing.AllowConflicts) return ("accepted", []);

        var own = room.FindMeeting(meeting.Uid);
        if (!meeting.IsSeries) return IsTaken(room, own, first) ? Declined : ("accepted", []);
        var occurrences = Expansion.Of(meeting, now, horizon).ToList();
        var beyond = meeting.Recurrence!.Dates().TakeWhile(d => d < DateOnly.FromDateTime(horizon).AddDays(400)).Where(d => d > DateOnly.FromDateTime(horizon)).ToList();
        var taken = occurrences.Where(o => IsTaken(room, own, o)).Select(o => o.Date!.Value).ToList();
        if (taken.Count > 0 && (taken.Count > processing.MaximumConflictInstances || taken.Count * 100 > processing.ConflictPercentageAllowed * occurrences.Count)) return Declined;
        return ("accepted", processing.EnforceSchedulingHorizon ? taken : [.. taken, .. beyond]);
    }

    static (string, List<DateOnly>) Declined => ("declined", []);

    static bool IsTaken(MailboxCalendar room, CalendarItem? except, Instance wanted)
    {
        if (!wanted.TakesTheRoom) return false;
        foreach (var item in room.State.Items.Values)
        {
            if (ReferenceEquals(item, except)) continue;
            foreach (var other in Expansion.Of(item, wanted.StartUtc, wanted.EndUtc))
                if (other.TakesTheRoom) return true;
        }
        return false;
    }

    static bool IsOutsideWorkHours(Mailbox room, Instance wanted)
    {
        var zone = room.TimeZone ?? "UTC";
        var (start, end) = (Zones.FromUtc(wanted.StartUtc, zone), Zones.FromUtc(wanted.EndUtc, zone));
        return start.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday || start.Hour < 8 || end > start.Date.AddHours(17);
    }
}
