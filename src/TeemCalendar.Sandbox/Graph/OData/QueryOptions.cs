using System.Globalization;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph.OData;

/// <summary>A query's system options and its other parameters.</summary>
internal sealed class QueryOptions
{
    static readonly HashSet<string> Known = ["select", "filter", "top", "skip", "orderby", "expand", "count", "search", "skiptoken", "deltatoken", "format"];
    readonly Dictionary<string, string> values;

    internal QueryOptions(string query)
    {
        values = WireForm.Parse(query);
        foreach (var name in values.Keys)
            if (name.StartsWith('$') && !Known.Contains(name[1..].ToLowerInvariant()))
                throw new GraphRefusal(400, "BadRequest", $"The query parameter '{name}' is not supported.");
        foreach (var name in query.Split('&').Select(part => part.Split('=')[0].TrimStart('$')).Where(n => Known.Contains(n.ToLowerInvariant())).GroupBy(n => n, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
            throw new GraphRefusal(400, "BadRequest", $"Query option '${name.Key}' was specified more than once, but it must be specified at most once.");
        Top = Number("top");
        Skip = Number("skip");
    }

    internal string? this[string name] => values.TryGetValue(name, out var value) || values.TryGetValue("$" + name, out value) ? value : null;

    internal int? Top { get; }
    internal int? Skip { get; }
    internal bool Count => this["count"]?.Equals("true", StringComparison.OrdinalIgnoreCase) == true;
    internal string[]? Select => this["select"] is { Length: > 0 } select ? [.. select.Split(',').Select(s => s.Trim()).Where(s => s.Length > 0)] : null;

    /// <summary>The same query with other paging, for a next link.</summary>
    internal string With(string option, string value, params string[] without)
    {
        var kept = values.Where(v => !without.Append(option).Contains(v.Key.TrimStart('$'), StringComparer.OrdinalIgnoreCase));
        return string.Join('&', kept.Append(new("$" + option, value)).Select(v => $"{v.Key}={Uri.EscapeDataString(v.Value)}"));
    }

    int? Number(string name)
    {
        if (this[name] is not { } text) return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : throw new GraphRefusal(400, "BadRequest", $"Invalid value '{text}' for ${name} query option found. The ${name} query option requires a non-negative integer value.");
    }
}
