namespace TeemCalendar.Core.Exchange;

/// <summary>Which of Exchange's management roles has a command.</summary>
internal static class ExchangeRoles
{
    static readonly Lazy<ILookup<string, string>> Roles = new(() => EmbeddedTable.Entries("exchange-roles.txt")
        .SelectMany(entry => entry.Words.Select(command => (Command: command, Role: entry.Name))).ToLookup(e => e.Command, e => e.Role, StringComparer.OrdinalIgnoreCase));

    /// <summary>The roles that have it, the least first; none when that is not known.</summary>
    internal static IReadOnlyList<string> Of(string command) => [.. Roles.Value[command]];

    /// <summary>What whoever was refused a command needs.</summary>
    internal static string Needed(string command) => Of(command) is { Count: > 0 } roles
        ? $"The signed-in account needs an Exchange role that has {command}: {string.Join(" or ", roles)}, by a role group or by the Exchange Administrator role; an application also needs the application permission Exchange.ManageAsApp."
        : "The signed-in account needs the Exchange Administrator role; an application also needs the application permission Exchange.ManageAsApp.";
}

/// <summary>Tables that are kept as text in the assembly: a name, a colon, and words; a line that begins with a blank goes on.</summary>
internal static class EmbeddedTable
{
    internal static IEnumerable<(string Name, IReadOnlyList<string> Words)> Entries(string resource)
    {
        foreach (var (name, rest) in Lines(resource))
            yield return (name, rest.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    internal static IEnumerable<(string Name, string Text)> Lines(string resource)
    {
        using var reader = new StreamReader(typeof(EmbeddedTable).Assembly.GetManifestResourceStream(resource)!);
        string? held = null;
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#') continue;
            if (line[0] == ' ') { held += line; continue; }
            if (held is not null) yield return Split(held);
            held = line;
        }
        if (held is not null) yield return Split(held);
    }

    static (string, string) Split(string line) => (line[..line.IndexOf(':', StringComparison.Ordinal)], line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim());
}
