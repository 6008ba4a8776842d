namespace TeemCalendar.Core.Storage;

/// <summary>Which reservations are asked for.</summary>
internal sealed record ReservationFilter
{
    /// <summary>Every reservation of every calendar.</summary>
    public static readonly ReservationFilter All = new();

    /// <summary>Rooms by address, in whatever case; null for all.</summary>
    public IReadOnlyCollection<string>? Mailboxes { get; init; }

    /// <summary>Leaves out what ended by then.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Leaves out what begins then or later.</summary>
    public DateTimeOffset? To { get; init; }
}
