using TeemCalendar.Core.Graph;
using TeemCalendar.Core.Storage;
using TimeZoneConverter;

namespace TeemCalendar.Core.Sync;

/// <summary>Makes reservations of one room out of events and their series.</summary>
internal sealed class ReservationBuilder
{
    /// <summary>Where computing with zones and days does not yet leave the calendar.</summary>
    static readonly DateOnly Earliest = DateOnly.MinValue.AddYears(1), Latest = DateOnly.MaxValue.AddYears(-1);

    readonly string zoneName;
    readonly TimeZoneInfo? zone;

    /// <param name="zoneName">The room's zone, by its Windows or IANA name.</param>
    public ReservationBuilder(string zoneName)
    {
        this.zoneName = zoneName;
        TZConvert.TryGetTimeZoneInfo(zoneName, out zone);
    }

    /// <summary>What the occurrences of a master take from it.</summary>
    /// <param name="master">The master's own event.</param>
    public static StoredSeries Series(CalendarItem master) => new()
    {
        EventId = master.Id,
        ICalUId = master.ICalUId ?? master.Id,
        Title = master.Title,
        Organizer = master.Organizer,
        OrganizerAddress = master.OrganizerAddress,
        IsPrivate = master.IsPrivate ?? false,
        IsCancelled = master.IsCancelled ?? false,
        IsFree = master.IsFree ?? false,
        IsAllDay = master.IsAllDay ?? false,
    };

    /// <summary>Makes a reservation: what the event says counts, and what it leaves out is as its series says. Null when that makes none.</summary>
    /// <param name="item">The event.</param>
    /// <param name="series">Its series, where it has one and that is known.</param>
    /// <param name="refusal">Why it makes none.</param>
    public StoredReservation? Build(CalendarItem item, StoredSeries? series, out string? refusal)
    {
        refusal = item.Problem;
        if (refusal is not null)
            return null;
        if (item.Start is not { } start)
            return Refuse("it has no start", out refusal);
        if (start.Date < Earliest || start.Date > Latest)
            return Refuse($"it starts in the year {start.Date.Year}", out refusal);
        var isAllDay = item.IsAllDay ?? series?.IsAllDay ?? false;
        if (isAllDay && zone is null)
            return Refuse($"it is all-day, and the room's time zone '{zoneName}' is unknown here", out refusal);

        // An end before its start is kept as no time at all: it shows that something is there.
        var end = item.End is { } given && given.Instant > start.Instant ? given : start;
        // What is said to last for ever is kept as long as there are days.
        if (end.Date > Latest)
            end = new(new(Latest.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero), Latest);
        var isPrivate = item.IsPrivate ?? series?.IsPrivate ?? false;
        var isCancelled = item.IsCancelled ?? series?.IsCancelled ?? false;
        var isFree = item.IsFree ?? series?.IsFree ?? false;
        DateOnly? lastDate = isAllDay ? (end.Date > start.Date ? end.Date : start.Date.AddDays(1)) : null;
        var startsAt = isAllDay ? Midnight(start.Date) : start.Instant;
        var built = new StoredReservation
        {
            Key = new(Uid(item, series), OriginalStart(item, series, isAllDay) ?? startsAt),
            EventId = item.Id,
            Kind = item.Kind switch { CalendarItemKind.Occurrence => ReservationKind.Occurrence, CalendarItemKind.Exception => ReservationKind.Exception, _ => ReservationKind.Single },
            SeriesId = item.SeriesId,
            Title = isPrivate ? null : item.Title ?? series?.Title,
            Organizer = isPrivate ? null : item.Organizer ?? series?.Organizer,
            OrganizerAddress = isPrivate ? null : item.OrganizerAddress ?? series?.OrganizerAddress,
            Start = startsAt,
            End = lastDate is { } last ? Midnight(last) : end.Instant,
            StartDate = isAllDay ? start.Date : null,
            EndDate = lastDate,
            IsPrivate = isPrivate,
            IsCancelled = isCancelled,
            IsBusy = !isCancelled && !isFree,
        };
        // An occurrence that says something else than its series must keep it when the series changes: it is an exception, whatever it is called.
        return built.Kind == ReservationKind.Occurrence && series is not null && built != Follow(built, series) ? built with { Kind = ReservationKind.Exception } : built;
    }

    /// <summary>A stored reservation after its series changed.</summary>
    /// <param name="stored">The reservation.</param>
    /// <param name="series">The series as it is now.</param>
    public StoredReservation Follow(StoredReservation stored, StoredSeries series)
    {
        if (stored.Kind == ReservationKind.Exception)
            return stored with { Key = stored.Key with { ICalUId = series.ICalUId } };
        // Without its master an all-day occurrence could not be told from one that lasts from midnight to midnight UTC, as its dates are written.
        var wasOrphan = stored.Key.ICalUId == stored.SeriesId;
        if (wasOrphan && series.IsAllDay && stored.StartDate is null && zone is not null)
        {
            var (first, last) = (DateOnly.FromDateTime(stored.Start.UtcDateTime), DateOnly.FromDateTime(stored.End.UtcDateTime));
            stored = stored with { StartDate = first, EndDate = last, Start = Midnight(first), End = Midnight(last), Key = stored.Key with { OriginalStart = Midnight(first) } };
        }
        return stored with
        {
            Key = stored.Key with { ICalUId = series.ICalUId },
            Title = series.IsPrivate ? null : series.Title,
            Organizer = series.IsPrivate ? null : series.Organizer,
            OrganizerAddress = series.IsPrivate ? null : series.OrganizerAddress,
            IsPrivate = series.IsPrivate,
            IsCancelled = series.IsCancelled,
            IsBusy = !series.IsCancelled && !series.IsFree,
        };
    }

    /// <summary>All members of a series go by their master's id, since occurrences bring none; until the master is known they go by its event id.</summary>
    static string Uid(CalendarItem item, StoredSeries? series) =>
        item.SeriesId is null ? item.ICalUId ?? item.Id : series?.ICalUId ?? item.SeriesId;

    DateTimeOffset? OriginalStart(CalendarItem item, StoredSeries? series, bool isAllDay)
    {
        if (item.SeriesId is null || item.OriginalStart is not { } original || DateOnly.FromDateTime(original.UtcDateTime) is var date && (date < Earliest || date > Latest))
            return null;
        // Of an all-day series it means a date, written as midnight of UTC or of the organizer's zone: the nearest UTC midnight is that date's in both.
        return (series?.IsAllDay ?? isAllDay) && zone is not null ? Midnight(DateOnly.FromDateTime(original.UtcDateTime.AddHours(12))) : original;
    }

    /// <summary>All-day reservations float: they begin when the day does where the room is.</summary>
    DateTimeOffset Midnight(DateOnly date) => ZoneTime.ToUtc(date.ToDateTime(TimeOnly.MinValue), zone!);

    static StoredReservation? Refuse(string why, out string? refusal)
    {
        refusal = why;
        return null;
    }
}
