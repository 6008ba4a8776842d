using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Graph;
using TeemCalendar.Contract.Traffic;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Exchange;
using TeemCalendar.Core.Graph;
using TeemCalendar.Core.Http;
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
    readonly OutgoingPipeline pipeline;
    readonly GraphServiceClient client;
    readonly string? path;

    SandboxBench(int seed, int meetings, string? path, SandboxWeather? weather, DateTimeOffset? now)
    {
        this.path = path;
        Clock = now is { } begin ? new(begin) : new();
        Clock.Jumps = weather is not null;
        Tenant = SandboxTenant.Create(new() { Seed = seed, Clock = Clock, MeetingsPerRoom = meetings, Weather = weather });
        http = new(Tenant.CreateCalmHandler());
        wire = new(Recording.Around(Tenant.CreateHandler()));
        // In calm weather nothing is tried again: nobody moves the clock for it.
        pipeline = new(wire, RetryLimits.Default with { Retries = weather is null ? 0 : RetryLimits.Default.Retries, Answer = TimeSpan.FromHours(20) }, Clock);
        client = GraphCalls.Client(pipeline, new Tokens(this), Cloud.Sandbox);
        Store = TeemStore.Open(path, Clock);
        Events = new(client);
        Engine = new(Store, new CalendarGateway(client), Clock, Writer, Counters);
    }

    public ManualClock Clock { get; }
    public SandboxTenant Tenant { get; }
    public TeemStore Store { get; private set; }
    public SyncEngine Engine { get; private set; }
    public EventGateway Events { get; }
    public RequestCounters Counters => pipeline.Counters;
    public RoomWriter Writer => new(Store, Events, new NativeRelease(new CalendarProcessingOf(this), Clock), Clock);
    public ReservationDesk Desk => new(Store, Events, Clock);
    public GraphServiceClient Client => client;
    public List<Guid> Rooms { get; } = [];

    /// <summary>People with mailboxes: address and id.</summary>
    public List<(string Address, string Id)> People { get; } = [];

    public static async Task<SandboxBench> CreateAsync(int rooms, int seed = 365, int meetings = 60, string? path = null, string zone = "W. Europe Standard Time", SandboxWeather? weather = null, DateTimeOffset? now = null)
    {
        var bench = new SandboxBench(seed, meetings, path, weather, now);
        var facts = bench.Tenant.Facts;
        bench.http.DefaultRequestHeaders.Authorization = new("Bearer", await bench.TokenAsync("https://graph.microsoft.com"));
        var own = (await bench.GetAsync($"servicePrincipals?$filter=appId eq '{facts.ClientId}'"))["value"]![0]!["id"]!.ToString();
        var resource = (await bench.GetAsync("servicePrincipals?$filter=appId eq '00000003-0000-0000-c000-000000000000'"))["value"]![0]!["id"]!.ToString();
        await bench.SendAsync(HttpMethod.Post, $"servicePrincipals/{own}/appRoleAssignments", new { principalId = own, resourceId = resource, appRoleId = CalendarsReadWrite });
        await bench.AdvanceAsync(TimeSpan.Zero);
        foreach (var user in (await bench.GetAsync("users?$top=20&$select=id,mail"))["value"]!.AsArray())
            if (user!["mail"]?.ToString() is { } mail)
                bench.People.Add((mail, user["id"]!.ToString()));
        var exchange = await bench.TokenAsync("https://outlook.office365.com");
        for (var i = 0; i < rooms; i++)
            await bench.AddRoomAsync(exchange, $"room{i}", zone);
        return bench;
    }

    public RoomCalendar Room(int room) => Store.GetCalendar(Rooms[room])!;

    /// <summary>The process is gone, and another one takes up what it left in the file.</summary>
    public void Restart()
    {
        Store.Dispose();
        Store = TeemStore.Open(path, Clock);
        Engine = new(Store, new CalendarGateway(client), Clock, Writer, Counters);
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
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
    }

    /// <summary>What happens between a look and a change of the engine's.</summary>
    public Func<Task>? BeforeWrite { get => wire.BeforeWrite; set => wire.BeforeWrite = value; }

    /// <summary>What happens once a change has been made, before its answer is back.</summary>
    public Action? AfterWrite { set => wire.AfterWrite = value; }

    /// <summary>The engine's process dies at one of its next requests: before it is sent, or when the tenant has acted and nobody has heard of it.</summary>
    public void InterruptAfter(int requests, CancellationTokenSource process) => wire.Interrupt = (requests, process);

    public void StopInterrupting() => wire.Interrupt = null;

    /// <summary>While this is so, whatever the engine changes is changed, and no answer to it comes back.</summary>
    public bool LoseAnswers { set => wire.LosesAnswers = value; }

    /// <summary>From now on the engine may not open a mailbox.</summary>
    public void Refuse(string address) => wire.Closed = address;

    /// <summary>Sets a room's calendar processing.</summary>
    public async Task SetProcessingAsync(int room, string setting, object value) => await ExchangeAsync(await TokenAsync("https://outlook.office365.com"), "Set-CalendarProcessing", new() { ["Identity"] = Mailbox(room), [setting] = value });

    /// <summary>Lets a room keep titles and private flags of what it is invited to.</summary>
    public async Task KeepMeetingsAsync(int room) => await ExchangeAsync(await TokenAsync("https://outlook.office365.com"), "Set-CalendarProcessing",
        new() { ["Identity"] = Mailbox(room), ["DeleteSubject"] = false, ["AddOrganizerToSubject"] = false, ["RemovePrivateProperty"] = false });

    /// <summary>From now on the sandbox gets delta tokens that it does not know, until one was lost.</summary>
    public void LoseState() => wire.Loses = true;

    /// <summary>Deletes the store's files and begins a new one with the same calendars.</summary>
    public void LoseStore()
    {
        var (path, calendars) = (Store.Path!, Store.GetCalendars());
        Store.Dispose();
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(path)!))
            File.Delete(file);
        Store = TeemStore.Open(path, Clock);
        Store.RegisterCalendars(calendars);
        Engine = new(Store, new CalendarGateway(client), Clock, Writer, Counters);
    }

    /// <summary>What the room's calendar shows in the stored window, asked for without any delta, beside what the store holds of that window.</summary>
    public async Task AssertSameAsync(int room)
    {
        var window = Store.ReadRoundState(Rooms[room])!.Window;
        var path = $"users/{Rooms[room]}/calendarView?startDateTime={window.Start.UtcDateTime:s}Z&endDateTime={window.End.UtcDateTime:s}Z&$top=1000";
        var shown = (await GetAsync(path))["value"]!.AsArray().Select(Shown).Order().ToList();
        var kept = Store.GetReservations(new() { Mailboxes = [Mailbox(room)] }).Where(r => Covers(window, r)).Select(Kept).Order().ToList();
        Assert.Equal(shown, kept);
    }

    public async Task<bool> ExistsAsync(string path)
    {
        using var answer = await http.GetAsync(new Uri($"{Graph}/{path}"));
        return answer.IsSuccessStatusCode;
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
        client.Dispose();
        pipeline.Dispose();
        http.Dispose();
    }

    async Task AddRoomAsync(string token, string alias, string zone)
    {
        var address = $"{alias}@{Tenant.Facts.Domain}";
        await ExchangeAsync(token, "New-Mailbox", new() { ["Room"] = true, ["Name"] = alias, ["DisplayName"] = alias, ["PrimarySmtpAddress"] = address });
        var id = Guid.Parse((await GetAsync($"users?$filter=mail eq '{address}'"))["value"]![0]!["id"]!.ToString());
        Rooms.Add(id);
        Store.RegisterCalendar(new() { Mailbox = address, RoomId = id, DisplayName = alias, TimeZone = zone, RegisteredAt = Clock.GetUtcNow() });
    }

    async Task<string> ExchangeAsync(string token, string command, Dictionary<string, object> parameters)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"https://exchange.sandbox.invalid/adminapi/beta/{Tenant.Facts.TenantId}/InvokeCommand");
        request.Headers.Authorization = new("Bearer", token);
        request.Headers.TryAddWithoutValidation("X-AnchorMailbox", $"APP:SystemMailbox{{bb558c35-97f1-4cb9-8ff7-d53741dc928c}}@{Tenant.Facts.TenantId}");
        request.Headers.TryAddWithoutValidation("X-CmdletName", command);
        request.Headers.TryAddWithoutValidation("X-ResponseFormat", "json");
        request.Content = JsonContent.Create(new
        {
            CmdletInput = new { CmdletName = command, Parameters = parameters },
        }, options: JsonSerializerOptions.Default);   // as named here: Exchange tells cases apart
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return text;
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

    internal static bool Covers(SyncWindow window, Reservation r) => r is { StartDate: { } first, EndDate: { } last }
        ? window.Covers(new(first.ToDateTime(default), default), new(last.ToDateTime(default), default))
        : window.Covers(r.Start, r.End);

    internal static string Shown(JsonNode? json)
    {
        var isAllDay = json!["isAllDay"]!.GetValue<bool>();
        var isPrivate = json["sensitivity"]!.ToString() is "private" or "confidential";
        var isCancelled = json["isCancelled"]!.GetValue<bool>();
        var isBusy = !isCancelled && json["showAs"]!.ToString() != "free";
        return Line(json["id"]!.ToString(), Time(json["start"]!), Time(json["end"]!), isAllDay, isPrivate, isCancelled, isBusy,
            isPrivate ? null : json["subject"]?.ToString(), isPrivate ? null : json["organizer"]?["emailAddress"]?["address"]?.ToString());
    }

    internal static string Kept(Reservation r) => Line(r.EventId, r.StartDate?.ToDateTime(default) ?? r.Start.UtcDateTime, r.EndDate?.ToDateTime(default) ?? r.End.UtcDateTime,
        r.IsAllDay, r.IsPrivate, r.IsCancelled, r.IsBusy, r.Title, r.OrganizerAddress);

    static DateTime Time(JsonNode time) => DateTime.Parse(time["dateTime"]!.ToString(), CultureInfo.InvariantCulture);

    static string Line(string id, DateTime start, DateTime end, bool isAllDay, bool isPrivate, bool isCancelled, bool isBusy, string? title, string? organizer) =>
        string.Create(CultureInfo.InvariantCulture, $"{start:s}/{end:s} {(isAllDay ? 'd' : '-')}{(isPrivate ? 'p' : '-')}{(isCancelled ? 'c' : '-')}{(isBusy ? 'b' : '-')} '{title}' {organizer} {id}");

    /// <summary>The engine's sign-in, anew when a token is about to be over by the bench's clock.</summary>
    sealed class Tokens(SandboxBench bench) : ITokenSource
    {
        (string Token, DateTimeOffset Until) known;

        public string Account => bench.Tenant.Facts.ClientId.ToString();

        public async Task<string> GetTokenAsync(string resource, ClaimsChallenge? challenge, CancellationToken cancel)
        {
            if (challenge is not null || known.Until <= bench.Clock.GetUtcNow())
                known = (await bench.TokenAsync(resource), bench.Clock.GetUtcNow().AddMinutes(50));
            return known.Token;
        }
    }

    /// <summary>The one command of Exchange that the engine asks while it synchronises.</summary>
    sealed class CalendarProcessingOf(SandboxBench bench) : IExchangeTransport
    {
        public int Capacity => 1;

        public async Task<ExchangeAnswer> InvokeAsync(ExchangeCommand command, CancellationToken cancel)
        {
            var text = await bench.ExchangeAsync(await bench.TokenAsync("https://outlook.office365.com"), command.Name, command.Parameters.ToDictionary(p => p.Key, p => p.Value!));
            return new([.. JsonDocument.Parse(text).RootElement.GetProperty("value").EnumerateArray().Select(row => row.Clone())], []);
        }
    }

    /// <summary>What may go wrong between engine and tenant at a moment that a test chooses.</summary>
    sealed class LosingHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        public bool Loses { get; set; }
        public bool LosesAnswers { get; set; }
        public string? Closed { get; set; }
        public (int After, CancellationTokenSource Process)? Interrupt { get; set; }
        public Func<Task>? BeforeWrite { get; set; }
        public Action? AfterWrite { get; set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (Closed is not null && Uri.UnescapeDataString(request.RequestUri!.AbsolutePath).Contains(Closed, StringComparison.OrdinalIgnoreCase))
                return new(System.Net.HttpStatusCode.Forbidden) { Content = JsonContent.Create(new { error = new { code = "ErrorAccessDenied", message = "Access is denied. Check credentials and try again." } }) };
            var isWrite = request.Method != HttpMethod.Get;
            if (isWrite && BeforeWrite is { } first)
                await first();
            var isLast = Interrupt is { After: <= 0 };
            if (Interrupt is { } interrupt)
                Interrupt = (interrupt.After - 1, interrupt.Process);
            // Which of the two it is, the address decides.
            if (isLast && request.RequestUri!.AbsoluteUri.Length % 2 == 0)
                await Interrupt!.Value.Process.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
            const string name = "$deltatoken=";
            var address = request.RequestUri!.AbsoluteUri.Replace("%24deltatoken", "$deltatoken", StringComparison.Ordinal);
            if (Loses && address.IndexOf(name, StringComparison.Ordinal) is >= 0 and var at)
            {
                Loses = false;
                request.RequestUri = new(address[..(at + name.Length)] + "forgotten");
            }
            var answer = await base.SendAsync(request, cancellationToken);
            if (isWrite)
                AfterWrite?.Invoke();
            if (isLast)
                await Interrupt!.Value.Process.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
            if (!isWrite || !LosesAnswers)
                return answer;
            answer.Dispose();
            throw new HttpRequestException(HttpRequestError.ResponseEnded);
        }
    }
}
