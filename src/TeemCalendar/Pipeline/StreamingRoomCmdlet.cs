using System.Management.Automation;

namespace TeemCalendar.Pipeline;

/// <summary>A command that does something to each room it is given, to many at once.</summary>
public abstract class StreamingRoomCmdlet : StreamingTeemCmdlet<string>
{
    private protected StreamingRoomCmdlet()
    {
    }

    /// <summary>The rooms, by address. Takes objects of Get-Mailbox, Get-EXOMailbox, Get-Place and Get-MgUser, rows of a CSV file, and what the commands of this module give.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PrimarySmtpAddress", "EmailAddress", "Email", "RoomEmail", "Mail", "WindowsEmailAddress", "UserPrincipalName")]
    [Mailbox]
    [ArgumentCompleter(typeof(MailboxCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Mailbox { get; set; } = [];

    private protected sealed override IEnumerable<string> Records() => Mailbox;
}
