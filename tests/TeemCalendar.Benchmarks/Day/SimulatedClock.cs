namespace TeemCalendar.Benchmarks.Day;

/// <summary>A clock that stands still while anybody works, and moves to the next timer when everybody waits: a day passes as fast as it can be computed.</summary>
/// <remarks>
/// Nobody can be missed, because there is one thread. The pool is given a single worker, and this clock is an item at the end of its queue again and again: when its turn comes and nothing else is
/// queued, nothing else runs either, since it would have to run here. So what is simulated has to wait by this clock alone; the wire and the store are in this process, and wait for nothing.
/// </remarks>
internal sealed class SimulatedClock(DateTimeOffset start) : TimeProvider, IThreadPoolWorkItem
{
    readonly PriorityQueue<(SimulatedTimer Timer, long Arming), (long Due, long Arming)> waiting = new();
    readonly TaskCompletionSource stuck = new();
    long now = start.UtcTicks;
    long armings;
    Task work = Task.CompletedTask;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new(now, TimeSpan.Zero);

    public override long GetTimestamp() => now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SimulatedTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Lets the work run by this clock. From then on this process has one worker thread.</summary>
    /// <param name="simulated">The work.</param>
    internal async Task RunAsync(Func<Task> simulated)
    {
        ThreadPool.GetMaxThreads(out _, out var ports);
        if (!ThreadPool.SetMinThreads(1, 1) || !ThreadPool.SetMaxThreads(1, ports)) throw new InvalidOperationException("The thread pool does not take a single worker.");
        work = Task.Run(simulated);
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        await await Task.WhenAny(work, stuck.Task);
    }

    /// <summary>The clock's turn.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        if (work.IsCompleted) return;
        if (ThreadPool.PendingWorkItemCount == 0 && !MoveOn())
        {
            stuck.SetException(new InvalidOperationException($"At {GetUtcNow():u} everybody waits, and nobody for the clock."));
            return;
        }
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    bool MoveOn()
    {
        while (waiting.TryDequeue(out var next, out var at))
        {
            // Armed anew or given up since.
            if (next.Timer.Arming != next.Arming) continue;
            now = at.Due;
            next.Timer.Fire();
            return true;
        }
        return false;
    }

    sealed class SimulatedTimer(SimulatedClock clock, Action fire) : ITimer
    {
        TimeSpan period;

        internal long Arming { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            this.period = period;
            Arming = ++clock.armings;
            if (dueTime != Timeout.InfiniteTimeSpan) clock.waiting.Enqueue((this, Arming), (clock.now + dueTime.Ticks, Arming));
            return true;
        }

        internal void Fire()
        {
            Change(period > TimeSpan.Zero ? period : Timeout.InfiniteTimeSpan, period);
            fire();
        }

        public void Dispose() => Arming = 0;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
