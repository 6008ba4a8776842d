using System.Management.Automation;

namespace TeemCalendar.Pipeline;

/// <summary>A command that works on rooms together: all that it is given, or all that it is for when none is.</summary>
public abstract class RoomSetCmdlet : TenantCmdlet
{
    List<string>? named;

    private protected RoomSetCmdlet()
    {
    }

    /// <summary>The rooms, by address. Takes objects of Get-Mailbox, Get-EXOMailbox, Get-Place and Get-MgUser, rows of a CSV file, and what the commands of this module give. Without it, all rooms that the command is for; its description says which.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PrimarySmtpAddress", "EmailAddress", "Email", "RoomEmail", "Mail", "WindowsEmailAddress", "UserPrincipalName")]
    [Mailbox]
    [ArgumentCompleter(typeof(MailboxCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Mailbox { get; set; }

    /// <summary>Works on all rooms. It runs on the pool, once, when the pipeline has given the last room.</summary>
    /// <param name="pipeline">Where results and errors go.</param>
    /// <param name="mailboxes">The rooms, each once; null when none was named.</param>
    /// <param name="cancel">Cancelled when nobody waits for the answer any more.</param>
    private protected abstract Task ProcessAsync(AsyncPipeline pipeline, IReadOnlyList<string>? mailboxes, CancellationToken cancel);

    /// <inheritdoc/>
    protected sealed override void ProcessRecord()
    {
        if (Mailbox is not null)
            (named ??= []).AddRange(Mailbox);
    }

    /// <inheritdoc/>
    protected sealed override void EndProcessing()
    {
        // A pipeline that gave no room did not mean all of them.
        if (named is null && MyInvocation.ExpectingInput)
            return;
        Run((pipeline, cancel) => ProcessAsync(pipeline, named?.Distinct(StringComparer.OrdinalIgnoreCase).ToList(), cancel));
    }
}
