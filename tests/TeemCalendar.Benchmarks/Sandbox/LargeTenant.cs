using TeemCalendar.Sandbox;
using TeemCalendar.Sandbox.Calendars;
using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Benchmarks.Sandbox;

/// <summary>A tenant with more rooms than one has, each with its meetings written down.</summary>
internal static class LargeTenant
{
    static readonly string[] Subjects = ["Weekly planning", "Budget review 2027", "Interview: site reliability", "Besprechung Vertrieb", "1:1", "Kunden-Workshop", "Design critique", "Réunion d'équipe", "打ち合わせ", "Board preparation"];

    internal static string Address(int room) => $"room{room:D5}@contoso.example";

    /// <summary>Writes such a tenant to a file; the meetings began a month ago.</summary>
    internal static void Make(string path, int rooms, int events)
    {
        var tenant = SandboxTenant.Open(path, new() { MeetingsPerRoom = 0 });
        Fill(tenant, rooms, events, daysBack: 30);
        tenant.Save();
    }

    /// <summary>Puts the rooms into a tenant; four meetings a day in each.</summary>
    /// <returns>The rooms.</returns>
    internal static List<Mailbox> Fill(SandboxTenant tenant, int rooms, int events, int daysBack)
    {
        var made = new List<Mailbox>(rooms);
        var people = tenant.State.Mailboxes.Values.ToList();
        var random = new Random(365);
        for (var i = 0; i < rooms; i++)
        {
            var user = new DirectoryUser { Id = tenant.NewGuid(), DisplayName = $"Room {i:D5}", MailNickname = $"room{i:D5}", UserPrincipalName = Address(i), Created = tenant.Now };
            tenant.State.Users.Add(user.Id, user);
            var room = MailboxFactory.Add(tenant, user, "RoomMailbox", user.MailNickname, user.UserPrincipalName);
            (room.ResourceCapacity, room.TimeZone, room.Place.Building, room.Place.City) = (4 + i % 20, "W. Europe Standard Time", $"Building {i / 100}", "Utrecht");
            tenant.State.Calendars.Put(user.Id, PackedCalendar.Pack(Calendar(tenant, room, people, events, daysBack, random)));
            made.Add(room);
        }
        return made;
    }

    static CalendarState Calendar(SandboxTenant tenant, Mailbox room, List<Mailbox> people, int events, int daysBack, Random random)
    {
        var calendar = new CalendarState();
        var first = tenant.Now.UtcDateTime.Date.AddDays(-daysBack).AddHours(8);
        for (var i = 0; i < events; i++)
        {
            var (organizer, guest) = (people[random.Next(people.Count)], people[random.Next(people.Count)]);
            var start = first.AddDays(i / 4).AddMinutes(i % 4 * 120 + random.Next(4) * 15);
            var item = new CalendarItem
            {
                Id = tenant.NewGuid(), Uid = tenant.NewGuid(), Changed = ++calendar.Serial, Created = tenant.Now.AddDays(-random.Next(90)), Modified = tenant.Now.AddDays(-random.Next(10)),
                Subject = $"{Subjects[random.Next(Subjects.Length)]} {random.Next(1000)}", Start = start, End = start.AddMinutes(30 + random.Next(4) * 15), Zone = "W. Europe Standard Time",
                Location = room.DisplayName, LocationAddress = room.PrimarySmtpAddress, Organizer = new(organizer.DisplayName, organizer.PrimarySmtpAddress), Response = "accepted", ResponseTime = tenant.Now, ReminderMinutes = 15,
                Attendees = [new(room.DisplayName, room.PrimarySmtpAddress, "resource", "accepted", tenant.Now), new(guest.DisplayName, guest.PrimarySmtpAddress, "required")],
            };
            if (i % 3 == 0) item.Body = $"<html><body><p>{item.Subject}</p><p>{random.Next(2, 9)} points on the agenda.</p></body></html>";
            item.SeriesChanged = item.Changed;
            calendar.Items.Add(item.Id, item);
        }
        return calendar;
    }
}
