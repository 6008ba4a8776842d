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
    readonly string type;
    readonly IReadOnlyDictionary<string, Member> members;
    readonly HashSet<string> roots = [];
    readonly Stack<(string Name, Member Element)> variables = [];
    bool advanced;
    int at, depth, terms;

    FilterParser(string text, string type, IReadOnlyDictionary<string, Member> members)
    {
        this.type = type;
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

    internal static Filter Parse(string text, string type, IReadOnlyDictionary<string, Member> members)
    {
        var parser = new FilterParser(text, type, members);
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
            var (target, _) = Path(Next());
            Expect(",");
            var text = Literal(Next()) as string ?? throw Invalid(name);
            Expect(")");
            // startswith(x,'y') eq true means the same.
            if (Take("eq")) Expect("true");
            return new Comparison(target, name.ToLowerInvariant(), text);
        }
        if (name.EndsWith("/any", StringComparison.OrdinalIgnoreCase) && Take("(")) return Quantified(name[..^4]);
        var (path, member) = Path(name);
        var op = Next().ToLowerInvariant();
        if (op is "in")
        {
            Expect("(");
            var literals = new List<object?>();
            do literals.Add(Fitting(member, "Equal", Next())); while (Take(","));
            Expect(")");
            return new Among(path, literals);
        }
        if (op is not ("eq" or "ne" or "gt" or "ge" or "lt" or "le")) throw Invalid(op);
        advanced |= op is "ne";
        return new Comparison(path, op, Fitting(member, OperatorKind(op), Next()));
    }

    static string OperatorKind(string op) => op switch { "eq" => "Equal", "ne" => "NotEqual", "gt" => "GreaterThan", "ge" => "GreaterThanOrEqual", "lt" => "LessThan", _ => "LessThanOrEqual" };

    /// <summary>A literal of the property's own kind, or null. The sentence for another kind is that of Microsoft's OData library.</summary>
    static object? Fitting(Member? member, string operatorKind, string token)
    {
        var value = Literal(token);
        var given = token switch { ['\'', ..] => "Edm.String", "true" or "false" => "Edm.Boolean", _ when value is double => "Edm.Double", _ when Guid.TryParse(token, out _) => "Edm.Guid", _ => "Edm.DateTimeOffset" };
        // A GUID in quotation marks, and one of an enumeration, are taken in places: they are left alone.
        var (wanted, fits) = member is not { IsCollection: false } known ? ("", true) : known.Kind switch
        {
            's' => ("Edm.String", given is "Edm.String"),
            'b' => ("Edm.Boolean", given is "Edm.Boolean"),
            'i' => ("Edm.Int32", given is "Edm.Double"),
            'n' => ("Edm.Double", given is "Edm.Double"),
            't' => ("Edm.DateTimeOffset", given is "Edm.DateTimeOffset"),
            'd' => ("Edm.Date", given is "Edm.DateTimeOffset"),
            _ => ("", true),
        };
        return value is null || fits ? value
            : throw new GraphRefusal(400, "BadRequest", $"Invalid filter clause: A binary operator with incompatible types was detected. Found operand types '{wanted}' and '{given}' for operator kind '{operatorKind}'.");
    }

    Any Quantified(string collection)
    {
        var (path, member) = Path(collection);
        if (Take(")")) return new Any(path, null);
        var variable = Next();
        Expect(":");
        variables.Push((variable, (member ?? default) with { IsCollection = false }));
        var inner = Or();
        variables.Pop();
        Expect(")");
        return new Any(path, inner);
    }

    /// <summary>The property that a path leads to; null where it leads into a type that is not opened here.</summary>
    (string[] Path, Member? Member) Path(string text)
    {
        var parts = text.Split('/');
        if (variables.FirstOrDefault(v => v.Name == parts[0]) is { Name: not null } variable) return (["$it", .. parts[1..]], Within(variable.Element, parts[1..]));
        if (!members.TryGetValue(parts[0], out var member)) throw Unknown(parts[0], type);
        roots.Add(parts[0]);
        return (parts, Within(member, parts[1..]));
    }

    static Member? Within(Member member, string[] rest)
    {
        foreach (var name in rest)
        {
            if (member.TypeName is not { } inner || GraphTypes.IsEnum(inner)) return null;
            if (!GraphTypes.Of(inner).TryGetValue(name, out member)) throw Unknown(name, inner);
        }
        return member.Kind == default ? null : member;
    }

    static GraphRefusal Unknown(string property, string type) => new(400, "BadRequest", $"Could not find a property named '{property}' on type 'microsoft.graph.{type}'.");

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

    string Next() => at < tokens.Count ? tokens[at++] : throw Invalid("the end");

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
