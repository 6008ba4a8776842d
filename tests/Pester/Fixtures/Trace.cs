namespace TeemCalendar.Fixtures;

/// <summary>What became of the bodies, for a test to look at.</summary>
public static class Trace
{
    static int started, ended, cancelled, running, mostAtOnce;

    /// <summary>Bodies that began.</summary>
    public static int Started => started;
    /// <summary>Bodies that are over, well or not.</summary>
    public static int Ended => ended;
    /// <summary>Bodies that saw their token cancelled.</summary>
    public static int Cancelled => cancelled;
    /// <summary>The most that ran at once.</summary>
    public static int MostAtOnce => mostAtOnce;

    /// <summary>Forgets all.</summary>
    public static void Clear() => started = ended = cancelled = running = mostAtOnce = 0;

    internal static async Task Watch(Func<Task> body)
    {
        Interlocked.Increment(ref started);
        var now = Interlocked.Increment(ref running);
        for (var most = mostAtOnce; now > most; most = mostAtOnce)
            Interlocked.CompareExchange(ref mostAtOnce, now, most);
        try
        {
            await body().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Interlocked.Increment(ref cancelled);
            throw;
        }
        finally
        {
            Interlocked.Decrement(ref running);
            Interlocked.Increment(ref ended);
        }
    }
}
