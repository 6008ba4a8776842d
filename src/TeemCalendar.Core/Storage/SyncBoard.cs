using System.Collections.Concurrent;

namespace TeemCalendar.Core.Storage;

/// <summary>What the synchronisations of this process know and is not worth a write: which are at work, and what became of a room since it was written down last.</summary>
internal sealed class SyncBoard
{
    readonly List<Run> runs = [];
    readonly ConcurrentDictionary<Guid, DateTimeOffset> read = [];
    readonly ConcurrentDictionary<Guid, Failing> failing = [];

    /// <summary>Puts a synchronisation on the board, until it is disposed.</summary>
    /// <param name="mailboxes">The rooms it reads; null for all.</param>
    /// <param name="writes">Whether it sends what was changed here.</param>
    public IDisposable Begin(IReadOnlyCollection<string>? mailboxes, bool writes)
    {
        var run = new Run(this, mailboxes?.ToHashSet(StringComparer.OrdinalIgnoreCase), writes ? SyncMode.ReadWrite : SyncMode.Read);
        lock (runs)
            runs.Add(run);
        return run;
    }

    /// <summary>What this process does with a room.</summary>
    /// <param name="mailbox">The room's address.</param>
    public SyncMode ModeOf(string mailbox)
    {
        lock (runs)
            return runs.Where(run => run.Covers(mailbox)).Select(run => run.Mode).DefaultIfEmpty().Max();
    }

    /// <summary>When this process read a room last; null when it did not, or could not the last time.</summary>
    /// <param name="roomId">The room's directory id.</param>
    public DateTimeOffset? ReadAt(Guid roomId) => read.TryGetValue(roomId, out var at) ? at : null;

    /// <summary>How often in a row this process could not read a room, what failed before it included; 0 when it could, or never tried.</summary>
    /// <param name="roomId">The room's directory id.</param>
    public int FailuresOf(Guid roomId) => failing.TryGetValue(roomId, out var failure) ? failure.Times : 0;

    /// <summary>Notes that a room was read.</summary>
    /// <param name="roomId">The room's directory id.</param>
    /// <param name="at">When; null where removals wait, since the store is as far behind the calendar as before.</param>
    public void Succeeded(Guid roomId, DateTimeOffset? at)
    {
        if (at is { } known)
            read[roomId] = known;
        failing.TryRemove(roomId, out _);
    }

    /// <summary>Notes that a room could not be read. The answer is how often in a row, and whether that was not written down for so long that it should be.</summary>
    /// <param name="roomId">The room's directory id.</param>
    /// <param name="writtenTimes">How often as far as it was written down.</param>
    /// <param name="at">When.</param>
    /// <param name="noteAfter">How seldom it is written down.</param>
    public (int Times, bool IsDue) Failed(Guid roomId, int writtenTimes, DateTimeOffset at, TimeSpan noteAfter)
    {
        read.TryRemove(roomId, out _);
        var before = failing.TryGetValue(roomId, out var known) ? known : new(writtenTimes, DateTimeOffset.MinValue);
        var isDue = at - before.WrittenAt >= noteAfter;
        var now = failing[roomId] = new(Math.Max(before.Times, writtenTimes) + 1, isDue ? at : before.WrittenAt);
        return (now.Times, isDue);
    }

    readonly record struct Failing(int Times, DateTimeOffset WrittenAt);

    sealed class Run(SyncBoard board, HashSet<string>? mailboxes, SyncMode mode) : IDisposable
    {
        public SyncMode Mode => mode;

        public bool Covers(string mailbox) => mailboxes is null || mailboxes.Contains(mailbox);

        public void Dispose()
        {
            lock (board.runs)
                board.runs.Remove(this);
        }
    }
}
