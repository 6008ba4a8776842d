namespace TeemCalendar.Core.Graph;

/// <summary>From what a clock on the wall shows to the instant.</summary>
internal static class ZoneTime
{
    /// <summary>The instant of a local time. Where the clock shows it twice it is the first time; where it never shows it, the moment the clock jumps past it.</summary>
    /// <param name="local">What the clock shows.</param>
    /// <param name="zone">Where it hangs.</param>
    public static DateTimeOffset ToUtc(DateTime local, TimeZoneInfo zone)
    {
        local = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        if (zone.IsInvalidTime(local))
            return AfterGap(local, zone);
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return InRange(local, offset);
    }

    static DateTimeOffset AfterGap(DateTime local, TimeZoneInfo zone)
    {
        // Gaps begin and end on whole minutes, and the longest known is a day: Samoa's in 2011.
        var valid = new DateTime(local.Ticks - local.Ticks % TimeSpan.TicksPerMinute, DateTimeKind.Unspecified);
        while (zone.IsInvalidTime(valid))
            valid = valid.AddMinutes(1);
        return InRange(valid, zone.GetUtcOffset(valid));
    }

    /// <summary>The first and last hours of the calendar have no instant in every zone.</summary>
    static DateTimeOffset InRange(DateTime local, TimeSpan offset) =>
        new(Math.Clamp(local.Ticks - offset.Ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks), TimeSpan.Zero);
}
