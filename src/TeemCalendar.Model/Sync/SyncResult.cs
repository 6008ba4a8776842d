namespace TeemCalendar;

/// <summary>What one round of synchronisation did to one room.</summary>
public sealed record SyncResult
{
    /// <summary>The room's address.</summary>
    public required string Mailbox { get; init; }

    /// <summary>Whether the room was read.</summary>
    public required SyncOutcome Outcome { get; init; }

    /// <summary>True when the whole window was read instead of what changed: the first time, after lost state, or when the window moved.</summary>
    public bool Full { get; init; }

    /// <summary>Reservations that were new.</summary>
    public int Added { get; init; }

    /// <summary>Reservations that had changed.</summary>
    public int Updated { get; init; }

    /// <summary>Reservations that are gone.</summary>
    public int Removed { get; init; }

    /// <summary>Delta requests it took.</summary>
    public int Requests { get; init; }

    /// <summary>When the room's turn began (UTC).</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Why the room was not read, and what to do.</summary>
    public string? Detail { get; init; }
}

/// <summary>Whether a room was read.</summary>
public enum SyncOutcome
{
    /// <summary>Read and stored.</summary>
    Synchronised,
    /// <summary>Not read; what was stored is kept.</summary>
    Failed,
}
