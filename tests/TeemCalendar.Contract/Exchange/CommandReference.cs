using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace TeemCalendar.Contract.Exchange;

/// <summary>Exchange's published commands: parameters, types, values, and the sets in which parameters go together.</summary>
public sealed partial class CommandReference
{
    static readonly Lazy<CommandReference> Published = new(() => new((JsonObject)JsonNode.Parse(File.ReadAllText(Reference.File("exo-cmdlets.json")))!["cmdlets"]!));
    readonly Dictionary<string, PublishedCommand> commands = new(StringComparer.OrdinalIgnoreCase);

    CommandReference(JsonObject cmdlets)
    {
        foreach (var (name, cmdlet) in cmdlets)
        {
            var parameters = ((JsonObject)cmdlet!["parameters"]!).ToDictionary(p => p.Key, p => Parameter(p.Key, (JsonObject)p.Value!), StringComparer.OrdinalIgnoreCase);
            var sets = ((JsonObject)cmdlet["syntax"]!).Select(s => Set(s.Key, (string)s.Value!)).ToList();
            commands[name] = new(name, ((string)cmdlet["applicable"]!).Contains("Exchange Online", StringComparison.Ordinal), parameters, sets);
        }
    }

    /// <summary>The commands.</summary>
    public static CommandReference Load() => Published.Value;

    /// <summary>A command by its name without case, or null.</summary>
    public PublishedCommand? this[string name] => commands.GetValueOrDefault(name);

    static PublishedParameter Parameter(string name, JsonObject said)
    {
        var type = ((string)said["type"]!).Trim('<', '>');
        return new(name, type.StartsWith("System.", StringComparison.Ordinal) ? type["System.".Length..] : type, (bool)said["exo"]!, [.. (said["values"] as JsonArray ?? []).Select(v => (string)v!)]);
    }

    // What stands in brackets as a whole may be left out: [-Confirm], [[-Name] <String>]; [-Name] <String> may only be given without its name.
    static ParameterSet Set(string name, string syntax)
    {
        var all = ParameterName().Matches(syntax).Select(m => m.Groups[1].Value).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var mandatory = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (int i = 0, depth = 0; i < syntax.Length; i++)
        {
            depth += syntax[i] == '[' ? 1 : syntax[i] == ']' ? -1 : 0;
            if (ParameterName().Match(syntax, i) is not { Success: true } found || found.Index != i) continue;
            var end = i + found.Length;
            if (depth == 0 || depth == 1 && end < syntax.Length - 1 && syntax[end] == ']' && syntax[end + 1] == ' ' && end + 2 < syntax.Length && syntax[end + 2] == '<') mandatory.Add(found.Groups[1].Value);
        }
        return new(name, all, mandatory);
    }

    [GeneratedRegex(@"(?<=[\[ ])-(\w+)")]
    private static partial Regex ParameterName();
}

/// <summary>A command as published.</summary>
public sealed record PublishedCommand(string Name, bool IsOnline, IReadOnlyDictionary<string, PublishedParameter> Parameters, IReadOnlyList<ParameterSet> Sets);

/// <summary>A parameter as published.</summary>
public sealed record PublishedParameter(string Name, string Type, bool IsOnline, IReadOnlyList<string> Values);

/// <summary>Parameters that go together.</summary>
public sealed record ParameterSet(string Name, IReadOnlySet<string> All, IReadOnlySet<string> Mandatory);
