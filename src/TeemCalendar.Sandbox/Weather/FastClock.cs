namespace TeemCalendar.Sandbox;

/// <summary>A clock that starts at the present and runs faster than the one on the wall, timers and delays with it: two hours pass in seconds.</summary>
/// <param name="speed">How many times faster.</param>
/// <param name="wall">The clock on the wall; the system's, when null.</param>
public sealed class FastClock(double speed, TimeProvider? wall = null) : TimeProvider
{
    readonly DateTimeOffset start = (wall ?? System).GetUtcNow();
    readonly long startStamp = (wall ?? System).GetTimestamp();

    /// <summary>How many times faster than the wall's it runs.</summary>
    public double Speed { get; } = speed;

    /// <summary>The clock on the wall, by which everybody else in the world lives.</summary>
    public TimeProvider Wall { get; } = wall ?? System;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => Wall.LocalTimeZone;

    /// <inheritdoc/>
    public override long TimestampFrequency => Wall.TimestampFrequency;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => start + Wall.GetElapsedTime(startStamp) * Speed;

    /// <inheritdoc/>
    public override long GetTimestamp() => startStamp + (long)((Wall.GetTimestamp() - startStamp) * Speed);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new FastTimer(this, Wall.CreateTimer(callback, state, OnTheWall(dueTime), OnTheWall(period)));

    TimeSpan OnTheWall(TimeSpan time) => time <= TimeSpan.Zero ? time : time / Speed;

    sealed class FastTimer(FastClock clock, ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(clock.OnTheWall(dueTime), clock.OnTheWall(period));
        public void Dispose() => timer.Dispose();
        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
