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

    // The names that Outlook gives the three groups; other languages are left out.
    static readonly Dictionary<string, string[]> Groups = new(StringComparer.OrdinalIgnoreCase)
    {
        ["de"] = ["Meine Kalender", "Andere Kalender", "Kalender von Personen"], ["en"] = ["My Calendars", "Other Calendars", "People's Calendars"],
        ["fr"] = ["Mes calendriers", "Autres calendriers", "Calendriers de personnes"],
    };

    internal static string CalendarGroup(string? language, SandboxCalendarGroup group) => Groups.GetValueOrDefault((language ?? "en").Split('-')[0], Groups["en"])[(int)group];

    internal static string Calendar(string language) => Calendars.GetValueOrDefault(language.Split('-')[0], "Calendar");
}
