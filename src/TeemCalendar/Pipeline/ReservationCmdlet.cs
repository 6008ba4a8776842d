using System.Management.Automation;

namespace TeemCalendar.Pipeline;

/// <summary>A command that does something to each reservation it is given.</summary>
public abstract class ReservationCmdlet : DeskCmdlet<GivenReservation>
{
    private protected ReservationCmdlet()
    {
    }

    /// <summary>The reservations, as Get-TeemReservation and New-TeemReservation give them. One that somebody has changed in the tenant meanwhile is refused, and nothing is done to it.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public Reservation[] Reservation { get; set; } = [];

    /// <summary>Does what is asked for to one reservation.</summary>
    /// <param name="pipeline">Where results and errors go.</param>
    /// <param name="room">Its room, which is registered.</param>
    /// <param name="reservation">The reservation as it was given.</param>
    /// <param name="cancel">Cancelled when nobody waits for the result any more.</param>
    private protected abstract Task ProcessAsync(AsyncPipeline pipeline, RoomCalendar room, Reservation reservation, CancellationToken cancel);

    private protected sealed override IEnumerable<GivenReservation> Records() => Reservation.Select(one => new GivenReservation { Reservation = one });

    private protected sealed override string RoomOf(GivenReservation record) => record.Reservation.Mailbox;

    private protected sealed override Task ProcessAsync(AsyncPipeline pipeline, RoomCalendar room, GivenReservation record, CancellationToken cancel) => ProcessAsync(pipeline, room, record.Reservation, cancel);
}

/// <summary>A reservation that a command was given. PowerShell looks at base classes and at what constructors take when it imports, and would load the model for either.</summary>
public sealed class GivenReservation
{
    /// <summary>The reservation.</summary>
    public required Reservation Reservation { get; init; }
}
