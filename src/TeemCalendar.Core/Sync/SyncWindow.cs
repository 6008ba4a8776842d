namespace TeemCalendar.Core.Sync;

/// <summary>The days of a calendar that are kept in step: from <paramref name="Start"/> to before <paramref name="End"/>, in UTC.</summary>
/// <param name="Start">The first instant.</param>
/// <param name="End">The instant after the last one.</param>
internal readonly record struct SyncWindow(DateTimeOffset Start, DateTimeOffset End)
{
    /// <summary>How far back is read when nobody says otherwise.</summary>
    public const int DefaultDaysBack = 7;

    /// <summary>How far ahead is read when nobody says otherwise.</summary>
    public const int DefaultDaysAhead = 180;

    /// <summary>How long a window serves. Graph fixes it in the first request of a delta, so that moving it means reading all of it again.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(1);

    /// <summary>How much earlier than that a room may be read anew. Rooms that were imported together are not all due in the same minute of every day; the number is ours.</summary>
    public static readonly TimeSpan Spread = TimeSpan.FromHours(2);

    /// <summary>How long a room's window serves: always the same for one room, and never longer than <see cref="Life"/>.</summary>
    /// <param name="roomId">The room's directory id.</param>
    public static TimeSpan LifeOf(Guid roomId)
    {
        // The first bytes of a directory id are random.
        Span<byte> bytes = stackalloc byte[16];
        roomId.TryWriteBytes(bytes);
        return Life - TimeSpan.FromSeconds(System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(bytes) % (uint)Spread.TotalSeconds);
    }

    /// <summary>The window at a moment. It begins and ends at midnight UTC: two reads on one day ask for the same.</summary>
    /// <param name="now">The moment.</param>
    /// <param name="daysBack">Days before that day.</param>
    /// <param name="daysAhead">Days after that day's beginning.</param>
    public static SyncWindow At(DateTimeOffset now, int daysBack, int daysAhead)
    {
        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        return new(today.AddDays(-daysBack), today.AddDays(daysAhead));
    }

    /// <summary>True when something from <paramref name="start"/> to <paramref name="end"/> shows in the window.</summary>
    /// <param name="start">Its first instant.</param>
    /// <param name="end">The instant after its last one; equal to <paramref name="start"/> for what takes no time.</param>
    public bool Covers(DateTimeOffset start, DateTimeOffset end) => start < End && (end > Start || start >= Start);
}
