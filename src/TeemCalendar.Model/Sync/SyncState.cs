namespace TeemCalendar;

/// <summary>How the synchronisation of one room stands.</summary>
public sealed record SyncState
{
    /// <summary>The room's address.</summary>
    public required string Mailbox { get; init; }

    /// <summary>Whether a synchronisation is at work on it in this session, and what it does.</summary>
    public SyncMode Mode { get; init; }

    /// <summary>When it was last read without an error (UTC); null before that. Of another process's synchronisation that found nothing new it is up to an hour behind.</summary>
    public DateTimeOffset? LastSuccess { get; init; }

    /// <summary>How long ago that is: the store may be as far behind the room's calendar. Null before the first reading.</summary>
    public TimeSpan? Lag { get; init; }

    /// <summary>How many reservations are stored.</summary>
    public int Reservations { get; init; }

    /// <summary>How often in a row it could not be read; 0 when the last reading succeeded.</summary>
    public int Failures { get; init; }

    /// <summary>Since when it cannot be read (UTC).</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>A stable word for why it cannot be read, or why removals are held back: StorageEmpty, MassRemoval.</summary>
    public string? Cause { get; init; }

    /// <summary>The sentence, with what to do.</summary>
    public string? Detail { get; init; }

    /// <summary>True when so much of it would be gone that the removals wait for a person.</summary>
    public bool IsHeld { get; init; }

    /// <summary>True when nobody can say that it is free: it was never read, or cannot be read now. Whatever is stored of it is kept.</summary>
    public bool CountsAsBusy { get; init; }

    /// <summary>Changes made here that wait to be sent, or that lost against somebody else's.</summary>
    public IReadOnlyList<LocalChange> Changes { get; init; } = [];
}

/// <summary>What a synchronisation of this session does with a room.</summary>
public enum SyncMode
{
    /// <summary>None is at work in this session.</summary>
    Stopped,
    /// <summary>It reads.</summary>
    Read,
    /// <summary>It reads, and sends what was changed here.</summary>
    ReadWrite,
}
