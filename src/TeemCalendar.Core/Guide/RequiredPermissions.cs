using TeemCalendar.Core.Exchange;

namespace TeemCalendar.Core.Guide;

/// <summary>The least permissions that each command needs, read from required-permissions.txt.</summary>
internal static class RequiredPermissions
{
    static readonly Lazy<IReadOnlyDictionary<string, IReadOnlyList<RequiredPermission>>> All = new(() =>
    {
        var lines = EmbeddedTable.Lines("required-permissions.txt").ToDictionary(l => l.Name, l => l.Text, StringComparer.OrdinalIgnoreCase);
        return lines.Keys.ToDictionary(command => command, IReadOnlyList<RequiredPermission> (command) => Read(command, lines[command].StartsWith('=') ? lines[lines[command][1..].Trim()] : lines[command]), StringComparer.OrdinalIgnoreCase);
    });

    /// <summary>Every command that is in the table.</summary>
    internal static IEnumerable<string> Commands => All.Value.Keys;

    /// <summary>What a command needs; null when it is not in the table.</summary>
    internal static IReadOnlyList<RequiredPermission>? Of(string command) => All.Value.GetValueOrDefault(command);

    static List<RequiredPermission> Read(string command, string line)
    {
        var needs = new List<RequiredPermission>();
        foreach (var entry in line.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var isOptional = entry[0] == '?';
            var parts = entry.TrimStart('?').Split(" - ", 2, StringSplitOptions.TrimEntries);
            var (kind, name) = (parts[0][..parts[0].IndexOf(' ', StringComparison.Ordinal)], parts[0][(parts[0].IndexOf(' ', StringComparison.Ordinal) + 1)..]);
            void Add(RequiredPermissionKind of, string resource, string permission) =>
                needs.Add(new() { Command = command, Kind = of, Resource = resource, Permission = permission, IsOptional = isOptional, For = parts.Length > 1 ? parts[1] : null });
            switch (kind)
            {
                case "graph":
                    Add(RequiredPermissionKind.Application, Graph, name);
                    Add(RequiredPermissionKind.Delegated, Graph, name);
                    break;
                case "exchange":
                    // Who runs any command of Exchange needs the way in: it comes once.
                    if (!needs.Exists(n => n.Resource == ExchangeOnline && n.Kind == RequiredPermissionKind.Application))
                    {
                        Add(RequiredPermissionKind.Application, ExchangeOnline, "Exchange.ManageAsApp");
                        Add(RequiredPermissionKind.Delegated, ExchangeOnline, "Exchange.Manage");
                    }
                    Add(RequiredPermissionKind.ExchangeRole, ExchangeOnline, name);
                    break;
                case "entra": Add(RequiredPermissionKind.EntraRole, "Microsoft Entra ID", name); break;
                case "rooms": Add(RequiredPermissionKind.RoomRole, ExchangeOnline, name); break;
                default: throw new InvalidDataException($"required-permissions.txt: {command} has an entry of an unknown kind, '{kind}'.");
            }
        }
        return needs;
    }

    const string Graph = "Microsoft Graph", ExchangeOnline = "Office 365 Exchange Online";
}
