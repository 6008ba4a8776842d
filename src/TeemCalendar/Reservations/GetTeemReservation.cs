using System.Management.Automation;
using TeemCalendar.Core.Guide;
using TeemCalendar.Core.Storage;

namespace TeemCalendar.Commands;

/// <summary>Gets the reservations of rooms, as they were read last.</summary>
/// <remarks>
/// <para>
/// They come from the store that Sync-TeemRoomCalendar fills, by start and then by room; the tenant is not asked. An occurrence of a series is a reservation of its own.
/// </para>
/// <para>Start and End are UTC; the table shows them in the room's own time zone. A private meeting has neither title nor organizer.</para>
/// </remarks>
/// <example>
/// <code>Get-TeemReservation boardroom@contoso.example -From (Get-Date).Date -To (Get-Date).Date.AddDays(1)</code>
/// <para>Shows today's reservations of one room; one that began yesterday and goes on today is among them.</para>
/// </example>
/// <example>
/// <code>Get-TeemReservation -Now</code>
/// <para>Shows what takes the rooms at this moment.</para>
/// </example>
/// <example>
/// <code>Get-TeemRoomCalendar | Get-TeemReservation -From (Get-Date) | Group-Object Mailbox -NoElement</code>
/// <para>Counts the reservations to come for each room.</para>
/// </example>
/// <seealso cref="SyncTeemRoomCalendar"/>
[Cmdlet(VerbsCommon.Get, "TeemReservation", DefaultParameterSetName = InSpan)]
[OutputType(typeof(Reservation))]
public sealed class GetTeemReservation : RoomCmdlet
{
    const string InSpan = "Span", AtPresent = "Now";

    /// <summary>Leaves out what ended by then. A time without an offset is this computer's.</summary>
    [Parameter(ParameterSetName = InSpan)]
    public DateTimeOffset? From { get; set; }

    /// <summary>Leaves out what begins then or later. A time without an offset is this computer's.</summary>
    [Parameter(ParameterSetName = InSpan)]
    public DateTimeOffset? To { get; set; }

    /// <summary>Only what takes the room at this moment: begun, not ended, not cancelled, and not shown as free.</summary>
    [Parameter(ParameterSetName = AtPresent, Mandatory = true)]
    public SwitchParameter Now { get; set; }

    private protected override async Task ProcessAsync(AsyncPipeline pipeline, CancellationToken cancel)
    {
        var registered = Mailbox is null ? null : await new RegisteredCalendars(Tenant).FindAsync(Mailbox, cancel).ConfigureAwait(false);
        foreach (var stranger in Mailbox?.Where(m => !registered!.ContainsKey(m)) ?? [])
            await pipeline.WriteErrorAsync(Errors.From(RegisteredCalendars.Missing(stranger))).ConfigureAwait(false);

        var now = Tenant.Clock.GetUtcNow();
        var filter = new ReservationFilter { Mailboxes = registered?.Values.Select(c => c.Mailbox).ToList(), From = Now ? now : From, To = Now ? now.AddTicks(1) : To };
        await pipeline.WriteAllAsync(Tenant.Store.GetReservations(filter).Where(r => !Now || (r.IsBusy && r.End > now))).ConfigureAwait(false);
    }
}
