namespace TeemCalendar.Core.Graph;

/// <summary>What is looked at of an event, in Graph's own words; null where it says nothing.</summary>
internal readonly record struct EventFields
{
    public required string Id { get; init; }
    public string? Type { get; init; }
    public string? SeriesId { get; init; }
    public string? ICalUId { get; init; }
    public string? Subject { get; init; }
    public string? Organizer { get; init; }
    public string? OrganizerAddress { get; init; }
    public string? Sensitivity { get; init; }
    public string? ShowAs { get; init; }
    public bool? IsCancelled { get; init; }
    public bool? IsAllDay { get; init; }
    public (string Text, string? Zone)? Start { get; init; }
    public (string Text, string? Zone)? End { get; init; }
    public string? OriginalStart { get; init; }

    /// <summary>Names no subject: whatever is printed ends in a log.</summary>
    public override string ToString() => $"{Type} {Id}";
}
