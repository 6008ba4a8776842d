using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Graph;
using Microsoft.Kiota.Abstractions.Authentication;
using TeemCalendar.Contract.Traffic;
using TeemCalendar.Sandbox.Permissions;
using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Tests.Graph;

/// <summary>A tenant with an application that has been given whatever a test needs, and short ways to ask Graph.</summary>
sealed class GraphWire
{
    public const string Root = "https://graph.microsoft.com/v1.0";
    readonly Wire wire;
    string token = "";

    GraphWire(SandboxOptions? options) => wire = new(options);

    public SandboxTenant Tenant => wire.Tenant;
    public StoppedClock Clock => wire.Clock;
    public HttpClient Http => wire.Http;

    public static async Task<GraphWire> Open(SandboxOptions? options = null, params string[] permissions)
    {
        var graph = new GraphWire(options);
        await graph.Consent(permissions);
        return graph;
    }

    /// <summary>Gives the administering application more permissions, as a consent does, and takes a new token.</summary>
    public async Task Consent(params string[] permissions)
    {
        token = await wire.AdminToken(Wire.Graph);
        var state = Tenant.State;
        foreach (var permission in permissions)
        {
            if (Has(permission)) continue;
            var body = new JsonObject
            {
                ["principalId"] = state.FindServicePrincipal(state.AdminAppId)!.Id.ToString(), ["resourceId"] = state.FindServicePrincipal(PermissionCatalog.Graph)!.Id.ToString(),
                ["appRoleId"] = PermissionCatalog.RoleId(PermissionCatalog.Graph, permission).ToString(),
            };
            Assert.Equal(HttpStatusCode.Created, (await Post($"/servicePrincipals/{body["principalId"]}/appRoleAssignments", body)).Status);
        }
        if (permissions.Length > 0) token = await wire.AdminToken(Wire.Graph);
    }

    /// <summary>Takes permissions of the administering application back, and takes a new token.</summary>
    public async Task Withdraw(params string[] permissions)
    {
        Tenant.State.AppRoleAssignments.RemoveAll(a => a.PrincipalId == Tenant.State.FindServicePrincipal(Tenant.State.AdminAppId)!.Id && permissions.Any(p => a.AppRoleId == PermissionCatalog.RoleId(PermissionCatalog.Graph, p)));
        token = await wire.AdminToken(Wire.Graph);
    }

    bool Has(string permission) => Tenant.State.AppRoleAssignments.Exists(a => a.PrincipalId == Tenant.State.FindServicePrincipal(Tenant.State.AdminAppId)!.Id && a.AppRoleId == PermissionCatalog.RoleId(PermissionCatalog.Graph, permission));

    public string Token => token;
    public void UseToken(string other) => token = other;

    public Mailbox AddRoom(string name)
    {
        var user = new DirectoryUser { Id = Tenant.NewGuid(), DisplayName = name, MailNickname = name, UserPrincipalName = $"{name}@{Tenant.State.Domains[0]}" };
        Tenant.State.Users.Add(user.Id, user);
        var room = MailboxFactory.Add(Tenant, user, "RoomMailbox", name, user.UserPrincipalName);
        room.ResourceCapacity = 8;
        return room;
    }

    public Mailbox Person(int n = 0) => Tenant.State.Mailboxes.Values.Where(m => m.RecipientTypeDetails == "UserMailbox").ElementAt(n + 1);

    public Task<Reply> Get(string path, params (string Name, string Value)[] headers) => Send("GET", path, null, headers);
    public Task<Reply> Post(string path, JsonNode? body, params (string Name, string Value)[] headers) => Send("POST", path, body?.ToJsonString(), headers);
    public Task<Reply> Post(string path, string json, params (string Name, string Value)[] headers) => Send("POST", path, json, headers);
    public Task<Reply> Patch(string path, string json, params (string Name, string Value)[] headers) => Send("PATCH", path, json, headers);
    public Task<Reply> Delete(string path, params (string Name, string Value)[] headers) => Send("DELETE", path, null, headers);

    public async Task<Reply> Send(string method, string path, string? json, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new(method), path.StartsWith("http", StringComparison.Ordinal) ? path : Root + path);
        if (token.Length > 0) request.Headers.Authorization = new("Bearer", token);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new(response.StatusCode, text.StartsWith('{') ? (JsonObject)JsonNode.Parse(text)! : [], response.Headers);
    }

    /// <summary>Microsoft's own client, unmodified.</summary>
    public GraphServiceClient Sdk() =>
        new(GraphClientFactory.Create(finalHandler: Recording.Around(Tenant.CreateHandler())), new BaseBearerTokenAuthenticationProvider(new Tokens(() => token)), "https://graph.sandbox.invalid/v1.0");

    sealed class Tokens(Func<string> token) : IAccessTokenProvider
    {
        public AllowedHostsValidator AllowedHostsValidator { get; } = new();
        public Task<string> GetAuthorizationTokenAsync(Uri uri, Dictionary<string, object>? additionalAuthenticationContext = null, CancellationToken cancellationToken = default) => Task.FromResult(token());
    }
}

sealed record Reply(HttpStatusCode Status, JsonObject Json, HttpResponseHeaders Headers)
{
    public string? Code => (string?)Json["error"]?["code"];
    public string? Message => (string?)Json["error"]?["message"];
    public string? Id => (string?)Json["id"];
    public JsonArray Rows => (JsonArray)Json["value"]!;
    public string? NextLink => (string?)Json["@odata.nextLink"];
    public string? DeltaLink => (string?)Json["@odata.deltaLink"];
}
