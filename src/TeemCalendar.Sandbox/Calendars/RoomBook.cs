using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Calendars;

/// <summary>Writes one room's meetings: who called them, when they are, and how the room's and the organizer's copies look by now.</summary>
internal sealed class RoomBook
{
    const int DaysBack = 28, DaysAhead = 150, Horizon = 430;
    static readonly string[] Cities =
        ["GMT Standard Time", "W. Europe Standard Time", "Eastern Standard Time", "Central Standard Time", "Pacific Standard Time", "India Standard Time", "Tokyo Standard Time", "AUS Eastern Standard Time", "Singapore Standard Time"];
    static readonly int[] Lengths = [15, 30, 30, 45, 60, 60, 60, 90, 120, 180];

    readonly SandboxTenant tenant;
    readonly Mailbox room;
    readonly DateTimeOffset asOf;
    readonly Random random;
    readonly string zone;
    readonly Mailbox[] people;
    readonly MailboxCalendar calendar;
    readonly BusyTimes busy = new();

    internal RoomBook(SandboxTenant tenant, Mailbox room, DateTimeOffset asOf)
    {
        (this.tenant, this.room, this.asOf) = (tenant, room, asOf);
        random = tenant.RandomFor($"meetings/{room.PrimarySmtpAddress.ToLowerInvariant()}");
        // A new resource has no zone of its own; people book by the clock of the place all the same.
        zone = Cities[random.Next(Cities.Length)];
        if (Zones.Exists(room.TimeZone)) zone = room.TimeZone!;
        people = [.. tenant.State.Mailboxes.Values.Where(m => m.RecipientTypeDetails == "UserMailbox")];
        calendar = MailboxCalendar.Raw(tenant, room);
    }

    internal void Write(int meetings)
    {
        if (people.Length == 0) return;
        var wanted = Math.Max(1, meetings * random.Next(60, 141) / 100);
        for (var i = 0; i < (wanted + 10) / 20; i++) AddSeries();
        for (var i = 0; i < (wanted * 2 + 2) / 5; i++) AddSingle();
    }

    void AddSingle()
    {
        for (var attempt = 0; attempt < 20; attempt++)
        {
            var kind = random.Next(100);
            var item = kind < 4 ? WholeDay() : At(Workday(random.Next(-DaysBack, DaysAhead)), Lengths[random.Next(Lengths.Length)]);
            if (kind is >= 4 and < 9) item.Sensitivity = "private";
            if (kind is >= 9 and < 12) item.ShowAs = "tentative";
            if (kind is >= 12 and < 17) (item.IsCancelled, item.ShowAs) = (true, "free");
            if (!Reserve(item)) continue;
            Publish(item);
            return;
        }
    }

    void AddSeries()
    {
        for (var attempt = 0; attempt < 20; attempt++)
        {
            var first = Workday(random.Next(-DaysBack * 4, DaysAhead / 3));
            var item = At(first, random.Next(6) == 0 ? 15 : Lengths[random.Next(1, 7)]);
            item.Recurrence = Rule(DateOnly.FromDateTime(item.Start), item.Zone);
            item.Subject = Phrases.Subject(random, Find(item.Organizer)?.Language, series: true);
            var days = item.Recurrence.Dates().TakeWhile(d => d.DayNumber < DateOnly.FromDateTime(asOf.UtcDateTime).DayNumber + DaysAhead).ToList();
            if (days.Count == 0) continue;
            var shift = days[0].DayNumber - DateOnly.FromDateTime(item.Start).DayNumber;
            (item.Start, item.End) = (item.Start.AddDays(shift), item.End.AddDays(shift));
            // Some dates fall out before the room is asked, others move afterwards into time that is free.
            item.CancelledDates = [.. days.Where(_ => random.Next(14) == 0).Take(4)];
            if (item.CancelledDates.Count == days.Count) item.CancelledDates = null;
            if (!Reserve(item)) continue;
            foreach (var day in days.Where(d => item.CancelledDates?.Contains(d) != true && random.Next(11) == 0).Take(4).ToList()) Deviate(item, day);
            Publish(item);
            return;
        }
    }

    void Deviate(CalendarItem item, DateOnly day)
    {
        var change = new OccurrenceChange { Date = day, Modified = item.Modified };
        switch (random.Next(4))
        {
            case 0: change.Subject = item.Subject + " (extended agenda)"; break;
            case 1: change.IsCancelled = true; change.ShowAs = "free"; change.Subject = "Canceled: " + item.Subject; break;
            default:
                var start = Expansion.WallStart(item, day).AddMinutes(30 * random.Next(-6, 7));
                var end = start + (item.End - item.Start);
                var (from, to) = (Zones.ToUtc(start, item.Zone), Zones.ToUtc(end, item.Zone));
                if (DateOnly.FromDateTime(start) != day || !busy.IsFree(from, to)) return;
                busy.Take(from, to);
                (change.Start, change.End) = (start, end);
                break;
        }
        (item.Exceptions ??= []).Add(change);
    }

    Recurrence Rule(DateOnly start, string inZone)
    {
        var rule = new Recurrence { StartDate = start, Zone = inZone, FirstDayOfWeek = random.Next(2) == 0 ? DayOfWeek.Monday : DayOfWeek.Sunday };
        rule = random.Next(20) switch
        {
            < 10 => rule with { Type = "weekly", DaysOfWeek = [start.DayOfWeek] },
            < 13 => rule with { Type = "weekly", Interval = 2, DaysOfWeek = [start.DayOfWeek] },
            < 15 => rule with { Type = "weekly", DaysOfWeek = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday], Occurrences = random.Next(10, 41) },
            < 16 => rule with { Type = "daily", Interval = random.Next(1, 3), Occurrences = random.Next(5, 15) },
            < 18 => rule with { Type = "relativeMonthly", DaysOfWeek = [start.DayOfWeek], Index = Math.Min((start.Day - 1) / 7, 4), EndDate = start.AddMonths(random.Next(3, 12)) },
            _ => rule with { Type = "absoluteMonthly", DayOfMonth = start.Day, EndDate = start.AddMonths(random.Next(3, 12)) },
        };
        // A series without end repeats within a week's pattern only, so that what is free for a year stays free.
        if (rule.RangeType is not "noEnd" || random.Next(5) < 2) return rule;
        return random.Next(2) == 0 ? rule with { EndDate = start.AddDays(random.Next(40, 360)) } : rule with { Occurrences = random.Next(6, 40) };
    }

    CalendarItem At(DateTime day, int minutes)
    {
        var organizer = people[random.Next(people.Length)];
        var start = Zones.ToUtc(day.AddMinutes(30 * random.Next(16, 36)), zone);
        // Who books from elsewhere books in the time of his own desk; such a series moves in the room when only one of the two clocks changes.
        var inZone = organizer.TimeZone is { } own && random.Next(3) == 0 ? own : zone;
        var created = asOf.AddDays(-random.Next(1, 60)).AddMinutes(-random.Next(1440));
        return new()
        {
            Id = Id(), Uid = Id(), Start = Zones.FromUtc(start, inZone), End = Zones.FromUtc(start, inZone).AddMinutes(minutes), Zone = inZone, Subject = Phrases.Subject(random, organizer.Language, series: false),
            Organizer = new(organizer.DisplayName, organizer.PrimarySmtpAddress), Created = created, Modified = created.AddMinutes(random.Next(600)), ReminderMinutes = 15,
        };
    }

    CalendarItem WholeDay()
    {
        var item = At(Workday(random.Next(-DaysBack, DaysAhead)), 0);
        (item.Start, item.Zone, item.IsAllDay, item.Subject) = (item.Start.Date, "UTC", true, Phrases.WholeDay(random));
        item.End = item.Start.AddDays(random.Next(1, 4));
        return item;
    }

    DateTime Workday(int offset)
    {
        var day = asOf.UtcDateTime.Date.AddDays(offset);
        return day.DayOfWeek switch { DayOfWeek.Saturday => day.AddDays(2), DayOfWeek.Sunday => day.AddDays(1), _ => day };
    }

    /// <summary>Takes the room's time for all instances, or for none when one of them finds it taken.</summary>
    bool Reserve(CalendarItem item)
    {
        if (item.IsCancelled) return true;
        var instances = Expansion.Of(item, DateTime.MinValue, asOf.UtcDateTime.AddDays(Horizon)).ToList();
        // A floating day can lie half a day to either side of its UTC dates.
        var margin = item.IsAllDay ? TimeSpan.FromHours(14) : TimeSpan.Zero;
        if (instances.Count == 0 || !instances.TrueForAll(i => busy.IsFree(i.StartUtc - margin, i.EndUtc + margin))) return false;
        foreach (var instance in instances) busy.Take(instance.StartUtc - margin, instance.EndUtc + margin);
        return true;
    }

    void Publish(CalendarItem item)
    {
        var attendees = new List<Attendee> { new(room.DisplayName, room.PrimarySmtpAddress, "resource") };
        for (var n = random.Next(6); n > 0; n--)
            if (people[random.Next(people.Length)] is var person && person.PrimarySmtpAddress != item.Organizer.Address && !attendees.Exists(a => a.Address == person.PrimarySmtpAddress))
                attendees.Add(new(person.DisplayName, person.PrimarySmtpAddress, random.Next(4) == 0 ? "optional" : "required"));
        (item.Attendees, item.Location, item.LocationAddress) = (attendees, room.DisplayName, room.PrimarySmtpAddress);
        if (random.Next(3) == 0) item.Body = $"<html><body><p>{System.Net.WebUtility.HtmlEncode(item.Subject)}</p><p>{random.Next(2, 6)} points on the agenda.</p></body></html>";
        if (random.Next(4) == 0) item.JoinUrl = $"https://teams.microsoft.com/l/meetup-join/19%3ameeting_{Id():N}%40thread.v2/0";
        PublishToOrganizer(item);

        (item.Response, item.ResponseTime) = (item.ShowAs is "tentative" ? "tentativelyAccepted" : "accepted", item.Created);
        if (item.IsCancelled) item.Subject = "Canceled: " + item.Subject;
        // Some were booked while the room still replaced subject and body, most were not.
        else if (random.Next(6) == 0) (item.Subject, item.Body) = (item.Organizer.Name + " ", null);
        calendar.Add(item);
    }

    void PublishToOrganizer(CalendarItem item)
    {
        if (item.IsCancelled || Find(item.Organizer) is not { } organizer) return;
        var copy = item.Copy();
        (copy.Id, copy.IsOrganizer, copy.IsReminderOn, copy.ShowAs) = (Id(), true, true, "busy");
        copy.Attendees = copy.Attendees!.ConvertAll(a => a with { Response = a.Kind is "resource" ? item.ShowAs is "tentative" ? "tentativelyAccepted" : "accepted" : "none", Time = a.Kind is "resource" ? item.Created : null });
        foreach (var cancelled in copy.Exceptions?.Where(e => e.IsCancelled).Select(e => e.Date).ToList() ?? []) (copy.CancelledDates ??= []).Add(cancelled);
        copy.Exceptions?.RemoveAll(e => e.IsCancelled);
        MailboxCalendar.Raw(tenant, organizer).Add(copy);
    }

    Mailbox? Find(Person person) => Array.Find(people, p => p.PrimarySmtpAddress == person.Address);

    Guid Id()
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new(bytes);
    }
}
