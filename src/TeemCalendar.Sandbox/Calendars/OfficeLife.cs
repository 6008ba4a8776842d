using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Calendars;

/// <summary>What people do to their meetings in a while: call new ones, move, rename, cancel and delete them.</summary>
internal static class OfficeLife
{
    internal static int Stir(SandboxTenant tenant, int seed)
    {
        var random = tenant.RandomFor($"life/{seed}");
        var rooms = tenant.State.Mailboxes.Values.Where(m => m.IsRoom).ToArray();
        var people = tenant.State.Mailboxes.Values.Where(m => m.RecipientTypeDetails == "UserMailbox").ToArray();
        if (rooms.Length == 0 || people.Length == 0) return 0;
        var done = 0;
        for (var n = Math.Max(3, rooms.Length / 2); n > 0; n--)
        {
            var room = rooms[random.Next(rooms.Length)];
            if (random.Next(3) == 0 ? Call(tenant, random, room, people[random.Next(people.Length)]) : Alter(tenant, random, MailboxCalendar.Open(tenant, room))) done++;
        }
        return done;
    }

    static bool Call(SandboxTenant tenant, Random random, Mailbox room, Mailbox person)
    {
        var organizer = MailboxCalendar.Open(tenant, person);
        var zone = Zones.Exists(person.TimeZone) ? person.TimeZone! : "UTC";
        var start = tenant.Now.UtcDateTime.Date.AddDays(random.Next(1, 30)).AddMinutes(30 * random.Next(16, 36));
        var meeting = new CalendarItem
        {
            Id = tenant.NewGuid(), Uid = tenant.NewGuid(), IsOrganizer = true, Organizer = new(person.DisplayName, person.PrimarySmtpAddress), Subject = Phrases.Subject(random, person.Language, series: false),
            Start = Zones.FromUtc(start, zone), End = Zones.FromUtc(start, zone).AddMinutes(30 * random.Next(1, 5)), Zone = zone, IsReminderOn = true,
            Location = room.DisplayName, LocationAddress = room.PrimarySmtpAddress, Attendees = [new(room.DisplayName, room.PrimarySmtpAddress, "resource")],
        };
        organizer.Add(meeting);
        Meetings.Send(tenant, organizer, meeting);
        return true;
    }

    static bool Alter(SandboxTenant tenant, Random random, MailboxCalendar room)
    {
        var now = tenant.Now.UtcDateTime;
        var ahead = room.View(now, now.AddDays(60)).Where(i => !i.IsCancelled && !i.Item.IsOrganizer).ToArray();
        if (ahead.Length == 0) return false;
        var chosen = ahead[random.Next(ahead.Length)];
        if (Meetings.FindMailbox(tenant, chosen.Item.Organizer.Address) is not { } mailbox) return false;
        var organizer = MailboxCalendar.Open(tenant, mailbox);
        if (organizer.FindMeeting(chosen.Item.Uid) is not { } meeting || (chosen.Date is { } date && Expansion.Occurrence(meeting, date) is null)) return false;
        switch (random.Next(4))
        {
            case 0: Cancel(tenant, organizer, meeting, chosen.Date); break;
            case 1: Rename(tenant, organizer, meeting, chosen.Date); break;
            default: Move(tenant, random, organizer, meeting, chosen.Date); break;
        }
        return true;
    }

    static void Cancel(SandboxTenant tenant, MailboxCalendar organizer, CalendarItem meeting, DateOnly? date)
    {
        Meetings.Cancel(tenant, organizer, meeting, date, meeting.Attendees?.ToArray() ?? []);
        if (date is { } day) organizer.RemoveOccurrence(meeting, day);
        else organizer.Remove(meeting);
    }

    static void Rename(SandboxTenant tenant, MailboxCalendar organizer, CalendarItem meeting, DateOnly? date)
    {
        const string mark = " – updated";
        if (date is { } day)
        {
            organizer.ChangeOccurrence(meeting, day, change => change.Subject = (change.Subject ?? meeting.Subject) + mark);
            Meetings.SendOccurrence(tenant, organizer, meeting, day);
            return;
        }
        organizer.Change(meeting, own => own.Subject += mark);
        Meetings.Send(tenant, organizer, meeting);
    }

    static void Move(SandboxTenant tenant, Random random, MailboxCalendar organizer, CalendarItem meeting, DateOnly? date)
    {
        var by = meeting.IsAllDay ? TimeSpan.FromDays(1) : TimeSpan.FromMinutes(30 * random.Next(1, 4));
        if (date is { } day && Expansion.Occurrence(meeting, day) is { } instance)
        {
            var (start, end) = (instance.WallStart + by, instance.WallEnd + by);
            organizer.ChangeOccurrence(meeting, day, change => (change.Start, change.End) = (start, end));
            Meetings.SendOccurrence(tenant, organizer, meeting, day);
            return;
        }
        organizer.Change(meeting, own => (own.Start, own.End) = (own.Start + by, own.End + by));
        Meetings.Send(tenant, organizer, meeting);
    }
}
