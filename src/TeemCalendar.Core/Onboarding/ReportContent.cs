namespace TeemCalendar.Core.Onboarding;

/// <summary>What a report tells: what was there to do, what was done, and how it stands.</summary>
public sealed record ReportContent
{
    /// <summary>The tenant's default mail domain.</summary>
    public required string Tenant { get; init; }

    /// <summary>Who did it: a sign-in name or an application's id.</summary>
    public required string By { get; init; }

    /// <summary>The service account.</summary>
    public required string ServiceAccount { get; init; }

    /// <summary>How Teem reaches the rooms.</summary>
    public required AccessMode AccessMode { get; init; }

    /// <summary>When the work ended (UTC).</summary>
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>The rooms of the list.</summary>
    public required IReadOnlyList<Room> Rooms { get; init; }

    /// <summary>The rows of the list that were refused.</summary>
    public IReadOnlyList<RoomRefusal> Refusals { get; init; } = [];

    /// <summary>The changes, with what became of them; null for a look that changes nothing.</summary>
    public required IReadOnlyList<Change>? Changes { get; init; }

    /// <summary>The last checks.</summary>
    public required IReadOnlyList<Check> Checks { get; init; }

    /// <summary>The rounds of synchronisation, in order.</summary>
    public IReadOnlyList<SyncResult> Rounds { get; init; } = [];

    /// <summary>What ended a part of the work, in sentences.</summary>
    public IReadOnlyList<string> Failures { get; init; } = [];

    /// <summary>How many room calendars are registered.</summary>
    public int CalendarsRegistered { get; init; }

    /// <summary>How many reservations are stored.</summary>
    public int Reservations { get; init; }
}
