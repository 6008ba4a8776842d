using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Calendars;

/// <summary>Fills the calendar of a new room with believable meetings.</summary>
/// <remarks>
/// The meetings are promised when the room is made and written down when somebody first looks, so that thousands of rooms cost nothing until they are read. What they are
/// depends on the seed, the room's address and the day it was made, not on who looks first.
/// </remarks>
internal static class RoomFiller
{
    internal static void Fill(SandboxTenant tenant, Mailbox mailbox)
    {
        if (tenant.State.MeetingsPerRoom > 0 && mailbox.IsRoom) MailboxCalendar.Raw(tenant, mailbox).State.FillAsOf = tenant.Now;
    }

    /// <summary>Keeps the promise for a room; a person's calendar needs it kept for all of them, since he may be anybody's organizer.</summary>
    internal static void Keep(SandboxTenant tenant, Mailbox mailbox)
    {
        if (mailbox.IsRoom)
        {
            Make(tenant, mailbox, tenant.State.Calendars.GetValueOrDefault(mailbox.OwnerId));
            return;
        }
        foreach (var (owner, calendar) in tenant.State.Calendars.Promised())
            if (tenant.State.Mailboxes.GetValueOrDefault(owner) is { } room) Make(tenant, room, calendar);
    }

    static void Make(SandboxTenant tenant, Mailbox room, CalendarState? calendar)
    {
        if (calendar?.FillAsOf is not { } asOf) return;
        calendar.FillAsOf = null;
        new RoomBook(tenant, room, asOf).Write(tenant.State.MeetingsPerRoom);
    }
}
