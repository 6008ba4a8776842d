using System.Management.Automation;

namespace TeemCalendar.Commands;

/// <summary>Ends meetings early: what goes on in a room ends now.</summary>
/// <remarks>
/// <para>
/// It is the guide's End Event Early. Rooms are booked by the minute, and a room has to read in time that a meeting ends: what a person organizes ends within the next two minutes. It is shortened in that person's calendar, and Exchange tells everybody who is invited; that reaches beyond rooms and is asked for. The
/// person's mailbox has to be in scope, which rooms alone are not: the guide says that the function requires access to all mailboxes, and Grant-TeemImpersonation -Scope RoomsAndOrganizers grants no more of them than
/// a filter matches.
/// </para>
/// <para>
/// -RoomOnly shortens the room's copy and needs the rooms alone. The room is free, and the organizer is not told: his calendar still shows the former end, and a later change of his brings it back.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// Grant-TeemImpersonation -Scope AllMailboxes -Confirm:$false
/// Get-TeemReservation boardroom@contoso.example -Now | Where-Object IsAllDay -eq $false | Stop-TeemReservation -Confirm:$false
/// </code>
/// <para>Lets the application reach every mailbox, as the guide wants it for this, and ends what goes on in a room.</para>
/// </example>
/// <example>
/// <code>Get-TeemReservation -Now | Where-Object IsAllDay -eq $false | Stop-TeemReservation -RoomOnly</code>
/// <para>Frees every room that is taken, in the rooms' calendars alone.</para>
/// </example>
/// <seealso cref="GetTeemReservation"/>
/// <seealso cref="RemoveTeemReservation"/>
/// <seealso cref="GrantTeemImpersonation"/>
[Cmdlet(VerbsLifecycle.Stop, "TeemReservation", SupportsShouldProcess = true)]
[OutputType(typeof(Reservation))]
public sealed class StopTeemReservation : ReservationCmdlet
{
    /// <summary>Shortens the room's copy and leaves the organizer's as it is; the organizer is not told.</summary>
    [Parameter]
    public SwitchParameter RoomOnly { get; set; }

    private protected override async Task ProcessAsync(AsyncPipeline pipeline, RoomCalendar room, Reservation reservation, CancellationToken cancel)
    {
        var organizer = reservation.OrganizerIn(room);
        var where = organizer is not null && RoomOnly ? ", in the room's calendar alone" : "";
        if (!await pipeline.ApproveAsync(room, $"End now what would end at {reservation.End:u}{where}", RoomOnly ? null : organizer).ConfigureAwait(false))
            return;
        var desk = await Tenant.OpenDeskAsync(cancel).ConfigureAwait(false);
        var answer = await desk.EndAsync(room, reservation, RoomOnly, cancel).ConfigureAwait(false);
        if (organizer is not null && RoomOnly)
            await pipeline.WriteWarningAsync($"The organizer of the meeting in {room.Mailbox} is not told: that calendar still shows the end {reservation.End:u}.").ConfigureAwait(false);
        await pipeline.WriteAnswerAsync(room, answer).ConfigureAwait(false);
    }
}
