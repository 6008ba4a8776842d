using System.Management.Automation;

namespace TeemCalendar.Commands;

/// <summary>Checks in to reservations: somebody has come.</summary>
/// <remarks>
/// A reservation that was checked in to is not released by Start-TeemSync -ReleaseAfter. The check-in is kept in this module's store, where the first one counts; the tenant knows none, and nothing is written to it.
/// What is over cannot be checked in to.
/// </remarks>
/// <example>
/// <code>Get-TeemReservation boardroom@contoso.example -Now | Confirm-TeemReservation</code>
/// <para>Checks in to what goes on in a room.</para>
/// </example>
/// <seealso cref="StartTeemSync"/>
/// <seealso cref="GetTeemReservation"/>
[Cmdlet(VerbsLifecycle.Confirm, "TeemReservation", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(Reservation))]
public sealed class ConfirmTeemReservation : ReservationCmdlet
{
    private protected override async Task ProcessAsync(AsyncPipeline pipeline, RoomCalendar room, Reservation reservation, CancellationToken cancel)
    {
        if (!await pipeline.ShouldProcessAsync(room.Mailbox, $"Check in to the reservation from {reservation.Start:u} to {reservation.End:u}").ConfigureAwait(false))
            return;
        var desk = await Tenant.OpenDeskAsync(cancel).ConfigureAwait(false);
        await pipeline.WriteObjectAsync(desk.CheckIn(room, reservation)).ConfigureAwait(false);
    }
}
