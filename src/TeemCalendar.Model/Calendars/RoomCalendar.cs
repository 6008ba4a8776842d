namespace TeemCalendar;

/// <summary>A room calendar that was imported: registered here for synchronisation.</summary>
public sealed record RoomCalendar
{
    /// <summary>The room's address.</summary>
    public required string Mailbox { get; init; }

    /// <summary>The directory's id of the room.</summary>
    public required Guid RoomId { get; init; }

    /// <summary>The room's name.</summary>
    public required string DisplayName { get; init; }

    /// <summary>The room's zone, by its Windows name; UTC when the room has none.</summary>
    public required string TimeZone { get; init; }

    /// <summary>When it was registered here (UTC).</summary>
    public required DateTimeOffset RegisteredAt { get; init; }

    /// <summary>When it was last read without an error (UTC); null before that. A read that found nothing new is noted only when the time noted is an hour old.</summary>
    public DateTimeOffset? LastRead { get; init; }

    /// <summary>What was found in its next twelve months; null when nobody looked. It is not kept.</summary>
    public IReadOnlyList<Check>? Readiness { get; init; }

    /// <summary>Whether Teem has it. Only Teem knows: Unknown until it was compared.</summary>
    public TeemKnowledge InTeem { get; init; } = TeemKnowledge.Unknown;
}

/// <summary>What is known of Teem's own side.</summary>
public enum TeemKnowledge
{
    /// <summary>Nothing was compared.</summary>
    Unknown,
    /// <summary>Seen in Teem.</summary>
    Present,
    /// <summary>Compared, and not in Teem.</summary>
    Absent,
}
