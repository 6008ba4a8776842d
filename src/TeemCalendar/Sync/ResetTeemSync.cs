using System.Management.Automation;
using TeemCalendar.Core.Guide;
using TeemCalendar.Core.Sync;

namespace TeemCalendar.Commands;

/// <summary>Reads room calendars whole again, from the beginning.</summary>
/// <remarks>
/// <para>
/// How far the rooms were read is forgotten, and each is read anew at once, from seven days ago to half a year ahead. What is stored of them stays until then, and is corrected by what is read; check-ins and changes that
/// wait stay, too. Nothing is written to the tenant.
/// </para>
/// <para>A room that comes back empty, or nearly so, is held as in any round: Sync-TeemRoomCalendar -AcceptRemovals confirms it.</para>
/// </remarks>
/// <example>
/// <code>Reset-TeemSync boardroom@contoso.example</code>
/// <para>Reads one room whole.</para>
/// </example>
/// <example>
/// <code>Reset-TeemSync -All -WhatIf</code>
/// <para>Shows which rooms would be read whole.</para>
/// </example>
/// <seealso cref="GetTeemSync"/>
/// <seealso cref="SyncTeemRoomCalendar"/>
[Cmdlet(VerbsCommon.Reset, "TeemSync", SupportsShouldProcess = true, DefaultParameterSetName = ByMailbox)]
[OutputType(typeof(SyncResult))]
public sealed class ResetTeemSync : StreamingTeemCmdlet<string>
{
    const string ByMailbox = "Mailbox", Every = "All";

    /// <summary>The rooms, by address. Takes objects of Get-Mailbox, Get-EXOMailbox, Get-Place and Get-MgUser, rows of a CSV file, and what the commands of this module give.</summary>
    [Parameter(ParameterSetName = ByMailbox, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PrimarySmtpAddress", "EmailAddress", "Email", "RoomEmail", "Mail", "WindowsEmailAddress", "UserPrincipalName")]
    [Mailbox]
    [ArgumentCompleter(typeof(MailboxCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Mailbox { get; set; } = [];

    /// <summary>Every registered calendar.</summary>
    [Parameter(ParameterSetName = Every, Mandatory = true)]
    public SwitchParameter All { get; set; }

    private protected override IEnumerable<string> Records() => ParameterSetName == ByMailbox ? Mailbox : All ? Tenant.Store.GetCalendars().Select(c => c.Mailbox) : [];

    // Together: they are one round.
    private protected override async Task ProcessAllAsync(AsyncPipeline pipeline, IAsyncEnumerable<string> records, CancellationToken cancel)
    {
        var rooms = await records.ToRoomsAsync(cancel).ConfigureAwait(false);
        var registered = await new RegisteredCalendars(Tenant).FindAsync(rooms, cancel).ConfigureAwait(false);
        foreach (var stranger in rooms.Where(r => !registered.ContainsKey(r)))
            await pipeline.WriteErrorAsync(Errors.From(RegisteredCalendars.Missing(stranger))).ConfigureAwait(false);
        var approved = new List<RoomCalendar>();
        foreach (var calendar in registered.Values.DistinctBy(c => c.RoomId))
            if (await pipeline.ShouldProcessAsync(calendar.Mailbox, "Forget how far the calendar was read, and read it whole").ConfigureAwait(false))
                approved.Add(calendar);
        if (approved.Count == 0)
            return;
        Tenant.Store.ForgetRounds([.. approved.Select(c => c.RoomId)]);
        await pipeline.RunRoundAsync(Tenant, new SyncRequest { Mailboxes = [.. approved.Select(c => c.Mailbox)] }, approved.Count, cancel).ConfigureAwait(false);
    }
}
