using System.Management.Automation;
using TeemCalendar.Pipeline;

namespace TeemCalendar.Fixtures;

/// <summary>Writes the room that its parameters describe.</summary>
[Cmdlet(VerbsCommon.New, "BridgeRoom")]
public sealed class NewBridgeRoom : StreamingTeemCmdlet<Room>
{
    /// <summary>The room.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PrimarySmtpAddress", "EmailAddress", "Email", "RoomEmail", "Mail", "WindowsEmailAddress", "UserPrincipalName")]
    [Mailbox]
    public string Mailbox { get; set; } = "";

    /// <summary>Its name.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string Name { get; set; } = "";

    /// <summary>Its seats.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public int? Capacity { get; set; }

    private protected override IEnumerable<Room> Records() => [new Room { Mailbox = Mailbox, DisplayName = Name, Capacity = Capacity }];

    private protected override Task ProcessAsync(AsyncPipeline pipeline, Room record, CancellationToken cancel) => pipeline.WriteObjectAsync(record);
}
