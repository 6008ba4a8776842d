using System.Globalization;
using System.Text.RegularExpressions;
using TeemCalendar.Sandbox.Graph.Schema;

namespace TeemCalendar.Sandbox.Graph.OData;

/// <summary>Reads $filter: comparisons, in, startswith and its sisters, any, and, or, not, brackets. What it cannot read it refuses, as Graph does.</summary>
internal sealed partial class FilterParser
{
    // A filter that nests deeper is refused before it can exhaust anything (the service has such a bound, its size here is ours).
    const int DeepestNesting = 100, MostTerms = 1000;
    readonly List<string> tokens;
    readonly string set;
    readonly IReadOnlyDictionary<string, Member> members;
    readonly HashSet<string> roots = [];
    readonly Stack<string> variables = [];
    bool advanced;
    int at, depth, terms;

    FilterParser(string text, string set, IReadOnlyDictionary<string, Member> members)
    {
        this.set = set;
        this.members = members;
        tokens = [];
        var end = 0;
        foreach (Match match in Token().Matches(text))
        {
            if (text[end..match.Index].Trim().Length > 0) throw Invalid(text);
            end = match.Index + match.Length;
            tokens.Add(match.Value);
        }
        if (text[end..].Trim().Length > 0) throw Invalid(text);
    }

    internal static Filter Parse(string text, string set, IReadOnlyDictionary<string, Member> members)
    {
        var parser = new FilterParser(text, set, members);
        var filter = parser.Or();
        if (parser.at < parser.tokens.Count) throw Invalid(text);
        return new Whole(filter) { Roots = parser.roots, IsAdvanced = parser.advanced };
    }

    Filter Or()
    {
        var left = And();
        while (Take("or")) left = new Either(left, And());
        return left;
    }

    Filter And()
    {
        var left = Term();
        while (Take("and")) left = new Both(left, Term());
        return left;
    }

    Filter Term()
    {
        if (++depth > DeepestNesting || ++terms > MostTerms) throw new GraphRefusal(400, "BadRequest", "Invalid filter clause: the expression is nested too deeply or too long.");
        var term = OneTerm();
        depth--;
        return term;
    }

    Filter OneTerm()
    {
        if (Take("not"))
        {
            advanced = true;
            return new Not(Term());
        }
        if (Take("("))
        {
            var inner = Or();
            Expect(")");
            return inner;
        }
        var name = Next();
        if (name.ToLowerInvariant() is "startswith" or "endswith" or "contains" && Take("("))
        {
            advanced |= !name.Equals("startswith", StringComparison.OrdinalIgnoreCase);
            var target = Path(Next());
            Expect(",");
            var text = Literal(Next()) as string ?? throw Invalid(name);
            Expect(")");
            // startswith(x,'y') eq true means the same.
            if (Take("eq")) Expect("true");
            return new Comparison(target, name.ToLowerInvariant(), text);
        }
        if (name.EndsWith("/any", StringComparison.OrdinalIgnoreCase) && Take("(")) return Quantified(name[..^4]);
        var path = Path(name);
        var op = Next().ToLowerInvariant();
        if (op is "in")
        {
            Expect("(");
            var literals = new List<object?>();
            do literals.Add(Literal(Next())); while (Take(","));
            Expect(")");
            return new Among(path, literals);
        }
        if (op is not ("eq" or "ne" or "gt" or "ge" or "lt" or "le")) throw Invalid(op);
        advanced |= op is "ne";
        return new Comparison(path, op, Literal(Next()));
    }

    Any Quantified(string collection)
    {
        var path = Path(collection);
        if (Take(")")) return new Any(path, null);
        var variable = Next();
        Expect(":");
        variables.Push(variable);
        var inner = Or();
        variables.Pop();
        Expect(")");
        return new Any(path, inner);
    }

    string[] Path(string text)
    {
        var parts = text.Split('/');
        if (variables.Contains(parts[0])) return ["$it", .. parts[1..]];
        if (!members.ContainsKey(parts[0]))
            throw new GraphRefusal(400, "BadRequest", $"Could not find a property named '{parts[0]}' on type of '{set}'.");
        roots.Add(parts[0]);
        return parts;
    }

    static object? Literal(string token) => token switch
    {
        ['\'', ..] => token[1..^1].Replace("''", "'", StringComparison.Ordinal),
        "null" => null,
        "true" => true,
        "false" => false,
        _ when double.TryParse(token, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ when Guid.TryParse(token, out _) || DateTimeOffset.TryParse(token, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _) => token,
        _ => throw Invalid(token),
    };

    string Next() => at < tokens.Count ? tokens[at++] : throw Invalid(set);

    bool Take(string token)
    {
        if (at >= tokens.Count || !tokens[at].Equals(token, StringComparison.OrdinalIgnoreCase)) return false;
        at++;
        return true;
    }

    void Expect(string token)
    {
        if (!Take(token)) throw Invalid(token);
    }

    static GraphRefusal Invalid(string near) => new(400, "BadRequest", $"Invalid filter clause: syntax error near '{near}'.");

    // A quoted text with doubled quotes, punctuation, or a run of anything else.
    [GeneratedRegex(@"'(?:[^']|'')*'|[(),]|:(?=\w)|[^\s(),:']+(?::\d[^\s(),']*)?")]
    private static partial Regex Token();

    sealed class Whole(Filter inner) : Filter
    {
        internal override bool Matches(System.Text.Json.Nodes.JsonObject row) => inner.Matches(row);
    }
}
