using System.Globalization;

namespace TeemCalendar.Sandbox.Graph.Outlook;

/// <summary>The time window of a calendar view, in UTC.</summary>
internal readonly record struct CalendarWindow(DateTime FromUtc, DateTime ToUtc)
{
    const int LongestDays = 1825;

    internal static CalendarWindow Of(GraphCall call)
    {
        if (call.Query["startDateTime"] is not { Length: > 0 } start || call.Query["endDateTime"] is not { Length: > 0 } end)
            throw new GraphRefusal(400, "ErrorInvalidParameter", "This request requires a time window specified by the query string parameters StartDateTime and EndDateTime.");
        var window = new CalendarWindow(Time("startDateTime", start), Time("endDateTime", end));
        // Inferred: what is said of a window that ends before it begins. Measured: the longest window and its code.
        if (window.ToUtc < window.FromUtc) throw GraphRefusal.InvalidRequest("The end of the requested time window is before its start.");
        if ((window.ToUtc - window.FromUtc).TotalDays > LongestDays) throw GraphRefusal.InvalidRequest($"Requested time window is too large: at most {LongestDays} days can be asked at once.");
        return window;
    }

    // A time without an offset is UTC, whatever the preferred zone (documented).
    static DateTime Time(string name, string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.UtcDateTime
            : throw new GraphRefusal(400, "ErrorInvalidParameter", $"The value '{text}' of parameter '{name}' is invalid.");
}
