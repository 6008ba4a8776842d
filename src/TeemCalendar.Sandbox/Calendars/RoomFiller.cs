using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Calendars;

/// <summary>Fills the calendar of a new room with believable meetings.</summary>
internal static class RoomFiller
{
    internal static void Fill(SandboxTenant tenant, Mailbox mailbox) => _ = (tenant, mailbox);

    internal static void Keep(SandboxTenant tenant, Mailbox mailbox) => _ = (tenant, mailbox);
}
