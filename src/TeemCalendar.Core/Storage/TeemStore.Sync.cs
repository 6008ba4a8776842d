using System.Text.Json;
using Dapper;

namespace TeemCalendar.Core.Storage;

/// <content>How the synchronisation stands, and who does it.</content>
internal sealed partial class TeemStore
{
    const string ClaimFact = "synchronised-by";

    /// <summary>What the synchronisations of this process know beyond what is written down.</summary>
    public SyncBoard Board { get; } = new();

    /// <summary>What tells this store from others in this process; two connections to one file are one.</summary>
    public string Name => Path ?? inMemory;

    readonly string inMemory = Guid.NewGuid().ToString();

    /// <summary>Takes the right to synchronise: it is one process's at a time, which may take it several times. A store in memory is nobody else's anyway.</summary>
    /// <param name="command">The command that is at work, for whoever is refused.</param>
    /// <exception cref="StoreException">Another process has it; the message says which.</exception>
    public IDisposable ClaimSync(string command) =>
        Path is null ? NoClaim.Instance : SyncClaim.Take(Path, SyncClaim.Name(command, clock.GetUtcNow()), TellHolder, () => GetFact(ClaimFact));

    /// <summary>How the synchronisation of rooms stands, by address.</summary>
    /// <param name="mailboxes">Rooms by address, in whatever case; null for all.</param>
    public IReadOnlyList<SyncState> GetSyncStates(IReadOnlyCollection<string>? mailboxes = null)
    {
        var which = mailboxes is null ? "" : " WHERE c.mailbox IN (SELECT value FROM json_each(@mailboxes))";
        var (now, changes) = (clock.GetUtcNow(), ReadChanges());
        lock (gate)
            return connection.Query<StateRow>(
                """
                SELECT c.room_id, c.mailbox, d.read_at, h.reason, h.meetings, h.of_meetings, h.since AS held_since, f.since AS failing_since, f.times, f.cause, f.detail,
                    (SELECT count(*) FROM reservations r WHERE r.calendar_id = c.id) AS reservations
                FROM calendars c LEFT JOIN delta d ON d.calendar_id = c.id LEFT JOIN holds h ON h.calendar_id = c.id LEFT JOIN failures f ON f.calendar_id = c.id
                """ + which + " ORDER BY c.mailbox",
                new { mailboxes = JsonSerializer.Serialize(mailboxes) }).Select(row => row.ToState(Board, now) with { Changes = changes[row.mailbox].ToArray() }).ToList();
    }

    /// <summary>Writes down that a room cannot be read; what is stored of it stays.</summary>
    /// <param name="roomId">The room's directory id.</param>
    /// <param name="failure">Why.</param>
    public void SaveFailure(Guid roomId, RoomFailure failure)
    {
        lock (gate)
            connection.Execute(
                """
                INSERT OR REPLACE INTO failures (calendar_id, since, times, cause, detail)
                SELECT id, @since, @Times, @Cause, @Detail FROM calendars WHERE room_id = @roomId
                """,
                new { roomId = StoreText.Of(roomId), since = StoreText.Of(failure.Since), failure.Times, failure.Cause, failure.Detail });
    }

    /// <summary>A run may end because its connection was closed: nothing is left to write to then, and what stays is an old name beside a lock that nobody holds.</summary>
    void TellHolder(string? holder)
    {
        lock (gate)
            if (!closed)
                SetFact(ClaimFact, holder);
    }

    sealed class StateRow
    {
        public string room_id { get; set; } = "";
        public string mailbox { get; set; } = "";
        public string? read_at { get; set; }
        public string? reason { get; set; }
        public int meetings { get; set; }
        public int of_meetings { get; set; }
        public string held_since { get; set; } = "";
        public string? failing_since { get; set; }
        public int times { get; set; }
        public string? cause { get; set; }
        public string? detail { get; set; }
        public int reservations { get; set; }

        public SyncState ToState(SyncBoard board, DateTimeOffset now)
        {
            var room = Guid.Parse(room_id);
            var written = StoreText.TimeOrNull(read_at);
            var lastSuccess = board.ReadAt(room) is { } fresh && !(fresh <= written) ? fresh : written;
            var hold = reason is null ? null : new HeldRemovals(reason, meetings, of_meetings, StoreText.Time(held_since));
            var isFailing = failing_since is not null;
            return new()
            {
                Mailbox = mailbox,
                Mode = board.ModeOf(mailbox),
                LastSuccess = lastSuccess,
                Lag = now - lastSuccess,
                Reservations = reservations,
                Failures = isFailing ? Math.Max(times, board.FailuresOf(room)) : 0,
                FailingSince = StoreText.TimeOrNull(failing_since),
                Cause = isFailing ? cause : hold?.Reason,
                Detail = isFailing ? detail : hold?.Explain(mailbox),
                IsHeld = hold is not null,
                CountsAsBusy = isFailing || lastSuccess is null,
            };
        }
    }

    sealed class NoClaim : IDisposable
    {
        public static readonly NoClaim Instance = new();

        public void Dispose() { }
    }
}
