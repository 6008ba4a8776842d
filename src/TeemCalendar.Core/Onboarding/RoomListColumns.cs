using System.Diagnostics.CodeAnalysis;

namespace TeemCalendar.Core.Onboarding;

/// <summary>Which cell of a row is which property of a room.</summary>
internal sealed class RoomListColumns
{
    public const string Name = "Name", Mailbox = "Mailbox", Capacity = "Capacity", Building = "Building", Floor = "Floor", City = "City",
        CountryOrRegion = "CountryOrRegion", TimeZone = "TimeZone", Tags = "Tags", RoomList = "RoomList";

    /// <summary>Property by header. Case, spaces, underscores and hyphens do not count: <c>Time Zone</c> is TimeZone.</summary>
    static readonly Dictionary<string, string> Headers = new(StringComparer.OrdinalIgnoreCase)
    {
        [Name] = Name, [Mailbox] = Mailbox, ["Email"] = Mailbox, ["EmailAddress"] = Mailbox, ["PrimarySmtpAddress"] = Mailbox,
        [Capacity] = Capacity, [Building] = Building, [Floor] = Floor, [City] = City, [CountryOrRegion] = CountryOrRegion,
        [TimeZone] = TimeZone, [Tags] = Tags, [RoomList] = RoomList,
    };

    readonly Dictionary<string, int> positions = [];
    readonly IReadOnlyList<string> headers;

    RoomListColumns(IReadOnlyList<string> headers) => this.headers = headers;

    /// <summary>How many columns the header has, known or not.</summary>
    public int Count => headers.Count;

    /// <summary>The separator with which the header shows most of the known columns: the header's words are certain, what stands in the rows is not.</summary>
    public static char Separator(ReadOnlyMemory<byte> text)
    {
        if (RoomListRows.SeparatorHint(text.Span) is { } hint) return hint;
        return RoomListRows.Separators.MaxBy(candidate => RoomListRows.Read(text, candidate).FirstOrDefault()?.Cells.Count(cell => Headers.ContainsKey(Plain(cell))) ?? 0);
    }

    /// <summary>Finds the columns, or says in a sentence why the header will not do.</summary>
    public static bool TryFind(IReadOnlyList<string> header, [NotNullWhen(true)] out RoomListColumns? columns, [NotNullWhen(false)] out string? reason)
    {
        columns = null;
        reason = null;
        var found = new RoomListColumns(header);
        for (var i = 0; i < header.Count; i++)
        {
            if (!Headers.TryGetValue(Plain(header[i]), out var property) || found.positions.TryAdd(property, i)) continue;
            reason = $"Two columns, {header[found.positions[property]]} and {header[i]}, both give the room's {property}: keep one of them.";
            return false;
        }
        var missing = new[] { Name, Mailbox }.Where(property => !found.positions.ContainsKey(property)).ToList();
        if (missing.Count == 0)
        {
            columns = found;
            return true;
        }
        reason = $"The header has no column {string.Join(" and no column ", missing)}; a room list needs Name and Mailbox"
            + $" (or Email, EmailAddress, PrimarySmtpAddress). Found: {RoomListRow.Shorten(string.Join(", ", header), 160)}.";
        return false;
    }

    /// <summary>The cell of that property; empty when the list has no such column or the row ends before it.</summary>
    public string Cell(IReadOnlyList<string> cells, string property) => positions.TryGetValue(property, out var position) && position < cells.Count ? cells[position] : "";

    /// <summary>The property's column as the file's own header calls it.</summary>
    public string Header(string property) => positions.TryGetValue(property, out var position) ? headers[position] : property;

    static string Plain(string header) => header.Replace(" ", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
}
