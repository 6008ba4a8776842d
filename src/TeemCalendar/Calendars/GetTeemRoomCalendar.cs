using System.Management.Automation;
using TeemCalendar.Core.Guide;

namespace TeemCalendar.Commands;

/// <summary>Gets the room calendars that are registered here for synchronisation.</summary>
/// <remarks>They are what Sync-TeemRoomCalendar and Start-TeemSync read. A room that is asked for and not registered is an error.</remarks>
/// <example>
/// <code>Get-TeemRoomCalendar</code>
/// <para>Shows every registered calendar, and when it was read last.</para>
/// </example>
/// <example>
/// <code>Get-TeemRoomCalendar | Where-Object LastRead -lt (Get-Date).AddHours(-1)</code>
/// <para>Shows the calendars that were not read in the last hour.</para>
/// </example>
/// <seealso cref="AddTeemRoomCalendar"/>
[Cmdlet(VerbsCommon.Get, "TeemRoomCalendar")]
[OutputType(typeof(RoomCalendar))]
public sealed class GetTeemRoomCalendar : RoomCmdlet
{
    private protected override async Task ProcessAsync(AsyncPipeline pipeline, CancellationToken cancel)
    {
        if (Mailbox is null)
        {
            await pipeline.WriteAllAsync(Tenant.Store.GetCalendars()).ConfigureAwait(false);
            return;
        }
        var registered = await new RegisteredCalendars(Tenant).FindAsync(Mailbox, cancel).ConfigureAwait(false);
        foreach (var mailbox in Mailbox)
            if (registered.TryGetValue(mailbox, out var calendar))
                await pipeline.WriteObjectAsync(calendar).ConfigureAwait(false);
            else
                await pipeline.WriteErrorAsync(Errors.From(RegisteredCalendars.Missing(mailbox))).ConfigureAwait(false);
    }
}
