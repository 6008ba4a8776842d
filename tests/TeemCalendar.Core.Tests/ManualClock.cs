namespace TeemCalendar.Core.Tests;

/// <summary>A clock that stands still until a test moves it. Timers, and so Task.Delay, fire when it passes them.</summary>
internal sealed class ManualClock(DateTimeOffset now) : TimeProvider
{
    readonly object gate = new();
    readonly List<ManualTimer> timers = [];
    TaskCompletionSource armed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    DateTimeOffset now = now;

    /// <summary>A Wednesday noon in UTC, away from any change of clocks.</summary>
    public ManualClock() : this(new(2026, 11, 18, 12, 0, 0, TimeSpan.Zero)) { }

    /// <summary>True when nobody stands at the clock to move it: whoever waits for up to an hour finds that it has passed. Longer waits are limits that nobody is to run into.</summary>
    public bool Jumps { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
            return now;
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock and fires what became due.</summary>
    public void Advance(TimeSpan by)
    {
        List<ManualTimer> due;
        lock (gate)
        {
            now += by;
            due = timers.Where(timer => timer.Due <= now).ToList();
            foreach (var timer in due)
                timers.Remove(timer);
        }
        foreach (var timer in due)
            timer.Fire();
    }

    /// <summary>How many wait for the clock.</summary>
    public int Waiting
    {
        get
        {
            lock (gate)
                return timers.Count;
        }
    }

    /// <summary>For how long the next one waits; null when nobody does.</summary>
    public TimeSpan? NextIn
    {
        get
        {
            lock (gate)
                return timers.Count == 0 ? null : timers.Min(timer => timer.Due) - now;
        }
    }

    /// <summary>Comes back when somebody waits for the clock, or as many as that.</summary>
    public async Task WaitForTimerAsync(int count = 1)
    {
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (timers.Count >= count)
                    return;
                next = armed.Task;
            }
            await next;
        }
    }

    void Arm(ManualTimer timer, TimeSpan dueTime)
    {
        lock (gate)
        {
            timers.Remove(timer);
            if (dueTime == Timeout.InfiniteTimeSpan)
                return;
            if (Jumps && dueTime <= TimeSpan.FromHours(1))
            {
                now += dueTime;
                ThreadPool.QueueUserWorkItem(_ => timer.Fire());
                return;
            }
            timer.Due = now + dueTime;
            timers.Add(timer);
            armed.TrySetResult();
            armed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    sealed class ManualTimer(ManualClock clock, Action fire) : ITimer
    {
        TimeSpan period = Timeout.InfiniteTimeSpan;

        public DateTimeOffset Due { get; set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            this.period = period;
            clock.Arm(this, dueTime);
            return true;
        }

        public void Fire()
        {
            if (period != Timeout.InfiniteTimeSpan)
                clock.Arm(this, period);
            fire();
        }

        public void Dispose() => clock.Arm(this, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
