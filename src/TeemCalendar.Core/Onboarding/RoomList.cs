using System.Text;

namespace TeemCalendar.Core.Onboarding;

/// <summary>Reads the list of rooms that an administrator keeps in a spreadsheet: CSV with a header, a room a row.</summary>
/// <remarks>One bad row never spoils the others: it becomes one <see cref="RoomRefusal"/> with the line where it begins, and reading goes on.</remarks>
public static class RoomList
{
    /// <summary>Reads a file. Its byte-order mark decides the encoding; without one it is UTF-8 or UTF-16.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static RoomListResult Read(string path)
    {
        using var file = File.OpenRead(path);
        return Read(file);
    }

    /// <summary>Reads a stream of bytes to its end, as <see cref="Read(string)"/> reads a file.</summary>
    /// <param name="stream">The bytes.</param>
    public static RoomListResult Read(Stream stream)
    {
        var bytes = RoomListText.ReadToEnd(stream);
        if (bytes is null) return Refused(1, $"The file is larger than {RoomListText.MaxBytes >> 20} MB, and a list of 10,000 rooms is about 2 MB: this is some other file.");
        if (RoomListText.IsWorkbook(bytes)) return Refused(1, "This is an Excel workbook, not CSV: in Excel use Save As and choose 'CSV UTF-8 (Comma delimited)'.");
        return ReadUtf8(RoomListText.ToUtf8(bytes));
    }

    /// <summary>Reads text that was decoded already.</summary>
    /// <param name="reader">The text.</param>
    public static RoomListResult Read(TextReader reader) => ReadUtf8(Encoding.UTF8.GetBytes(reader.ReadToEnd().TrimStart('\uFEFF')));

    /// <summary>Takes rows that something else has read already, as Import-Csv does; the header counts as line 1 and each row as one line.</summary>
    /// <param name="header">The names of the columns.</param>
    /// <param name="rows">The cells of each row, in the order of the header.</param>
    public static RoomListResult Read(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows) =>
        Take(rows.Prepend(header).Select((cells, index) => new CsvRow(index + 1, [.. cells.Select(cell => cell.Trim())], null)).Where(row => row.Cells.Any(cell => cell.Length > 0)));

    static RoomListResult ReadUtf8(ReadOnlyMemory<byte> text) => Take(RoomListRows.Read(text, RoomListColumns.Separator(text)));

    static RoomListResult Take(IEnumerable<CsvRow> list)
    {
        using var rows = list.GetEnumerator();
        if (!rows.MoveNext()) return Refused(1, "The list is empty: it needs a header with at least Name and Mailbox, and a row for each room.");

        var header = rows.Current;
        if (header.Fault is { } unreadable) return Refused(header.Line, unreadable);
        if (!RoomListColumns.TryFind(header.Cells, out var columns, out var missing)) return Refused(header.Line, missing);

        var rooms = new List<Room>();
        var refusals = new List<RoomRefusal>();
        var lines = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        while (rows.MoveNext())
        {
            var row = new RoomListRow(rows.Current, columns);
            var room = row.ToRoom();
            if (room is not null && !lines.TryAdd(room.Mailbox, row.Line))
            {
                refusals.Add(row.Duplicate(room.Mailbox, lines[room.Mailbox]));
                continue;
            }
            if (room is not null) rooms.Add(room);
            else refusals.Add(row.Refusal());
        }
        if (rooms.Count == 0 && refusals.Count == 0) return Refused(header.Line, "The list has a header and no rooms: add a row for each room.");
        return new(rooms, refusals);
    }

    static RoomListResult Refused(int line, string reason) => new([], [new RoomRefusal(line, null, null, reason)]);
}
