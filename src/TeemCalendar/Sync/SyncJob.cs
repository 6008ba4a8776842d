using System.Management.Automation;

namespace TeemCalendar.Commands;

/// <summary>A synchronisation that goes on in the background, as a job of PowerShell.</summary>
sealed class SyncJob : Job
{
    // A job from which nobody receives must not fill the memory.
    const int MostKept = 10_000;

    // Stop-Job may be called on a job whose body is in the middle of a request.
    static readonly TimeSpan LastWords = TimeSpan.FromSeconds(5);

    readonly CancellationTokenSource stop = new();
    readonly object gate = new();
    readonly TenantConnection connection;
    Task body = Task.CompletedTask;
    volatile bool ended;
    int rooms;
    DateTimeOffset? newest;

    internal SyncJob(string command, TenantConnection connection) : base(command, "TeemSync")
    {
        this.connection = connection;
        PSJobTypeName = "TeemSync";
    }

    /// <inheritdoc/>
    public override bool HasMoreData => Output.Count > 0 || Error.Count > 0;

    /// <inheritdoc/>
    public override string Location => connection.Domain;

    /// <inheritdoc/>
    public override string StatusMessage => newest is { } at ? $"{rooms} rooms read, the last at {at:u}" : "";

    /// <summary>True while it reads over this connection.</summary>
    internal bool IsAtWork(TenantConnection over) => !ended && ReferenceEquals(connection, over);

    /// <summary>Starts reading.</summary>
    internal void Start(Func<CancellationToken, IAsyncEnumerable<SyncResult>> read)
    {
        Move(JobState.Running);
        // The command that started the job has ended: nothing of it may be asked any more.
        using (ExecutionContext.SuppressFlow())
            body = Task.Run(() => RunAsync(read));
    }

    /// <inheritdoc/>
    public override void StopJob()
    {
        if (ended)
            return;
        Move(JobState.Stopping);
        stop.Cancel();
        body.Wait(LastWords);
        Move(JobState.Stopped);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            StopJob();
            stop.Dispose();
        }
        base.Dispose(disposing);
    }

    async Task RunAsync(Func<CancellationToken, IAsyncEnumerable<SyncResult>> read)
    {
        try
        {
            await foreach (var result in read(stop.Token).ConfigureAwait(false))
            {
                // A store in a file would be opened again for whoever asks it.
                ObjectDisposedException.ThrowIf(!connection.IsConnected, connection);
                Tell(result);
            }
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            Move(JobState.Stopped);
        }
        catch (Exception) when (!connection.IsConnected)
        {
            Fail(Errors.Disconnected(connection));
        }
        catch (Exception e)
        {
            Fail(Errors.From(e));
        }
    }

    void Tell(SyncResult result)
    {
        // Before the result: whoever has that finds what is to be said about it.
        if (SyncOutput.Warning(result) is { } warning)
            Keep(Warning, new WarningRecord(warning));
        var error = SyncOutput.Error(result);
        if (error is not null)
            Keep(Error, error);
        Keep(Output, PSObject.AsPSObject(result));
        if (error is not null)
            return;
        rooms++;
        newest = result.StartedAt;
    }

    void Keep<T>(PSDataCollection<T> stream, T item)
    {
        if (ended)
            return;
        while (stream.Count >= MostKept)
            stream.RemoveAt(0);
        try
        {
            stream.Add(item);
        }
        catch (ObjectDisposedException)
        {
            // A Receive-Job -Wait that was left early goes on listening to the stream, and falls over a lock of its own. The item is in the stream.
        }
    }

    void Fail(ErrorRecord error)
    {
        Keep(Error, error);
        Move(JobState.Failed);
    }

    // Stopping and ending may meet; what ended stays as it ended. State is told outside the lock: whoever listens may ask the job something.
    void Move(JobState state)
    {
        lock (gate)
        {
            if (ended)
                return;
            ended = state is JobState.Stopped or JobState.Failed;
        }
        SetJobState(state);
    }
}
