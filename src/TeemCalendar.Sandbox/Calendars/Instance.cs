namespace TeemCalendar.Sandbox.Calendars;

/// <summary>One event as it stands in time: a single item, an occurrence or an exception.</summary>
/// <remarks>Date is the original date of an occurrence, null for a single event and for the series itself.</remarks>
internal readonly record struct Instance(CalendarItem Item, DateOnly? Date, OccurrenceChange? Change, DateTime StartUtc, DateTime EndUtc)
{
    internal string Type => Item.Recurrence is null ? "singleInstance" : Date is null ? "seriesMaster" : Change is null ? "occurrence" : "exception";

    internal bool Overlaps(DateTime fromUtc, DateTime toUtc) => Overlap(StartUtc, EndUtc, fromUtc, toUtc);

    /// <summary>An event without length belongs to the window in which it begins.</summary>
    internal static bool Overlap(DateTime start, DateTime end, DateTime from, DateTime to) => start < to && (end > from || (start == end && start >= from));

    internal string ShowAs => Change?.ShowAs ?? Item.ShowAs;
    internal bool IsCancelled => Item.IsCancelled || Change is { IsCancelled: true };
    internal bool TakesTheRoom => !IsCancelled && ShowAs is not ("free" or "workingElsewhere");
    internal string Zone => Change?.Zone ?? Item.Zone;
    internal DateTime WallStart => Change?.Start ?? (Date is { } date ? Expansion.WallStart(Item, date) : Item.Start);
    internal DateTime WallEnd => Change?.End ?? (Date is { } date ? Expansion.WallStart(Item, date) + (Item.End - Item.Start) : Item.End);
    internal long Changed => Change is not null ? Math.Max(Change.Changed, Item.SeriesChanged) : Date is not null ? Item.SeriesChanged : Item.Changed;
}
