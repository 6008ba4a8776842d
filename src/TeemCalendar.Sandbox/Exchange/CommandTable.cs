using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Exchange;

/// <summary>A parameter of a command.</summary>
/// <param name="Name">As documented.</param>
/// <param name="Type">Exchange's own type name; [] marks a list.</param>
/// <param name="Sets">The parameter sets that have it; empty when every set has it.</param>
/// <param name="MandatorySets">The sets in which it is mandatory; "*" is every set.</param>
/// <param name="Values">The members of an enumeration, else empty.</param>
internal sealed record ParameterDefinition(string Name, string Type, IReadOnlySet<string> Sets, IReadOnlySet<string> MandatorySets, IReadOnlyList<string> Values)
{
    internal bool IsList => Type.EndsWith("[]", StringComparison.Ordinal) || Type is "MultiValuedProperty" or "ProxyAddressCollection";
    internal bool In(string set) => Sets.Count == 0 || Sets.Contains(set);
    internal bool MandatoryIn(string set) => MandatorySets.Contains("*") || MandatorySets.Contains(set);
}

/// <summary>A command and its parameters.</summary>
/// <param name="Name">As documented.</param>
/// <param name="IsOnline">Whether Exchange Online alone has it, and no server of the organization's own.</param>
/// <param name="Parameters">By name.</param>
/// <param name="Sets">The parameter sets.</param>
internal sealed record CommandDefinition(string Name, bool IsOnline, IReadOnlyDictionary<string, ParameterDefinition> Parameters, IReadOnlyList<string> Sets)
{
    internal string Verb => Name[..Name.IndexOf('-', StringComparison.Ordinal)];
    internal string Noun => Name[(Name.IndexOf('-', StringComparison.Ordinal) + 1)..];
    internal bool IsIn(TenantState state) => !IsOnline || !state.IsExchangeServer;
    internal bool Writes => Verb is not ("Get" or "Test");
}

/// <summary>The commands that the sandbox has, read from Parameters.txt.</summary>
internal static class CommandTable
{
    internal static readonly IReadOnlyDictionary<string, CommandDefinition> All = Read();

    static Dictionary<string, CommandDefinition> Read()
    {
        var all = new Dictionary<string, CommandDefinition>(StringComparer.OrdinalIgnoreCase);
        var (name, isOnline) = ("", false);
        var parameters = new List<ParameterDefinition>();
        foreach (var line in EmbeddedText.Lines("Parameters.txt"))
        {
            if (line[0] != ' ')
            {
                Add();
                (name, isOnline, parameters) = (line.Split(' ')[0], line.EndsWith(" online", StringComparison.Ordinal), []);
            }
            else parameters.Add(Parameter(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        }
        Add();
        return all;

        void Add()
        {
            if (name.Length == 0) return;
            var sets = parameters.SelectMany(p => p.Sets).Distinct().ToList();
            all[name] = new(name, isOnline, parameters.ToDictionary(p => p.Name, StringComparer.OrdinalIgnoreCase), sets.Count > 0 ? sets : ["Default"]);
        }
    }

    static ParameterDefinition Parameter(string[] words)
    {
        var sets = words[2].Split(',');
        var named = sets.Select(s => s.TrimEnd('!')).Where(s => s != "*").ToHashSet(StringComparer.Ordinal);
        var mandatory = sets.Where(s => s.EndsWith('!')).Select(s => s.TrimEnd('!')).ToHashSet(StringComparer.Ordinal);
        return new(words[0], words[1], named, mandatory, words.Length > 3 ? words[3].Split('|') : []);
    }
}

/// <summary>Text files inside the assembly.</summary>
internal static class EmbeddedText
{
    internal static IEnumerable<string> Lines(string name)
    {
        using var reader = new StreamReader(typeof(EmbeddedText).Assembly.GetManifestResourceStream(name)!);
        while (reader.ReadLine() is { } line)
            if (line.Length > 0 && line[0] != '#') yield return line;
    }
}
