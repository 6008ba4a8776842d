using System.Globalization;
using TimeZoneConverter;

namespace TeemCalendar.Core.Onboarding;

/// <summary>One row on its way to a room: every cell is looked at, so that one refusal names all that is wrong.</summary>
internal sealed class RoomListRow(CsvRow row, RoomListColumns columns)
{
    /// <summary>What Exchange takes as the Name of a recipient.</summary>
    internal const int MaxName = 64;

    static readonly char[] TagSeparators = [';', ',', '|', '\t', '\r', '\n'];

    /// <summary>The zones that have a Windows name, by any of their names; the value is the name in its usual case.</summary>
    static readonly HashSet<string> TimeZones = new(
        TZConvert.KnownWindowsTimeZoneIds.Concat(TZConvert.KnownIanaTimeZoneNames.Where(name => TZConvert.TryIanaToWindows(name, out _))), StringComparer.OrdinalIgnoreCase);

    readonly List<RoomRefusal> faults = [];

    /// <summary>The line where the row begins.</summary>
    public int Line => row.Line;

    /// <summary>The room, or null when something is wrong; see <see cref="Refusal"/>.</summary>
    public Room? ToRoom()
    {
        if (row.Fault is not null) Fault(null, string.Join(' ', row.Cells).Split('\r', '\n')[0], row.Fault);
        else if (row.Cells.Skip(columns.Count).Any(cell => cell.Length > 0))
            Fault(null, null, $"The row has {row.Cells.Count} cells and the header {columns.Count} columns: put quotes around a cell that holds a separator.");
        if (faults.Count > 0) return null;

        var room = new Room
        {
            DisplayName = Name(RoomListColumns.Name, required: true) ?? "",
            Mailbox = Address(RoomListColumns.Mailbox, required: true) ?? "",
            Capacity = Number(RoomListColumns.Capacity, NumberStyles.None, "the number of seats, a whole number that is not negative"),
            Building = Text(RoomListColumns.Building),
            Floor = Number(RoomListColumns.Floor, NumberStyles.AllowLeadingSign, "the floor as a whole number, as Exchange keeps it: 0 for the ground floor, -1 for the basement"),
            City = Text(RoomListColumns.City),
            CountryOrRegion = Text(RoomListColumns.CountryOrRegion),
            TimeZone = Zone(),
            Tags = Tags(),
            RoomList = columns.Cell(row.Cells, RoomListColumns.RoomList).Contains('@', StringComparison.Ordinal) ? Address(RoomListColumns.RoomList, required: false) : Name(RoomListColumns.RoomList, required: false),
        };
        return faults.Count == 0 ? room : null;
    }

    /// <summary>The row's one refusal: its first fault, and the others in a few words.</summary>
    public RoomRefusal Refusal()
    {
        var first = faults[0];
        return faults.Count == 1 ? first : first with { Reason = $"{first.Reason} Also {string.Join("; ", faults.Skip(1).Select(fault => $"{fault.Column}: {fault.Reason}"))}" };
    }

    /// <summary>The refusal of a row whose address an earlier one has.</summary>
    public RoomRefusal Duplicate(string mailbox, int firstLine) =>
        new(Line, columns.Header(RoomListColumns.Mailbox), Shorten(mailbox), $"The address stands in line {firstLine} and again in line {Line}; line {firstLine} was taken. Take one of them out.");

    /// <summary>A value as it can be shown on one line, however long or odd it is.</summary>
    internal static string Shorten(string value, int length = 60)
    {
        var shown = string.Concat(value.Take(length).Select(c => RoomListCharacters.IsRefused(c) || c is '\r' or '\n' or '\t' ? '\u00B7' : c));
        if (shown.Length > 0 && char.IsHighSurrogate(shown[^1])) shown = shown[..^1];
        return value.Length > length ? shown + "..." : shown;
    }

    string? Name(string property, bool required)
    {
        var name = Text(property);
        if (name is null && required) Fault(property, null, "The room has no name.");
        if (name?.Length > MaxName) Fault(property, name, $"The name has {name.Length} characters, and Exchange takes {MaxName}.");
        return name;
    }

    string? Text(string property)
    {
        var value = columns.Cell(row.Cells, property);
        if (value.Length == 0) return null;
        // Alt+Enter in a spreadsheet breaks a long name into lines; a directory keeps it in one.
        if (value.AsSpan().IndexOfAny('\r', '\n') >= 0) value = string.Join(' ', value.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        if (RoomListCharacters.Refuse(value) is not { } reason) return value;
        Fault(property, value, reason);
        return value;
    }

    string? Address(string property, bool required)
    {
        var value = columns.Cell(row.Cells, property);
        if (value.Length == 0)
        {
            if (required) Fault(property, null, "The room has no address.");
            return null;
        }
        if (RoomListAddress.TryParse(value, out var address, out var reason)) return address;
        Fault(property, value, reason);
        return null;
    }

    int? Number(string property, NumberStyles style, string wanted)
    {
        var value = columns.Cell(row.Cells, property);
        if (value.Length == 0) return null;
        if (int.TryParse(value, style, CultureInfo.InvariantCulture, out var number)) return number;
        Fault(property, value, $"This is to be {wanted}.");
        return null;
    }

    string? Zone()
    {
        var value = columns.Cell(row.Cells, RoomListColumns.TimeZone);
        if (value.Length == 0) return null;
        if (TimeZones.TryGetValue(value, out var zone)) return zone;
        Fault(RoomListColumns.TimeZone, value, "This is no time zone that Exchange knows: give its IANA name (Europe/Berlin) or its Windows name (W. Europe Standard Time).");
        return null;
    }

    List<string> Tags()
    {
        var tags = columns.Cell(row.Cells, RoomListColumns.Tags).Split(TagSeparators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        foreach (var tag in tags)
            if (RoomListCharacters.Refuse(tag) is { } reason)
            {
                Fault(RoomListColumns.Tags, tag, reason);
                break;
            }
        return tags;
    }

    void Fault(string? property, string? value, string reason) =>
        faults.Add(new(Line, property is null ? null : columns.Header(property), value is null ? null : Shorten(value), reason));
}
