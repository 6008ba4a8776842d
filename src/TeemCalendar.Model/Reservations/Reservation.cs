namespace TeemCalendar;

/// <summary>One meeting in one room, as the room's calendar says. An occurrence of a series is a reservation of its own.</summary>
public sealed record Reservation
{
    /// <summary>The room's address.</summary>
    public required string Mailbox { get; init; }

    /// <summary>The id that organizer's and room's copies share.</summary>
    public required string ICalUId { get; init; }

    /// <summary>Where in its series it stood first (UTC); its own start for what is no series. With <see cref="ICalUId"/> it is the reservation's key.</summary>
    public required DateTimeOffset OriginalStart { get; init; }

    /// <summary>Graph's immutable id of the room's copy.</summary>
    public required string EventId { get; init; }

    /// <summary>The title; null for a private meeting.</summary>
    public string? Title { get; init; }

    /// <summary>The organizer's name; null for a private meeting.</summary>
    public string? Organizer { get; init; }

    /// <summary>The organizer's address; null for a private meeting.</summary>
    public string? OrganizerAddress { get; init; }

    /// <summary>When it starts (UTC). For an all-day reservation midnight in the room's zone.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>When it ends (UTC), exclusive.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>The first day of an all-day reservation; all-day reservations are dates, not instants.</summary>
    public DateOnly? StartDate { get; init; }

    /// <summary>The day after the last one of an all-day reservation.</summary>
    public DateOnly? EndDate { get; init; }

    /// <summary>True when it has dates, not times.</summary>
    public bool IsAllDay => StartDate is not null;

    /// <summary>The room's zone, by its Windows name.</summary>
    public required string TimeZone { get; init; }

    /// <summary>True when the organizer marked it private or confidential.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>True when it belongs to a series.</summary>
    public bool IsRecurring { get; init; }

    /// <summary>True when the organizer cancelled it and the room still shows it.</summary>
    public bool IsCancelled { get; init; }

    /// <summary>True when it takes the room: not shown as free and not cancelled.</summary>
    public bool IsBusy { get; init; } = true;

    /// <summary>When somebody checked in to it here (UTC); null when nobody did.</summary>
    public DateTimeOffset? CheckedInAt { get; init; }
}
