using CsvHelper;

namespace TeemCalendar.Core.Guide;

/// <summary>"Provide a comma-separated list of all calendars", or "a CSV file": the registered calendars as Teem's import page takes them.</summary>
internal static class CalendarExport
{
    /// <summary>The addresses on one line.</summary>
    internal static string List(IEnumerable<RoomCalendar> calendars) => string.Join(", ", calendars.Select(c => c.Mailbox));

    /// <summary>A row for each calendar. The columns of Teem's file are not published: Name and Email are inferred.</summary>
    internal static string Csv(IEnumerable<RoomCalendar> calendars)
    {
        var text = new StringWriter();
        // A spreadsheet would run a name that looks like a formula.
        using (var csv = CsvWriter.Create(text, new CsvWriterOptions { Injection = CsvInjection.Escape }))
        {
            csv.WriteRecord("Name", "Email");
            foreach (var calendar in calendars)
                csv.WriteRecord(calendar.DisplayName, calendar.Mailbox);
        }
        return text.ToString();
    }
}
