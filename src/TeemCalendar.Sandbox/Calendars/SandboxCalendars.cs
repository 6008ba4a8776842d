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
}
