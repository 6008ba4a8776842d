namespace TeemCalendar.Core.Storage;

/// <summary>A reservation as the store keeps it: what people see of it, and how it hangs together with its series.</summary>
internal sealed record StoredReservation
{
    public required ReservationKey Key { get; init; }
    public required string EventId { get; init; }
    public required ReservationKind Kind { get; init; }

    /// <summary>Graph's id of the series master; null for what is no series.</summary>
    public string? SeriesId { get; init; }

    public string? Title { get; init; }
    public string? Organizer { get; init; }
    public string? OrganizerAddress { get; init; }
    public required DateTimeOffset Start { get; init; }
    public required DateTimeOffset End { get; init; }
    public DateOnly? StartDate { get; init; }
    public DateOnly? EndDate { get; init; }
    public bool IsPrivate { get; init; }
    public bool IsCancelled { get; init; }
    public bool IsBusy { get; init; }

    public override string ToString() => $"{Kind} {EventId}";
}

/// <summary>What a reservation of one room is known by, however often its event is read.</summary>
/// <param name="ICalUId">The meeting's id; of an occurrence or exception its series master's.</param>
/// <param name="OriginalStart">Where in the series it stood first; its own start for what is no series.</param>
internal readonly record struct ReservationKey(string ICalUId, DateTimeOffset OriginalStart);

/// <summary>What a reservation is to its series.</summary>
internal enum ReservationKind
{
    /// <summary>No series.</summary>
    Single,
    /// <summary>As its series says.</summary>
    Occurrence,
    /// <summary>Moved or changed apart from its series.</summary>
    Exception,
}
