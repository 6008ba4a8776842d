using Dapper;

namespace TeemCalendar.Core.Storage;

/// <content>The imported calendars.</content>
internal sealed partial class TeemStore
{
    const string SelectCalendars = "SELECT c.*, d.read_at FROM calendars c LEFT JOIN delta d ON d.calendar_id = c.id";

    /// <summary>Every imported calendar, by address.</summary>
    public IReadOnlyList<RoomCalendar> GetCalendars()
    {
        lock (gate)
            return connection.Query<CalendarRow>(SelectCalendars + " ORDER BY mailbox").Select(row => row.ToCalendar()).ToList();
    }

    /// <summary>One imported calendar, or null.</summary>
    /// <param name="roomId">The room's directory id.</param>
    public RoomCalendar? GetCalendar(Guid roomId)
    {
        lock (gate)
            return connection.QuerySingleOrDefault<CalendarRow>(SelectCalendars + " WHERE room_id = @roomId", new { roomId = StoreText.Of(roomId) })?.ToCalendar();
    }

    /// <summary>One imported calendar, or null.</summary>
    /// <param name="mailbox">The room's address, in whatever case.</param>
    public RoomCalendar? GetCalendar(string mailbox)
    {
        lock (gate)
            return connection.QuerySingleOrDefault<CalendarRow>(SelectCalendars + " WHERE mailbox = @mailbox", new { mailbox })?.ToCalendar();
    }

    /// <summary>Imports calendars, or renews what is known of those that are.</summary>
    /// <remarks>
    /// Registering again keeps when it was registered and everything read. A room in another zone is read anew, since its all-day dates are other instants there.
    /// An address that now belongs to another room takes the former room's calendar with it: that mailbox is no longer there to be read.
    /// </remarks>
    /// <param name="calendars">The calendars.</param>
    public void RegisterCalendars(IEnumerable<RoomCalendar> calendars)
    {
        var rows = calendars.Select(calendar => new CalendarRow(calendar)).ToList();
        Write(transaction =>
        {
            connection.Execute("DELETE FROM calendars WHERE mailbox = @mailbox AND room_id <> @room_id", rows, transaction);
            connection.Execute("UPDATE delta SET link = NULL WHERE calendar_id = (SELECT id FROM calendars WHERE room_id = @room_id AND time_zone <> @time_zone)",
                rows, transaction);
            connection.Execute(
                """
                INSERT INTO calendars (room_id, mailbox, display_name, time_zone, registered_at, in_teem)
                VALUES (@room_id, @mailbox, @display_name, @time_zone, @registered_at, @in_teem)
                ON CONFLICT (room_id) DO UPDATE SET mailbox = @mailbox, display_name = @display_name, time_zone = @time_zone, in_teem = @in_teem
                """,
                rows, transaction);
        });
    }

    /// <summary>Imports one calendar; see <see cref="RegisterCalendars"/>.</summary>
    /// <param name="calendar">The calendar.</param>
    public void RegisterCalendar(RoomCalendar calendar) => RegisterCalendars([calendar]);

    /// <summary>Forgets a calendar and everything that was read of it. True when there was one.</summary>
    /// <param name="roomId">The room's directory id.</param>
    public bool RemoveCalendar(Guid roomId)
    {
        lock (gate)
            return connection.Execute("DELETE FROM calendars WHERE room_id = @roomId", new { roomId = StoreText.Of(roomId) }) > 0;
    }

    sealed class CalendarRow
    {
        public CalendarRow() { }

        public CalendarRow(RoomCalendar calendar)
        {
            room_id = StoreText.Of(calendar.RoomId);
            mailbox = calendar.Mailbox;
            display_name = calendar.DisplayName;
            time_zone = calendar.TimeZone;
            registered_at = StoreText.Of(calendar.RegisteredAt);
            in_teem = calendar.InTeem.ToString();
        }

        public string room_id { get; set; } = "";
        public string mailbox { get; set; } = "";
        public string display_name { get; set; } = "";
        public string time_zone { get; set; } = "";
        public string registered_at { get; set; } = "";
        public string in_teem { get; set; } = "";
        public string? read_at { get; set; }

        public RoomCalendar ToCalendar() => new()
        {
            Mailbox = mailbox,
            RoomId = Guid.Parse(room_id),
            DisplayName = display_name,
            TimeZone = time_zone,
            RegisteredAt = StoreText.Time(registered_at),
            LastRead = StoreText.TimeOrNull(read_at),
            InTeem = Enum.Parse<TeemKnowledge>(in_teem),
        };
    }
}
