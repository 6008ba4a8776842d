using System.Globalization;

namespace TeemCalendar.Sandbox.Exchange;

/// <summary>Settings that are kept and shown, and on which nothing else in this tenant depends: a Get- shows what its Set- was given.</summary>
internal static class SettingTable
{
    sealed record Setting(string Name, string Type, string Usual);

    static readonly Dictionary<string, List<Setting>> ByNoun = Read();

    internal static Row Append(Row row, string noun, IReadOnlyDictionary<string, string> given)
    {
        foreach (var (name, type, usual) in ByNoun[noun])
        {
            var text = given.GetValueOrDefault(name, usual);
            _ = type switch
            {
                "b" => row.Flag(name, text.Length == 0 ? null : text.Equals("True", StringComparison.OrdinalIgnoreCase)),
                "i" => row.Number(name, int.Parse(text, CultureInfo.InvariantCulture)),
                "[]" => row.Strings(name, text.Split('\n', StringSplitOptions.RemoveEmptyEntries)),
                _ => row.Text(name, text),
            };
        }
        return row;
    }

    internal static bool Has(string noun, string name) => ByNoun[noun].Exists(s => s.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Keeps one argument.</summary>
    /// <returns>Whether it is another value than before.</returns>
    internal static bool Keep(CommandContext c, string noun, Dictionary<string, string> given, string name)
    {
        // A command that names what nobody could read again is refused rather than believed.
        if (ByNoun[noun].Find(s => s.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is not { } setting)
            throw ExchangeFault.Failed("System.NotSupportedException", $"The sandbox tenant has no setting '{name}' of {noun}.");
        var before = given.GetValueOrDefault(setting.Name, setting.Usual);
        var text = c.Args.Change(name) is { } list ? string.Join('\n', list.Apply(before.Split('\n', StringSplitOptions.RemoveEmptyEntries))) : c.Args.Text(name) ?? "";
        return !text.Equals(before, setting.Type == "b" ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal) && c.Change(before, text, v => given[setting.Name] = v);
    }

    static Dictionary<string, List<Setting>> Read()
    {
        var all = new Dictionary<string, List<Setting>>(StringComparer.Ordinal);
        var last = "";
        foreach (var line in EmbeddedText.Lines("Settings.txt"))
        {
            if (line[0] != ' ') all[last = line] = [];
            else if (line.Trim().Split(' ', 3) is { } words) all[last].Add(new(words[0], words[1], words.Length > 2 ? words[2] : ""));
        }
        return all;
    }
}
