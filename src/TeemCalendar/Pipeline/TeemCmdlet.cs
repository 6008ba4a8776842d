using System.Management.Automation;

namespace TeemCalendar.Pipeline;

/// <summary>A command whose work is asynchronous. PowerShell's thread writes what the work asks it to, and ends the work when PowerShell ends.</summary>
public abstract class TeemCmdlet : PSCmdlet, IDisposable
{
    volatile AsyncPipeline? pipeline;
    volatile bool stopped;

    private protected TeemCmdlet()
    {
    }

    /// <summary>Ends the work. When an upstream command throws, neither EndProcessing nor StopProcessing comes, but this does.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends the work.</summary>
    /// <param name="disposing">True unless called by a finalizer.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            pipeline?.Leave();
    }

    /// <inheritdoc/>
    protected sealed override void StopProcessing()
    {
        stopped = true;
        pipeline?.Stop();
    }

    /// <summary>Runs a body to its end; what it throws ends the command.</summary>
    private protected void Run(Func<AsyncPipeline, CancellationToken, Task> body)
    {
        StartBody(body);
        Finish();
    }

    /// <summary>Starts a body that goes on while PowerShell does other things.</summary>
    private protected void StartBody(Func<AsyncPipeline, CancellationToken, Task> body)
    {
        var mine = new AsyncPipeline(this);
        pipeline = mine;
        // After the field was set: a stop from now on finds it, a stop from before is found here.
        if (stopped)
            throw new PipelineStoppedException();
        mine.Start(body);
    }

    /// <summary>Writes what the body has asked for so far.</summary>
    private protected void Attend()
    {
        Pump(p => p.PumpReady());
        // A body that has failed takes no more input: say so now, and not when all of it has come.
        if (pipeline!.Failure is not null)
            Finish();
    }

    /// <summary>Writes until the body has ended.</summary>
    private protected void Finish()
    {
        var mine = pipeline!;
        try
        {
            Pump(p => p.PumpToEnd());
        }
        finally
        {
            mine.Leave();
        }
        if (mine.Failure is { } failure)
            ThrowTerminatingError(Errors.From(failure));
    }

    void Pump(Action<AsyncPipeline> pump)
    {
        var mine = pipeline!;
        try
        {
            pump(mine);
            if (stopped)
                throw new PipelineStoppedException();
        }
        catch (OperationCanceledException) when (stopped)
        {
            mine.Leave();
            throw new PipelineStoppedException();
        }
        catch
        {
            // With Select-Object -First PowerShell calls nothing else; whoever ends the pipeline, the body ends with it.
            mine.Leave();
            throw;
        }
    }
}
