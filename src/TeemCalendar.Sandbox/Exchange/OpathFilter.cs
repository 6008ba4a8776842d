using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace TeemCalendar.Sandbox.Exchange;

/// <summary>A filter that cannot be read, with the text that Exchange would show.</summary>
internal sealed class OpathException(string message) : Exception(message);

/// <summary>Exchange's OPATH filter language: comparisons of recipient properties joined with -and, -or, -not and parentheses.</summary>
internal sealed class OpathFilter
{
    readonly Func<RecipientView, bool> matches;

    OpathFilter(Func<RecipientView, bool> matches) => this.matches = matches;

    internal bool Matches(RecipientView recipient) => matches(recipient);

    /// <exception cref="OpathException">The text is no filter.</exception>
    internal static OpathFilter Parse(string text)
    {
        var parser = new Parser(Tokens(text), text);
        return new(parser.Whole());
    }

    enum Kind { Word, Operator, Text, Value, Open, Close }

    readonly record struct Token(Kind Kind, string Text);

    static List<Token> Tokens(string text)
    {
        var tokens = new List<Token>();
        for (var i = 0; i < text.Length;)
        {
            var c = text[i];
            if (char.IsWhiteSpace(c)) { i++; continue; }
            if (c is '(' or ')') { tokens.Add(new(c == '(' ? Kind.Open : Kind.Close, c.ToString())); i++; continue; }
            // The whole filter may stand in braces, as a script block does.
            if (c is '{' or '}') { i++; continue; }
            if (c is '\'' or '"') { tokens.Add(new(Kind.Text, Quoted(text, ref i))); continue; }
            var start = i;
            while (i < text.Length && !char.IsWhiteSpace(text[i]) && text[i] is not ('(' or ')' or '{' or '}' or '\'' or '"')) i++;
            var word = text[start..i];
            tokens.Add(word[0] switch
            {
                '-' when word.Length > 1 && char.IsLetter(word[1]) => new(Kind.Operator, word.ToLowerInvariant()),
                '$' => new(Kind.Value, word.ToLowerInvariant()),
                _ when char.IsAsciiDigit(word[0]) || word[0] == '-' => new(Kind.Value, word),
                _ => new(Kind.Word, word),
            });
        }
        return tokens;
    }

    static string Quoted(string text, ref int i)
    {
        var quote = text[i++];
        var value = new StringBuilder();
        while (true)
        {
            if (i >= text.Length) throw new OpathException($"Invalid filter syntax. The string starting with {quote} is not closed in \"{text}\".");
            if (text[i] != quote) { value.Append(text[i++]); continue; }
            if (i + 1 < text.Length && text[i + 1] == quote) { value.Append(quote); i += 2; continue; }
            i++;
            return value.ToString();
        }
    }

    sealed class Parser(List<Token> tokens, string text)
    {
        const int Deepest = 100; // a filter nested deeper is no filter but an attack on the stack
        int at, depth;

        internal Func<RecipientView, bool> Whole()
        {
            if (tokens.Count == 0) throw Wrong("an expression was expected");
            var filter = Or();
            return at == tokens.Count ? filter : throw Wrong($"unexpected '{tokens[at].Text}'");
        }

        Func<RecipientView, bool> Or()
        {
            var left = And();
            while (Take("-or")) { var (l, r) = (left, And()); left = x => l(x) || r(x); }
            return left;
        }

        Func<RecipientView, bool> And()
        {
            var left = Not();
            while (Take("-and")) { var (l, r) = (left, Not()); left = x => l(x) && r(x); }
            return left;
        }

        Func<RecipientView, bool> Not()
        {
            if (++depth > Deepest) throw Wrong("it is nested too deep");
            var filter = Unary();
            depth--;
            return filter;
        }

        Func<RecipientView, bool> Unary()
        {
            if (Take("-not")) { var inner = Not(); return x => !inner(x); }
            if (at < tokens.Count && tokens[at].Kind == Kind.Open)
            {
                at++;
                var inner = Or();
                if (at >= tokens.Count || tokens[at].Kind != Kind.Close) throw Wrong("')' was expected");
                at++;
                return inner;
            }
            return Comparison();
        }

        Func<RecipientView, bool> Comparison()
        {
            var property = Next(Kind.Word, "a property was expected").Text;
            if (!RecipientView.Properties.ContainsKey(property)) throw new OpathException($"\"{property}\" is not a recognized filterable property. For a complete list of filterable properties see the command help.");
            var op = Next(Kind.Operator, "an operator was expected").Text;
            if (at >= tokens.Count || tokens[at].Kind is not (Kind.Text or Kind.Value or Kind.Word)) throw Wrong("a value was expected");
            var token = tokens[at++];
            var value = token.Kind == Kind.Value ? Value(token.Text) : token.Text;
            Func<object?, bool> test = op switch
            {
                "-eq" or "-ne" => actual => Same(actual, value),
                "-like" or "-notlike" => Wildcard(value as string ?? throw Wrong("-like needs a string")),
                "-gt" => actual => Compare(actual, value) > 0,
                "-ge" => actual => Compare(actual, value) >= 0,
                "-lt" => actual => Compare(actual, value) < 0,
                "-le" => actual => Compare(actual, value) <= 0,
                _ => throw Wrong($"'{op}' is not an operator"),
            };
            return op is "-ne" or "-notlike" ? x => !x[property].Any(test) : x => Any(x[property], value, test);
        }

        // A property without any value equals $null.
        static bool Any(IEnumerable<object?> values, object? wanted, Func<object?, bool> test)
        {
            var list = values.ToList();
            return list.Count == 0 ? wanted is null && test(null) : list.Any(test);
        }

        object? Value(string word) => word switch
        {
            "$true" => true,
            "$false" => false,
            "$null" => null,
            _ => double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong($"'{word}' is not a value"),
        };

        static bool Same(object? actual, object? wanted) => (actual, wanted) switch
        {
            (null or "", null or "") => true,
            (null, _) or (_, null) => false,
            (bool a, string s) => bool.TryParse(s.TrimStart('$'), out var b) && a == b,
            (bool a, bool b) => a == b,
            (DateTimeOffset, _) => Compare(actual, wanted) == 0,
            _ => string.Equals(Text(actual), Text(wanted), StringComparison.OrdinalIgnoreCase),
        };

        static int? Compare(object? actual, object? wanted)
        {
            if (actual is null || wanted is null) return null;
            // Dates are given as text, in the organization's culture (en-US) and in universal time (documented).
            if (actual is DateTimeOffset moment)
                return DateTimeOffset.TryParse(Text(wanted), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? moment.CompareTo(date) : null;
            return double.TryParse(Text(actual), NumberStyles.Float, CultureInfo.InvariantCulture, out var a) && double.TryParse(Text(wanted), NumberStyles.Float, CultureInfo.InvariantCulture, out var b)
                ? a.CompareTo(b) : string.Compare(Text(actual), Text(wanted), StringComparison.OrdinalIgnoreCase);
        }

        static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

        static Func<object?, bool> Wildcard(string pattern)
        {
            var regex = new Regex("^" + Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal) + "$",
                RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.NonBacktracking);
            return actual => regex.IsMatch(Text(actual)) && Text(actual).Length > 0;
        }

        bool Take(string op)
        {
            if (at >= tokens.Count || tokens[at] is not { Kind: Kind.Operator } token || token.Text != op) return false;
            at++;
            return true;
        }

        Token Next(Kind kind, string otherwise) => at < tokens.Count && tokens[at].Kind == kind ? tokens[at++] : throw Wrong(otherwise);

        OpathException Wrong(string what) => new($"Invalid filter syntax: {what} in \"{text}\".");
    }
}
