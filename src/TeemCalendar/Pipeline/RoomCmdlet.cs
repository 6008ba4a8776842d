using System.Management.Automation;

namespace TeemCalendar.Pipeline;

/// <summary>A command that asks about rooms: those named, or all when none is.</summary>
public abstract class RoomCmdlet : AsyncTeemCmdlet
{
    private protected RoomCmdlet()
    {
    }

    /// <summary>The rooms, by address. Takes objects of Get-Mailbox, Get-EXOMailbox, Get-Place and Get-MgUser, rows of a CSV file, and what the commands of this module give. Without it, all rooms.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PrimarySmtpAddress", "EmailAddress", "Email", "RoomEmail", "Mail", "WindowsEmailAddress", "UserPrincipalName")]
    [Mailbox]
    [ArgumentCompleter(typeof(MailboxCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Mailbox { get; set; }
}
