using Dapper;

namespace TeemCalendar.Core.Storage;

/// <content>What is to be changed in the tenant, and who has come to his reservation.</content>
internal sealed partial class TeemStore
{
    /// <summary>How long an ended change and a check-in are kept: long enough to be asked about.</summary>
    static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <summary>Writes a change down before anything of it is sent.</summary>
    /// <param name="entry">The change.</param>
    /// <returns>The same with its number.</returns>
    /// <exception cref="StoreException">The calendar is not imported any more.</exception>
    public OutboxEntry Record(OutboxEntry entry)
    {
        long id = 0;
        Write(transaction => id = connection.ExecuteScalar<long?>(
                """
                INSERT INTO outbox (calendar_id, kind, transaction_id, organizer, event_id, title, start_time, end_time, was_end, was_title, is_private, note, state, attempts, cause, detail, recorded_at, ended_at)
                SELECT id, @kind, @transaction_id, @organizer, @event_id, @title, @start_time, @end_time, @was_end, @was_title, @is_private, @note, @state, @attempts, @cause, @detail, @recorded_at, @ended_at
                FROM calendars WHERE room_id = @room_id
                RETURNING id
                """, new OutboxRow(entry), transaction) ?? throw StoreException.CalendarRemoved());
        return entry with { Id = id };
    }

    /// <summary>Begins a try of a change, as it stands in the store: another process may have been at it.</summary>
    /// <param name="entry">The change as it was known.</param>
    /// <returns>The change with one more try, or as it has ended meanwhile; null when it was taken back.</returns>
    public OutboxEntry? BeginTry(OutboxEntry entry)
    {
        const string began = "UPDATE outbox SET attempts = attempts + 1 WHERE id = @id AND ended_at IS NULL RETURNING *, @roomId AS room_id";
        var arguments = new { id = entry.Id, roomId = StoreText.Of(entry.RoomId) };
        lock (gate)
            return (connection.QuerySingleOrDefault<OutboxRow>(began, arguments) ?? connection.QuerySingleOrDefault<OutboxRow>("SELECT *, @roomId AS room_id FROM outbox WHERE id = @id", arguments))?.ToEntry();
    }

    /// <summary>Writes down how a change stands after a try, unless a later try is under way or the change has ended.</summary>
    /// <param name="entry">The change.</param>
    public void EndTry(OutboxEntry entry)
    {
        lock (gate)
            connection.Execute(
                """
                UPDATE outbox SET organizer = @organizer, event_id = @event_id, title = @title, was_title = @was_title, note = @note, state = @state, cause = @cause, detail = @detail, ended_at = @ended_at
                WHERE id = @id AND attempts = @attempts AND ended_at IS NULL
                """, new OutboxRow(entry));
    }

    /// <summary>Takes back a change that was written down and not sent, as far as is known.</summary>
    /// <param name="entry">The change.</param>
    public void Forget(OutboxEntry entry)
    {
        lock (gate)
            connection.Execute("DELETE FROM outbox WHERE id = @Id AND state = 'Recorded'", new { entry.Id });
    }

    /// <summary>Lets go what was kept long enough.</summary>
    void Prune()
    {
        var before = StoreText.Of(clock.GetUtcNow() - Kept);
        lock (gate)
            connection.Execute("DELETE FROM outbox WHERE ended_at < @before; DELETE FROM checkins WHERE checked_in_at < @before", new { before });
    }

    /// <summary>The changes of a room that have to be looked after, in the order in which they were made.</summary>
    /// <param name="roomId">The room's directory id.</param>
    public IReadOnlyList<OutboxEntry> ReadOpenChanges(Guid roomId)
    {
        lock (gate)
            return connection.Query<OutboxRow>($"SELECT o.*, @roomId AS room_id FROM outbox o{OfRoom} AND state IN ('Recorded', 'Sent') ORDER BY id", new { roomId = StoreText.Of(roomId) }).Select(row => row.ToEntry()).ToList();
    }

    /// <summary>The changes that wait, and those that lost, of every room.</summary>
    public ILookup<string, LocalChange> ReadChanges()
    {
        lock (gate)
            return connection.Query<OutboxRow>("SELECT o.*, c.room_id, c.mailbox FROM outbox o JOIN calendars c ON c.id = o.calendar_id WHERE state <> 'Confirmed' ORDER BY o.id")
                .ToLookup(row => row.mailbox, row => row.ToEntry().ToChange(row.mailbox), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Writes down that somebody has come.</summary>
    /// <param name="roomId">The room's directory id.</param>
    /// <param name="key">The reservation.</param>
    /// <returns>When he did: the first time counts.</returns>
    public DateTimeOffset CheckIn(Guid roomId, ReservationKey key)
    {
        var now = clock.GetUtcNow();
        string at = "";
        Write(transaction =>
        {
            var calendar = CalendarOf(roomId, transaction);
            at = connection.ExecuteScalar<string>(
                """
                INSERT INTO checkins (calendar_id, ical_uid, original_start, checked_in_at) VALUES (@calendar, @uid, @start, @at)
                ON CONFLICT DO UPDATE SET checked_in_at = checked_in_at
                RETURNING checked_in_at
                """, new { calendar, uid = key.ICalUId, start = StoreText.Of(key.OriginalStart), at = StoreText.Of(now) }, transaction)!;
            // A release that waits to be sent comes too late now.
            connection.Execute(
                """
                DELETE FROM outbox WHERE calendar_id = @calendar AND kind = 'Release' AND state = 'Recorded'
                AND event_id = (SELECT event_id FROM reservations WHERE calendar_id = @calendar AND ical_uid = @uid AND original_start = @start)
                """, new { calendar, uid = key.ICalUId, start = StoreText.Of(key.OriginalStart) }, transaction);
        });
        return StoreText.Time(at);
    }

    /// <summary>Whether somebody has checked in to a reservation.</summary>
    /// <param name="roomId">The room's directory id.</param>
    /// <param name="key">The reservation.</param>
    public bool IsCheckedIn(Guid roomId, ReservationKey key)
    {
        lock (gate)
            return connection.ExecuteScalar<bool>("SELECT EXISTS (SELECT 1 FROM checkins" + OfRoom + " AND ical_uid = @uid AND original_start = @start)",
                new { roomId = StoreText.Of(roomId), uid = key.ICalUId, start = StoreText.Of(key.OriginalStart) });
    }

    /// <summary>Reservations of a room that go on, that nobody has checked in to, and that nobody has tried to release.</summary>
    /// <param name="roomId">The room's directory id.</param>
    /// <param name="from">They began then or later,</param>
    /// <param name="by">and by then.</param>
    public IReadOnlyList<StoredReservation> ReadNoShows(Guid roomId, DateTimeOffset from, DateTimeOffset by)
    {
        lock (gate)
            return connection.Query<ReservationRow>("SELECT * FROM reservations r" + OfRoom +
                """
                 AND start_time >= @from AND start_time <= @by AND end_time > @now AND is_busy AND start_date IS NULL
                AND NOT EXISTS (SELECT 1 FROM checkins k WHERE k.calendar_id = r.calendar_id AND k.ical_uid = r.ical_uid AND k.original_start = r.original_start)
                AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.calendar_id = r.calendar_id AND o.event_id = r.event_id AND o.kind IN ('Release', 'Cancel'))
                """, new { roomId = StoreText.Of(roomId), from = StoreText.Of(from), by = StoreText.Of(by), now = StoreText.Of(clock.GetUtcNow()) }).Select(row => row.ToStored()).ToList();
    }

    sealed class OutboxRow
    {
        public OutboxRow() { }

        public OutboxRow(OutboxEntry entry)
        {
            id = entry.Id;
            room_id = StoreText.Of(entry.RoomId);
            kind = entry.Kind.ToString();
            transaction_id = entry.TransactionId;
            organizer = entry.Organizer;
            event_id = entry.EventId;
            title = entry.Title;
            start_time = StoreText.Of(entry.Start);
            end_time = StoreText.Of(entry.End);
            was_end = StoreText.Of(entry.WasEnd);
            was_title = entry.WasTitle;
            is_private = entry.IsPrivate;
            note = entry.Note;
            state = entry.State.ToString();
            attempts = entry.Attempts;
            cause = entry.Cause;
            detail = entry.Detail;
            recorded_at = StoreText.Of(entry.RecordedAt);
            ended_at = StoreText.Of(entry.EndedAt);
        }

        public long id { get; set; }
        public string room_id { get; set; } = "";
        public string mailbox { get; set; } = "";
        public string kind { get; set; } = "";
        public string transaction_id { get; set; } = "";
        public string? organizer { get; set; }
        public string? event_id { get; set; }
        public string? title { get; set; }
        public string start_time { get; set; } = "";
        public string end_time { get; set; } = "";
        public string? was_end { get; set; }
        public string? was_title { get; set; }
        public bool is_private { get; set; }
        public string? note { get; set; }
        public string state { get; set; } = "";
        public int attempts { get; set; }
        public string? cause { get; set; }
        public string? detail { get; set; }
        public string recorded_at { get; set; } = "";
        public string? ended_at { get; set; }

        public OutboxEntry ToEntry() => new()
        {
            Id = id, RoomId = Guid.Parse(room_id), Kind = Enum.Parse<LocalChangeKind>(kind), TransactionId = transaction_id, Organizer = organizer, EventId = event_id, Title = title,
            Start = StoreText.Time(start_time), End = StoreText.Time(end_time), WasEnd = StoreText.TimeOrNull(was_end), WasTitle = was_title, IsPrivate = is_private, Note = note, State = Enum.Parse<LocalChangeState>(state),
            Attempts = attempts, Cause = cause, Detail = detail, RecordedAt = StoreText.Time(recorded_at), EndedAt = StoreText.TimeOrNull(ended_at),
        };
    }
}
