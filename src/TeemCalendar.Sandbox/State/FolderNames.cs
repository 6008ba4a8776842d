namespace TeemCalendar.Sandbox.State;

/// <summary>What Outlook calls the calendar in a language (commonly known; only the mechanism is documented).</summary>
internal static class FolderNames
{
    static readonly Dictionary<string, string> Calendars = new(StringComparer.OrdinalIgnoreCase)
    {
        ["cs"] = "Kalendář", ["da"] = "Kalender", ["de"] = "Kalender", ["el"] = "Ημερολόγιο", ["en"] = "Calendar", ["es"] = "Calendario", ["fi"] = "Kalenteri", ["fr"] = "Calendrier",
        ["hu"] = "Naptár", ["it"] = "Calendario", ["ja"] = "予定表", ["ko"] = "일정", ["nb"] = "Kalender", ["nl"] = "Agenda", ["pl"] = "Kalendarz", ["pt"] = "Calendário", ["sv"] = "Kalender",
        ["tr"] = "Takvim", ["uk"] = "Календар", ["zh"] = "日历",
    };

    internal static string Calendar(string language) => Calendars.GetValueOrDefault(language.Split('-')[0], "Calendar");
}
