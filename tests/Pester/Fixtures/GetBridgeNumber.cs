using System.Management.Automation;
using TeemCalendar.Pipeline;

namespace TeemCalendar.Fixtures;

/// <summary>Writes numbers, one every <see cref="Delay"/> milliseconds, from a body that answers one input after the other.</summary>
[Cmdlet(VerbsCommon.Get, "BridgeNumber")]
public sealed class GetBridgeNumber : AsyncTeemCmdlet
{
    /// <summary>How many.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    public int Count { get; set; } = 3;

    /// <summary>Milliseconds before each.</summary>
    [Parameter]
    public int Delay { get; set; }

    /// <summary>Throws after the last.</summary>
    [Parameter]
    public SwitchParameter Fail { get; set; }

    /// <summary>Shows progress meanwhile.</summary>
    [Parameter]
    public SwitchParameter Progress { get; set; }

    private protected override Task ProcessAsync(AsyncPipeline pipeline, CancellationToken cancel) => Trace.Watch(async () =>
    {
        await using var progress = Progress ? pipeline.Progress("Counting") : null;
        for (var i = 1; i <= Count; i++)
        {
            progress?.Report($"number {i}", i, Count);
            await Task.Delay(Delay, cancel).ConfigureAwait(false);
            await pipeline.WriteObjectAsync(i).ConfigureAwait(false);
        }
        if (Fail)
            throw new IOException("The count failed.");
    });
}
