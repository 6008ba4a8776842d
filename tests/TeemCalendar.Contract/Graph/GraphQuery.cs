using System.Text.RegularExpressions;

namespace TeemCalendar.Contract.Graph;

/// <summary>The query of a request: OData's options, and the properties they name.</summary>
sealed partial class GraphQuery
{
    readonly GraphSchema schema;
    readonly Dictionary<string, string> options = [];
    readonly List<string> repeated = [];
    readonly string? bare;

    internal GraphQuery(GraphSchema schema, string query)
    {
        this.schema = schema;
        foreach (var pair in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            // Graph takes many an option without its dollar; nobody relies on that, so it is read and reported.
            var name = Decode(parts[0]);
            if (Bare.Contains(name)) (bare, name) = (name, "$" + name);
            if (!options.TryAdd(name, parts.Length > 1 ? Decode(parts[1]) : "")) repeated.Add(name);
        }
    }

    /// <summary>The properties that are asked for; empty for the usual ones.</summary>
    internal IReadOnlyList<string> Selected => options.TryGetValue("$select", out var select) ? List(select) : [];

    internal IReadOnlyList<string> Expanded => options.TryGetValue("$expand", out var expand) ? [.. List(expand).Select(e => e.Split('(')[0])] : [];

    internal bool AsksForCount => options.TryGetValue("$count", out var count) && count.Equals("true", StringComparison.OrdinalIgnoreCase);

    internal IEnumerable<string> Departures(GraphAddress address)
    {
        var window = GraphRules.Window(address);
        var goesOn = options.Keys.Any(k => k is "$skiptoken" or "$deltatoken");
        if (bare is not null) yield return $"?{bare} is without its dollar";
        foreach (var name in repeated.Where(n => n.StartsWith('$'))) yield return $"?{name} is given twice";
        foreach (var name in window)
            if (!goesOn && !options.ContainsKey(name)) yield return $"?{name} is missing";
        foreach (var (name, value) in options)
        {
            if (window.Contains(name)) { if (!DateTimeOffset.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out _)) yield return $"?{name}={value} is no time"; continue; }
            var wrong = name switch
            {
                "$select" => address.Type is { } type ? Names(List(value), type) : "there is nothing to select from",
                "$expand" => address.Type is { } type ? Names(Expanded, type, navigation: true) : "there is nothing to expand",
                "$orderby" => address.IsCollection ? Names([.. List(value).Select(o => o.Split(' ')[0])], address.Type!) : "only a collection has an order",
                "$filter" => address.IsCollection ? Names(Identifiers(value), address.Type!) : "only a collection is filtered",
                "$top" or "$skip" => address.IsCollection && uint.TryParse(value, out _) ? null : $"{value} is no number, or this no collection",
                "$count" => value is "true" or "false" ? null : $"{value} is neither true nor false",
                "$search" => address.IsCollection ? null : "only a collection is searched",
                "$skiptoken" or "$deltatoken" => value.Length > 0 || name == "$deltatoken" ? null : "is empty",
                "$format" => null,
                _ => "is no query option here",
            };
            if (wrong is not null) yield return $"?{name}: {wrong}";
        }
    }

    string? Names(IEnumerable<string> paths, GraphType type, bool navigation = false)
    {
        foreach (var path in paths)
        {
            if (path == "*") continue;
            var at = type;
            GraphMember? member = null;
            foreach (var step in path.Split('/'))
            {
                if (step == "$count" && member is { IsCollection: true }) break;
                if (at is null) return $"{path} goes on after a plain value";
                if (step.StartsWith("microsoft.graph.", StringComparison.Ordinal) && schema[step] is { } cast) { at = cast; continue; }
                if (!at.Members.TryGetValue(step, out member)) return $"{at.Name} has no {step}";
                at = schema[member.Type];
            }
            if (navigation && member is not { IsNavigation: true }) return $"{path} is no navigation property";
        }
        return null;
    }

    /// <summary>The property paths of a filter: what is left without texts, numbers, dates, ids, operators and functions. The variable of any() and all() stands for its collection.</summary>
    static List<string> Identifiers(string filter)
    {
        var plain = Literal().Replace(filter, " ");
        var variables = Lambda().Matches(plain).ToDictionary(m => m.Groups[2].Value, m => m.Groups[1].Value);
        return [.. Path().Matches(Lambda().Replace(plain, "$1 (")).Select(m => m.Value).Where(p => !Words.Contains(p)).Select(p => variables.TryGetValue(p.Split('/')[0], out var collection) ? collection + p[p.Split('/')[0].Length..] : p).Distinct()];
    }

    static readonly HashSet<string> Bare = ["select", "expand", "orderby", "filter", "top", "skip", "count", "search"];

    static readonly HashSet<string> Words = ["eq", "ne", "gt", "ge", "lt", "le", "and", "or", "not", "in", "has", "true", "false", "null", "any", "all", "startswith", "startsWith", "endswith", "endsWith", "contains", "tolower", "toupper", "length"];

    static List<string> List(string value)
    {
        // Commas inside parentheses belong to the options of one name.
        var list = new List<string>();
        var (depth, start) = (0, 0);
        for (var i = 0; i <= value.Length; i++)
            if (i == value.Length || value[i] == ',' && depth == 0)
            {
                if (value[start..i].Trim() is { Length: > 0 } one) list.Add(one);
                start = i + 1;
            }
            else depth += value[i] == '(' ? 1 : value[i] == ')' ? -1 : 0;
        return list;
    }

    static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    [GeneratedRegex(@"'(?:[^']|'')*'|\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F-]{22}\b|\b\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d)?)?|(?<![\w/])-?\d+(?:\.\d+)?")]
    private static partial Regex Literal();

    [GeneratedRegex(@"([\w/]+)/(?:any|all)\(\s*(\w+)\s*:")]
    private static partial Regex Lambda();

    [GeneratedRegex(@"[A-Za-z_][\w./]*")]
    private static partial Regex Path();
}
