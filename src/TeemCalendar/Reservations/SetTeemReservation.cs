using System.Management.Automation;

namespace TeemCalendar.Commands;

/// <summary>Gives reservations another end, or another title.</summary>
/// <remarks>
/// <para>
/// A reservation is extended into free time only: the room's calendar itself is asked. A meeting that a person organizes is changed in that person's calendar, and Exchange tells everybody who is invited; that
/// reaches beyond rooms and is asked for, and the person's mailbox has to be in scope (Grant-TeemImpersonation -Scope RoomsAndOrganizers).
/// </para>
/// <para>What somebody else has changed meanwhile stays as the tenant has it, and is an error. All-day reservations have no time at which they could end, and the title of a private meeting is not changed from here.</para>
/// </remarks>
/// <example>
/// <code>New-TeemReservation boardroom@contoso.example -Start '2040-05-12 10:00' -Duration 00:30:00 | Set-TeemReservation -Extend 00:15:00</code>
/// <para>Books a room, and makes the meeting a quarter of an hour longer.</para>
/// </example>
/// <example>
/// <code>New-TeemReservation boardroom@contoso.example -Start '2040-05-12 10:00' -Duration 01:00:00 | Set-TeemReservation -End '2040-05-12 10:45' -Title 'Shorter than planned'</code>
/// <para>Gives a meeting another end and another title.</para>
/// </example>
/// <seealso cref="GetTeemReservation"/>
/// <seealso cref="StopTeemReservation"/>
[Cmdlet(VerbsCommon.Set, "TeemReservation", SupportsShouldProcess = true, DefaultParameterSetName = OnlyTitle)]
[OutputType(typeof(Reservation))]
public sealed class SetTeemReservation : ReservationCmdlet
{
    const string OnlyTitle = "Title", ByEnd = "End", ByExtension = "Extend";

    /// <summary>When it is to end. A time without an offset is this computer's.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByEnd)]
    public DateTimeOffset End { get; set; }

    /// <summary>How much longer it is to last, as in 00:15:00 for a quarter of an hour.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByExtension)]
    public TimeSpan Extend { get; set; }

    /// <summary>What it is to be called.</summary>
    [Parameter(Mandatory = true, ParameterSetName = OnlyTitle)]
    [Parameter(ParameterSetName = ByEnd)]
    [Parameter(ParameterSetName = ByExtension)]
    [ValidateNotNullOrEmpty]
    public string? Title { get; set; }

    private protected override async Task ProcessAsync(AsyncPipeline pipeline, RoomCalendar room, Reservation reservation, CancellationToken cancel)
    {
        DateTimeOffset? end = ParameterSetName switch
        {
            ByEnd => End,
            ByExtension => reservation.End + DeskOutput.AtLeastAMinute(Extend, nameof(Extend)),
            _ => null,
        };
        var what = string.Join(" and ", new[] { end is { } to ? $"the end {to:u}" : null, Title is null ? null : $"the title '{Title}'" }.Where(part => part is not null));
        if (!await pipeline.ApproveAsync(room, $"Give the reservation from {reservation.Start:u} to {reservation.End:u} {what}", reservation.OrganizerIn(room)).ConfigureAwait(false))
            return;
        var desk = await Tenant.OpenDeskAsync(cancel).ConfigureAwait(false);
        await pipeline.WriteAnswerAsync(room, await desk.ChangeAsync(room, reservation, end, Title, cancel).ConfigureAwait(false)).ConfigureAwait(false);
    }
}
