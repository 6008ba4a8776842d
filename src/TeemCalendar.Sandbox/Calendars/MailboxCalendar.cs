using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Calendars;

/// <summary>One mailbox's calendar at work: every change is numbered, and what moves or goes is remembered for readers of old windows.</summary>
internal sealed class MailboxCalendar
{
    // The service keeps no promise about how long a delta token lives; a bounded log is our way to let old ones fall out (inferred).
    const int LogLimit = 20_000;
    readonly SandboxTenant tenant;

    MailboxCalendar(SandboxTenant tenant, Mailbox mailbox, CalendarState state) { this.tenant = tenant; Mailbox = mailbox; State = state; }

    internal Mailbox Mailbox { get; }
    internal CalendarState State { get; }

    internal static MailboxCalendar Open(SandboxTenant tenant, Mailbox mailbox)
    {
        // A person's calendar holds the organizer's copies of what fills the rooms, so that all promised meetings have to be there before it is read.
        RoomFiller.Keep(tenant, mailbox);
        return Raw(tenant, mailbox);
    }

    /// <summary>The calendar without making promised meetings first.</summary>
    internal static MailboxCalendar Raw(SandboxTenant tenant, Mailbox mailbox)
    {
        if (!tenant.State.Calendars.TryGetValue(mailbox.OwnerId, out var state)) tenant.State.Calendars[mailbox.OwnerId] = state = new();
        return new(tenant, mailbox, state);
    }

    internal CalendarItem? Find(Guid id) => State.Items.GetValueOrDefault(id);

    /// <summary>The copy of a meeting, or of the one date of it to which alone the owner was invited.</summary>
    internal CalendarItem? FindMeeting(Guid uid, DateOnly? single = null)
    {
        foreach (var item in State.Items.Values)
            if (item.Uid == uid && item.SingleDate == single) return item;
        return null;
    }

    internal IEnumerable<Instance> View(DateTime fromUtc, DateTime toUtc) => State.Items.Values.SelectMany(item => Expansion.Of(item, fromUtc, toUtc));

    internal void Add(CalendarItem item)
    {
        if (item.Created == default) item.Created = tenant.Now;
        if (item.Modified == default) item.Modified = item.Created;
        item.Changed = item.SeriesChanged = ++State.Serial;
        State.Items.Add(item.Id, item);
        tenant.Notifier.Changed(Mailbox, item, "created");
    }

    /// <summary>Changes a single event, or a series as a whole.</summary>
    internal void Change(CalendarItem item, Action<CalendarItem> change)
    {
        var before = item.Copy();
        change(item);
        Touch(item);
        item.SeriesChanged = item.Changed;
        if (before.Start == item.Start && before.End == item.End && before.Zone == item.Zone && before.IsAllDay == item.IsAllDay && Same(before.Recurrence, item.Recurrence)) return;
        // When a series gets another rule or time, what was different about single occurrences is lost, as in Outlook.
        item.Exceptions = null;
        item.CancelledDates = null;
        LogWhole(before, item.Changed);
    }

    /// <summary>Changes the item without its occurrences: an answer came in, a date was struck out.</summary>
    internal void Touch(CalendarItem item)
    {
        item.Changed = ++State.Serial;
        item.Modified = tenant.Now;
        tenant.Notifier.Changed(Mailbox, item, "updated");
    }

    /// <summary>Makes or changes an exception; false when the series has no occurrence on that date.</summary>
    internal bool ChangeOccurrence(CalendarItem series, DateOnly date, Action<OccurrenceChange> change)
    {
        if (Expansion.Occurrence(series, date) is not { } before) return false;
        var exception = series.ExceptionOn(date);
        if (exception is null) (series.Exceptions ??= []).Add(exception = new() { Date = date });
        change(exception);
        Touch(series);
        exception.Changed = series.Changed;
        exception.Modified = series.Modified;
        if (Expansion.Occurrence(series, date) is { } after && (after.StartUtc != before.StartUtc || after.EndUtc != before.EndUtc)) LogOne(series, before);
        return true;
    }

    /// <summary>Strikes one occurrence out of its series.</summary>
    internal bool RemoveOccurrence(CalendarItem series, DateOnly date)
    {
        if (Expansion.Occurrence(series, date) is not { } before) return false;
        Touch(series);
        LogOne(series, before);
        (series.CancelledDates ??= []).Add(date);
        series.Exceptions?.RemoveAll(e => e.Date == date);
        State.Deleted++;
        return true;
    }

    /// <summary>An item goes to Deleted Items, where meetings that were declined lie too (measured), or is gone for good.</summary>
    internal void Remove(CalendarItem item, bool forGood = false)
    {
        State.Items.Remove(item.Id);
        if (!forGood) State.Deleted++;
        LogWhole(item, ++State.Serial);
        tenant.Notifier.Changed(Mailbox, item, "deleted");
    }

    void LogOne(CalendarItem series, Instance was) => Log(new() { Serial = series.Changed, ItemId = series.Id, Date = was.Date, StartUtc = was.StartUtc, EndUtc = was.EndUtc });

    void LogWhole(CalendarItem was, long serial)
    {
        var entry = new GoneEntry { Serial = serial, ItemId = was.Id };
        if (was.IsSeries)
            entry.Series = new()
            {
                Id = was.Id, Start = was.Start, End = was.End, Zone = was.Zone, EndZone = was.EndZone, IsAllDay = was.IsAllDay, Recurrence = was.Recurrence, CancelledDates = was.CancelledDates,
                Exceptions = was.Exceptions?.ConvertAll(e => new OccurrenceChange { Date = e.Date, Start = e.Start, End = e.End, Zone = e.Zone }),
            };
        else
            (entry.StartUtc, entry.EndUtc) = (Expansion.Itself(was).StartUtc, Expansion.Itself(was).EndUtc);
        Log(entry);
    }

    void Log(GoneEntry entry)
    {
        State.Gone.Add(entry);
        if (State.Gone.Count <= LogLimit) return;
        State.LogStart = State.Gone[LogLimit / 2].Serial;
        State.Gone.RemoveRange(0, LogLimit / 2 + 1);
    }

    static bool Same(Recurrence? one, Recurrence? other) =>
        one is null || other is null ? one is null && other is null
        : one with { DaysOfWeek = null } == other with { DaysOfWeek = null } && (one.DaysOfWeek ?? []).SequenceEqual(other.DaysOfWeek ?? []);
}
