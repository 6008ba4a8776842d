using System.Management.Automation;
using TeemCalendar.Pipeline;

namespace TeemCalendar.Fixtures;

/// <summary>Writes the addresses that its rooms were taken for.</summary>
[Cmdlet(VerbsCommon.Get, "BridgeRoom")]
public sealed class GetBridgeRoom : StreamingRoomCmdlet
{
    /// <summary>A second column, to see that other parameters still bind from the same object.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public int Capacity { get; set; }

    private protected override int AtOnce => 1;

    private protected override Task ProcessAsync(AsyncPipeline pipeline, string record, CancellationToken cancel) => pipeline.WriteObjectAsync(record);
}
