using System.Collections.Concurrent;
using Microsoft.Graph;
using Microsoft.Graph.Models;
using Microsoft.Graph.Users.Item.CalendarView.Delta;
using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Abstractions.Authentication;
using TeemCalendar.Core.Http;
using TeemCalendar.Core.Sync;

namespace TeemCalendar.Benchmarks.Sync;

/// <summary>What somebody would write by hand: the SDK's PageIterator over each room's delta, and a few fields of every event in memory.</summary>
internal sealed class PageIteratorReading : IRoomReading
{
    // As the engine asks, so that both read the same pages.
    static readonly string[] Preferences = ["odata.maxpagesize=200", "IdType=\"ImmutableId\"", "outlook.timezone=\"UTC\""];

    readonly ConcurrentDictionary<Guid, Room> known = new();
    readonly IReadOnlyList<ServedRoom> rooms;
    readonly GraphServiceClient graph;
    readonly ParallelOptions parallel;

    internal PageIteratorReading(ServedTenant tenant, IReadOnlyList<ServedRoom> rooms, int atOnce)
    {
        this.rooms = rooms;
        parallel = new() { MaxDegreeOfParallelism = atOnce };
        var http = GraphClientFactory.Create(GraphClientFactory.CreateDefaultHandlers(), finalHandler: new CountingHandler(Counters, new SocketsHttpHandler { UseProxy = false }));
        http.DefaultRequestHeaders.Authorization = new("Bearer", tenant.Token);
        graph = new(http, new AnonymousAuthenticationProvider(), tenant.Graph);
    }

    public RequestCounters Counters { get; } = new();

    public int Meetings => known.Values.Sum(room => room.Meetings.Count);

    public Task RoundAsync() => Parallel.ForEachAsync(rooms, parallel, async (room, cancel) => await ReadAsync(room.Id, cancel));

    public Func<DiskWrites> WatchDisk() => () => new(false, 0, 0);

    public void Dispose() => graph.Dispose();

    async Task ReadAsync(Guid id, CancellationToken cancel)
    {
        var room = known.GetOrAdd(id, _ => new());
        var delta = graph.Users[id.ToString()].CalendarView.Delta;
        var window = SyncWindow.At(DateTimeOffset.UtcNow, SyncWindow.DefaultDaysBack, SyncWindow.DefaultDaysAhead);
        var first = await (room.Link is null ? delta : delta.WithUrl(room.Link)).GetAsDeltaGetResponseAsync(request =>
        {
            request.Headers.Add("Prefer", Preferences);
            if (room.Link is not null) return;
            request.QueryParameters.StartDateTime = window.Start.UtcDateTime.ToString("s") + "Z";
            request.QueryParameters.EndDateTime = window.End.UtcDateTime.ToString("s") + "Z";
        }, cancel);
        var pages = PageIterator<Event, DeltaGetResponse>.CreatePageIterator(graph, first!, room.Take, request =>
        {
            request.Headers.Add("Prefer", Preferences);
            return request;
        });
        await pages.IterateAsync(cancel);
        room.Link = pages.Deltalink is { Length: > 0 } link ? link : first!.OdataDeltaLink;
    }

    sealed class Room
    {
        internal Dictionary<string, Meeting> Meetings { get; } = [];
        internal string? Link { get; set; }

        internal bool Take(Event source)
        {
            if (source.AdditionalData.ContainsKey("@removed")) Meetings.Remove(source.Id!);
            else Meetings[source.Id!] = new(source.Subject, source.Organizer?.EmailAddress?.Name, source.Start?.DateTime, source.End?.DateTime, source.IsCancelled);
            return true;
        }
    }

    sealed record Meeting(string? Subject, string? Organizer, string? Start, string? End, bool? IsCancelled);
}
