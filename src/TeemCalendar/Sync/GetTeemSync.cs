using System.Management.Automation;
using TeemCalendar.Core.Guide;

namespace TeemCalendar.Commands;

/// <summary>Gets how the synchronisation of each room stands.</summary>
/// <remarks>
/// <para>
/// It says when a room was read last and how far behind its calendar the store may be, whether a synchronisation of this session is at work on it, why it cannot be read or what waits for somebody to confirm it, and
/// which changes made here wait to be sent or were lost. The tenant is not asked.
/// </para>
/// <para>A room that was never read, or cannot be read now, counts as busy: nobody can say that it is free.</para>
/// </remarks>
/// <example>
/// <code>Get-TeemSync</code>
/// <para>Shows every registered room.</para>
/// </example>
/// <example>
/// <code>Get-TeemSync | Where-Object Lag -gt 00:15:00</code>
/// <para>Shows the rooms that were not read for a quarter of an hour.</para>
/// </example>
/// <example>
/// <code>(Get-TeemSync boardroom@contoso.example).Changes</code>
/// <para>Shows what was changed here in a room and is not there yet, or was lost, and why.</para>
/// </example>
/// <seealso cref="StartTeemSync"/>
/// <seealso cref="SyncTeemRoomCalendar"/>
[Cmdlet(VerbsCommon.Get, "TeemSync")]
[OutputType(typeof(SyncState))]
public sealed class GetTeemSync : RoomCmdlet
{
    private protected override async Task ProcessAsync(AsyncPipeline pipeline, CancellationToken cancel)
    {
        var registered = Mailbox is null ? null : await new RegisteredCalendars(Tenant).FindAsync(Mailbox, cancel).ConfigureAwait(false);
        foreach (var stranger in Mailbox?.Where(m => !registered!.ContainsKey(m)) ?? [])
            await pipeline.WriteErrorAsync(Errors.From(RegisteredCalendars.Missing(stranger))).ConfigureAwait(false);
        await pipeline.WriteAllAsync(Tenant.Store.GetSyncStates(registered?.Values.Select(c => c.Mailbox).ToList())).ConfigureAwait(false);
    }
}
