using System.Threading.Channels;

namespace TeemCalendar.Pipeline;

/// <summary>A command that works on many inputs at once: the Add, Set, Grant, New and Sync commands.</summary>
/// <typeparam name="TRecord">What one input asks for: an address, or a record of this assembly. A type of the model or the engine would load that at import.</typeparam>
/// <remarks>One body serves the whole pipeline. Inputs reach it through a channel; results are written as they are ready, not in the order of the inputs.</remarks>
public abstract class StreamingTeemCmdlet<TRecord> : TenantCmdlet
{
    readonly Channel<TRecord> input = Channel.CreateUnbounded<TRecord>(new UnboundedChannelOptions { SingleWriter = true });

    private protected StreamingTeemCmdlet()
    {
    }

    /// <summary>What the parameters ask for right now. Called on the pipeline thread for each input, because the next input changes the parameters while the body works.</summary>
    private protected abstract IEnumerable<TRecord> Records();

    /// <summary>Works on one record, several at once. What it throws is that record's error, and the others go on.</summary>
    /// <param name="pipeline">Where results and errors go.</param>
    /// <param name="record">The record.</param>
    /// <param name="cancel">Cancelled when nobody waits for the result any more.</param>
    private protected virtual Task ProcessAsync(AsyncPipeline pipeline, TRecord record, CancellationToken cancel) => throw new NotSupportedException("The command works on all records together.");

    /// <summary>How many records are worked on at once. The gateways hold the service's limits; here is only what keeps their batches full.</summary>
    private protected virtual int AtOnce => 40;

    /// <summary>Works on all records. A command that has to see them all before it does anything overrides this one.</summary>
    /// <param name="pipeline">Where results and errors go.</param>
    /// <param name="records">The records, as they come; it ends when the pipeline does.</param>
    /// <param name="cancel">Cancelled when nobody waits for the result any more.</param>
    private protected virtual Task ProcessAllAsync(AsyncPipeline pipeline, IAsyncEnumerable<TRecord> records, CancellationToken cancel) =>
        Parallel.ForEachAsync(records, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (record, each) =>
        {
            try
            {
                await ProcessAsync(pipeline, record, each).ConfigureAwait(false);
            }
            catch (Exception e) when (!each.IsCancellationRequested)
            {
                await pipeline.WriteErrorAsync(Errors.From(e, record)).ConfigureAwait(false);
            }
        });

    /// <inheritdoc/>
    protected sealed override void BeginProcessing()
    {
        base.BeginProcessing();
        StartBody((pipeline, cancel) => ProcessAllAsync(pipeline, input.Reader.ReadAllAsync(cancel), cancel));
    }

    /// <inheritdoc/>
    protected sealed override void ProcessRecord()
    {
        foreach (var record in Records())
            input.Writer.TryWrite(record);
        Attend();
    }

    /// <inheritdoc/>
    protected sealed override void EndProcessing()
    {
        input.Writer.TryComplete();
        Finish();
    }
}
