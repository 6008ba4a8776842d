using System.Diagnostics;

namespace TeemCalendar.Sandbox.State;

/// <summary>Keeps a file in step with its tenant, for this process alone: it is written soon after each change, and no more often than leaves time for other work.</summary>
internal sealed class StateKeeper : IDisposable
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    readonly FileStream claim;
    readonly Action save;
    readonly SemaphoreSlim changes = new(0);
    readonly CancellationTokenSource stop = new();
    readonly Task work;

    StateKeeper(FileStream claim, Action save)
    {
        (this.claim, this.save) = (claim, save);
        work = Task.Run(KeepAsync);
    }

    /// <summary>Claims a file. A process that is killed loses its claim with everything else.</summary>
    /// <exception cref="IOException">Another process has it.</exception>
    internal static FileStream Claim(string path)
    {
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        try { return new(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None); }
        catch (IOException taken) { throw new IOException($"'{path}' is in use: a tenant is open in one process at a time. ({taken.Message})", taken); }
    }

    internal static StateKeeper Begin(FileStream claim, Action save) => new(claim, save);

    internal void Changed()
    {
        // One that is not seen yet stands for all.
        if (changes.CurrentCount == 0) changes.Release();
    }

    async Task KeepAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await changes.WaitAsync(stop.Token).ConfigureAwait(false);
                var began = Stopwatch.GetTimestamp();
                try { save(); }
                // The disk may have room again at the next change; the last save, at the end, says what is wrong.
                catch (Exception e) when (e is IOException or UnauthorizedAccessException) { Debug.WriteLine(e.Message); }
                // A large tenant takes its time to be written: nine tenths of it belong to those who ask.
                var rest = Stopwatch.GetElapsedTime(began) * 9;
                await Task.Delay(rest > Pause ? rest : Pause, stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) { return; }
        }
    }

    /// <summary>Writes what is not written yet, and gives the file free.</summary>
    public void Dispose()
    {
        if (stop.IsCancellationRequested) return;
        stop.Cancel();
        work.Wait();
        try { save(); }
        finally { claim.Dispose(); }
    }
}
