using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using TimeZoneConverter;

namespace TeemCalendar.Sandbox.Calendars;

/// <summary>Time zones by Windows or IANA name, and conversions that never fail on a clock change.</summary>
internal static class Zones
{
    static readonly ConcurrentDictionary<string, TimeZoneInfo?> Known = new(StringComparer.OrdinalIgnoreCase);

    internal static bool TryFind(string? name, [NotNullWhen(true)] out TimeZoneInfo? zone)
    {
        zone = string.IsNullOrWhiteSpace(name) ? null : Known.GetOrAdd(name, static n =>
            n.Equals("tzone://Microsoft/Utc", StringComparison.OrdinalIgnoreCase) ? TimeZoneInfo.Utc : TZConvert.TryGetTimeZoneInfo(n, out var found) ? found : null);
        return zone is not null;
    }

    internal static bool Exists(string? name) => TryFind(name, out _);

    /// <summary>The Windows id under which Exchange keeps a zone, whatever name it was given by (inferred for IANA names).</summary>
    internal static string WindowsId(string name) =>
        name.Equals("UTC", StringComparison.OrdinalIgnoreCase) || name.StartsWith("tzone:", StringComparison.OrdinalIgnoreCase) ? "UTC"
        : TZConvert.TryIanaToWindows(name, out var windows) ? windows : name;

    internal static DateTime ToUtc(DateTime wall, string zone)
    {
        wall = DateTime.SpecifyKind(wall, DateTimeKind.Unspecified);
        if (!TryFind(zone, out var info)) info = TimeZoneInfo.Utc;
        // A wall time that the clock skips is moved on by the gap, as Outlook shows it: it is read with the offset from before.
        if (info.IsInvalidTime(wall)) return DateTime.SpecifyKind(wall - info.GetUtcOffset(wall.AddHours(-3)), DateTimeKind.Utc);
        return TimeZoneInfo.ConvertTimeToUtc(wall, info);
    }

    internal static DateTime FromUtc(DateTime utc, string zone) =>
        TryFind(zone, out var info) ? DateTime.SpecifyKind(TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), info), DateTimeKind.Unspecified) : utc;
}
