namespace TeemCalendar.Core.Tests.Guide;

/// <summary>The wall's clock, which skips each wait from one look at access to the next: it is later at once, and nobody waited.</summary>
internal sealed class SkippingClock : TimeProvider
{
    long skipped;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref skipped));

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        // Tries of the pipeline wait for seconds or for longer.
        if (dueTime <= TimeSpan.FromSeconds(50) || dueTime > TimeSpan.FromSeconds(60)) return System.CreateTimer(callback, state, dueTime, period);
        Interlocked.Add(ref skipped, dueTime.Ticks);
        return System.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
