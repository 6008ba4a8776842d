using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using TeemCalendar.Core.Graph;
using TeemCalendar.Core.Sync;

namespace TeemCalendar.Core.Storage;

/// <content>What a round of synchronisation reads and writes.</content>
internal sealed partial class TeemStore
{
    const string OfRoom = " WHERE calendar_id = (SELECT id FROM calendars WHERE room_id = @roomId)";

    /// <summary>How far a room was read; null when its whole window has to be read.</summary>
    /// <param name="roomId">The room's directory id.</param>
    public DeltaState? ReadRoundState(Guid roomId) => ReadStanding(roomId).State;

    /// <summary>All that a round has to know of a room before it reads it, in one query: most rounds find nothing, and this is then all they cost.</summary>
    /// <param name="roomId">The room's directory id.</param>
    public RoomStanding ReadStanding(Guid roomId)
    {
        lock (gate)
            return connection.QuerySingleOrDefault<StandingRow>(
                """
                SELECT d.link, d.window_start, d.window_end, d.full_read_at, d.read_at, h.reason, h.meetings, h.of_meetings, h.since AS held_since,
                    f.since AS failing_since, f.times, f.cause, f.detail
                FROM calendars c LEFT JOIN delta d ON d.calendar_id = c.id LEFT JOIN holds h ON h.calendar_id = c.id LEFT JOIN failures f ON f.calendar_id = c.id
                WHERE c.room_id = @roomId
                """,
                new { roomId = StoreText.Of(roomId) })?.ToStanding() ?? new(null, null, null);
    }

    /// <summary>The meetings that are still to come, each with its occurrences: what a round must not empty a room of.</summary>
    /// <param name="roomId">The room's directory id.</param>
    /// <param name="now">What has ended by then is over.</param>
    /// <param name="before">What begins then or later is not asked for.</param>
    public IReadOnlyList<ReservationKey> ReadMeetingsToCome(Guid roomId, DateTimeOffset now, DateTimeOffset before)
    {
        lock (gate)
            return connection.Query<ReservationRow>(
                "SELECT ical_uid, original_start FROM reservations" + OfRoom + " AND end_time > @now AND start_time < @before AND NOT is_cancelled",
                new { roomId = StoreText.Of(roomId), now = StoreText.Of(now), before = StoreText.Of(before) }).Select(row => row.ToKey()).ToList();
    }

    /// <summary>Forgets how far rooms were read, so that the next round reads them anew. What is stored of them is kept.</summary>
    /// <param name="roomIds">Which; null for all.</param>
    public void ForgetRounds(IReadOnlyCollection<Guid>? roomIds = null)
    {
        var which = roomIds is null ? "" : " WHERE calendar_id IN (SELECT id FROM calendars WHERE room_id IN (SELECT value FROM json_each(@rooms)))";
        lock (gate)
            connection.Execute("UPDATE delta SET link = NULL" + which, new { rooms = JsonSerializer.Serialize(roomIds?.Select(StoreText.Of)) });
    }

    /// <summary>What is remembered of a room's series.</summary>
    /// <param name="roomId">The room's directory id.</param>
    /// <param name="eventIds">The masters' ids, among others; null for every series of the room.</param>
    public IReadOnlyList<StoredSeries> ReadSeries(Guid roomId, IReadOnlyCollection<string>? eventIds)
    {
        var sql = "SELECT * FROM series" + OfRoom + (eventIds is null ? "" : " AND event_id IN (SELECT value FROM json_each(@eventIds))");
        lock (gate)
            return connection.Query<SeriesRow>(sql, new { roomId = StoreText.Of(roomId), eventIds = JsonSerializer.Serialize(eventIds) }).Select(row => row.ToSeries()).ToList();
    }

    /// <summary>The stored reservations that a round can touch.</summary>
    /// <param name="roomId">The room's directory id.</param>
    /// <param name="eventIds">Events and series masters that the round speaks of.</param>
    /// <param name="iCalUIds">Meetings that the round speaks of.</param>
    /// <param name="from">For a round that read everything: what ends then or later is touched too. Null otherwise, so that the cost is that of the change.</param>
    public IReadOnlyList<StoredReservation> ReadReservations(Guid roomId, IReadOnlyCollection<string> eventIds, IReadOnlyCollection<string> iCalUIds, DateTimeOffset? from)
    {
        const string where = "SELECT * FROM reservations" + OfRoom + """
             AND (event_id IN (SELECT value FROM json_each(@eventIds))
                OR series_id IN (SELECT value FROM json_each(@eventIds))
                OR ical_uid IN (SELECT value FROM json_each(@iCalUIds))
            """;
        lock (gate)
            return connection.Query<ReservationRow>(where + (from is null ? ")" : " OR end_time >= @from)"), new
            {
                roomId = StoreText.Of(roomId),
                eventIds = JsonSerializer.Serialize(eventIds),
                iCalUIds = JsonSerializer.Serialize(iCalUIds),
                from = StoreText.Of(from),
            }).Select(row => row.ToStored()).ToList();
    }

    /// <summary>Writes what the room's calendar says of one reservation after a change from here. How far the room was read stays as it is.</summary>
    /// <param name="roomId">The room's directory id.</param>
    /// <param name="upserts">The reservation, where it is there.</param>
    /// <param name="deletes">What it was before, where that is gone.</param>
    /// <exception cref="StoreException">The calendar was removed meanwhile.</exception>
    public void SaveReservation(Guid roomId, IReadOnlyList<StoredReservation> upserts, IReadOnlyList<ReservationKey> deletes)
    {
        if (upserts.Count + deletes.Count > 0)
            Write(transaction => WriteReservations(transaction, CalendarOf(roomId, transaction), upserts, deletes));
    }

    /// <summary>Writes what a round found out, as one transaction: all of it with the place where the next round goes on, or nothing.</summary>
    /// <param name="roomId">The room's directory id.</param>
    /// <param name="round">What it found out.</param>
    /// <exception cref="StoreException">The calendar was removed meanwhile.</exception>
    public void CommitRound(Guid roomId, RoomRound round)
    {
        Write(transaction =>
        {
            var calendar = CalendarOf(roomId, transaction);
            WriteReservations(transaction, calendar, round.Upserts, round.Deletes);
            connection.Execute("DELETE FROM series WHERE calendar_id = @calendar AND event_id = @id", round.SeriesDeletes.Select(id => new { calendar, id }), transaction);
            connection.Execute(
                """
                INSERT OR REPLACE INTO series (calendar_id, event_id, ical_uid, title, organizer, organizer_address, is_private, is_cancelled, is_free, is_all_day)
                VALUES (@calendar_id, @event_id, @ical_uid, @title, @organizer, @organizer_address, @is_private, @is_cancelled, @is_free, @is_all_day)
                """,
                round.SeriesUpserts.Select(series => new SeriesRow(calendar, series)), transaction);
            // What was forgotten while a room was read on from there stays forgotten: somebody wants it read anew.
            if (round.State is { } state)
                connection.Execute(
                    """
                    INSERT INTO delta (calendar_id, link, window_start, window_end, full_read_at, read_at)
                    VALUES (@calendar_id, @link, @window_start, @window_end, @full_read_at, @read_at)
                    ON CONFLICT DO UPDATE SET link = CASE WHEN @full OR link IS NOT NULL THEN @link END,
                        window_start = @window_start, window_end = @window_end, full_read_at = @full_read_at, read_at = @read_at
                    """,
                    new DeltaRow(calendar, state) { full = round.Full }, transaction);
            connection.Execute("DELETE FROM failures WHERE calendar_id = @calendar", new { calendar }, transaction);
            connection.Execute(
                round.Hold is null
                    ? "DELETE FROM holds WHERE calendar_id = @calendar"
                    : "INSERT OR REPLACE INTO holds (calendar_id, reason, meetings, of_meetings, since) VALUES (@calendar, @Reason, @Meetings, @OfMeetings, @since)",
                new { calendar, round.Hold?.Reason, round.Hold?.Meetings, round.Hold?.OfMeetings, since = StoreText.Of(round.Hold?.Since) }, transaction);
        });
    }

    long CalendarOf(Guid roomId, SqliteTransaction transaction) =>
        connection.ExecuteScalar<long?>("SELECT id FROM calendars WHERE room_id = @roomId", new { roomId = StoreText.Of(roomId) }, transaction) ?? throw StoreException.CalendarRemoved();

    void WriteReservations(SqliteTransaction transaction, long calendar, IReadOnlyList<StoredReservation> upserts, IReadOnlyList<ReservationKey> deletes)
    {
        connection.Execute("DELETE FROM reservations WHERE calendar_id = @calendar AND ical_uid = @ICalUId AND original_start = @start",
            deletes.Select(key => new { calendar, key.ICalUId, start = StoreText.Of(key.OriginalStart) }), transaction);
        using var writer = new ReservationWriter(connection, transaction, calendar);
        foreach (var reservation in upserts)
            writer.Write(reservation);
    }

    sealed class DeltaRow
    {
        public DeltaRow() { }

        public DeltaRow(long calendar, DeltaState state)
        {
            calendar_id = calendar;
            link = state.Link.Url;
            window_start = StoreText.Of(state.Window.Start);
            window_end = StoreText.Of(state.Window.End);
            full_read_at = StoreText.Of(state.FullReadAt);
            read_at = StoreText.Of(state.ReadAt);
        }

        public long calendar_id { get; set; }
        public string link { get; set; } = "";
        public string window_start { get; set; } = "";
        public string window_end { get; set; } = "";
        public string full_read_at { get; set; } = "";
        public string read_at { get; set; } = "";
        public bool full { get; set; }
    }

    sealed class StandingRow
    {
        public string? link { get; set; }
        public string window_start { get; set; } = "";
        public string window_end { get; set; } = "";
        public string full_read_at { get; set; } = "";
        public string read_at { get; set; } = "";
        public string? reason { get; set; }
        public int meetings { get; set; }
        public int of_meetings { get; set; }
        public string held_since { get; set; } = "";
        public string? failing_since { get; set; }
        public int times { get; set; }
        public string? cause { get; set; }
        public string? detail { get; set; }

        public RoomStanding ToStanding() => new(
            link is null ? null : new(new DeltaLink(link), new SyncWindow(StoreText.Time(window_start), StoreText.Time(window_end)), StoreText.Time(full_read_at), StoreText.Time(read_at)),
            reason is null ? null : new(reason, meetings, of_meetings, StoreText.Time(held_since)),
            failing_since is null ? null : new(StoreText.Time(failing_since), times, cause, detail));
    }

    sealed class SeriesRow
    {
        public SeriesRow() { }

        public SeriesRow(long calendar, StoredSeries series)
        {
            calendar_id = calendar;
            event_id = series.EventId;
            ical_uid = series.ICalUId;
            title = series.Title;
            organizer = series.Organizer;
            organizer_address = series.OrganizerAddress;
            is_private = series.IsPrivate;
            is_cancelled = series.IsCancelled;
            is_free = series.IsFree;
            is_all_day = series.IsAllDay;
        }

        public long calendar_id { get; set; }
        public string event_id { get; set; } = "";
        public string ical_uid { get; set; } = "";
        public string? title { get; set; }
        public string? organizer { get; set; }
        public string? organizer_address { get; set; }
        public bool is_private { get; set; }
        public bool is_cancelled { get; set; }
        public bool is_free { get; set; }
        public bool is_all_day { get; set; }

        public StoredSeries ToSeries() => new()
        {
            EventId = event_id,
            ICalUId = ical_uid,
            Title = title,
            Organizer = organizer,
            OrganizerAddress = organizer_address,
            IsPrivate = is_private,
            IsCancelled = is_cancelled,
            IsFree = is_free,
            IsAllDay = is_all_day,
        };
    }
}
