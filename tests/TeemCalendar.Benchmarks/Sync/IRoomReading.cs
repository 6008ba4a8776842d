using TeemCalendar.Core.Http;

namespace TeemCalendar.Benchmarks.Sync;

/// <summary>One way to follow the calendars of a tenant's rooms.</summary>
internal interface IRoomReading : IDisposable
{
    /// <summary>What it sent.</summary>
    RequestCounters Counters { get; }

    /// <summary>How many meetings it knows.</summary>
    int Meetings { get; }

    /// <summary>Reads all rooms: the first time everything, later what changed.</summary>
    Task RoundAsync();

    /// <summary>Looks what the next round writes to the disk.</summary>
    Func<DiskWrites> WatchDisk();
}

/// <summary>What a round wrote.</summary>
/// <param name="Committed">Whether anything was written to the store: SQLite's own sign for other connections.</param>
/// <param name="GrownBytes">By how much its files grew.</param>
/// <param name="StoreBytes">How large they are.</param>
internal sealed record DiskWrites(bool Committed, long GrownBytes, long StoreBytes);
