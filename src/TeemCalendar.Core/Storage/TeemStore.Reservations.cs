using System.Text.Json;
using Dapper;

namespace TeemCalendar.Core.Storage;

/// <content>What front-ends ask of the reservations.</content>
internal sealed partial class TeemStore
{
    const string Columns = """
        SELECT r.*, c.mailbox, c.time_zone,
            (SELECT checked_in_at FROM checkins k WHERE k.calendar_id = r.calendar_id AND k.ical_uid = r.ical_uid AND k.original_start = r.original_start) AS checked_in_at
        """;

    /// <summary>One reservation, or null.</summary>
    /// <param name="roomId">The room's directory id.</param>
    /// <param name="eventId">Graph's immutable id of the room's copy.</param>
    public Reservation? FindReservation(Guid roomId, string eventId)
    {
        lock (gate)
            return connection.QuerySingleOrDefault<ReservationRow>(Columns + Matching(ReservationFilter.All) + " AND c.room_id = @roomId AND r.event_id = @eventId", new { roomId = StoreText.Of(roomId), eventId })?.ToReservation();
    }

    /// <summary>The reservations asked for, by start and then by room.</summary>
    /// <param name="filter">Which.</param>
    public IReadOnlyList<Reservation> GetReservations(ReservationFilter filter)
    {
        lock (gate)
            return connection.Query<ReservationRow>(Columns + Matching(filter) + " ORDER BY r.start_time, c.mailbox, r.ical_uid", Arguments(filter))
                .Select(row => row.ToReservation()).ToList();
    }

    /// <summary>How many reservations that are.</summary>
    /// <param name="filter">Which; all when left out.</param>
    public int CountReservations(ReservationFilter? filter = null)
    {
        filter ??= ReservationFilter.All;
        lock (gate)
            return connection.ExecuteScalar<int>("SELECT count(*)" + Matching(filter), Arguments(filter));
    }

    static string Matching(ReservationFilter filter) =>
        " FROM reservations r JOIN calendars c ON c.id = r.calendar_id WHERE 1"
        + (filter.Mailboxes is null ? "" : " AND c.mailbox IN (SELECT value FROM json_each(@mailboxes))")
        // What takes no time is there when it begins in the span.
        + (filter.From is null ? "" : " AND (r.end_time > @from OR r.start_time >= @from)")
        + (filter.To is null ? "" : " AND r.start_time < @to");

    static object Arguments(ReservationFilter filter) => new
    {
        mailboxes = filter.Mailboxes is null ? null : JsonSerializer.Serialize(filter.Mailboxes),
        from = StoreText.Of(filter.From),
        to = StoreText.Of(filter.To),
    };
}
