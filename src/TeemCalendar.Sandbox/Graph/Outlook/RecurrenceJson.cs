using System.Globalization;
using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Calendars;
using TeemCalendar.Sandbox.Graph.OData;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph.Outlook;

/// <summary>A series' rule as Graph writes and reads it.</summary>
internal static class RecurrenceJson
{
    static readonly string[] Indexes = ["first", "second", "third", "fourth", "last"];
    const string NoDate = "0001-01-01";
    // Exchange's calendar begins in 1601 and ends in 4500 (documented in its calendar protocol).
    static readonly DateOnly FirstDay = new(1601, 1, 1), LastDay = new(4500, 8, 31);

    internal static JsonObject Write(Recurrence rule)
    {
        var pattern = new JsonObject { ["type"] = rule.Type, ["interval"] = rule.Interval, ["month"] = rule.Month, ["dayOfMonth"] = rule.DayOfMonth };
        if (rule.DaysOfWeek is { Count: > 0 } days) pattern["daysOfWeek"] = Row.Array(days.Select(Name));
        pattern["firstDayOfWeek"] = Name(rule.FirstDayOfWeek);
        pattern["index"] = Indexes[Math.Min(rule.Index, 4)];
        return new()
        {
            ["pattern"] = pattern,
            ["range"] = new JsonObject
            {
                ["type"] = rule.RangeType, ["startDate"] = GraphTime.Date(rule.StartDate), ["endDate"] = rule.EndDate is { } end ? GraphTime.Date(end) : NoDate,
                ["recurrenceTimeZone"] = Zones.WindowsId(rule.Zone), ["numberOfOccurrences"] = rule.Occurrences,
            },
        };
    }

    /// <summary>Reads a rule that the schema found well formed; what it still lacks is refused (codes inferred).</summary>
    internal static Recurrence Read(JsonObject json, DateTime start, string zone)
    {
        if (json["pattern"] is not JsonObject pattern || json["range"] is not JsonObject range || pattern["type"].Text() is not { } type || range["type"].Text() is not { } rangeType) throw Invalid("pattern and range need a type");
        var days = (pattern["daysOfWeek"] as JsonArray ?? []).Select(d => Enum.Parse<DayOfWeek>(d.Text()!, ignoreCase: true)).Distinct().ToArray();
        if (type is "weekly" or "relativeMonthly" or "relativeYearly" && days.Length == 0) throw Invalid("daysOfWeek is needed");
        if (type is "absoluteMonthly" or "absoluteYearly" && Number(pattern, "dayOfMonth") is < 1 or > 31) throw Invalid("dayOfMonth is needed");
        if (type is "absoluteYearly" or "relativeYearly" && Number(pattern, "month") is < 1 or > 12) throw Invalid("month is needed");
        if (Number(pattern, "interval", 1) is < 1 or > 999) throw Invalid("interval must be 1 to 999");
        if (range["recurrenceTimeZone"].Text() is { Length: > 0 } own && !Zones.Exists(own)) throw EventStyle.BadZone(own);
        var rule = new Recurrence
        {
            Type = type, Interval = Number(pattern, "interval", 1), Month = type.EndsWith("Yearly", StringComparison.Ordinal) ? Number(pattern, "month") : 0,
            DayOfMonth = type.StartsWith("absolute", StringComparison.Ordinal) ? Number(pattern, "dayOfMonth") : 0, DaysOfWeek = days.Length > 0 ? days : null,
            FirstDayOfWeek = pattern["firstDayOfWeek"].Text() is { } first ? Enum.Parse<DayOfWeek>(first, ignoreCase: true) : DayOfWeek.Sunday,
            Index = Math.Max(0, Array.IndexOf(Indexes, pattern["index"].Text())), StartDate = Date(range, "startDate") ?? DateOnly.FromDateTime(start), Zone = range["recurrenceTimeZone"].Text() is { Length: > 0 } named ? named : zone,
            EndDate = rangeType is "endDate" ? Date(range, "endDate") ?? throw Invalid("endDate is needed") : null, Occurrences = rangeType is "numbered" ? Number(range, "numberOfOccurrences") : 0,
        };
        if (rule.StartDate < FirstDay || rule.StartDate > LastDay || rule.EndDate > LastDay) throw Invalid("a date is out of range");
        if (rangeType is "numbered" && rule.Occurrences < 1) throw Invalid("numberOfOccurrences is needed");
        if (rule.EndDate < rule.StartDate || !rule.Dates().Any()) throw Invalid("the range holds no occurrence");
        return rule;
    }

    static string Name(DayOfWeek day) => day.ToString().ToLowerInvariant();

    static int Number(JsonObject json, string name, int missing = 0) => json[name]?.GetValue<int>() ?? missing;

    static DateOnly? Date(JsonObject json, string name) =>
        json[name].Text() is { } text && text != NoDate ? DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null;

    static GraphRefusal Invalid(string why) => new(400, "ErrorPropertyValidationFailure", $"At least one property failed validation. Recurrence: {why}.");
}
