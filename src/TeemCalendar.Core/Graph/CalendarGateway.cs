using System.Runtime.CompilerServices;
using Microsoft.Graph;
using Microsoft.Graph.Models.ODataErrors;
using Microsoft.Graph.Users.Item.CalendarView.Delta;
using Microsoft.Kiota.Abstractions;
using TeemCalendar.Core.Sync;

namespace TeemCalendar.Core.Graph;

/// <summary>Reads the calendars of rooms. Trying again is the business of the pipeline below.</summary>
internal sealed class CalendarGateway(GraphServiceClient graph)
{
    /// <summary>Large enough for most rooms' half a year in few requests, small enough that a page is quickly made and held.</summary>
    const int PageSize = 200;

    /// <summary>Graph remembers none of this in its links: it goes with every request.</summary>
    static readonly string[] Preferences = [$"odata.maxpagesize={PageSize}", "IdType=\"ImmutableId\"", "outlook.timezone=\"UTC\""];

    /// <summary>The properties of a master that its occurrences take from it.</summary>
    static readonly string[] MasterProperties = ["id", "type", "iCalUId", "subject", "organizer", "sensitivity", "isCancelled", "showAs", "isAllDay", "start", "end"];

    /// <summary>Codes that mean the same as 410: which is sent depends on where the token was lost. Their case is not the same everywhere either.</summary>
    static readonly HashSet<string> LostStateCodes =
        new(["syncStateNotFound", "syncStateInvalid", "resyncRequired", "fullSyncRequired"], StringComparer.OrdinalIgnoreCase);

    long deltaRequests;

    /// <summary>Pages asked for so far, without the tries of the pipeline.</summary>
    public long DeltaRequests => Interlocked.Read(ref deltaRequests);

    /// <summary>Reads a whole window, page by page.</summary>
    /// <param name="roomId">The room's directory id.</param>
    /// <param name="window">The window.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="DeltaStateLostException">Graph lost its place between two pages.</exception>
    public IAsyncEnumerable<DeltaPage> ReadDeltaAsync(Guid roomId, SyncWindow window, CancellationToken cancel) =>
        ReadPagesAsync(Delta(roomId), window, cancel);

    /// <summary>Reads what changed since a link was given, page by page.</summary>
    /// <param name="roomId">The room's directory id.</param>
    /// <param name="link">The link.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="DeltaStateLostException">Graph no longer knows the link.</exception>
    public IAsyncEnumerable<DeltaPage> ReadDeltaAsync(Guid roomId, DeltaLink link, CancellationToken cancel) =>
        ReadPagesAsync(Delta(roomId).WithUrl(link.Url), null, cancel);

    /// <summary>Tries a mailbox's calendar: null when it opens, else Exchange's code for why it does not.</summary>
    /// <param name="mailbox">The sign-in name or id of whose it is.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="TeemException">Nobody came as far as the mailbox.</exception>
    public Task<string?> TryOpenAsync(string mailbox, CancellationToken cancel) => GraphCalls.RunAsync<string?>(mailbox, "the Exchange role Application Calendars.ReadWrite", async () =>
    {
        try
        {
            await graph.Users[mailbox].Calendar.GetAsync(request => request.QueryParameters.Select = ["id"], cancel).ConfigureAwait(false);
            return null;
        }
        catch (ODataError refused) when (refused.ResponseStatusCode is 403 or 404 && refused.Error?.Code is { } code) { return code; }
    });

    /// <summary>Looks a series master up; null when the calendar has it no more.</summary>
    /// <param name="roomId">The room's directory id.</param>
    /// <param name="eventId">The master's id.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task<CalendarItem?> FindMasterAsync(Guid roomId, string eventId, CancellationToken cancel)
    {
        var asked = graph.Users[Id(roomId)].Events[eventId].ToGetRequestInformation(request =>
        {
            request.Headers.Add("Prefer", Preferences);
            request.QueryParameters.Select = MasterProperties;
        });
        try
        {
            using var found = await EventJson.AskAsync(graph.RequestAdapter, asked, cancel).ConfigureAwait(false);
            return EventJson.Read(found.RootElement) is { Id.Length: > 0, Kind: CalendarItemKind.Master } master ? master : null;
        }
        // The event is not there. That the mailbox is not there has codes of its own, and is no answer about the event. An id that is none names no event either.
        catch (ODataError e) when ((e.ResponseStatusCode, e.Error?.Code?.ToUpperInvariant()) is (404, "ERRORITEMNOTFOUND") or (400, "ERRORINVALIDIDMALFORMED"))
        {
            return null;
        }
    }

    async IAsyncEnumerable<DeltaPage> ReadPagesAsync(DeltaRequestBuilder pages, SyncWindow? window, [EnumeratorCancellation] CancellationToken cancel)
    {
        while (true)
        {
            var (items, next, delta) = await ReadPageAsync(pages, window, cancel).ConfigureAwait(false);
            if (next is not null)
            {
                yield return new(items, null);
                (pages, window) = (pages.WithUrl(next), null);
                continue;
            }
            // Without a place to go on from, the read cannot be told from one that broke off.
            yield return new(items, new DeltaLink(delta ?? throw new InvalidOperationException("Microsoft Graph's answer ended without a delta link; nothing of it is used.")));
            yield break;
        }
    }

    async Task<(IReadOnlyList<CalendarItem> Items, string? Next, string? Delta)> ReadPageAsync(DeltaRequestBuilder pages, SyncWindow? window, CancellationToken cancel)
    {
        Interlocked.Increment(ref deltaRequests);
        var asked = pages.ToGetRequestInformation(request =>
        {
            request.Headers.Add("Prefer", Preferences);
            if (window is not { } days)
                return;
            request.QueryParameters.StartDateTime = Instant(days.Start);
            request.QueryParameters.EndDateTime = Instant(days.End);
        });
        try
        {
            using var answer = await EventJson.AskAsync(graph.RequestAdapter, asked, cancel).ConfigureAwait(false);
            var page = answer.RootElement;
            return (EventJson.ReadAll(page), EventJson.Text(page, "@odata.nextLink"), EventJson.Text(page, "@odata.deltaLink"));
        }
        catch (ODataError e) when (IsLostState(e.ResponseStatusCode, e.Error?.Code))
        {
            throw new DeltaStateLostException(e);
        }
        // An answer without a body of Graph's own kind.
        catch (ApiException e) when (IsLostState(e.ResponseStatusCode, null))
        {
            throw new DeltaStateLostException(e);
        }
    }

    DeltaRequestBuilder Delta(Guid roomId) => graph.Users[Id(roomId)].CalendarView.Delta;

    static bool IsLostState(int status, string? code) => status == 410 || (status is >= 400 and < 500 && code is not null && LostStateCodes.Contains(code));

    static string Id(Guid roomId) => roomId.ToString("D");

    static string Instant(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
