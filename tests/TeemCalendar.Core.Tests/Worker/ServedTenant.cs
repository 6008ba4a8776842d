using System.Net.Http.Json;
using System.Text.Json.Nodes;
using TeemCalendar.Core.Storage;
using TeemCalendar.Core.Tests.Sync;
using TeemCalendar.Sandbox;
using TeemCalendar.Worker.Loopback;

namespace TeemCalendar.Core.Tests.Worker;

/// <summary>A tenant that was taken through the guide once, with the store that came of it; every test has a copy.</summary>
public sealed class RehearsedTenant : IAsyncLifetime
{
    const string Rooms = """
        Name,Mailbox
        Aurora,aurora@meridian.example
        Bay,bay@meridian.example
        Cove,cove@meridian.example

        """;

    readonly TemporaryFolder folder = new();

    public async Task InitializeAsync()
    {
        var run = await WorkerRun.Of("rehearse", "--rooms", folder.Write("rooms.csv", Rooms), "--tenant", folder["tenant.json"], "--store", folder["store.db"], "--seed", "5");
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
    }

    public Task DisposeAsync()
    {
        folder.Dispose();
        return Task.CompletedTask;
    }

    internal void CopyTo(TemporaryFolder other)
    {
        foreach (var name in new[] { "tenant.json", "store.db", "store.db.keys.pfx" }) File.Copy(folder[name], other[name]);
    }
}

[CollectionDefinition(Name)]
public sealed class RehearsedTenantCollection : ICollectionFixture<RehearsedTenant>
{
    public const string Name = "a rehearsed tenant";
}

/// <summary>A sandbox tenant that this process serves on loopback, a store of its rooms, and people who work in it.</summary>
sealed class ServedTenant : IAsyncDisposable
{
    const string Graph = "https://graph.sandbox.invalid/v1.0", CalendarsReadWrite = "ef54d2bf-783f-4e0f-bca1-3210c0444d99";

    readonly TemporaryFolder folder;
    readonly LoopbackServer server;
    readonly HttpClient http;

    ServedTenant(TemporaryFolder folder, SandboxTenant tenant, WatchedWire wire, LoopbackServer server)
    {
        (this.folder, Tenant, Wire, this.server, http) = (folder, tenant, wire, server, new(tenant.CreateHandler()));
        // Of the sandbox's start line: what another process needs to sign in.
        folder.Write("sandbox.json", SandboxCommand.StartLine(tenant.Facts, server.Address));
    }

    public SandboxTenant Tenant { get; }

    /// <summary>What comes over the socket.</summary>
    public WatchedWire Wire { get; }

    /// <summary>The arguments of a <c>sync</c> of this tenant.</summary>
    public string[] Sync(params string[] more) => ["sync", "--sandbox", folder["sandbox.json"], "--store", folder["store.db"], .. more];

    public string File(string name) => folder[name];

    public static async Task<ServedTenant> OpenAsync(RehearsedTenant rehearsed)
    {
        var folder = new TemporaryFolder();
        rehearsed.CopyTo(folder);
        var tenant = SandboxTenant.Open(folder["tenant.json"]);
        var wire = new WatchedWire(tenant.CreateHandler());
        var served = new ServedTenant(folder, tenant, wire, await LoopbackServer.StartAsync(wire, 0, default));
        await served.SignInAsync();
        return served;
    }

    public TeemStore OpenStore() => TeemStore.Open(folder["store.db"], TimeProvider.System);

    /// <summary>What each room's calendar shows, asked for without any delta, beside what the store holds of the same days.</summary>
    public async Task AssertSameAsync()
    {
        using var store = OpenStore();
        foreach (var room in store.GetCalendars())
        {
            var window = store.ReadRoundState(room.RoomId)!.Window;
            var shown = (await ViewAsync(room.RoomId, window.Start, window.End)).Select(SandboxBench.Shown).Order();
            var kept = store.GetReservations(new() { Mailboxes = [room.Mailbox] }).Where(r => SandboxBench.Covers(window, r)).Select(SandboxBench.Kept).Order();
            Assert.Equal(shown.ToList(), kept.ToList());
        }
    }

    public async Task<List<JsonNode>> ViewAsync(Guid room, DateTimeOffset from, DateTimeOffset to) =>
        [.. (await SendAsync(HttpMethod.Get, $"users/{room}/calendarView?startDateTime={from.UtcDateTime:s}Z&endDateTime={to.UtcDateTime:s}Z&$top=1000", null))["value"]!.AsArray().Select(e => e!)];

    /// <summary>Somebody books a room in its own calendar, for half an hour.</summary>
    public Task BookAsync(string mailbox, DateTimeOffset start) => SendAsync(HttpMethod.Post, $"users/{mailbox}/events", new
    {
        subject = "Call", start = new { dateTime = $"{start.UtcDateTime:s}", timeZone = "UTC" }, end = new { dateTime = $"{start.UtcDateTime.AddMinutes(30):s}", timeZone = "UTC" },
    });

    public async Task<JsonObject> SendAsync(HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, $"{Graph}/{path}");
        request.Headers.TryAddWithoutValidation("Prefer", "IdType=\"ImmutableId\", outlook.timezone=\"UTC\"");
        if (body is not null) request.Content = JsonContent.Create(body);
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {(int)answer.StatusCode} {text}");
        return text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject();
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        http.Dispose();
        Tenant.Dispose();
        folder.Dispose();
    }

    /// <summary>As the application that administers the tenant, which may read all calendars; a new right is in the next token.</summary>
    async Task SignInAsync()
    {
        await TokenAsync();
        var own = await IdAsync(Tenant.Facts.ClientId.ToString());
        await SendAsync(HttpMethod.Post, $"servicePrincipals/{own}/appRoleAssignments", new { principalId = own, resourceId = await IdAsync("00000003-0000-0000-c000-000000000000"), appRoleId = CalendarsReadWrite });
        await TokenAsync();

        async Task<string> IdAsync(string application) => (await SendAsync(HttpMethod.Get, $"servicePrincipals?$filter=appId eq '{application}'", null))["value"]![0]!["id"]!.ToString();
    }

    async Task TokenAsync()
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_id"] = Tenant.Facts.ClientId.ToString(), ["client_secret"] = Tenant.Facts.ClientSecret, ["scope"] = "https://graph.microsoft.com/.default",
        });
        using var answer = await http.PostAsync(new Uri($"https://login.sandbox.invalid/{Tenant.Facts.TenantId}/oauth2/v2.0/token"), form);
        http.DefaultRequestHeaders.Authorization = new("Bearer", (await answer.Content.ReadFromJsonAsync<JsonObject>())!["access_token"]!.ToString());
    }
}

/// <summary>Sees every request that comes over the socket, before the tenant acts and after, one at a time.</summary>
sealed class WatchedWire(HttpMessageHandler tenant) : DelegatingHandler(tenant)
{
    readonly SemaphoreSlim one = new(1);
    int requests, writes;

    /// <summary>Called with a request, how many there were with it, how many of these change an event, and whether the tenant has acted on it.</summary>
    public Action<HttpRequestMessage, int, int, bool>? Watch { get; set; }

    /// <summary>Counts anew.</summary>
    public void Reset() => (requests, writes) = (0, 0);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // Whoever sent it may be dead by now; on a real wire the service acts all the same.
        await one.WaitAsync(CancellationToken.None);
        try
        {
            var isWrite = request.Method != HttpMethod.Get && request.RequestUri!.AbsolutePath.Contains("/events", StringComparison.OrdinalIgnoreCase);
            var (number, write) = (++requests, isWrite ? ++writes : 0);
            Watch?.Invoke(request, number, write, false);
            var answer = await base.SendAsync(request, CancellationToken.None);
            Watch?.Invoke(request, number, write, true);
            return answer;
        }
        finally
        {
            one.Release();
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) one.Dispose();
        base.Dispose(disposing);
    }
}
