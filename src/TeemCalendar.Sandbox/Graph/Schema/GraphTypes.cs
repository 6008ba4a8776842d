using System.Collections.Frozen;

namespace TeemCalendar.Sandbox.Graph.Schema;

/// <summary>One property of a Graph type: its kind (see graph-types.txt), the type or enum it names, and whether it is a collection.</summary>
internal readonly record struct Member(char Kind, string? TypeName, bool IsCollection);

/// <summary>The Graph types that the tenant speaks, read once from the table beside this file.</summary>
internal static class GraphTypes
{
    static readonly Dictionary<string, FrozenDictionary<string, Member>> Types = [];
    static readonly Dictionary<string, string[]> Enums = [];

    static GraphTypes()
    {
        var own = new Dictionary<string, (string? Base, Dictionary<string, Member> Members)>();
        foreach (var line in Lines())
        {
            if (line.IndexOf(" = ", StringComparison.Ordinal) is var at and > 0) Enums[line[..at]] = line[(at + 3)..].Split(' ');
            else
            {
                var colon = line.IndexOf(':', StringComparison.Ordinal);
                var head = line[..colon].Split(" < ");
                own[head[0]] = (head.Length > 1 ? head[1] : null, line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Parse).ToDictionary(m => m.Name, m => m.Member));
            }
        }
        foreach (var name in own.Keys) Types[name] = With(name).ToFrozenDictionary();

        IEnumerable<KeyValuePair<string, Member>> With(string name) => own[name].Base is { } parent ? With(parent).Concat(own[name].Members) : own[name].Members;
    }

    internal static FrozenDictionary<string, Member> Of(string type) => Types[type];

    internal static bool IsEnum(string name) => Enums.ContainsKey(name);

    /// <summary>The enum's own spelling of a value, or null. Case does not matter in requests (seen).</summary>
    internal static string? EnumMember(string name, string value) => Array.Find(Enums[name], m => m.Equals(value, StringComparison.OrdinalIgnoreCase));

    static IEnumerable<string> Lines()
    {
        using var stream = typeof(GraphTypes).Assembly.GetManifestResourceStream("graph-types.txt")!;
        using var reader = new StreamReader(stream);
        var line = "";
        while (reader.ReadLine() is { } text)
        {
            if (text.StartsWith('#')) continue;
            if (text.StartsWith(' ')) { line += " " + text.Trim(); continue; }
            if (line.Length > 0) yield return line;
            line = text;
        }
        yield return line;
    }

    static (string Name, Member Member) Parse(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        var code = text[(at + 1)..].TrimEnd('*');
        return (text[..at], new(code[0], code.Length > 1 ? code[1..] : null, text.EndsWith('*')));
    }
}
