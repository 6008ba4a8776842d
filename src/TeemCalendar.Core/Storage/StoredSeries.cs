namespace TeemCalendar.Core.Storage;

/// <summary>What occurrences take from their series master. Graph sends it once, and occurrences long after: it has to be remembered.</summary>
internal sealed record StoredSeries
{
    /// <summary>Graph's id of the master.</summary>
    public required string EventId { get; init; }
    public required string ICalUId { get; init; }
    public string? Title { get; init; }
    public string? Organizer { get; init; }
    public string? OrganizerAddress { get; init; }
    public bool IsPrivate { get; init; }
    public bool IsCancelled { get; init; }
    public bool IsFree { get; init; }
    public bool IsAllDay { get; init; }

    public override string ToString() => $"Series {EventId}";
}
