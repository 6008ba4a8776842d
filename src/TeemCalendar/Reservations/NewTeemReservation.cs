using System.Management.Automation;

namespace TeemCalendar.Commands;

/// <summary>Books rooms.</summary>
/// <remarks>
/// <para>
/// The room's own calendar gets the meeting, and the room is its organizer. With -Organizer the meeting is made in that person's calendar instead, and the room is invited: it answers by its booking
/// policy, and one that declines takes the meeting along. That reaches beyond rooms and is asked for; the person's mailbox has to be in scope (Grant-TeemImpersonation -Scope RoomsAndOrganizers).
/// </para>
/// <para>
/// A room that is taken is refused, and so is one that cannot be read: it counts as busy. The room's calendar itself is asked, and not what was stored of it. Of two bookings of one time the first one stays.
/// </para>
/// <para>
/// A booking is written down before it is sent, and made once, whatever becomes of the answer. One that could not be sent waits: Get-TeemSync shows it, and Sync-TeemRoomCalendar -Write sends it.
/// Rooms are booked by the minute.
/// </para>
/// </remarks>
/// <example>
/// <code>New-TeemReservation boardroom@contoso.example -Start '2040-05-12 10:00' -Duration 01:30:00 -Title 'Open day'</code>
/// <para>Books a room for an hour and a half.</para>
/// </example>
/// <example>
/// <code>
/// $start = (Get-Date).Date.AddDays(1).AddHours(10)
/// $taken = (Get-TeemReservation -From $start -To $start.AddMinutes(30)).Mailbox
/// Get-TeemRoomCalendar | Where-Object Mailbox -notin $taken | Select-Object -First 1 | New-TeemReservation -Start $start -End $start.AddMinutes(30)
/// </code>
/// <para>Books a room that is free tomorrow at ten.</para>
/// </example>
/// <example>
/// <code>
/// Grant-TeemImpersonation -Scope RoomsAndOrganizers -OrganizerFilter "Alias -eq 'teem'" -Confirm:$false
/// $start = (Get-Date).Date.AddDays(2).AddHours(10)
/// $taken = (Get-TeemReservation -From $start -To $start.AddMinutes(30)).Mailbox
/// Get-TeemRoomCalendar | Where-Object Mailbox -notin $taken | Select-Object -First 1 | New-TeemReservation -Start $start -Duration 00:30:00 -Organizer teem@contoso.example -Confirm:$false
/// </code>
/// <para>Lets the application reach one person's calendar, and books a free room in that person's name.</para>
/// </example>
/// <seealso cref="GetTeemReservation"/>
/// <seealso cref="SetTeemReservation"/>
/// <seealso cref="StopTeemReservation"/>
[Cmdlet(VerbsCommon.New, "TeemReservation", SupportsShouldProcess = true)]
[OutputType(typeof(Reservation))]
public sealed class NewTeemReservation : DeskCmdlet<(string Mailbox, DateTimeOffset Start, DateTimeOffset? End, TimeSpan Duration, string? Title)>
{
    const string ByDuration = "Duration", ByEnd = "End";

    /// <summary>The rooms, by address. Takes objects of Get-Mailbox, Get-EXOMailbox, Get-Place and Get-MgUser, rows of a CSV file, and what the commands of this module give.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PrimarySmtpAddress", "EmailAddress", "Email", "RoomEmail", "Mail", "WindowsEmailAddress", "UserPrincipalName")]
    [Mailbox]
    [ArgumentCompleter(typeof(MailboxCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Mailbox { get; set; } = [];

    /// <summary>When it starts. A time without an offset is this computer's.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    public DateTimeOffset Start { get; set; }

    /// <summary>When it ends. A time without an offset is this computer's.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByEnd, ValueFromPipelineByPropertyName = true)]
    public DateTimeOffset End { get; set; }

    /// <summary>How long it lasts, as in 00:30:00 for half an hour.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByDuration, ValueFromPipelineByPropertyName = true)]
    public TimeSpan Duration { get; set; }

    /// <summary>What it is called, at the room and in calendars.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Title { get; set; }

    // Not from the pipeline: what reaches beyond rooms is said, and a reservation's Organizer is a name.

    /// <summary>In whose name it is booked, by address: the meeting is made in that calendar, and the room is invited. It is never taken from the pipeline.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Organizer { get; set; }

    private protected override IEnumerable<(string Mailbox, DateTimeOffset Start, DateTimeOffset? End, TimeSpan Duration, string? Title)> Records() =>
        Mailbox.Select(room => (room, Start, ParameterSetName == ByEnd ? End : (DateTimeOffset?)null, Duration, Title));

    private protected override string RoomOf((string Mailbox, DateTimeOffset Start, DateTimeOffset? End, TimeSpan Duration, string? Title) record) => record.Mailbox;

    private protected override async Task ProcessAsync(AsyncPipeline pipeline, RoomCalendar room, (string Mailbox, DateTimeOffset Start, DateTimeOffset? End, TimeSpan Duration, string? Title) record, CancellationToken cancel)
    {
        var end = record.End ?? record.Start + DeskOutput.AtLeastAMinute(record.Duration, nameof(Duration));
        var organizer = Organizer is null || room.Mailbox.Equals(Organizer, StringComparison.OrdinalIgnoreCase) ? null : DeskOutput.Address(Organizer);
        if (!await pipeline.ApproveAsync(room, $"Book the room from {record.Start:u} to {end:u}{(organizer is null ? "" : $" in the name of {organizer}")}", organizer).ConfigureAwait(false))
            return;
        var desk = await Tenant.OpenDeskAsync(cancel).ConfigureAwait(false);
        var title = string.IsNullOrWhiteSpace(record.Title) ? null : record.Title.Trim();
        await pipeline.WriteAnswerAsync(room, await desk.BookAsync(room, record.Start, end, title, organizer, cancel).ConfigureAwait(false)).ConfigureAwait(false);
    }
}
