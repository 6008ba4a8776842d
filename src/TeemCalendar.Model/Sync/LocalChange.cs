namespace TeemCalendar;

/// <summary>A change of a room's calendar that was made here and is to be made in the tenant.</summary>
public sealed record LocalChange
{
    /// <summary>The room's address.</summary>
    public required string Mailbox { get; init; }

    /// <summary>What it does.</summary>
    public required LocalChangeKind Kind { get; init; }

    /// <summary>Who organizes the meeting, where the change is made in that mailbox; null when it is made in the room's own calendar.</summary>
    public string? Organizer { get; init; }

    /// <summary>The title it gives; null when it gives none.</summary>
    public string? Title { get; init; }

    /// <summary>When the reservation starts (UTC).</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>When it is to end (UTC).</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>How it stands.</summary>
    public required LocalChangeState State { get; init; }

    /// <summary>A stable word for what stands in its way.</summary>
    public string? Cause { get; init; }

    /// <summary>The sentence.</summary>
    public string? Detail { get; init; }

    /// <summary>When it was made here (UTC).</summary>
    public required DateTimeOffset RecordedAt { get; init; }
}

/// <summary>What a change does.</summary>
public enum LocalChangeKind
{
    /// <summary>Makes a reservation.</summary>
    Create,
    /// <summary>Gives one another end or title.</summary>
    Change,
    /// <summary>Cancels the meeting.</summary>
    Cancel,
    /// <summary>Frees the room and leaves the meeting to its organizer.</summary>
    Release,
}

/// <summary>How a change stands.</summary>
public enum LocalChangeState
{
    /// <summary>Written down. Whether it has reached the tenant is not known.</summary>
    Recorded,
    /// <summary>The tenant took it, and the room's calendar does not show it yet: a room that was invited answers in its own time.</summary>
    Sent,
    /// <summary>The room's calendar says so.</summary>
    Confirmed,
    /// <summary>The tenant refused it.</summary>
    Refused,
    /// <summary>Somebody else changed the same meanwhile: the tenant wins, and this is what lost.</summary>
    Conflict,
}
