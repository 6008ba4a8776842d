using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace TeemCalendar.Core.Planning;

/// <summary>Applies steps in the order in which they depend on each other, and nothing more: the gateways below hold all limits.</summary>
internal static class PlanRunner
{
    /// <summary>Asks for every change in order before the first is sent, then applies; results come as they are ready.</summary>
    /// <param name="steps">The plan.</param>
    /// <param name="approve">Says whether a change may be made; refused changes take those that wait for them along.</param>
    /// <param name="capacity">How many steps may be under way at once.</param>
    /// <param name="journal">Where each change is written down before it is sent.</param>
    /// <param name="clock">By which it is waited for what has just been made.</param>
    /// <param name="made">Keys of what was made a moment before the run.</param>
    /// <param name="cancel">Stops sending; what is under way is finished or left in doubt.</param>
    internal static async IAsyncEnumerable<StepResult> RunAsync(
        IReadOnlyList<GuideStep> steps, Func<Change, Task<bool>> approve, int capacity, IJournal journal, TimeProvider clock, IReadOnlySet<string> made, [EnumeratorCancellation] CancellationToken cancel)
    {
        var refused = new HashSet<string>();
        foreach (var step in steps)
        {
            cancel.ThrowIfCancellationRequested();
            if (!await approve(step.Change).ConfigureAwait(false)) refused.Add(step.Change.Key);
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var places = new SemaphoreSlim(capacity);
        var done = steps.ToDictionary(s => s.Change.Key, _ => new TaskCompletionSource<Change>(TaskCreationOptions.RunContinuationsAsynchronously));
        var results = Channel.CreateUnbounded<StepResult>();

        async Task RunOneAsync(GuideStep step)
        {
            try { await TryOneAsync(step).ConfigureAwait(false); }
            catch
            {
                // A journal that cannot be written ends the run: whoever waits for this step would wait for ever.
                await stop.CancelAsync().ConfigureAwait(false);
                throw;
            }
        }

        async Task TryOneAsync(GuideStep step)
        {
            var result = refused.Contains(step.Change.Key) ? new StepResult(step.Change with { Outcome = ChangeOutcome.Skipped, Detail = "Not confirmed." }, null)
                : await BlockedAsync(step).ConfigureAwait(false) is { } blocked ? new StepResult(step.Change with { Outcome = blocked.Outcome, Detail = $"Waits for '{blocked}', which was not done." }, null)
                : await ApplyAsync(step, step.After.Any(key => done.ContainsKey(key) || made.Contains(key)) ? clock : null, places, journal, stop.Token).ConfigureAwait(false);
            done[step.Change.Key].SetResult(result.Change);
            await results.Writer.WriteAsync(result, CancellationToken.None).ConfigureAwait(false);
        }

        async Task<Change?> BlockedAsync(GuideStep step)
        {
            foreach (var key in step.After)
                if (done.TryGetValue(key, out var before) && await before.Task.WaitAsync(stop.Token).ConfigureAwait(false) is { Outcome: not ChangeOutcome.Applied } failed) return failed;
            return null;
        }

        var all = Task.WhenAll(steps.Select(RunOneAsync));
        _ = all.ContinueWith(t => results.Writer.Complete(t.Exception?.InnerException), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        try
        {
            await foreach (var result in results.Reader.ReadAllAsync(cancel).ConfigureAwait(false)) yield return result;
            await all.ConfigureAwait(false);
        }
        finally
        {
            // Whoever leaves early leaves nothing running behind.
            await stop.CancelAsync().ConfigureAwait(false);
            await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <param name="step">The step.</param>
    /// <param name="clock">Null when nothing that it needs was made a moment ago.</param>
    /// <param name="places">Its place among those under way.</param>
    /// <param name="journal">Where it is written down.</param>
    /// <param name="cancel">Ends it.</param>
    static async Task<StepResult> ApplyAsync(GuideStep step, TimeProvider? clock, SemaphoreSlim places, IJournal journal, CancellationToken cancel)
    {
        await places.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            long? entry = null;
            var result = new StepResult(step.Change with { Outcome = ChangeOutcome.Applied }, null);
            try
            {
                // A change that cannot be written down is not made. One that is cut off keeps its entry without an outcome: it may have been done.
                entry = journal.Intend(step.Change);
                if (clock is null) await step.ApplyAsync(cancel).ConfigureAwait(false);
                else await Patience.ForNewAsync(clock, async () => { await step.ApplyAsync(cancel).ConfigureAwait(false); return true; }, cancel).ConfigureAwait(false);
            }
            catch (Exception error) when (error is not OperationCanceledException || !cancel.IsCancellationRequested)
            {
                var told = error as TeemException
                    ?? new TeemException("Unexpected", TeemErrorKind.Unexpected, $"{step.Change} failed: {error.Message}", step.Change.Target, "Please report it with this message.", inner: error);
                result = new(step.Change with { Outcome = told.Kind == TeemErrorKind.InDoubt ? ChangeOutcome.InDoubt : ChangeOutcome.Failed, Detail = told.Explained }, told);
            }
            if (entry is { } written) journal.Conclude(written, result.Change.Outcome);
            return result;
        }
        finally { places.Release(); }
    }
}

/// <summary>What became of a step.</summary>
/// <param name="Change">The change with its outcome.</param>
/// <param name="Error">Why it failed.</param>
internal sealed record StepResult(Change Change, TeemException? Error);
