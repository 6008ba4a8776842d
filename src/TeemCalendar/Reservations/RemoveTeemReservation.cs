using System.Management.Automation;

namespace TeemCalendar.Commands;

/// <summary>Cancels reservations, or takes the room out of them.</summary>
/// <remarks>
/// <para>
/// A meeting that a person organizes is cancelled in that person's calendar, and Exchange tells everybody who is invited: the person's mailbox has to be in scope (Grant-TeemImpersonation -Scope RoomsAndOrganizers).
/// One that the room itself organizes is deleted.
/// </para>
/// <para>
/// With -Release the meeting stays its organizer's, and only the room declines: it is free, and the organizer gets the room's answer. That needs the rooms alone.
/// </para>
/// <para>An occurrence of a series is taken away by itself. One that is not there any more, or that somebody has moved meanwhile, is an error.</para>
/// </remarks>
/// <example>
/// <code>New-TeemReservation boardroom@contoso.example -Start '2040-05-12 10:00' -Duration 00:30:00 | Remove-TeemReservation -Confirm:$false</code>
/// <para>Books a room, and cancels the booking without asking.</para>
/// </example>
/// <example>
/// <code>Get-TeemReservation atrium@contoso.example -From (Get-Date) | Where-Object IsBusy | Select-Object -First 1 | Remove-TeemReservation -Release -Note 'The room is being painted.' -Confirm:$false</code>
/// <para>Takes the room out of its next meeting; the organizer is told why, and keeps the meeting.</para>
/// </example>
/// <seealso cref="GetTeemReservation"/>
/// <seealso cref="StopTeemReservation"/>
[Cmdlet(VerbsCommon.Remove, "TeemReservation", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveTeemReservation : ReservationCmdlet
{
    /// <summary>Only takes the room out: it declines, and the meeting stays its organizer's.</summary>
    [Parameter]
    public SwitchParameter Release { get; set; }

    /// <summary>What those who are invited, or with -Release the organizer, are told.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Note { get; set; }

    private protected override async Task ProcessAsync(AsyncPipeline pipeline, RoomCalendar room, Reservation reservation, CancellationToken cancel)
    {
        var organizer = Release ? null : reservation.OrganizerIn(room);
        var action = Release ? "Take the room out of" : "Cancel";
        if (!await pipeline.ApproveAsync(room, $"{action} the meeting from {reservation.Start:u} to {reservation.End:u}", organizer).ConfigureAwait(false))
            return;
        var desk = await Tenant.OpenDeskAsync(cancel).ConfigureAwait(false);
        var answer = await desk.RemoveAsync(room, reservation, Release, Note, cancel).ConfigureAwait(false);
        if (answer.Change.State == LocalChangeState.Sent)
            await pipeline.WriteAnswerAsync(room, answer).ConfigureAwait(false);
    }
}
