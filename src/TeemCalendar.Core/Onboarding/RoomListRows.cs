using CsvHelper;

namespace TeemCalendar.Core.Onboarding;

/// <summary>One row as it stands in the file.</summary>
/// <param name="Line">The line where it begins; the file's first line is 1.</param>
/// <param name="Cells">Its cells, unquoted and trimmed.</param>
/// <param name="Fault">Why its cells cannot be told apart; null when they can.</param>
internal sealed record CsvRow(int Line, IReadOnlyList<string> Cells, string? Fault);

/// <summary>Cuts CSV into rows, and goes on after a row whose quotes do not match.</summary>
internal static class RoomListRows
{
    /// <summary>What separates cells in the lists that spreadsheets write, the usual one first.</summary>
    public static IReadOnlyList<char> Separators { get; } = [',', ';', '\t', '|'];

    /// <summary>All rows that hold anything, the header among them.</summary>
    public static IEnumerable<CsvRow> Read(ReadOnlyMemory<byte> text, char separator)
    {
        var line = 1;
        if (SeparatorHint(text.Span) is not null)
        {
            text = text[AfterLine(text.Span)..];
            line = 2;
        }
        while (text.Length > 0)
        {
            CsvMalformedRecord? malformed = null;
            var options = new CsvReaderOptions
            {
                Separator = separator, HasHeader = false, TrimWhitespace = true, TrackLineNumbers = true, OnMalformedRecord = record => malformed = record,
            };
            using var csv = CsvReader.Create(text, options);
            var goOn = 0;
            while (goOn == 0 && csv.Read())
            {
                var fault = Fault(csv, malformed);
                var begins = line + (int)csv.LineNumber - 1;
                // A quote that is not closed takes the rows after it along, to the next quote or to the end of the file. They are innocent: begin again on the line after it.
                if (fault is not null && SpansLines(csv.RawRecord))
                {
                    var offset = (int)csv.ByteOffset;
                    goOn = offset + AfterLine(text.Span[offset..]);
                    line = begins + 1;
                }
                var row = new CsvRow(begins, Cells(csv), fault);
                malformed = null;
                if (fault is not null || row.Cells.Any(cell => cell.Length > 0)) yield return row;
            }
            if (goOn == 0) yield break;
            text = text[goOn..];
        }
    }

    /// <summary>The separator that Excel writes in a first line of its own (<c>sep=;</c>), or null.</summary>
    public static char? SeparatorHint(ReadOnlySpan<byte> text)
    {
        var first = text[..AfterLine(text)].TrimEnd("\r\n"u8);
        return first.Length == 5 && first[..4].SequenceEqual("sep="u8) && Separators.Contains((char)first[4]) ? (char)first[4] : null;
    }

    static string? Fault(CsvReader csv, CsvMalformedRecord? malformed) => malformed?.Reason switch
    {
        null => null,
        // 5" screen: a quote inside a cell that is not quoted is a quote.
        CsvMalformedReason.StrayQuote when !SpansLines(csv.RawRecord) => null,
        CsvMalformedReason.UnterminatedQuote => "A quote is opened in this row and never closed: close it, or write a quote that belongs to the text twice (\"\").",
        _ => "The quotes of this row do not match: a quoted cell ends with its quote, and a quote inside it is written twice (\"\").",
    };

    static bool SpansLines(ReadOnlySpan<byte> record) => record.IndexOfAny((byte)'\r', (byte)'\n') >= 0;

    static int AfterLine(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOfAny((byte)'\r', (byte)'\n');
        if (end < 0) return text.Length;
        return text[end] == '\r' && end + 1 < text.Length && text[end + 1] == '\n' ? end + 2 : end + 1;
    }

    static string[] Cells(CsvReader csv)
    {
        var cells = new string[csv.FieldCount];
        for (var i = 0; i < cells.Length; i++) cells[i] = csv.GetString(i).Trim();
        return cells;
    }
}
