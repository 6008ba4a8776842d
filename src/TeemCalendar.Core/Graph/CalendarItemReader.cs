using System.Globalization;
using Microsoft.Graph.Models;
using TimeZoneConverter;

namespace TeemCalendar.Core.Graph;

/// <summary>From Graph's event to what is kept here. Bodies and attendees go no further than this.</summary>
internal static class CalendarItemReader
{
    /// <summary>Reads one event of the SDK.</summary>
    /// <param name="source">Graph's event.</param>
    public static CalendarItem Read(Event source)
    {
        if (source.AdditionalData.ContainsKey("@removed"))
            return new() { Id = source.Id ?? "", Kind = CalendarItemKind.Removed };
        return Read(new EventFields
        {
            Id = source.Id ?? "",
            Type = source.Type?.ToString(),
            SeriesId = source.SeriesMasterId,
            ICalUId = source.ICalUId,
            Subject = source.Subject,
            Organizer = source.Organizer?.EmailAddress?.Name,
            OrganizerAddress = source.Organizer?.EmailAddress?.Address,
            Sensitivity = source.Sensitivity?.ToString(),
            ShowAs = source.ShowAs?.ToString(),
            IsCancelled = source.IsCancelled,
            IsAllDay = source.IsAllDay,
            Start = source.Start is { DateTime: { } start } from ? (start, from.TimeZone) : null,
            End = source.End is { DateTime: { } end } to ? (end, to.TimeZone) : null,
            OriginalStart = source.OriginalStart?.ToString("O", CultureInfo.InvariantCulture),
        });
    }

    /// <summary>Reads one event. It never throws for what an event says: one that makes no sense says so in <see cref="CalendarItem.Problem"/>.</summary>
    /// <param name="source">What it says.</param>
    public static CalendarItem Read(EventFields source)
    {
        var series = string.IsNullOrEmpty(source.SeriesId) ? null : source.SeriesId;
        // A word that nobody knows may mean more than private.
        var isPrivate = source.Sensitivity is null ? (bool?)null : !Is(source.Sensitivity, "normal") && !Is(source.Sensitivity, "personal");
        // An id that is no text would not come out of the store as it went in.
        var problem = source.Id.Any(char.IsControl) || series?.Any(char.IsControl) == true ? "its id has control characters" : null;
        var start = Time(source.Start, ref problem);
        var end = Time(source.End, ref problem);
        return new()
        {
            Id = source.Id,
            Kind = Is(source.Type, "seriesMaster") ? CalendarItemKind.Master : Is(source.Type, "occurrence") ? CalendarItemKind.Occurrence : Is(source.Type, "exception") ? CalendarItemKind.Exception : CalendarItemKind.Single,
            SeriesId = series,
            ICalUId = EventText.Clean(source.ICalUId),
            Title = isPrivate is true ? null : EventText.Short(source.Subject),
            Organizer = isPrivate is true ? null : EventText.Short(source.Organizer),
            OrganizerAddress = isPrivate is true ? null : EventText.Short(source.OrganizerAddress),
            IsPrivate = isPrivate,
            IsCancelled = source.IsCancelled,
            IsFree = source.ShowAs is null ? null : Is(source.ShowAs, "free"),
            IsAllDay = source.IsAllDay,
            Start = start,
            End = end,
            OriginalStart = Instant(source.OriginalStart),
            Problem = problem,
        };
    }

    static bool Is(string? text, string word) => string.Equals(text, word, StringComparison.OrdinalIgnoreCase);

    /// <summary>Where something stood first only tells exceptions apart: one that makes no sense is left out.</summary>
    static DateTimeOffset? Instant(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant) ? instant : null;

    static EventTime? Time((string Text, string? Zone)? source, ref string? problem)
    {
        if (source is not (var text, var zoneName))
            return null;
        if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var local))
        {
            problem = $"its time '{text}' is none";
            return null;
        }
        // A time that brings its offset needs no zone, least of all that of this computer, into which it was read.
        if (local.Kind != DateTimeKind.Unspecified)
            return new(new(local.ToUniversalTime()), DateOnly.FromDateTime(local.Kind == DateTimeKind.Utc ? local : DateTimeOffset.Parse(text, CultureInfo.InvariantCulture).DateTime));
        // UTC was asked for. Should an answer come in another zone all the same, it says in which.
        if (!TZConvert.TryGetTimeZoneInfo(zoneName is null or "" ? "UTC" : zoneName, out var zone))
        {
            problem = $"its time zone '{zoneName}' is unknown here";
            return null;
        }
        return new(ZoneTime.ToUtc(local, zone), DateOnly.FromDateTime(local));
    }
}
