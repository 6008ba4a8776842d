using System.Globalization;
using Microsoft.Graph.Models;
using TimeZoneConverter;

namespace TeemCalendar.Core.Graph;

/// <summary>From Graph's event to what is kept here. Bodies and attendees go no further than this.</summary>
internal static class CalendarItemReader
{
    /// <summary>Reads one event. It never throws for what an event says: one that makes no sense says so in <see cref="CalendarItem.Problem"/>.</summary>
    /// <param name="source">Graph's event.</param>
    public static CalendarItem Read(Event source)
    {
        var id = source.Id ?? "";
        if (source.AdditionalData.ContainsKey("@removed"))
            return new() { Id = id, Kind = CalendarItemKind.Removed };
        var isPrivate = source.Sensitivity switch { null => (bool?)null, Sensitivity.Private or Sensitivity.Confidential => true, _ => false };
        string? problem = null;
        var start = Time(source.Start, ref problem);
        var end = Time(source.End, ref problem);
        return new()
        {
            Id = id,
            Kind = source.Type switch
            {
                EventType.SeriesMaster => CalendarItemKind.Master,
                EventType.Occurrence => CalendarItemKind.Occurrence,
                EventType.Exception => CalendarItemKind.Exception,
                _ => CalendarItemKind.Single,
            },
            SeriesId = source.SeriesMasterId,
            ICalUId = source.ICalUId,
            Title = isPrivate is true ? null : source.Subject,
            Organizer = isPrivate is true ? null : source.Organizer?.EmailAddress?.Name,
            OrganizerAddress = isPrivate is true ? null : source.Organizer?.EmailAddress?.Address,
            IsPrivate = isPrivate,
            IsCancelled = source.IsCancelled,
            IsFree = source.ShowAs is null ? null : source.ShowAs == FreeBusyStatus.Free,
            IsAllDay = source.IsAllDay,
            Start = start,
            End = end,
            OriginalStart = source.OriginalStart?.ToUniversalTime(),
            Problem = problem,
        };
    }

    static EventTime? Time(DateTimeTimeZone? source, ref string? problem)
    {
        if (source?.DateTime is not { } text)
            return null;
        if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var local))
        {
            problem = $"its time '{text}' is none";
            return null;
        }
        if (local.Kind == DateTimeKind.Utc)
            return new(new(local), DateOnly.FromDateTime(local));
        // UTC was asked for. Should an answer come in another zone all the same, it says in which.
        if (!TZConvert.TryGetTimeZoneInfo(source.TimeZone is null or "" ? "UTC" : source.TimeZone, out var zone))
        {
            problem = $"its time zone '{source.TimeZone}' is unknown here";
            return null;
        }
        return new(ZoneTime.ToUtc(local, zone), DateOnly.FromDateTime(local));
    }
}
