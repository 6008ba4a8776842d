using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Graph;

namespace TeemCalendar.Core.Guide;

/// <summary>Whether a room's calendar of the next twelve months gives trouble when it is synchronised: what Eptura's newer products refuse to take over is told before the import.</summary>
/// <param name="tenant">The connection.</param>
internal sealed class CalendarReadiness(Tenant tenant)
{
    const int Months = 12, LongestSeries = 450, Shown = 3;

    /// <summary>The calendar with what was found; what cannot be read is found too.</summary>
    internal async Task<RoomCalendar> CheckAsync(RoomCalendar calendar, CancellationToken cancel)
    {
        try { return calendar with { Readiness = await LookAsync(calendar, cancel).ConfigureAwait(false) }; }
        catch (TeemException error) { return calendar with { Readiness = [Check(calendar, CheckStatus.Fail, error.Message, error.Id, error.Remedy)] }; }
    }

    async Task<IReadOnlyList<Check>> LookAsync(RoomCalendar calendar, CancellationToken cancel)
    {
        var gateway = (await tenant.OpenReadingAsync(cancel).ConfigureAwait(false)).Readiness;
        var now = tenant.Clock.GetUtcNow();
        var bookings = await gateway.ReadBookingsAsync(calendar.RoomId, calendar.Mailbox, calendar.TimeZone, now, now.AddMonths(Months), cancel).ConfigureAwait(false);
        var series = await gateway.ReadSeriesAsync(calendar.RoomId, calendar.Mailbox, DateOnly.FromDateTime(now.UtcDateTime), cancel).ConfigureAwait(false);
        var found = new List<Check>();

        var (conflicts, latest) = (new List<DateTime>(), DateTime.MinValue);
        foreach (var booking in bookings.Where(b => b.IsBusy && b.End > b.Start))
        {
            if (booking.Start < latest) conflicts.Add(booking.Start);
            if (booking.End > latest) latest = booking.End;
        }
        if (conflicts.Count > 0)
            found.Add(Check(calendar, CheckStatus.Fail, $"{conflicts.Count} meetings overlap with others: {string.Join(", ", conflicts.Take(Shown).Select(c => $"{c:yyyy-MM-dd HH:mm}"))}{(conflicts.Count > Shown ? " ..." : "")} ({calendar.TimeZone}).",
                "DoubleBooked", "Have the organizers move one of each. So that no more come: Set-TeemRoomSetting (AllowConflicts off, AutomateProcessing AutoAccept)."));
        if (series.Count(length => length is null) is var endless and > 0)
            found.Add(Check(calendar, CheckStatus.Fail, $"{endless} series have no end.", "EndlessSeries", "Have the organizers give them one; a room's booking window cuts them off else."));
        if (series.Count(length => length > LongestSeries) is var tooLong and > 0)
            found.Add(Check(calendar, CheckStatus.Fail, $"{tooLong} series have more than {LongestSeries} meetings.", "LongSeries", "Have the organizers end them earlier and begin new ones."));
        if (bookings.Where(b => b.IsOwn).ToList() is { Count: > 0 } own)
            found.Add(Check(calendar, CheckStatus.Fail, $"{own.Count} meetings were made in the room's own calendar, the first on {own[0].Start:yyyy-MM-dd HH:mm}: the room is their organizer, and nobody is told when they change.", "RoomIsOrganizer",
                "Have people make them in their own calendars, with the room invited."));
        if (bookings.Count >= ReadinessGateway.Limit)
            found.Add(Check(calendar, CheckStatus.Fail, $"It holds more meetings than are looked at ({ReadinessGateway.Limit}).", "TooMany", "Look whether something writes into it by itself."));
        return found.Count > 0 ? found : [Check(calendar, CheckStatus.Pass, $"{bookings.Count} meetings of the next {Months} months were read: no conflict, no endless or long series, none of the room's own.", null, null)];
    }

    static Check Check(RoomCalendar calendar, CheckStatus status, string detail, string? cause, string? remedy) =>
        new() { Chapter = "Calendars", Target = calendar.Mailbox, Status = status, Evidence = CheckEvidence.Proven, Detail = detail, Cause = cause, Remedy = remedy };
}
