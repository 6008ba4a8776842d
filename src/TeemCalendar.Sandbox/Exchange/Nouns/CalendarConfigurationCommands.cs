using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Exchange.Nouns;

/// <summary>Get- and Set-MailboxCalendarConfiguration: working hours and how a calendar shows itself. Both open the mailbox.</summary>
internal static class CalendarConfigurationCommands
{
    const string Noun = "MailboxCalendarConfiguration";
    static readonly DayOfWeek[] Week = Enum.GetValues<DayOfWeek>();
    static readonly DayOfWeek[] Weekdays = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];
    static readonly DayOfWeek[] Weekend = [DayOfWeek.Sunday, DayOfWeek.Saturday];

    internal static IReadOnlyList<Func<Row>> Get(CommandContext c)
    {
        var mailbox = Open(c);
        var hours = mailbox.WorkingHours;
        // Inferred: a mailbox that never had a zone shows that of the servers.
        return Rows.One(SettingTable.Append(new Row().Text("WorkDays", Text(hours.Days)).Text("WorkingHoursStartTime", hours.Start.ToString("c")).Text("WorkingHoursEndTime", hours.End.ToString("c"))
            .Text("WorkingHoursTimeZone", hours.TimeZone ?? mailbox.TimeZone ?? "Pacific Standard Time"), Noun, mailbox.CalendarSettings).Text("MailboxOwnerId", mailbox.Name).Text("Identity", mailbox.Name).Flag("IsValid", true).Text("ObjectState", "Changed"));
    }

    internal static IReadOnlyList<Func<Row>> Set(CommandContext c)
    {
        var mailbox = Open(c);
        var hours = mailbox.WorkingHours;
        var (start, end) = (c.Args.Raw("WorkingHoursStartTime") as TimeSpan? ?? hours.Start, c.Args.Raw("WorkingHoursEndTime") as TimeSpan? ?? hours.End);
        // The rule is documented for the values; the exception's class is inferred.
        if (start < TimeSpan.Zero || end > TimeSpan.FromDays(1) || start >= end)
            throw ExchangeFault.Failed("Microsoft.Exchange.Data.DataValidationException", "The working hours' start time must be earlier than their end time.");
        var days = c.Args.Text("WorkDays") is { Length: > 0 } names ? Days(names) : hours.Days;
        var zone = c.Args.Text("WorkingHoursTimeZone") ?? hours.TimeZone;
        var changed = (start, end, zone) != (hours.Start, hours.End, hours.TimeZone) || !days.SequenceEqual(hours.Days);
        foreach (var name in c.Settings.Where(n => !n.StartsWith("Work", StringComparison.Ordinal) || SettingTable.Has(Noun, n))) changed |= SettingTable.Keep(c, Noun, mailbox.CalendarSettings, name);
        c.Changes.Add(() => (hours.Start, hours.End, hours.TimeZone, hours.Days) = (start, end, zone, days));
        if (changed) mailbox.Changed = c.Tenant.Now;
        else c.WarnUnchanged(mailbox.Name);
        return Rows.None;
    }

    static Mailbox Open(CommandContext c) => Identities.Opened(c, c.Args.Required("Identity"));

    static List<DayOfWeek> Days(string names) => [.. names.Split(", ").SelectMany(name => name switch
    {
        "None" => [],
        "AllDays" => Week,
        "Weekdays" => Weekdays,
        "WeekEndDays" => Weekend,
        _ => [Enum.Parse<DayOfWeek>(name)],
    }).Distinct().Order()];

    /// <summary>Sets of days that have a name show it.</summary>
    static string Text(List<DayOfWeek> days) => days switch
    {
        [] => "None",
        _ when days.Count == 7 => "AllDays",
        _ when days.ToHashSet().SetEquals(Weekdays) => "Weekdays",
        _ when days.ToHashSet().SetEquals(Weekend) => "WeekEndDays",
        _ => string.Join(", ", days),
    };
}
