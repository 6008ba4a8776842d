using Microsoft.Data.Sqlite;

namespace TeemCalendar.Core.Storage;

/// <summary>Writes reservations of one room. A first round brings hundreds a room, so the statement is prepared once and its parameters are bound again and again.</summary>
internal sealed class ReservationWriter : IDisposable
{
    /// <summary>REPLACE by either of two: the same key, or the same event that now stands elsewhere.</summary>
    const string Sql = """
        INSERT OR REPLACE INTO reservations (calendar_id, ical_uid, original_start, event_id, kind, series_id, title, organizer, organizer_address,
            start_time, end_time, start_date, end_date, is_private, is_cancelled, is_busy)
        VALUES ($calendar_id, $ical_uid, $original_start, $event_id, $kind, $series_id, $title, $organizer, $organizer_address,
            $start_time, $end_time, $start_date, $end_date, $is_private, $is_cancelled, $is_busy)
        """;

    readonly SqliteCommand command;
    readonly SqliteParameter uid, originalStart, eventId, kind, seriesId, title, organizer, organizerAddress, start, end, startDate, endDate, isPrivate, isCancelled, isBusy;

    public ReservationWriter(SqliteConnection connection, SqliteTransaction transaction, long calendarId)
    {
        command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = Sql;
        Add("$calendar_id", SqliteType.Integer).Value = calendarId;
        (uid, originalStart, eventId, kind, seriesId) = (Add("$ical_uid"), Add("$original_start"), Add("$event_id"), Add("$kind"), Add("$series_id"));
        (title, organizer, organizerAddress) = (Add("$title"), Add("$organizer"), Add("$organizer_address"));
        (start, end, startDate, endDate) = (Add("$start_time"), Add("$end_time"), Add("$start_date"), Add("$end_date"));
        (isPrivate, isCancelled, isBusy) = (Add("$is_private", SqliteType.Integer), Add("$is_cancelled", SqliteType.Integer), Add("$is_busy", SqliteType.Integer));
    }

    public void Write(StoredReservation row)
    {
        uid.Value = OrNull(row.Key.ICalUId);
        originalStart.Value = StoreText.Of(row.Key.OriginalStart);
        eventId.Value = row.EventId;
        kind.Value = row.Kind.ToString();
        seriesId.Value = OrNull(row.SeriesId);
        title.Value = OrNull(row.Title);
        organizer.Value = OrNull(row.Organizer);
        organizerAddress.Value = OrNull(row.OrganizerAddress);
        start.Value = StoreText.Of(row.Start);
        end.Value = StoreText.Of(row.End);
        startDate.Value = OrNull(StoreText.Of(row.StartDate));
        endDate.Value = OrNull(StoreText.Of(row.EndDate));
        isPrivate.Value = row.IsPrivate;
        isCancelled.Value = row.IsCancelled;
        isBusy.Value = row.IsBusy;
        command.ExecuteNonQuery();
    }

    public void Dispose() => command.Dispose();

    SqliteParameter Add(string name, SqliteType type = SqliteType.Text) => command.Parameters.Add(name, type);

    static object OrNull(string? text) => text is null ? DBNull.Value : text;
}
