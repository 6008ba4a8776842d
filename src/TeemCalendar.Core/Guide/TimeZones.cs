using TimeZoneConverter;

namespace TeemCalendar.Core.Guide;

/// <summary>Exchange knows zones by their Windows names; room lists give either.</summary>
internal static class TimeZones
{
    /// <summary>The Windows name of a zone, or null when there is no such zone.</summary>
    internal static string? Windows(string? zone) => zone is null ? null
        : TZConvert.KnownWindowsTimeZoneIds.FirstOrDefault(z => z.Equals(zone, StringComparison.OrdinalIgnoreCase))
        ?? (TZConvert.TryIanaToWindows(zone, out var windows) ? windows : null);
}
