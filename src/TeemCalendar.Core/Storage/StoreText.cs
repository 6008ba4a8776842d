using System.Globalization;

namespace TeemCalendar.Core.Storage;

/// <summary>Times and dates as the store keeps them.</summary>
/// <remarks>
/// ISO text, always UTC: it sorts as time does, loses nothing, and whoever opens the file with a SQLite tool can read it, which ticks would not allow. It has no Z: fractions of
/// a second are written only where there are any, and with a letter after the seconds they would sort before the whole ones.
/// All-day dates are dates, without a time or zone that could shift them.
/// </remarks>
internal static class StoreText
{
    const string Instant = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF";
    const string Day = "yyyy-MM-dd";

    public static string Of(DateTimeOffset time) => time.UtcDateTime.ToString(Instant, CultureInfo.InvariantCulture);

    public static string? Of(DateTimeOffset? time) => time is { } known ? Of(known) : null;

    public static string? Of(DateOnly? date) => date?.ToString(Day, CultureInfo.InvariantCulture);

    public static string Of(Guid id) => id.ToString("D");

    public static DateTimeOffset Time(string text) =>
        new(DateTime.ParseExact(text, Instant, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal));

    public static DateTimeOffset? TimeOrNull(string? text) => text is null ? null : Time(text);

    public static DateOnly? DateOrNull(string? text) => text is null ? null : DateOnly.ParseExact(text, Day, CultureInfo.InvariantCulture);
}
