namespace TeemCalendar.Sandbox.Calendars;

/// <summary>What a test or a rehearsal may do to the tenant's calendars from outside the wire.</summary>
public static class SandboxCalendars
{
    /// <summary>Lets people work for a while: they call, move, rename and cancel meetings in some of the rooms.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="seed">Another number, other doings; the same number does the same to the same tenant.</param>
    /// <returns>How many meetings were called or altered.</returns>
    public static int Stir(this SandboxTenant tenant, int seed)
    {
        lock (tenant.Gate) return OfficeLife.Stir(tenant, seed);
    }

    /// <summary>Makes the service forget what it knows of everyone's reading of one calendar, as it may at any time: all delta tokens for it are lost.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="mailbox">The mailbox's address.</param>
    /// <returns>False when there is no such mailbox.</returns>
    public static bool ForgetDeltaState(this SandboxTenant tenant, string mailbox)
    {
        lock (tenant.Gate)
        {
            if (Meetings.FindMailbox(tenant, mailbox) is not { } found) return false;
            MailboxCalendar.Raw(tenant, found).State.DeltaEpoch++;
            return true;
        }
    }

    /// <summary>Lets somebody from outside of the organization invite a room. Rooms that process no external messages do nothing (documented that they reject them; that they are silent is inferred).</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="room">The room's address.</param>
    /// <param name="organizer">The name and address of whoever invites.</param>
    /// <param name="subject">What the meeting is about.</param>
    /// <param name="startUtc">When it begins.</param>
    /// <param name="duration">How long it lasts.</param>
    /// <returns>What the room answered: accepted, declined, or null when it did not answer.</returns>
    public static string? InviteFromOutside(this SandboxTenant tenant, string room, (string Name, string Address) organizer, string subject, DateTime startUtc, TimeSpan duration)
    {
        lock (tenant.Gate)
        {
            if (Meetings.FindMailbox(tenant, room) is not { IsResource: true, Processing.ProcessExternalMeetingMessages: true } mailbox) return null;
            var meeting = new CalendarItem
            {
                Id = tenant.NewGuid(), Uid = tenant.NewGuid(), Organizer = new(organizer.Name, organizer.Address), Subject = subject, Start = startUtc, End = startUtc + duration,
                Location = mailbox.DisplayName, LocationAddress = mailbox.PrimarySmtpAddress, Attendees = [new(mailbox.DisplayName, mailbox.PrimarySmtpAddress, "resource")],
            };
            if (RoomAttendant.Process(tenant, meeting, MailboxCalendar.Open(tenant, mailbox)) is not { } verdict) return null;
            MeetingMail.FromResource(tenant, meeting, mailbox, verdict);
            return verdict.Answer switch { BookingAnswer.Accept => "accepted", BookingAnswer.Decline => "declined", _ => null };
        }
    }
}
