using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using TeemCalendar.Core.Tests;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Tests.Exchange;

namespace TeemCalendar.Sandbox.Tests.Weather;

/// <summary>A tenant in some weather whose clock stands still, with an application that may read and write everything. Its rooms are as old as the tenant.</summary>
sealed class Storm
{
    readonly string graphToken, exchangeToken;

    /// <param name="weather">The weather; it sets in when everything is prepared.</param>
    /// <param name="rooms">How many rooms there are.</param>
    public Storm(SandboxWeather weather, int rooms = 1)
    {
        Tenant = SandboxTenant.Create(new() { People = 3, MeetingsPerRoom = 0, Clock = Clock, Weather = weather });
        for (var i = 0; i < rooms; i++)
        {
            var user = new DirectoryUser { Id = Tenant.NewGuid(), DisplayName = $"Room {i}", MailNickname = $"room{i}", UserPrincipalName = $"room{i}@contoso.example" };
            Tenant.State.Users.Add(user.Id, user);
            Rooms.Add(MailboxFactory.Add(Tenant, user, "RoomMailbox", user.MailNickname, user.UserPrincipalName));
        }
        Http = new(Tenant.CreateHandler());
        graphToken = Token("https://graph.microsoft.com", 60, "Calendars.ReadWrite", "User.ReadWrite.All", "Application.ReadWrite.All", "Organization.Read.All");
        exchangeToken = Token("https://outlook.office365.com", 60, "Exchange.ManageAsApp");
    }

    public ManualClock Clock { get; } = new();
    public SandboxTenant Tenant { get; }
    public HttpClient Http { get; }
    public List<Mailbox> Rooms { get; } = [];

    /// <summary>A token as the tenant gave one some seconds ago, without asking for it in this weather.</summary>
    public string Token(string audience, int age, params string[] roles)
    {
        var state = Tenant.State;
        var now = Tenant.Now.ToUnixTimeSeconds();
        return Sandbox.SignIn.AccessTokens.Write(Tenant, new JsonObject
        {
            ["aud"] = audience, ["appid"] = state.AdminAppId.ToString(), ["oid"] = state.FindServicePrincipal(state.AdminAppId)!.Id.ToString(), ["tid"] = state.TenantId.ToString(), ["idtyp"] = "app",
            ["roles"] = new JsonArray([.. roles.Select(r => (JsonNode?)r)]), ["wids"] = new JsonArray("62e90394-69f5-4237-9190-012177145e10"), ["iat"] = now - age, ["nbf"] = now - age, ["exp"] = now + 1_000_000,
        });
    }

    public Task<HttpResponseMessage> Graph(string method, string path, string? json = null, CancellationToken cancel = default) => Send(method, $"https://graph.microsoft.com/v1.0{path}", json, graphToken, cancel);

    public Task<HttpResponseMessage> Calendar(int room = 0) => Graph("GET", $"/users/{Rooms[room].PrimarySmtpAddress}/calendar");

    public Task<HttpResponseMessage> Run(string command, object? parameters = null, string? anchor = null) =>
        Send("POST", $"https://outlook.office365.com/adminapi/beta/{Tenant.Facts.TenantId}/InvokeCommand", Admin.Input(command, parameters).ToJsonString(), exchangeToken, default, anchor);

    public Task<HttpResponseMessage> RunBatch(params string[] commands) => Send("POST", $"https://outlook.office365.com/adminapi/beta/{Tenant.Facts.TenantId}/$batch", new JsonObject
    {
        ["requests"] = new JsonArray([.. commands.Select((command, i) => (JsonNode)new JsonObject
        {
            ["id"] = $"{i}", ["method"] = "POST", ["url"] = $"https://outlook.office365.com/adminapi/beta/{Tenant.Facts.TenantId}/InvokeCommand", ["body"] = Admin.Input(command, null),
        })]),
    }.ToJsonString(), exchangeToken, default);

    public Task<HttpResponseMessage> GraphBatch(params string[] paths) => Graph("POST", "/$batch", new JsonObject
    {
        ["requests"] = new JsonArray([.. paths.Select((path, i) => (JsonNode)new JsonObject { ["id"] = $"{i}", ["method"] = "GET", ["url"] = path })]),
    }.ToJsonString());

    async Task<HttpResponseMessage> Send(string method, string url, string? json, string token, CancellationToken cancel, string? anchor = null)
    {
        using var request = new HttpRequestMessage(new(method), url);
        request.Headers.Authorization = new("Bearer", token);
        if (anchor is not null) request.Headers.TryAddWithoutValidation("X-AnchorMailbox", anchor);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        return await Http.SendAsync(request, cancel);
    }

    public static async Task<JsonObject> Json(Task<HttpResponseMessage> sent, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var response = await sent;
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{(int)response.StatusCode} {text}");
        return text.StartsWith('{') ? (JsonObject)JsonNode.Parse(text)! : [];
    }

    public static async Task<HttpStatusCode> Status(Task<HttpResponseMessage> sent)
    {
        using var response = await sent;
        return response.StatusCode;
    }
}
