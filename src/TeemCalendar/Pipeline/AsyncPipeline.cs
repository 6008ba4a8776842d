using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;

namespace TeemCalendar.Pipeline;

/// <summary>What an asynchronous body may ask of the pipeline thread: answered there, one thing at a time, in the order asked.</summary>
/// <remarks>
/// PowerShell lets only its own thread write. The body awaits each answer, so that <c>-ErrorAction Stop</c>, a slow reader and a closed
/// pipeline reach it where it stands.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "StopProcessing and a body that outlives its command may come late and find what they use; the collector takes it.")]
sealed class AsyncPipeline
{
    // Longer, and Ctrl+C feels stuck; a body that takes more has been told to end and ends on its own.
    static readonly TimeSpan LastWords = TimeSpan.FromMilliseconds(800);

    static readonly AsyncLocal<AsyncPipeline?> Running = new();

    readonly BlockingCollection<(Action Run, Action Drop)> asked = [];
    readonly CancellationTokenSource stop = new();
    readonly PSCmdlet cmdlet;
    readonly Approver approver;
    Task body = Task.CompletedTask;
    ProgressReporter? progress;

    internal AsyncPipeline(PSCmdlet cmdlet)
    {
        this.cmdlet = cmdlet;
        approver = new Approver(cmdlet);
        Sessions = new SessionRunner(this);
    }

    /// <summary>The command whose body is running here; null, or one that is over, in what outlives commands.</summary>
    internal static AsyncPipeline? Here => Running.Value;

    /// <summary>The commands of the caller's sessions, as this call may use them.</summary>
    internal SessionRunner Sessions { get; }

    /// <summary>True when nobody answers any more.</summary>
    internal bool IsOver => asked.IsAddingCompleted;

    /// <summary>Cancelled by Ctrl+C, by a reader that has seen enough, and by a write that PowerShell refused.</summary>
    internal CancellationToken Cancel => stop.Token;

    /// <summary>True under <c>-WhatIf</c> or <c>$WhatIfPreference</c>.</summary>
    internal bool WhatIf => approver.WhatIf;

    /// <summary>Writes one object to the pipeline.</summary>
    internal Task WriteObjectAsync(object? value) => Ask(c => { c.WriteObject(value); return true; });

    /// <summary>Writes each object as it comes.</summary>
    internal async Task WriteAllAsync<T>(IAsyncEnumerable<T> values)
    {
        await foreach (var value in values.WithCancellation(Cancel).ConfigureAwait(false))
            await WriteObjectAsync(value).ConfigureAwait(false);
    }

    /// <summary>Writes each object.</summary>
    internal async Task WriteAllAsync<T>(IEnumerable<T> values)
    {
        foreach (var value in values)
            await WriteObjectAsync(value).ConfigureAwait(false);
    }

    /// <summary>Writes an error; under <c>-ErrorAction Stop</c> the body ends here.</summary>
    internal Task WriteErrorAsync(ErrorRecord error) => Ask(c => { c.WriteError(error); return true; });

    /// <summary>Writes a warning.</summary>
    internal Task WriteWarningAsync(string text) => Ask(c => { c.WriteWarning(text); return true; });

    /// <summary>Writes what <c>-InformationAction</c> shows.</summary>
    internal Task WriteInformationAsync(string text) => Ask(c => { c.WriteInformation(text, []); return true; });

    /// <summary>Writes what <c>-Verbose</c> shows.</summary>
    internal Task WriteVerboseAsync(string text) => Ask(c => { c.WriteVerbose(text); return true; });

    /// <summary>Asks for one action on one target: true unless <c>-WhatIf</c> or a person says no.</summary>
    internal Task<bool> ShouldProcessAsync(string target, string action) => InvokeAsync(_ => approver.Approve(target, action));

    /// <summary>Asks for one planned change; a far-reaching one is confirmed even where the command itself would not ask.</summary>
    internal Task<bool> ApproveAsync(Change change) => InvokeAsync(_ => approver.Approve(change));

    /// <summary>Runs something in this session, on its thread. Its failure belongs to the body; only a stop belongs to PowerShell.</summary>
    internal Task<T> InvokeAsync<T>(Func<PSCmdlet, T> call) => Post<T>(done =>
    {
        try
        {
            done.TrySetResult(call(cmdlet));
        }
        catch (Exception e) when (e is not (PipelineStoppedException or FlowControlException))
        {
            done.TrySetException(e);
        }
    });

    /// <summary>Opens the one progress activity of this command.</summary>
    internal ProgressReporter Progress(string activity) => progress = new ProgressReporter(activity, write => Post<bool>(done => { write(cmdlet); done.TrySetResult(true); }));

    /// <summary>Starts the body on the pool.</summary>
    internal void Start(Func<AsyncPipeline, CancellationToken, Task> run) => body = Task.Run(async () =>
    {
        Running.Value = this;
        try
        {
            await run(this, Cancel).ConfigureAwait(false);
        }
        finally
        {
            asked.CompleteAdding();
        }
    });

    /// <summary>Why the body ended, when it did not end well.</summary>
    internal Exception? Failure => body.IsCanceled ? new TaskCanceledException(body) : body.Exception?.GetBaseException();

    /// <summary>Tells the body to end.</summary>
    internal void Stop() => stop.Cancel();

    /// <summary>Answers what has been asked so far.</summary>
    internal void PumpReady()
    {
        while (asked.TryTake(out var item))
            item.Run();
    }

    /// <summary>Answers until the body has ended.</summary>
    internal void PumpToEnd()
    {
        foreach (var (run, _) in asked.GetConsumingEnumerable(stop.Token))
            run();
        // The last answer was given; what is left of the body asks for nothing more and fails, if it does, into Failure.
        ((IAsyncResult)body).AsyncWaitHandle.WaitOne();
    }

    /// <summary>Cancels the body, lets its last writes fall, and waits a moment for it.</summary>
    internal void Leave()
    {
        stop.Cancel();
        asked.CompleteAdding();
        while (asked.TryTake(out var item))
            item.Drop();
        ((IAsyncResult)body).AsyncWaitHandle.WaitOne(LastWords);
        progress?.CompleteOn(cmdlet);
    }

    Task<T> Ask<T>(Func<PSCmdlet, T> call) => Post<T>(done => done.TrySetResult(call(cmdlet)));

    Task<T> Post<T>(Action<TaskCompletionSource<T>> answer)
    {
        // Asynchronous continuations: else the body would go on, on the pipeline thread.
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Run()
        {
            try
            {
                answer(done);
            }
            catch
            {
                // PowerShell gets its own exception untouched; the body gets a cancellation, and finds its token cancelled already.
                stop.Cancel();
                done.TrySetCanceled(stop.Token);
                throw;
            }
        }

        try
        {
            asked.Add((Run, () => done.TrySetCanceled()));
        }
        catch (InvalidOperationException)
        {
            done.TrySetCanceled();   // left: nobody writes any more
        }
        return done.Task;
    }
}
