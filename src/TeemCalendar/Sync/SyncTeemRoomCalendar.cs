using System.Management.Automation;
using TeemCalendar.Core.Guide;
using TeemCalendar.Core.Sync;

namespace TeemCalendar.Commands;

/// <summary>Reads the registered room calendars once and stores their reservations.</summary>
/// <remarks>
/// <para>
/// The first time a calendar is read whole, from seven days ago to half a year ahead; afterwards only what changed. Nothing is written to the tenant, unless -Write is given. The results come
/// as the rooms are read, several at a time.
/// </para>
/// <para>A room that cannot be read is a result that says Failed and why, and an error; what was stored of it is kept, and the others go on.</para>
/// <para>
/// A room that suddenly is empty, or of whose meetings most are gone at once, is a result that says Held, and a warning: what is new is stored, and nothing is taken away until somebody confirms it with
/// -AcceptRemovals.
/// </para>
/// <para>Two writers spoil a room: -Write warns when Teem's own application has signed in lately, or when that cannot be seen.</para>
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
/// <example>
/// <code>Sync-TeemRoomCalendar -Write</code>
/// <para>Sends the changes that wait, and reads every registered calendar.</para>
/// </example>
/// <example>
/// <code>Get-TeemSync | Where-Object IsHeld | Sync-TeemRoomCalendar -AcceptRemovals -Confirm:$false</code>
/// <para>Takes away what is gone from the rooms that wait for somebody to confirm it.</para>
/// </example>
/// <seealso cref="StartTeemSync"/>
/// <seealso cref="GetTeemSync"/>
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

    /// <summary>Sends what was changed here and waits as well.</summary>
    [Parameter]
    public SwitchParameter Write { get; set; }

    /// <summary>Takes away what is gone, however much it is; it is asked for. Without it, what would empty a room waits.</summary>
    [Parameter]
    public SwitchParameter AcceptRemovals { get; set; }

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
        if (await OtherWriter.CheckAsync(Tenant, new SyncRequest { Write = Write }, cancel).ConfigureAwait(false) is { } other)
            await pipeline.WriteWarningAsync(other).ConfigureAwait(false);
        var approved = new List<string>();
        foreach (var room in rooms)
            if (await pipeline.ApproveAsync(Round(room)).ConfigureAwait(false))
                approved.Add(room);
        if (approved.Count > 0)
            await pipeline.RunRoundAsync(Tenant, new SyncRequest { Mailboxes = approved, DaysBack = DaysBack, DaysAhead = DaysAhead, Write = Write, AcceptRemovals = AcceptRemovals }, approved.Count, cancel).ConfigureAwait(false);
    }

    Change Round(string room) => new()
    {
        Key = $"round:{room}",
        Chapter = "Calendars",
        Target = room,
        Action = $"{(Write ? "Send what was changed here, read" : "Read")} the calendar and store its reservations{(AcceptRemovals ? ", and take away all that are gone" : "")}",
        Impact = AcceptRemovals ? ChangeImpact.High : ChangeImpact.Medium,
        Reason = AcceptRemovals ? "A calendar that came back empty by a fault would be emptied here, too." : null,
    };
}
