using System.Text;
using System.Text.RegularExpressions;

namespace TeemCalendar.Core.Exchange;

/// <summary>Reads filters in Exchange's OPATH, as far as it has to be known whether two say the same and which groups they name. Whether a filter is right, Exchange says.</summary>
internal static partial class RecipientFilter
{
    [GeneratedRegex("""'(?:[^']|'')*'|"(?:[^"]|"")*"|[()]|[^\s()'"]+""")]
    private static partial Regex Token();

    [GeneratedRegex("""\bMemberOfGroup\s+-(?:eq|ne)\s+(?<value>'(?:[^']|'')*'|"(?:[^"]|"")*")""", RegexOptions.IgnoreCase)]
    private static partial Regex OfGroup();

    /// <summary>Whether two filters say the same: Exchange gives them back with its own brackets and blanks.</summary>
    internal static bool Same(string left, string right) => Canonical(left) == Canonical(right);

    /// <summary>A value as it stands in a filter.</summary>
    internal static string Quoted(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>The groups that a filter names by anything but the distinguished name that Exchange compares with.</summary>
    internal static IReadOnlyList<string> GroupsByName(string filter) => [.. OfGroup().Matches(filter).Select(m => Unquoted(m.Groups["value"].Value)).Where(v => !IsDistinguishedName(v)).Distinct()];

    /// <summary>The filter with the distinguished names of those groups.</summary>
    internal static string WithGroups(string filter, IReadOnlyDictionary<string, string> distinguishedNames) => OfGroup().Replace(filter, match =>
    {
        var value = match.Groups["value"];
        return distinguishedNames.TryGetValue(Unquoted(value.Value), out var name) ? match.Value[..(value.Index - match.Index)] + Quoted(name) : match.Value;
    });

    static bool IsDistinguishedName(string value) => value.StartsWith("CN=", StringComparison.OrdinalIgnoreCase);

    static string Unquoted(string value) => value[1..^1].Replace($"{value[0]}{value[0]}", value[..1], StringComparison.Ordinal);

    /// <summary>The same words in one form, with a bracket around each pair; what cannot be read is compared word by word.</summary>
    static string Canonical(string filter)
    {
        var text = filter.Trim();
        if (text.StartsWith('{') && text.EndsWith('}')) text = text[1..^1];
        var tokens = Token().Matches(text).Select(m => m.Value[0] is '\'' or '"' ? Quoted(Unquoted(m.Value).ToUpperInvariant()) : m.Value.ToUpperInvariant()).ToList();
        var reader = new Reader(tokens);
        return reader.Whole() ?? string.Join(' ', tokens);
    }

    sealed class Reader(List<string> tokens)
    {
        int at;

        internal string? Whole() => Chain("-OR", () => Chain("-AND", Unary)) is { } all && at == tokens.Count ? all : null;

        string? Chain(string connector, Func<string?> next)
        {
            var parts = new List<string>();
            do
            {
                if (next() is not { } part) return null;
                parts.Add(part);
            }
            while (Take(connector));
            return parts.Count == 1 ? parts[0] : $"({string.Join($" {connector} ", parts)})";
        }

        string? Unary()
        {
            if (Take("-NOT") || Take("!")) return Unary() is { } inner ? $"(-NOT {inner})" : null;
            if (Take("("))
            {
                var inner = Chain("-OR", () => Chain("-AND", Unary));
                return inner is not null && Take(")") ? inner : null;
            }
            if (at + 3 > tokens.Count || tokens[at] is "(" or ")") return null;
            var comparison = new StringBuilder().AppendJoin(' ', tokens.Skip(at).Take(3)).ToString();
            at += 3;
            return comparison;
        }

        bool Take(string token)
        {
            if (at >= tokens.Count || tokens[at] != token) return false;
            at++;
            return true;
        }
    }
}
