namespace TeemCalendar.Core.Storage;

/// <summary>A change that is to be made in the tenant, as the store keeps it.</summary>
internal sealed record OutboxEntry
{
    /// <summary>Its number in the store; 0 until it is written down.</summary>
    public long Id { get; init; }

    /// <summary>The room, by its directory id.</summary>
    public required Guid RoomId { get; init; }

    public required LocalChangeKind Kind { get; init; }

    /// <summary>What the tenant knows the making of an event by.</summary>
    public required string TransactionId { get; init; }

    /// <summary>In whose mailbox the change is made; null for the room's own. Of a private meeting it is forgotten when the change has ended.</summary>
    public string? Organizer { get; init; }

    /// <summary>True for a private meeting: whose it is, is not shown.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>The event in that mailbox for one that was made, the room's copy otherwise; null before it was made.</summary>
    public string? EventId { get; init; }

    /// <summary>The title it gives; null when it gives none.</summary>
    public string? Title { get; init; }

    /// <summary>When the reservation starts, and for one that is there: when it did as the change was recorded.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>When it is to end.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>When it ended as the change was recorded; null for one that is made.</summary>
    public DateTimeOffset? WasEnd { get; init; }

    /// <summary>What it was called as another title was asked for; forgotten when the change has ended.</summary>
    public string? WasTitle { get; init; }

    /// <summary>What the organizer is told.</summary>
    public string? Note { get; init; }

    public LocalChangeState State { get; init; } = LocalChangeState.Recorded;

    /// <summary>How often it was begun to be sent; written down before each.</summary>
    public int Attempts { get; init; }

    public string? Cause { get; init; }
    public string? Detail { get; init; }
    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>When it was known how it ends (UTC).</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>True while it has to be looked after.</summary>
    public bool IsOpen => State is LocalChangeState.Recorded or LocalChangeState.Sent;

    /// <summary>Never the title: whatever is printed ends in a log.</summary>
    public override string ToString() => $"{Kind} {TransactionId} {State}";

    /// <summary>The change when it is known how it ends: what was only needed to make it is forgotten. What lost keeps its title, so that it can be told.</summary>
    /// <param name="at">When (UTC).</param>
    public OutboxEntry Ended(DateTimeOffset at) => this with
    {
        EndedAt = at, WasTitle = null, Note = null, Organizer = IsPrivate ? null : Organizer, Title = State == LocalChangeState.Confirmed ? null : Title,
    };

    /// <summary>As front-ends show it.</summary>
    /// <param name="mailbox">The room's address.</param>
    public LocalChange ToChange(string mailbox) => new()
    {
        Mailbox = mailbox, Kind = Kind, Organizer = IsPrivate ? null : Organizer, Title = Title, Start = Start, End = End, State = State, Cause = Cause, Detail = Detail, RecordedAt = RecordedAt,
    };
}
