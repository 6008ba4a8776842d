using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Graph;
using Microsoft.Kiota.Abstractions.Authentication;
using TeemCalendar.Contract.Traffic;
using TeemCalendar.Core.Graph;
using TeemCalendar.Core.Storage;
using TeemCalendar.Core.Sync;
using TeemCalendar.Sandbox;

namespace TeemCalendar.Core.Tests.Sync;

/// <summary>A sandbox tenant with rooms, a store, and the engine between them. The tenant is worked on by plain requests, which know nothing of the engine.</summary>
internal sealed class SandboxBench : IDisposable
{
    const string Graph = "https://graph.sandbox.invalid/v1.0";
    const string CalendarsReadWrite = "ef54d2bf-783f-4e0f-bca1-3210c0444d99";

    readonly LosingHandler wire;
    readonly HttpClient http;
    readonly HttpClient engineHttp;
    GraphServiceClient? client;

    SandboxBench(int seed, int meetings, string? path)
    {
        Tenant = SandboxTenant.Create(new() { Seed = seed, Clock = Clock, MeetingsPerRoom = meetings });
        http = new(Tenant.CreateHandler());
        wire = new(Recording.Around(Tenant.CreateHandler()));
        engineHttp = new(wire);
        Store = TeemStore.Open(path, Clock);
    }

    public ManualClock Clock { get; } = new();
    public SandboxTenant Tenant { get; }
    public TeemStore Store { get; }
    public SyncEngine Engine { get; private set; } = null!;
    public List<Guid> Rooms { get; } = [];

    /// <summary>People with mailboxes: address and id.</summary>
    public List<(string Address, string Id)> People { get; } = [];

    public static async Task<SandboxBench> CreateAsync(int rooms, int seed = 365, int meetings = 60, string? path = null, string zone = "W. Europe Standard Time")
    {
        var bench = new SandboxBench(seed, meetings, path);
        var facts = bench.Tenant.Facts;
        bench.http.DefaultRequestHeaders.Authorization = new("Bearer", await bench.TokenAsync("https://graph.microsoft.com"));
        var own = (await bench.GetAsync($"servicePrincipals?$filter=appId eq '{facts.ClientId}'"))["value"]![0]!["id"]!.ToString();
        var resource = (await bench.GetAsync("servicePrincipals?$filter=appId eq '00000003-0000-0000-c000-000000000000'"))["value"]![0]!["id"]!.ToString();
        await bench.SendAsync(HttpMethod.Post, $"servicePrincipals/{own}/appRoleAssignments", new { principalId = own, resourceId = resource, appRoleId = CalendarsReadWrite });
        await bench.AdvanceAsync(TimeSpan.Zero);
        bench.client = new(bench.engineHttp, new AnonymousAuthenticationProvider(), Graph);
        bench.Engine = new(bench.Store, new CalendarGateway(bench.client), bench.Clock);
        foreach (var user in (await bench.GetAsync("users?$top=20&$select=id,mail"))["value"]!.AsArray())
            if (user!["mail"]?.ToString() is { } mail)
                bench.People.Add((mail, user["id"]!.ToString()));
        var exchange = await bench.TokenAsync("https://outlook.office365.com");
        for (var i = 0; i < rooms; i++)
            await bench.AddRoomAsync(exchange, $"room{i}", zone);
        return bench;
    }

    public string Mailbox(int room) => $"room{room}@{Tenant.Facts.Domain}";

    public async Task<List<SyncResult>> RoundAsync(SyncRequest? request = null)
    {
        List<SyncResult> results = [];
        await foreach (var result in Engine.RunRoundAsync(request ?? new()))
            results.Add(result);
        Assert.All(results, result => Assert.True(result.Outcome == SyncOutcome.Synchronised, result.Detail));
        return results;
    }

    /// <summary>Moves the clock, and signs in again: tokens live by the same clock.</summary>
    public async Task AdvanceAsync(TimeSpan by)
    {
        Clock.Advance(by);
        var token = await TokenAsync("https://graph.microsoft.com");
        http.DefaultRequestHeaders.Authorization = engineHttp.DefaultRequestHeaders.Authorization = new("Bearer", token);
    }

    /// <summary>From now on the sandbox gets delta tokens that it does not know, until one was lost.</summary>
    public void LoseState() => wire.Loses = true;

    /// <summary>What the room's calendar shows in the stored window, asked for without any delta, beside what the store holds of that window.</summary>
    public async Task AssertSameAsync(int room)
    {
        var window = Store.ReadRoundState(Rooms[room])!.Window;
        var path = $"users/{Rooms[room]}/calendarView?startDateTime={window.Start.UtcDateTime:s}Z&endDateTime={window.End.UtcDateTime:s}Z&$top=1000";
        var shown = (await GetAsync(path))["value"]!.AsArray().Select(Shown).Order().ToList();
        var kept = Store.GetReservations(new() { Mailboxes = [Mailbox(room)] }).Where(r => Covers(window, r)).Select(Kept).Order().ToList();
        Assert.Equal(shown, kept);
    }

    public Task<JsonObject> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public async Task<JsonObject> SendAsync(HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, $"{Graph}/{path}");
        request.Headers.TryAddWithoutValidation("Prefer", "IdType=\"ImmutableId\", outlook.timezone=\"UTC\"");
        if (body is not null)
            request.Content = JsonContent.Create(body);
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {(int)answer.StatusCode} {text}");
        return text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject();
    }

    public void Dispose()
    {
        Store.Dispose();
        client?.Dispose();
        engineHttp.Dispose();
        http.Dispose();
        wire.Dispose();
    }

    async Task AddRoomAsync(string token, string alias, string zone)
    {
        var address = $"{alias}@{Tenant.Facts.Domain}";
        using var request = new HttpRequestMessage(HttpMethod.Post, $"https://exchange.sandbox.invalid/adminapi/beta/{Tenant.Facts.TenantId}/InvokeCommand");
        request.Headers.Authorization = new("Bearer", token);
        request.Headers.TryAddWithoutValidation("X-AnchorMailbox", $"APP:SystemMailbox{{bb558c35-97f1-4cb9-8ff7-d53741dc928c}}@{Tenant.Facts.TenantId}");
        request.Headers.TryAddWithoutValidation("X-CmdletName", "New-Mailbox");
        request.Headers.TryAddWithoutValidation("X-ResponseFormat", "json");
        request.Content = JsonContent.Create(new
        {
            CmdletInput = new { CmdletName = "New-Mailbox", Parameters = new Dictionary<string, object> { ["Room"] = true, ["Name"] = alias, ["DisplayName"] = alias, ["PrimarySmtpAddress"] = address } },
        }, options: JsonSerializerOptions.Default);   // as named here: Exchange tells cases apart
        using var answer = await http.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        var id = Guid.Parse((await GetAsync($"users?$filter=mail eq '{address}'"))["value"]![0]!["id"]!.ToString());
        Rooms.Add(id);
        Store.RegisterCalendar(new() { Mailbox = address, RoomId = id, DisplayName = alias, TimeZone = zone, RegisteredAt = Clock.GetUtcNow() });
    }

    async Task<string> TokenAsync(string resource)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = Tenant.Facts.ClientId.ToString(),
            ["client_secret"] = Tenant.Facts.ClientSecret,
            ["scope"] = resource + "/.default",
        });
        using var answer = await http.PostAsync(new Uri($"https://login.sandbox.invalid/{Tenant.Facts.TenantId}/oauth2/v2.0/token"), form);
        var json = await answer.Content.ReadFromJsonAsync<JsonObject>();
        return json!["access_token"]?.ToString() ?? throw new InvalidOperationException(json.ToJsonString());
    }

    static bool Covers(SyncWindow window, Reservation r) => r is { StartDate: { } first, EndDate: { } last }
        ? window.Covers(new(first.ToDateTime(default), default), new(last.ToDateTime(default), default))
        : window.Covers(r.Start, r.End);

    static string Shown(JsonNode? json)
    {
        var isAllDay = json!["isAllDay"]!.GetValue<bool>();
        var isPrivate = json["sensitivity"]!.ToString() is "private" or "confidential";
        var isCancelled = json["isCancelled"]!.GetValue<bool>();
        var isBusy = !isCancelled && json["showAs"]!.ToString() != "free";
        return Line(json["id"]!.ToString(), Time(json["start"]!), Time(json["end"]!), isAllDay, isPrivate, isCancelled, isBusy,
            isPrivate ? null : json["subject"]?.ToString(), isPrivate ? null : json["organizer"]?["emailAddress"]?["address"]?.ToString());
    }

    static string Kept(Reservation r) => Line(r.EventId, r.StartDate?.ToDateTime(default) ?? r.Start.UtcDateTime, r.EndDate?.ToDateTime(default) ?? r.End.UtcDateTime,
        r.IsAllDay, r.IsPrivate, r.IsCancelled, r.IsBusy, r.Title, r.OrganizerAddress);

    static DateTime Time(JsonNode time) => DateTime.Parse(time["dateTime"]!.ToString(), CultureInfo.InvariantCulture);

    static string Line(string id, DateTime start, DateTime end, bool isAllDay, bool isPrivate, bool isCancelled, bool isBusy, string? title, string? organizer) =>
        string.Create(CultureInfo.InvariantCulture, $"{start:s}/{end:s} {(isAllDay ? 'd' : '-')}{(isPrivate ? 'p' : '-')}{(isCancelled ? 'c' : '-')}{(isBusy ? 'b' : '-')} '{title}' {organizer} {id}");

    sealed class LosingHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        public bool Loses { get; set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            const string name = "$deltatoken=";
            var address = request.RequestUri!.AbsoluteUri.Replace("%24deltatoken", "$deltatoken", StringComparison.Ordinal);
            if (Loses && address.IndexOf(name, StringComparison.Ordinal) is >= 0 and var at)
            {
                Loses = false;
                request.RequestUri = new(address[..(at + name.Length)] + "forgotten");
            }
            return base.SendAsync(request, cancellationToken);
        }
    }
}
