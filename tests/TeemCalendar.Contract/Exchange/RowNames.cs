using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace TeemCalendar.Contract.Exchange;

/// <summary>Which properties the rows of a command have: those of a mailbox were captured, the others are in the table beside this file.</summary>
static partial class RowNames
{
    sealed record Names(HashSet<string> Always, HashSet<string> Known);

    static readonly Lazy<Dictionary<string, Names>> Table = new(Read);

    // What is answered with the rows of another noun.
    static readonly Dictionary<string, string> SameAs = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Get-DistributionGroupMember"] = "Recipient", ["Test-ApplicationAccessPolicy"] = "ApplicationAccessPolicyTest", ["Test-ServicePrincipalAuthorization"] = "ServicePrincipalAuthorization",
        ["Undo-SoftDeletedMailbox"] = "Mailbox",
    };

    /// <summary>What an unselected row of this command always holds, or null where nothing is known of it.</summary>
    internal static HashSet<string>? Always(string command) => Of(command)?.Always;

    /// <param name="command">The command.</param>
    /// <param name="row">The row.</param>
    /// <param name="selected">What was asked for; null for all.</param>
    /// <param name="isAny">True for a selection that is wrong on purpose: it promises nothing.</param>
    internal static IEnumerable<string> Departures(string command, JsonObject row, IReadOnlyList<string>? selected, bool isAny)
    {
        if (Of(command) is not { } names) { yield return $": nothing is known of the rows of {command}; say it in rows.txt"; yield break; }
        var given = row.Select(p => p.Key).Where(n => !n.Contains('@', StringComparison.Ordinal)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var name in given)
            if (!names.Known.Contains(name)) yield return $"/{name} is nothing that is known of the rows of {command}";
        if (isAny) yield break;
        foreach (var name in selected ?? [.. names.Always])
            if (!given.Contains(name)) yield return $"/{name} is missing";
        foreach (var name in selected is null ? [] : given.Except(selected, StringComparer.OrdinalIgnoreCase)) yield return $"/{name} was not asked for";
    }

    static Names? Of(string command) => Table.Value.GetValueOrDefault(SameAs.GetValueOrDefault(command) ?? command[(command.IndexOf('-', StringComparison.Ordinal) + 1)..]);

    static Dictionary<string, Names> Read()
    {
        using var text = new StreamReader(typeof(RowNames).Assembly.GetManifestResourceStream("rows.txt")!);
        var lines = text.ReadToEnd().Split('\n').Where(l => l.Length > 0 && l[0] != '#').Select(l => Line().Match(l)).ToDictionary(m => m.Groups[1].Value, m => (Always: Words(m.Groups[2].Value), May: Words(m.Groups[3].Value)));
        var table = lines.Where(l => l.Key != "*").ToDictionary(l => l.Key, l => new Names(
            l.Value.Always.ToHashSet(StringComparer.OrdinalIgnoreCase),
            l.Value.Always.Concat(l.Value.May).Concat(lines["*"].May).Concat(CommandReference.Load()["Set-" + l.Key]?.Parameters.Keys ?? []).ToHashSet(StringComparer.OrdinalIgnoreCase)), StringComparer.OrdinalIgnoreCase);
        table["Mailbox"] = table["Mailbox"] with { Always = table["Mailbox"].Always.Concat(Captured()).ToHashSet(StringComparer.OrdinalIgnoreCase), Known = table["Mailbox"].Known.Concat(Captured()).ToHashSet(StringComparer.OrdinalIgnoreCase) };
        return table;
    }

    /// <summary>The properties of the captured mailbox, as the collected facts list them. A few families that they write in short (<c>SCL*</c>, <c>CustomAttribute1,10..15</c>) are in the table.</summary>
    static HashSet<string> Captured()
    {
        var list = File.ReadLines(Reference.File("exchange-graph.md")).SkipWhile(l => !l.StartsWith("Get-Mailbox property order in the capture", StringComparison.Ordinal)).ElementAt(1);
        return Words(Values().Replace(list, " ")).Where(w => w.Length > 1 && char.IsUpper(w[0]) && w is not ("Int16" or "Int32") && w.IndexOfAny(['*', ',', '.', '…']) < 0).Select(w => w.Replace("[]", "", StringComparison.Ordinal)).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"^([\w*]+):([^|]*)\|(.*)$")]
    private static partial Regex Line();

    [GeneratedRegex(@"\((?:[^()]|\([^()]*\))*\)|\[""[^\]]*\]")]
    private static partial Regex Values();
}
