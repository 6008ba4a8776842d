using System.Globalization;

namespace TeemCalendar.Core.Tests.Sync;

/// <summary>Events as Graph writes them.</summary>
internal static class Wire
{
    public static Dictionary<string, object?> Single(string id, string start, string end, string subject = "Budget", params (string Name, object? Value)[] more) =>
        Event(id, "singleInstance", start, end, more, ("iCalUId", "uid-" + id), ("subject", subject), ("organizer", Person("Ada Lund", "ada@contoso.example")),
            ("sensitivity", "normal"), ("isCancelled", false), ("showAs", "busy"), ("isAllDay", false));

    public static Dictionary<string, object?> Master(string id, string start, string end, string subject = "Stand-up", params (string Name, object? Value)[] more) =>
        Event(id, "seriesMaster", start, end, more, ("iCalUId", "uid-" + id), ("subject", subject), ("organizer", Person("Ada Lund", "ada@contoso.example")),
            ("sensitivity", "normal"), ("isCancelled", false), ("showAs", "busy"), ("isAllDay", false));

    /// <summary>With the few properties that an occurrence has in a delta.</summary>
    public static Dictionary<string, object?> Occurrence(string id, string master, string start, string end, params (string Name, object? Value)[] more) =>
        Event(id, "occurrence", start, end, more, ("seriesMasterId", master));

    public static Dictionary<string, object?> Exception(string id, string master, string originalStart, string start, string end, string subject,
        params (string Name, object? Value)[] more) =>
        Event(id, "exception", start, end, more, ("seriesMasterId", master), ("originalStart", originalStart), ("iCalUId", "uid-of-its-own-" + id), ("subject", subject),
            ("organizer", Person("Ada Lund", "ada@contoso.example")), ("sensitivity", "normal"), ("isCancelled", false), ("showAs", "busy"), ("isAllDay", false));

    public static Dictionary<string, object?> Removed(string id) => new()
    {
        ["@odata.type"] = "#microsoft.graph.event",
        ["id"] = id,
        ["@removed"] = new { reason = "deleted" },
    };

    public static object Person(string name, string address) => new { emailAddress = new { name, address } };

    /// <summary>An instant in UTC, as tests write it.</summary>
    public static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    static Dictionary<string, object?> Event(string id, string type, string start, string end, (string Name, object? Value)[] more, params (string Name, object? Value)[] properties)
    {
        Dictionary<string, object?> json = new()
        {
            ["@odata.type"] = "#microsoft.graph.event",
            ["id"] = id,
            ["type"] = type,
            ["start"] = new { dateTime = start + ":00.0000000", timeZone = "UTC" },
            ["end"] = new { dateTime = end + ":00.0000000", timeZone = "UTC" },
        };
        foreach (var (name, value) in properties.Concat(more))
            json[name] = value;
        return json;
    }
}
