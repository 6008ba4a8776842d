using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TeemCalendar.Sandbox.Graph.OData;

/// <summary>A condition on an object's properties.</summary>
internal abstract class Filter
{
    /// <summary>The properties that the condition looks at, by the first part of their path.</summary>
    internal HashSet<string> Roots { get; init; } = [];
    /// <summary>Whether the directory answers it only with ConsistencyLevel: eventual (documented: ne, not, endsWith).</summary>
    internal bool IsAdvanced { get; init; }

    internal abstract bool Matches(JsonObject row);
}

internal sealed class Comparison(string[] path, string op, object? literal) : Filter
{
    internal override bool Matches(JsonObject row) => Compare(Paths.Value(row, path));

    /// <summary>Text is compared without case, as the directory does (documented).</summary>
    internal bool Compare(object? value)
    {
        if (op is "eq") return Same(value, literal);
        if (op is "ne") return !Same(value, literal);
        if (value is null || literal is null) return false;
        if (op is "startswith") return Convert.ToString(value, CultureInfo.InvariantCulture)!.StartsWith((string)literal, StringComparison.OrdinalIgnoreCase);
        if (op is "endswith") return Convert.ToString(value, CultureInfo.InvariantCulture)!.EndsWith((string)literal, StringComparison.OrdinalIgnoreCase);
        if (op is "contains") return Convert.ToString(value, CultureInfo.InvariantCulture)!.Contains((string)literal, StringComparison.OrdinalIgnoreCase);
        var order = Order(value, literal);
        return op switch { "gt" => order > 0, "ge" => order >= 0, "lt" => order < 0, _ => order <= 0 };
    }

    static bool Same(object? value, object? literal) =>
        value is null || literal is null ? value is null && literal is null
        : value is bool one && literal is bool other ? one == other : Order(value, literal) == 0;

    static int Order(object value, object literal)
    {
        if (value is double number && literal is double wanted) return number.CompareTo(wanted);
        var (a, b) = (Convert.ToString(value, CultureInfo.InvariantCulture)!, Convert.ToString(literal, CultureInfo.InvariantCulture)!);
        return IsTime(a, out var time) && IsTime(b, out var limit) ? time.CompareTo(limit) : string.Compare(a, b, StringComparison.OrdinalIgnoreCase);
    }

    static bool IsTime(string text, out DateTimeOffset time)
    {
        time = default;
        return text.Length >= 10 && text[4] == '-' && text[7] == '-' && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
    }
}

internal sealed class Among(string[] path, List<object?> literals) : Filter
{
    internal override bool Matches(JsonObject row) => literals.Exists(l => new Comparison(path, "eq", l).Matches(row));
}

internal sealed class Any(string[] path, Filter? inner) : Filter
{
    internal override bool Matches(JsonObject row) =>
        Paths.Node(row, path) is JsonArray array && (inner is null ? array.Count > 0 : array.Any(element => inner.Matches(new JsonObject { ["$it"] = element?.DeepClone() })));
}

internal sealed class Both(Filter left, Filter right) : Filter
{
    internal override bool Matches(JsonObject row) => left.Matches(row) && right.Matches(row);
}

internal sealed class Either(Filter left, Filter right) : Filter
{
    internal override bool Matches(JsonObject row) => left.Matches(row) || right.Matches(row);
}

internal sealed class Not(Filter inner) : Filter
{
    internal override bool Matches(JsonObject row) => !inner.Matches(row);
}

internal static class Paths
{
    internal static JsonNode? Node(JsonObject row, string[] path) => path.Aggregate((JsonNode?)row, (node, name) => (node as JsonObject)?[name]);

    internal static object? Value(JsonObject row, string[] path) => Node(row, path) is JsonValue value
        ? value.GetValueKind() switch
        {
            JsonValueKind.String => value.ToString(),
            JsonValueKind.Number => double.Parse(value.ToString(), CultureInfo.InvariantCulture),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => null,
        } : null;
}
