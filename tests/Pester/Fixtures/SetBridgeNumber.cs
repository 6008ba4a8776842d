using System.Management.Automation;
using TeemCalendar.Pipeline;

namespace TeemCalendar.Fixtures;

/// <summary>Works on many numbers at once.</summary>
[Cmdlet(VerbsCommon.Set, "BridgeNumber", SupportsShouldProcess = true)]
public sealed class SetBridgeNumber : StreamingTeemCmdlet<int>
{
    /// <summary>The numbers.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    public int[] Number { get; set; } = [];

    /// <summary>Milliseconds that each takes.</summary>
    [Parameter]
    public int Delay { get; set; }

    /// <summary>The number that throws.</summary>
    [Parameter]
    public int FailAt { get; set; } = -1;

    /// <summary>How far each change reaches.</summary>
    [Parameter]
    public ChangeImpact Impact { get; set; } = ChangeImpact.Medium;

    private protected override IEnumerable<int> Records() => Number;

    private protected override Task ProcessAsync(AsyncPipeline pipeline, int record, CancellationToken cancel) => Trace.Watch(async () =>
    {
        var change = new Change { Key = $"number:{record}", Chapter = "Numbers", Target = $"{record}", Action = "Set the number", Impact = Impact, Differences = [new("Value", null, $"{record}")] };
        if (!await pipeline.ApproveAsync(change).ConfigureAwait(false))
            return;
        await Task.Delay(Delay, cancel).ConfigureAwait(false);
        if (record == FailAt)
            throw new IOException($"Number {record} failed.");
        await pipeline.WriteObjectAsync(record).ConfigureAwait(false);
    });
}
