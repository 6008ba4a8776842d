using Microsoft.Graph;
using Microsoft.Kiota.Abstractions.Authentication;
using TeemCalendar.Core.Graph;
using TeemCalendar.Core.Http;
using TeemCalendar.Core.Storage;
using TeemCalendar.Core.Sync;

namespace TeemCalendar.Core.Tests.Sync;

/// <summary>A store, a scripted Graph and an engine between them, with one room imported.</summary>
internal sealed class SyncBench : IDisposable
{
    readonly HttpClient http;
    readonly GraphServiceClient client;

    public SyncBench(string timeZone = "W. Europe Standard Time", string? path = null, RequestCounters? counters = null)
    {
        http = new(Graph);
        client = new(http, new AnonymousAuthenticationProvider(), ScriptedGraph.BaseUrl);
        Store = TeemStore.Open(path, Clock);
        Engine = new(Store, new CalendarGateway(client), Clock, counters: counters);
        Room = Store.GetCalendar("boardroom@contoso.example")?.RoomId ?? Import("boardroom@contoso.example", timeZone);
    }

    public ManualClock Clock { get; } = new();
    public ScriptedGraph Graph { get; } = new();
    public TeemStore Store { get; }
    public SyncEngine Engine { get; }
    public Guid Room { get; }

    public IReadOnlyList<Reservation> Reservations => Store.GetReservations(ReservationFilter.All);

    public Guid Import(string mailbox, string timeZone = "W. Europe Standard Time")
    {
        var id = Guid.NewGuid();
        Store.RegisterCalendar(new() { Mailbox = mailbox, RoomId = id, DisplayName = mailbox, TimeZone = timeZone, RegisteredAt = Clock.GetUtcNow() });
        return id;
    }

    public string Link(string token) => ScriptedGraph.Link(Room, token);

    /// <summary>Lays down one answer of a single page.</summary>
    public SyncBench Next(params object[] events)
    {
        Graph.Answer(Room, ScriptedGraph.Last(Link(Guid.NewGuid().ToString("N")), events));
        return this;
    }

    /// <summary>One round of the one room.</summary>
    public async Task<SyncResult> SyncAsync(SyncRequest? request = null) => Assert.Single(await RoundAsync(request));

    /// <summary>The same with one page laid down for it.</summary>
    public Task<SyncResult> SyncAsync(params object[] events) => Next(events).SyncAsync(request: null);

    public async Task<List<SyncResult>> RoundAsync(SyncRequest? request = null)
    {
        List<SyncResult> results = [];
        await foreach (var result in Engine.RunRoundAsync(request ?? new()))
            results.Add(result);
        return results;
    }

    /// <summary>How the one room stands.</summary>
    public SyncState State => Assert.Single(Store.GetSyncStates(["boardroom@contoso.example"]));

    public void Dispose()
    {
        Store.Dispose();
        client.Dispose();
        http.Dispose();
    }
}
