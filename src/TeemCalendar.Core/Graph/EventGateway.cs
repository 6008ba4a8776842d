using System.Globalization;
using Microsoft.Graph;
using Microsoft.Graph.Models;
using Microsoft.Graph.Models.ODataErrors;
using Microsoft.Graph.Users.Item.Events.Item.Cancel;
using Microsoft.Graph.Users.Item.Events.Item.Decline;
using Microsoft.Kiota.Abstractions;
using TeemCalendar.Core.Http;

namespace TeemCalendar.Core.Graph;

/// <summary>Reads and changes single events, in a room's calendar or its organizer's.</summary>
internal sealed class EventGateway(GraphServiceClient graph)
{
    const int PageSize = 100;
    const string Permission = "the Exchange role Application Calendars.ReadWrite on that mailbox";

    static readonly string[] Preferences = ["IdType=\"ImmutableId\"", "outlook.timezone=\"UTC\""];

    static readonly string[] Properties =
        ["id", "type", "seriesMasterId", "iCalUId", "subject", "organizer", "isOrganizer", "sensitivity", "isCancelled", "showAs", "isAllDay", "start", "end", "originalStart", "changeKey", "createdDateTime", "transactionId", "attendees"];

    int requests;

    /// <summary>Calls so far, tries of the pipeline and further pages not counted.</summary>
    public int Requests => requests;

    /// <summary>The same with a count of its own.</summary>
    public EventGateway Counted() => new(graph);

    /// <summary>One event; null when the calendar does not have it.</summary>
    /// <param name="mailbox">Whose calendar: an address or a directory id.</param>
    /// <param name="eventId">The event's immutable id.</param>
    /// <param name="cancel">Ends it.</param>
    public Task<LiveEvent?> FindAsync(string mailbox, string eventId, CancellationToken cancel) => RunAsync(mailbox, async () =>
    {
        try
        {
            var found = await graph.Users[mailbox].Events[eventId].GetAsync(r => { r.Headers.Add("Prefer", Preferences); r.QueryParameters.Select = Properties; }, cancel).ConfigureAwait(false);
            return found is null ? null : Read(found);
        }
        catch (ODataError gone) when (IsGone(gone)) { return null; }
    });

    /// <summary>What a calendar shows between two moments, each date of a series by itself.</summary>
    public Task<IReadOnlyList<LiveEvent>> ViewAsync(string mailbox, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel) => RunAsync<IReadOnlyList<LiveEvent>>(mailbox, async () =>
    {
        var events = new List<LiveEvent>();
        var view = graph.Users[mailbox].CalendarView;
        var page = await view.GetAsync(r =>
        {
            r.Headers.Add("Prefer", Preferences);
            (r.QueryParameters.StartDateTime, r.QueryParameters.EndDateTime) = (Instant(from), Instant(to));
            (r.QueryParameters.Select, r.QueryParameters.Top) = (Properties, PageSize);
        }, cancel).ConfigureAwait(false);
        while (page is not null)
        {
            events.AddRange((page.Value ?? []).Where(e => e.Id is not null).Select(Read));
            page = page.OdataNextLink is { } next ? await view.WithUrl(next).GetAsync(r => r.Headers.Add("Prefer", Preferences), cancel).ConfigureAwait(false) : null;
        }
        return events;
    });

    /// <summary>Makes an event. Asked for again with the same transaction id, the service gives the event of the first time.</summary>
    /// <param name="mailbox">Who organizes it.</param>
    /// <param name="transactionId">The id of this one making.</param>
    /// <param name="title">Its title.</param>
    /// <param name="start">Its start.</param>
    /// <param name="end">Its end.</param>
    /// <param name="room">The room to invite: address and name; null when the mailbox is the room.</param>
    /// <param name="cancel">Ends it.</param>
    public Task<LiveEvent> CreateAsync(string mailbox, string transactionId, string? title, DateTimeOffset start, DateTimeOffset end, (string Address, string Name)? room, CancellationToken cancel) => RunAsync(mailbox, async () =>
    {
        var made = new Event
        {
            Start = Time(start), End = Time(end), ShowAs = FreeBusyStatus.Busy, IsReminderOn = false, TransactionId = transactionId,
        };
        // What is set to nothing is sent as nothing: only what is meant is set.
        if (title is not null)
            made.Subject = title;
        if (room is { } invited)
        {
            made.Attendees = [new Attendee { Type = AttendeeType.Resource, EmailAddress = new EmailAddress { Address = invited.Address, Name = invited.Name } }];
            made.Location = new Location { DisplayName = invited.Name, LocationEmailAddress = invited.Address };
        }
        return Read((await graph.Users[mailbox].Events.PostAsync(made, r => { r.Headers.Add("Prefer", Preferences); r.Options.Add(CarriesTransactionId.Instance); }, cancel).ConfigureAwait(false))!);
    });

    /// <summary>Gives an event another end or title, if it is still the version that was looked at.</summary>
    /// <exception cref="TeemException">ChangedMeanwhile when it is not.</exception>
    public Task<LiveEvent> ChangeAsync(string mailbox, LiveEvent current, DateTimeOffset? end, string? title, CancellationToken cancel) => RunAsync(mailbox, async () =>
    {
        var change = new Event();
        if (title is not null)
            change.Subject = title;
        // The end alone: start and zone stay the organizer's.
        if (end is { } at)
            change.End = Time(at);
        return Read((await graph.Users[mailbox].Events[current.Id].PatchAsync(change, r => { r.Headers.Add("Prefer", Preferences); Match(r, current); }, cancel).ConfigureAwait(false))!);
    });

    /// <summary>Takes an event away, if it is still the version that was looked at: an organizer's meeting is cancelled for everybody, an attendee's copy goes alone.</summary>
    public Task DeleteAsync(string mailbox, LiveEvent current, CancellationToken cancel) => EndAsync(mailbox, () =>
        graph.Users[mailbox].Events[current.Id].DeleteAsync(r => { r.Headers.Add("Prefer", Preferences); Match(r, current); }, cancel));

    /// <summary>Cancels an organizer's meeting, with a note to those who are invited.</summary>
    public Task CancelAsync(string mailbox, LiveEvent current, string? note, CancellationToken cancel) => EndAsync(mailbox, () =>
        graph.Users[mailbox].Events[current.Id].Cancel.PostAsync(new CancelPostRequestBody { Comment = note ?? "" }, r => r.Headers.Add("Prefer", Preferences), cancel));

    /// <summary>Declines for a room that was invited: the organizer is told, and the meeting is his to keep.</summary>
    public Task DeclineAsync(string mailbox, LiveEvent current, string? note, CancellationToken cancel) => EndAsync(mailbox, () =>
        graph.Users[mailbox].Events[current.Id].Decline.PostAsync(new DeclinePostRequestBody { Comment = note ?? "", SendResponse = true }, r => r.Headers.Add("Prefer", Preferences), cancel));

    /// <summary>What is gone already has ended.</summary>
    Task<bool> EndAsync(string mailbox, Func<Task> call) => RunAsync(mailbox, async () =>
    {
        try { await call().ConfigureAwait(false); }
        catch (ODataError gone) when (IsGone(gone)) { /* somebody was faster, or an earlier try whose answer was lost */ }
        return true;
    });

    Task<T> RunAsync<T>(string mailbox, Func<Task<T>> call)
    {
        Interlocked.Increment(ref requests);
        return GraphCalls.RunAsync(mailbox, Permission, call);
    }

    /// <summary>The event is not there. That the mailbox is not there has codes of its own.</summary>
    static bool IsGone(ODataError error) => error.ResponseStatusCode == 404 && string.Equals(error.Error?.Code, "ErrorItemNotFound", StringComparison.OrdinalIgnoreCase);

    static void Match<T>(RequestConfiguration<T> request, LiveEvent current) where T : class, new()
    {
        if (current.ETag is { } tag) request.Headers.Add("If-Match", tag);
    }

    static LiveEvent Read(Event source) => new(
        CalendarItemReader.Read(source),
        (source.AdditionalData.TryGetValue("@odata.etag", out var tag) ? tag?.ToString() : null) ?? (source.ChangeKey is { } key ? $"W/\"{key}\"" : null),
        source.IsOrganizer ?? false, source.Organizer?.EmailAddress?.Address, source.TransactionId, source.CreatedDateTime,
        source.Attendees?.Any(a => a is { Type: AttendeeType.Resource, Status.Response: ResponseType.Declined }) == true);

    // By the instant: a local time can come twice in a night.
    static DateTimeTimeZone Time(DateTimeOffset time) => new() { DateTime = time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture), TimeZone = "UTC" };

    static string Instant(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
