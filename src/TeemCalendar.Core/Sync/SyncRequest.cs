namespace TeemCalendar.Core.Sync;

/// <summary>What a round of synchronisation reads.</summary>
internal sealed record SyncRequest
{
    /// <summary>How many rooms are read at once when nobody says otherwise.</summary>
    public const int DefaultRoomsAtOnce = 16;

    /// <summary>Graph refuses a window of more days.</summary>
    const int LongestWindow = 1825;

    /// <summary>How long people have to check in at least and at most: later, the meeting is over before its room is free.</summary>
    public static readonly TimeSpan ShortestRelease = TimeSpan.FromMinutes(1), LongestRelease = TimeSpan.FromHours(4);

    /// <summary>Rooms by address; null for every imported calendar.</summary>
    public IReadOnlyCollection<string>? Mailboxes { get; init; }

    /// <summary>Days before today.</summary>
    public int DaysBack { get; init; } = SyncWindow.DefaultDaysBack;

    /// <summary>Days from today on.</summary>
    public int DaysAhead { get; init; } = SyncWindow.DefaultDaysAhead;

    /// <summary>Rooms read at once, at most.</summary>
    public int RoomsAtOnce { get; init; } = DefaultRoomsAtOnce;

    /// <summary>True to send what was changed here as well; otherwise nothing is written to the tenant.</summary>
    public bool Write { get; init; }

    /// <summary>How long after its start a reservation that nobody checked in to is released; null never.</summary>
    public TimeSpan? ReleaseAfter { get; init; }

    /// <summary>True when a person has confirmed that what is held back may go.</summary>
    public bool AcceptRemovals { get; init; }

    /// <summary>Refuses what no round can be run with.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(DaysBack);
        ArgumentOutOfRangeException.ThrowIfLessThan(DaysAhead, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(DaysBack + DaysAhead, LongestWindow, nameof(DaysAhead));
        ArgumentOutOfRangeException.ThrowIfLessThan(RoomsAtOnce, 1);
        if (ReleaseAfter is { } after && (!Write || after < ShortestRelease || after > LongestRelease))
            throw new ArgumentOutOfRangeException(nameof(ReleaseAfter), "A release is a write, and comes a minute after the start at the earliest and four hours at the latest.");
    }
}
