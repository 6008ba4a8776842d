namespace TeemCalendar.Core.Sync;

/// <summary>What a round of synchronisation reads.</summary>
internal sealed record SyncRequest
{
    /// <summary>How many rooms are read at once when nobody says otherwise.</summary>
    public const int DefaultRoomsAtOnce = 16;

    /// <summary>Graph refuses a window of more days.</summary>
    const int LongestWindow = 1825;

    /// <summary>Rooms by address; null for every imported calendar.</summary>
    public IReadOnlyCollection<string>? Mailboxes { get; init; }

    /// <summary>Days before today.</summary>
    public int DaysBack { get; init; } = SyncWindow.DefaultDaysBack;

    /// <summary>Days from today on.</summary>
    public int DaysAhead { get; init; } = SyncWindow.DefaultDaysAhead;

    /// <summary>Rooms read at once, at most.</summary>
    public int RoomsAtOnce { get; init; } = DefaultRoomsAtOnce;

    /// <summary>Refuses what no round can be run with.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(DaysBack);
        ArgumentOutOfRangeException.ThrowIfLessThan(DaysAhead, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(DaysBack + DaysAhead, LongestWindow, nameof(DaysAhead));
        ArgumentOutOfRangeException.ThrowIfLessThan(RoomsAtOnce, 1);
    }
}
