using System.Globalization;
using Microsoft.Graph;
using Microsoft.Graph.Models;

namespace TeemCalendar.Core.Graph;

/// <summary>One meeting of a room, by the room's own clock: titles and people are not asked for.</summary>
/// <param name="Start">When it begins.</param>
/// <param name="End">When it ends.</param>
/// <param name="IsBusy">Whether it takes the room.</param>
/// <param name="IsOwn">Whether the room itself is the organizer.</param>
internal sealed record Booking(DateTime Start, DateTime End, bool IsBusy, bool IsOwn);

/// <summary>Reads what a room's calendar holds for the months to come, in pages and up to a limit.</summary>
internal sealed class ReadinessGateway(GraphServiceClient graph)
{
    /// <summary>More of a kind is not read of one room.</summary>
    internal const int Limit = 5000;

    const int PageSize = 500;
    const string Permission = "the Exchange role Application Calendars.ReadWrite on that mailbox";

    /// <summary>The meetings of a window, each date of a series by itself, by start.</summary>
    internal Task<IReadOnlyList<Booking>> ReadBookingsAsync(Guid roomId, string mailbox, string zone, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel) => GraphCalls.RunAsync<IReadOnlyList<Booking>>(mailbox, Permission, async () =>
    {
        var bookings = new List<Booking>();
        var view = graph.Users[roomId.ToString()].CalendarView;
        void Prefer(Microsoft.Kiota.Abstractions.RequestHeaders headers) => headers.Add("Prefer", $"outlook.timezone=\"{zone}\"");
        var page = await view.GetAsync(r =>
        {
            Prefer(r.Headers);
            (r.QueryParameters.StartDateTime, r.QueryParameters.EndDateTime) = (Instant(from), Instant(to));
            (r.QueryParameters.Select, r.QueryParameters.Top) = (["id", "start", "end", "showAs", "isCancelled", "isOrganizer"], PageSize);
        }, cancel).ConfigureAwait(false);
        while (page is not null)
        {
            bookings.AddRange((page.Value ?? []).Select(e => new Booking(Time(e.Start), Time(e.End), e.IsCancelled != true && e.ShowAs != FreeBusyStatus.Free, e.IsOrganizer == true)));
            page = page.OdataNextLink is { } next && bookings.Count < Limit ? await view.WithUrl(next).GetAsync(r => Prefer(r.Headers), cancel).ConfigureAwait(false) : null;
        }
        return [.. bookings.OrderBy(b => b.Start)];
    });

    /// <summary>For each series its length: null without an end, else the number of its meetings; those that ended before a day are left out.</summary>
    internal Task<IReadOnlyList<int?>> ReadSeriesAsync(Guid roomId, string mailbox, DateOnly from, CancellationToken cancel) => GraphCalls.RunAsync<IReadOnlyList<int?>>(mailbox, Permission, async () =>
    {
        var lengths = new List<int?>();
        var events = graph.Users[roomId.ToString()].Events;
        var (page, read) = (await events.GetAsync(r =>
        {
            r.QueryParameters.Filter = "type eq 'seriesMaster'";
            (r.QueryParameters.Select, r.QueryParameters.Top) = (["id", "recurrence"], PageSize);
        }, cancel).ConfigureAwait(false), 0);
        while (page is not null)
        {
            read += page.Value?.Count ?? 0;
            foreach (var series in (page.Value ?? []).Select(e => e.Recurrence).OfType<PatternedRecurrence>())
                if (series.Range is { } range && !(range.Type == RecurrenceRangeType.EndDate && Day(range.EndDate) < from)) lengths.Add(Length(series.Pattern, range));
            page = page.OdataNextLink is { } next && read < Limit ? await events.WithUrl(next).GetAsync(cancellationToken: cancel).ConfigureAwait(false) : null;
        }
        return lengths;
    });

    /// <summary>How many meetings a series has; null for no end.</summary>
    internal static int? Length(RecurrencePattern? pattern, RecurrenceRange range)
    {
        if (range.Type == RecurrenceRangeType.NoEnd) return null;
        if (range.Type == RecurrenceRangeType.Numbered) return range.NumberOfOccurrences ?? 0;
        var (start, end, interval) = (Day(range.StartDate), Day(range.EndDate), Math.Max(1, pattern?.Interval ?? 1));
        if (end < start) return 0;
        var months = (end.Year - start.Year) * 12 + end.Month - start.Month;
        return pattern?.Type switch
        {
            RecurrencePatternType.Daily => (end.DayNumber - start.DayNumber) / interval + 1,
            RecurrencePatternType.Weekly => Weekly(pattern, start, end, interval),
            RecurrencePatternType.AbsoluteYearly or RecurrencePatternType.RelativeYearly => months / 12 / interval + 1,
            _ => months / interval + 1,
        };
    }

    static int Weekly(RecurrencePattern pattern, DateOnly start, DateOnly end, int interval)
    {
        var days = (pattern.DaysOfWeek ?? []).OfType<DayOfWeekObject>().Select(d => (DayOfWeek)(int)d).ToHashSet();
        if (days.Count == 0) days.Add(start.DayOfWeek);
        var first = (DayOfWeek)(int)(pattern.FirstDayOfWeek ?? DayOfWeekObject.Sunday);
        var week = start.DayNumber - ((int)start.DayOfWeek - (int)first + 7) % 7;
        return Enumerable.Range(start.DayNumber, end.DayNumber - start.DayNumber + 1).Count(day => days.Contains(DateOnly.FromDayNumber(day).DayOfWeek) && (day - week) / 7 % interval == 0);
    }

    static DateOnly Day(Microsoft.Kiota.Abstractions.Date? date) => date is { } day ? new(day.Year, day.Month, day.Day) : default;

    static DateTime Time(DateTimeTimeZone? time) => DateTime.TryParse(time?.DateTime, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) ? local : default;

    static string Instant(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
