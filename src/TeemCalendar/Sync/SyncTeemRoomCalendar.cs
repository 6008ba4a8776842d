using System.Management.Automation;
using TeemCalendar.Core.Guide;
using TeemCalendar.Core.Sync;

namespace TeemCalendar.Commands;

/// <summary>Reads the registered room calendars once and stores their reservations.</summary>
/// <remarks>
/// <para>
/// The first time a calendar is read whole, from seven days ago to half a year ahead; afterwards only what changed. Nothing is written to the tenant. The results come
/// as the rooms are read, several at a time.
/// </para>
/// <para>A room that cannot be read is a result that says Failed and why, and an error; what was stored of it is kept, and the others go on.</para>
/// </remarks>
/// <example>
/// <code>Sync-TeemRoomCalendar</code>
/// <para>Reads every registered calendar.</para>
/// </example>
/// <example>
/// <code>Get-TeemRoomCalendar | Where-Object LastRead -eq $null | Sync-TeemRoomCalendar</code>
/// <para>Reads the calendars that were never read.</para>
/// </example>
/// <example>
/// <code>Sync-TeemRoomCalendar boardroom@contoso.example -DaysBack 30 -DaysAhead 365</code>
/// <para>Reads a month back and a year ahead. Other days than last time mean that the whole calendar is read again.</para>
/// </example>
/// <seealso cref="StartTeemSync"/>
/// <seealso cref="GetTeemReservation"/>
[Cmdlet(VerbsData.Sync, "TeemRoomCalendar", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(SyncResult))]
public sealed class SyncTeemRoomCalendar : RoomSetCmdlet
{
    /// <summary>How many days before today are read.</summary>
    [Parameter]
    [PSDefaultValue(Value = SyncWindow.DefaultDaysBack)]
    [ValidateRange(0, 365)]
    public int DaysBack { get; set; } = SyncWindow.DefaultDaysBack;

    /// <summary>How many days from today on are read.</summary>
    [Parameter]
    [PSDefaultValue(Value = SyncWindow.DefaultDaysAhead)]
    [ValidateRange(1, 1460)]
    public int DaysAhead { get; set; } = SyncWindow.DefaultDaysAhead;

    private protected override async Task ProcessAsync(AsyncPipeline pipeline, IReadOnlyList<string>? mailboxes, CancellationToken cancel)
    {
        var rooms = mailboxes is not null ? await new RegisteredCalendars(Tenant).AddressesAsync(mailboxes, cancel).ConfigureAwait(false) : [.. Tenant.Store.GetCalendars().Select(c => c.Mailbox)];
        if (rooms.Count == 0 && pipeline.WhatIf)
            // In a rehearsed script there are calendars by now.
            rooms = ["every registered calendar"];
        if (rooms.Count == 0)
        {
            await pipeline.WriteWarningAsync("No room calendar is registered. Add-TeemRoomCalendar registers them.").ConfigureAwait(false);
            return;
        }
        var approved = new List<string>();
        foreach (var room in rooms)
            if (await pipeline.ShouldProcessAsync(room, "Read the calendar and store its reservations").ConfigureAwait(false))
                approved.Add(room);
        if (approved.Count == 0)
            return;

        var engine = await Tenant.OpenSyncAsync(cancel).ConfigureAwait(false);
        var progress = pipeline.Progress("Reading room calendars");
        await using var _ = progress.ConfigureAwait(false);
        var done = 0;
        await foreach (var result in engine.RunRoundAsync(new SyncRequest { Mailboxes = approved, DaysBack = DaysBack, DaysAhead = DaysAhead }, cancel).ConfigureAwait(false))
        {
            await pipeline.WriteResultAsync(result).ConfigureAwait(false);
            progress.Report(result.Mailbox, ++done, approved.Count);
        }
    }
}
