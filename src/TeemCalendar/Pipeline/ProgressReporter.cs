using System.Management.Automation;

namespace TeemCalendar.Pipeline;

/// <summary>One progress activity of one command. Reporting never waits; when reports come faster than they are shown, the newest is shown.</summary>
sealed class ProgressReporter : IAsyncDisposable
{
    static int lastId;

    readonly int id = Interlocked.Increment(ref lastId);
    readonly string activity;
    readonly Func<Action<PSCmdlet>, Task> post;
    ProgressRecord? newest;
    bool shown;

    internal ProgressReporter(string activity, Func<Action<PSCmdlet>, Task> post)
    {
        this.activity = activity;
        this.post = post;
    }

    /// <summary>Shows how far the work is.</summary>
    /// <param name="status">What is being done now.</param>
    /// <param name="done">How many are done.</param>
    /// <param name="total">Of how many; null when that is not known.</param>
    internal void Report(string status, int done = 0, int? total = null)
    {
        var record = new ProgressRecord(id, activity, string.IsNullOrEmpty(status) ? " " : status)
        {
            PercentComplete = total > 0 ? (int)Math.Clamp(100L * done / total.Value, 0, 100) : -1,
        };
        // One post carries the newest report of all that were made until it is answered.
        if (Interlocked.Exchange(ref newest, record) is null)
            _ = post(Show);
    }

    /// <summary>Takes the activity off the screen.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await post(CompleteOn).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The pipeline has been left; it took the activity off the screen itself.
        }
    }

    /// <summary>Takes the activity off the screen, on the pipeline thread, also while PowerShell is stopping.</summary>
    internal void CompleteOn(PSCmdlet cmdlet)
    {
        if (!shown)
            return;
        shown = false;
        try
        {
            cmdlet.WriteProgress(new ProgressRecord(id, activity, " ") { RecordType = ProgressRecordType.Completed });
        }
        catch (Exception e) when (e is PipelineStoppedException or InvalidOperationException)
        {
            // Stopping, or a write after the end: a host that stops clears its own screen.
        }
    }

    void Show(PSCmdlet cmdlet)
    {
        if (Interlocked.Exchange(ref newest, null) is not { } record)
            return;
        shown = true;
        cmdlet.WriteProgress(record);
    }
}
