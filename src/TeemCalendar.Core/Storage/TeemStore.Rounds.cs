using System.Text.Json;
using Dapper;
using TeemCalendar.Core.Graph;
using TeemCalendar.Core.Sync;

namespace TeemCalendar.Core.Storage;

/// <content>What a round of synchronisation reads and writes.</content>
internal sealed partial class TeemStore
{
    const string OfRoom = " WHERE calendar_id = (SELECT id FROM calendars WHERE room_id = @roomId)";

    /// <summary>How far a room was read; null when its whole window has to be read.</summary>
    /// <param name="roomId">The room's directory id.</param>
    public DeltaState? ReadRoundState(Guid roomId)
    {
        lock (gate)
            return connection.QuerySingleOrDefault<DeltaRow>("SELECT * FROM delta" + OfRoom + " AND link IS NOT NULL", new { roomId = StoreText.Of(roomId) })?.ToState();
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

    /// <summary>Writes what a round found out, as one transaction: all of it with the place where the next round goes on, or nothing.</summary>
    /// <param name="roomId">The room's directory id.</param>
    /// <param name="round">What it found out.</param>
    /// <exception cref="StoreException">The calendar was removed meanwhile.</exception>
    public void CommitRound(Guid roomId, RoomRound round)
    {
        Write(transaction =>
        {
            var calendar = connection.ExecuteScalar<long?>("SELECT id FROM calendars WHERE room_id = @roomId", new { roomId = StoreText.Of(roomId) }, transaction)
                ?? throw StoreException.CalendarRemoved();
            connection.Execute("DELETE FROM reservations WHERE calendar_id = @calendar AND ical_uid = @ICalUId AND original_start = @start",
                round.Deletes.Select(key => new { calendar, key.ICalUId, start = StoreText.Of(key.OriginalStart) }), transaction);
            connection.Execute("DELETE FROM series WHERE calendar_id = @calendar AND event_id = @id", round.SeriesDeletes.Select(id => new { calendar, id }), transaction);
            connection.Execute(
                """
                INSERT OR REPLACE INTO series (calendar_id, event_id, ical_uid, title, organizer, organizer_address, is_private, is_cancelled, is_free, is_all_day)
                VALUES (@calendar_id, @event_id, @ical_uid, @title, @organizer, @organizer_address, @is_private, @is_cancelled, @is_free, @is_all_day)
                """,
                round.SeriesUpserts.Select(series => new SeriesRow(calendar, series)), transaction);
            using (var writer = new ReservationWriter(connection, transaction, calendar))
                foreach (var reservation in round.Upserts)
                    writer.Write(reservation);
            connection.Execute(
                """
                INSERT OR REPLACE INTO delta (calendar_id, link, window_start, window_end, full_read_at, read_at)
                VALUES (@calendar_id, @link, @window_start, @window_end, @full_read_at, @read_at)
                """,
                new DeltaRow(calendar, round.State), transaction);
        });
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

        public DeltaState ToState() =>
            new(new DeltaLink(link), new SyncWindow(StoreText.Time(window_start), StoreText.Time(window_end)), StoreText.Time(full_read_at), StoreText.Time(read_at));
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
