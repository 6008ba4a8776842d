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

    /// <summary>Events that are no reservation, being without a start or in an unknown time zone. What was stored of them is kept; <see cref="Detail"/> says why.</summary>
    public int Refused { get; init; }

    /// <summary>Changes made here that were sent to the tenant in this round and stand there now.</summary>
    public int Sent { get; init; }

    /// <summary>Reservations that were released in this round because nobody came.</summary>
    public int Released { get; init; }

    /// <summary>Changes made here that the tenant did not take, or that somebody else's change has overtaken. They are kept; <see cref="SyncState.Changes"/> shows them.</summary>
    public int Conflicts { get; init; }

    /// <summary>Requests it took, tries again not counted.</summary>
    public int Requests { get; init; }

    /// <summary>When the room's turn began (UTC).</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>A stable word for why the room was not read: Microsoft's own where it answered, as in ErrorAccessDenied. Null when it was read.</summary>
    public string? Cause { get; init; }

    /// <summary>Why the room was not read, and what to do; for a room that was read, which events were refused, and what of the changes made here did not go.</summary>
    public string? Detail { get; init; }
}

/// <summary>Whether a room was read.</summary>
public enum SyncOutcome
{
    /// <summary>Read and stored.</summary>
    Synchronised,
    /// <summary>Not read; what was stored is kept.</summary>
    Failed,
    /// <summary>Read, and what is new or changed is stored; but so much would be gone that it waits until somebody confirms it.</summary>
    Held,
}
