namespace TeemCalendar.Core.Storage;

/// <summary>A row of the table of reservations as it is read; its properties are called as the columns are.</summary>
internal sealed class ReservationRow
{
    public string ical_uid { get; set; } = "";
    public string original_start { get; set; } = "";
    public string event_id { get; set; } = "";
    public string kind { get; set; } = "";
    public string? series_id { get; set; }
    public string? title { get; set; }
    public string? organizer { get; set; }
    public string? organizer_address { get; set; }
    public string start_time { get; set; } = "";
    public string end_time { get; set; } = "";
    public string? start_date { get; set; }
    public string? end_date { get; set; }
    public bool is_private { get; set; }
    public bool is_cancelled { get; set; }
    public bool is_busy { get; set; }

    // Of the calendar it belongs to, where that was asked for.
    public string mailbox { get; set; } = "";
    public string time_zone { get; set; } = "";
    public string? checked_in_at { get; set; }

    public ReservationKey ToKey() => new(ical_uid, StoreText.Time(original_start));

    public StoredReservation ToStored() => new()
    {
        Key = ToKey(),
        EventId = event_id,
        Kind = Enum.Parse<ReservationKind>(kind),
        SeriesId = series_id,
        Title = title,
        Organizer = organizer,
        OrganizerAddress = organizer_address,
        Start = StoreText.Time(start_time),
        End = StoreText.Time(end_time),
        StartDate = StoreText.DateOrNull(start_date),
        EndDate = StoreText.DateOrNull(end_date),
        IsPrivate = is_private,
        IsCancelled = is_cancelled,
        IsBusy = is_busy,
    };

    public Reservation ToReservation() => new()
    {
        Mailbox = mailbox,
        ICalUId = ical_uid,
        OriginalStart = StoreText.Time(original_start),
        EventId = event_id,
        Title = title,
        Organizer = organizer,
        OrganizerAddress = organizer_address,
        Start = StoreText.Time(start_time),
        End = StoreText.Time(end_time),
        StartDate = StoreText.DateOrNull(start_date),
        EndDate = StoreText.DateOrNull(end_date),
        TimeZone = time_zone,
        IsPrivate = is_private,
        IsRecurring = series_id is not null,
        IsCancelled = is_cancelled,
        IsBusy = is_busy,
        CheckedInAt = StoreText.TimeOrNull(checked_in_at),
    };
}
