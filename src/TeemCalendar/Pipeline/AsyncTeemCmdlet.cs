namespace TeemCalendar.Pipeline;

/// <summary>A command that answers each input before it takes the next: the Get and Test commands.</summary>
public abstract class AsyncTeemCmdlet : TenantCmdlet
{
    private protected AsyncTeemCmdlet()
    {
    }

    /// <summary>Answers one input. It runs on the pool; its parameters stay as they are until it returns.</summary>
    /// <param name="pipeline">Where results and errors go.</param>
    /// <param name="cancel">Cancelled when nobody waits for the answer any more.</param>
    private protected abstract Task ProcessAsync(AsyncPipeline pipeline, CancellationToken cancel);

    /// <inheritdoc/>
    protected sealed override void ProcessRecord() => Run(async (pipeline, cancel) =>
    {
        try
        {
            await ProcessAsync(pipeline, cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            // One input that fails is one error; the next is tried.
            await pipeline.WriteErrorAsync(Errors.From(e)).ConfigureAwait(false);
        }
    });
}
