using System.Management.Automation;

namespace TeemCalendar.Commands;

/// <summary>Takes room calendars out of synchronisation, and forgets what was read of them.</summary>
/// <remarks>
/// The room, its meetings and Teem's own list stay as they are. A calendar that is registered again is read anew, from the beginning. It works for a room that is no longer there, too.
/// </remarks>
/// <example>
/// <code>Remove-TeemRoomCalendar boardroom@contoso.example</code>
/// <para>The room is no longer read.</para>
/// </example>
/// <example>
/// <code>Get-TeemRoomCalendar | Where-Object LastRead -lt (Get-Date).AddDays(-30) | Remove-TeemRoomCalendar -WhatIf</code>
/// <para>Shows which calendars would be taken out because they were not read for a month.</para>
/// </example>
/// <seealso cref="AddTeemRoomCalendar"/>
[Cmdlet(VerbsCommon.Remove, "TeemRoomCalendar", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class RemoveTeemRoomCalendar : StreamingTeemCmdlet<string>
{
    /// <summary>The rooms, by address. Takes objects of Get-Mailbox, Get-EXOMailbox and Get-MgUser, rows of a CSV file, and what the commands of this module give.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PrimarySmtpAddress", "EmailAddress", "Email", "RoomEmail", "Mail", "WindowsEmailAddress", "UserPrincipalName")]
    [Mailbox]
    [ArgumentCompleter(typeof(MailboxCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Mailbox { get; set; } = [];

    private protected override IEnumerable<string> Records() => Mailbox;

    private protected override async Task ProcessAsync(AsyncPipeline pipeline, string record, CancellationToken cancel)
    {
        var calendar = Tenant.Store.GetCalendar(record) ?? throw GetTeemRoomCalendar.NotRegistered(record);
        if (await pipeline.ShouldProcessAsync(calendar.Mailbox, "Take the calendar out of synchronisation, and forget what was read of it").ConfigureAwait(false))
            Tenant.Store.RemoveCalendar(calendar.RoomId);
    }
}
