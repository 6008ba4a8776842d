using System.Management.Automation;
using TeemCalendar.Core.Guide;

namespace TeemCalendar.Commands;

/// <summary>Removes room mailboxes that this module made.</summary>
/// <remarks>
/// <para>
/// The mailbox goes, with its meetings, its place and its membership of room lists, and the calendar is no longer synchronised. Within 30 days an administrator can bring it back in Exchange. In the
/// calendars of those who met there, the meetings stay.
/// </para>
/// <para>
/// Of a room that was there before, what New-TeemRoom changed from this computer is put back: where it is, its name, its room list, its sign-in, and the kind of mailbox it was. A room list that was made
/// from here goes with its last room.
/// </para>
/// <para>A room of which nothing was changed from this computer is refused, unless -Force is given; one that is synchronised from an on-premises directory is refused always.</para>
/// </remarks>
/// <example>
/// <code>
/// New-TeemRoom -Mailbox fireside@contoso.example -Name Fireside
/// Remove-TeemRoom fireside@contoso.example -Confirm:$false
/// </code>
/// <para>Makes a room and removes it, without asking.</para>
/// </example>
/// <example>
/// <code>Get-TeemRoom | Where-Object Building -eq North | Remove-TeemRoom -Force -WhatIf</code>
/// <para>Shows which rooms of a building would be removed, wherever they were made.</para>
/// </example>
/// <seealso cref="NewTeemRoom"/>
[Cmdlet(VerbsCommon.Remove, "TeemRoom", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveTeemRoom : StreamingRoomCmdlet
{
    /// <summary>Removes rooms that were not made from this computer as well.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    // Together: one listing of the tenant's rooms serves all, and everybody is asked before the first is removed.
    private protected override async Task ProcessAllAsync(AsyncPipeline pipeline, IAsyncEnumerable<string> records, CancellationToken cancel)
    {
        var rooms = await records.ToRoomsAsync(cancel).ConfigureAwait(false);
        if (rooms.Count > 0)
            await pipeline.ApplyAsync(Tenant, new RoomRemoval(Tenant, rooms, Force), cancel).ConfigureAwait(false);
    }
}
