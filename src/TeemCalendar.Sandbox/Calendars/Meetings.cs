using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Calendars;

/// <summary>What travels between calendars: invitations, updates, cancellations and answers. Every copy is its owner's own; the uid links them.</summary>
internal static class Meetings
{
    internal static Mailbox? FindMailbox(SandboxTenant tenant, string address) => tenant.State.FindAddress(address) as Mailbox;

    /// <summary>Brings a meeting, new or changed as a whole, to everyone who is invited.</summary>
    internal static void Send(SandboxTenant tenant, MailboxCalendar organizer, CalendarItem meeting)
    {
        foreach (var attendee in meeting.Attendees?.ToArray() ?? [])
        {
            Count(tenant, attendee.Address);
            if (Receiver(tenant, organizer, attendee.Address) is not { } receiver) continue;
            if (receiver.Mailbox.IsResource) RoomAttendant.Receive(tenant, organizer, meeting, receiver);
            else ReceivePerson(tenant, receiver, meeting);
        }
    }

    /// <summary>Brings the change of one occurrence to everyone who is invited.</summary>
    internal static void SendOccurrence(SandboxTenant tenant, MailboxCalendar organizer, CalendarItem meeting, DateOnly date)
    {
        if (meeting.ExceptionOn(date) is not { } change) return;
        foreach (var attendee in (change.Attendees ?? meeting.Attendees)?.ToArray() ?? [])
        {
            Count(tenant, attendee.Address);
            if (Receiver(tenant, organizer, attendee.Address) is not { } receiver) continue;
            if (receiver.FindMeeting(meeting.Uid) is not { } copy) SendSingle(tenant, organizer, meeting, date, receiver);
            else if (receiver.Mailbox.IsResource) RoomAttendant.ReceiveOccurrence(tenant, organizer, meeting, change, receiver, copy);
            else receiver.ChangeOccurrence(copy, date, own => TakeOver(own, change));
        }
    }

    /// <summary>Who has nothing of the series gets this one occurrence, as a meeting by itself.</summary>
    static void SendSingle(SandboxTenant tenant, MailboxCalendar organizer, CalendarItem meeting, DateOnly date, MailboxCalendar receiver)
    {
        if (Expansion.Occurrence(meeting, date) is not { Change: { } change } occurrence) return;
        var single = meeting.Copy();
        (single.SingleDate, single.Recurrence, single.Exceptions, single.CancelledDates) = (date, null, null, null);
        (single.Start, single.End, single.Zone, single.EndZone, single.Attendees) = (occurrence.WallStart, occurrence.WallEnd, occurrence.Zone, null, change.Attendees ?? meeting.Attendees);
        (single.Subject, single.ShowAs, single.Sensitivity) = (change.Subject ?? meeting.Subject, occurrence.ShowAs, change.Sensitivity ?? meeting.Sensitivity);
        if (change.Body is not null) (single.Body, single.BodyIsText) = (change.Body, change.BodyIsText);
        if (change.Location is not null) (single.Location, single.LocationAddress) = (change.Location, change.LocationAddress);
        if (receiver.Mailbox.IsResource) RoomAttendant.ReceiveSingle(tenant, organizer, meeting, single, receiver);
        else ReceivePerson(tenant, receiver, single);
    }

    /// <summary>Tells everyone, or those who are no longer invited, that the meeting or one occurrence of it will not be.</summary>
    internal static void Cancel(SandboxTenant tenant, MailboxCalendar organizer, CalendarItem meeting, DateOnly? date, IEnumerable<Attendee> attendees)
    {
        foreach (var attendee in attendees)
        {
            Count(tenant, attendee.Address);
            if (Receiver(tenant, organizer, attendee.Address) is not { } receiver || receiver.Mailbox is { IsResource: true, Processing.AutomateProcessing: "None" }) continue;
            if (receiver.FindMeeting(meeting.Uid) is { } copy) Cancel(receiver, copy, date);
            foreach (var single in Singles(receiver, meeting.Uid).Where(s => date is null || s.SingleDate == date)) Cancel(receiver, single, null);
        }
    }

    /// <summary>After a change of the whole series: who was invited to a date that is now as the rest, or that is gone, has it no longer by itself.</summary>
    internal static void CancelSingles(SandboxTenant tenant, MailboxCalendar organizer, CalendarItem meeting, IEnumerable<Attendee> once)
    {
        foreach (var attendee in once)
        {
            if (Receiver(tenant, organizer, attendee.Address) is not { } receiver) continue;
            foreach (var single in Singles(receiver, meeting.Uid))
                if (meeting.ExceptionOn(single.SingleDate!.Value) is not { } change || (change.Attendees ?? meeting.Attendees)?.Exists(a => a.Address.Equals(attendee.Address, StringComparison.OrdinalIgnoreCase)) != true) Cancel(receiver, single, null);
        }
    }

    /// <summary>The dates of a meeting that stand by themselves in somebody's calendar.</summary>
    internal static List<CalendarItem> Singles(MailboxCalendar receiver, Guid uid) => receiver.State.Items.Values.Where(i => i.Uid == uid && i.SingleDate is not null).ToList();

    static void Cancel(MailboxCalendar receiver, CalendarItem copy, DateOnly? date)
    {
        if (receiver.Mailbox is { IsResource: true, Processing.RemoveCanceledMeetings: true })
        {
            if (date is { } gone) receiver.RemoveOccurrence(copy, gone);
            else receiver.Remove(copy);
        }
        else if (date is { } day) receiver.ChangeOccurrence(copy, day, own => { own.IsCancelled = true; own.ShowAs = "free"; own.Subject = Cancelled(own.Subject ?? copy.Subject); });
        else receiver.Change(copy, own => { own.IsCancelled = true; own.ShowAs = "free"; own.Subject = Cancelled(own.Subject); });
    }

    /// <summary>Carries an attendee's answer to the organizer's copy.</summary>
    internal static void Answer(SandboxTenant tenant, Mailbox from, CalendarItem copy, DateOnly? date, string response, TimeSlot? proposed = null)
    {
        Count(tenant, copy.Organizer.Address);
        if (FindMailbox(tenant, copy.Organizer.Address) is not { } mailbox) return;
        var organizer = MailboxCalendar.Open(tenant, mailbox);
        if (organizer.FindMeeting(copy.Uid) is { IsOrganizer: true } meeting) Note(tenant, organizer, meeting, date ?? copy.SingleDate, from.PrimarySmtpAddress, response, proposed);
    }

    /// <summary>Writes an answer into the organizer's list of attendees; that changes the organizer's copy, and its etag.</summary>
    internal static void Note(SandboxTenant tenant, MailboxCalendar organizer, CalendarItem meeting, DateOnly? date, string address, string response, TimeSlot? proposed = null)
    {
        if (date is { } day)
        {
            organizer.ChangeOccurrence(meeting, day, own => own.Attendees = Noted(own.Attendees ?? meeting.Attendees ?? []));
            return;
        }
        meeting.Attendees = Noted(meeting.Attendees ?? []);
        organizer.Touch(meeting);

        List<Attendee> Noted(List<Attendee> attendees) => attendees.ConvertAll(a =>
            a.Address.Equals(address, StringComparison.OrdinalIgnoreCase) ? a with { Response = response, Time = tenant.Now, Proposed = proposed } : a);
    }

    /// <summary>An attendee's copy of a meeting, before its owner's own rules.</summary>
    internal static CalendarItem CopyFor(SandboxTenant tenant, CalendarItem meeting)
    {
        var copy = meeting.Copy();
        copy.Id = tenant.NewGuid();
        copy.Created = copy.Modified = tenant.Now;
        copy.IsOrganizer = false;
        copy.TransactionId = null;
        copy.Categories = null;
        copy.Attendees = copy.Attendees?.ConvertAll(a => a with { Response = "none", Time = null });
        if (copy.HideAttendees) copy.Attendees = null;
        foreach (var exception in copy.Exceptions ?? []) { exception.Attendees = null; exception.Response = null; exception.Changed = 0; }
        return copy;
    }

    /// <summary>An update's contents in a copy that is already there; the owner's own answer, categories and reminder stay.</summary>
    internal static void TakeOver(CalendarItem own, CalendarItem meeting)
    {
        (own.Subject, own.Body, own.BodyIsText) = (meeting.Subject, meeting.Body, meeting.BodyIsText);
        (own.Start, own.End, own.Zone, own.EndZone, own.IsAllDay, own.Recurrence) = (meeting.Start, meeting.End, meeting.Zone, meeting.EndZone, meeting.IsAllDay, meeting.Recurrence);
        (own.Location, own.LocationAddress, own.Sensitivity, own.Importance, own.JoinUrl) = (meeting.Location, meeting.LocationAddress, meeting.Sensitivity, meeting.Importance, meeting.JoinUrl);
        own.IsCancelled = false;
        own.Attendees = meeting.HideAttendees ? null : meeting.Attendees?.ConvertAll(a => a with { Response = "none", Time = null });
    }

    internal static void TakeOver(OccurrenceChange own, OccurrenceChange change)
    {
        (own.Start, own.End, own.Zone) = (change.Start ?? own.Start, change.End ?? own.End, change.Zone ?? own.Zone);
        (own.Subject, own.Body, own.BodyIsText) = (change.Subject ?? own.Subject, change.Body ?? own.Body, change.Body is null ? own.BodyIsText : change.BodyIsText);
        (own.Location, own.LocationAddress) = (change.Location ?? own.Location, change.LocationAddress ?? own.LocationAddress);
        (own.Sensitivity, own.Importance) = (change.Sensitivity ?? own.Sensitivity, change.Importance ?? own.Importance);
    }

    static void ReceivePerson(SandboxTenant tenant, MailboxCalendar receiver, CalendarItem meeting)
    {
        if (receiver.FindMeeting(meeting.Uid, meeting.SingleDate) is { } copy)
        {
            receiver.Change(copy, own => TakeOver(own, meeting));
            return;
        }
        if (meeting.SingleDate is null) Singles(receiver, meeting.Uid).ForEach(single => receiver.Remove(single, forGood: true));
        copy = CopyFor(tenant, meeting);
        (copy.Response, copy.ShowAs) = ("notResponded", "tentative");
        receiver.Add(copy);
    }

    static MailboxCalendar? Receiver(SandboxTenant tenant, MailboxCalendar organizer, string address) =>
        FindMailbox(tenant, address) is { } mailbox && mailbox.OwnerId != organizer.Mailbox.OwnerId ? MailboxCalendar.Open(tenant, mailbox) : null;

    /// <summary>Whoever is no resource reads it.</summary>
    internal static void Count(SandboxTenant tenant, string address)
    {
        if (FindMailbox(tenant, address) is not { IsResource: true }) tenant.Counters.CountMeetingMessage();
    }

    // Seen in many calendars; the word follows the organizer's language in the real service.
    static string Cancelled(string subject) => subject.StartsWith("Canceled: ", StringComparison.Ordinal) ? subject : "Canceled: " + subject;
}
