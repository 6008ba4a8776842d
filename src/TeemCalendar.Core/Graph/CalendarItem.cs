namespace TeemCalendar.Core.Graph;

/// <summary>What one event of a calendar says, of what is kept here. Null where it says nothing: an occurrence leaves most to its series master.</summary>
internal sealed record CalendarItem
{
    /// <summary>Graph's immutable id.</summary>
    public required string Id { get; init; }

    public required CalendarItemKind Kind { get; init; }

    /// <summary>The id of the series master, for occurrences and exceptions.</summary>
    public string? SeriesId { get; init; }

    public string? ICalUId { get; init; }
    public string? Title { get; init; }
    public string? Organizer { get; init; }
    public string? OrganizerAddress { get; init; }
    public bool? IsPrivate { get; init; }
    public bool? IsCancelled { get; init; }
    public bool? IsFree { get; init; }
    public bool? IsAllDay { get; init; }
    public EventTime? Start { get; init; }
    public EventTime? End { get; init; }

    /// <summary>Where in its series an exception stood first.</summary>
    public DateTimeOffset? OriginalStart { get; init; }

    /// <summary>Why it cannot be used, when it cannot.</summary>
    public string? Problem { get; init; }

    /// <summary>Never the title: whatever is printed ends in a log.</summary>
    public override string ToString() => $"{Kind} {Id}";
}

/// <summary>One end of an event: the instant, and the date that its own clock shows, which is all that counts for an all-day event.</summary>
/// <param name="Instant">The instant (UTC).</param>
/// <param name="Date">The date on the event's own clock.</param>
internal readonly record struct EventTime(DateTimeOffset Instant, DateOnly Date);

/// <summary>What a row of a delta is.</summary>
internal enum CalendarItemKind
{
    /// <summary>A meeting that stands alone.</summary>
    Single,
    /// <summary>What the occurrences of a series have in common; no meeting itself.</summary>
    Master,
    /// <summary>One meeting of a series, as the series says.</summary>
    Occurrence,
    /// <summary>One meeting of a series, changed apart from it.</summary>
    Exception,
    /// <summary>No longer in the window read. Whether it is gone or moved away is not said.</summary>
    Removed,
}
