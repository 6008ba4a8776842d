using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Exchange;
using TeemCalendar.Core.Guide;
using TeemCalendar.Core.Onboarding;
using TeemCalendar.Sandbox;

namespace TeemCalendar.Core.Tests.Onboarding;

/// <summary>A tenant, whoever is connected to it, and an administrator who shapes it over the wire.</summary>
internal sealed class IntegrationWorld : IDisposable
{
    internal const string Account = "teem@contoso.example", Graph = "00000003-0000-0000-c000-000000000000", Exchange = "00000002-0000-0ff1-ce00-000000000000";

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("teem");
    readonly SandboxOptions options;
    HttpClient? http;

    IntegrationWorld(SandboxOptions options)
    {
        this.options = options;
        Sandbox = SandboxTenant.Open(File, options);
    }

    string File => Path.Combine(folder.FullName, "tenant.json");
    internal SandboxTenant Sandbox { get; private set; }
    internal Tenant Tenant { get; private set; } = null!;
    internal OnboardingRequest Request { get; set; } = new() { Rooms = [], ServiceAccount = Account };

    internal static async Task<IntegrationWorld> OpenAsync(SandboxOptions? options = null)
    {
        var world = new IntegrationWorld((options ?? new()) with { MeetingsPerRoom = options?.MeetingsPerRoom == 0 ? 0 : 4, People = 3 });
        await world.ConnectAsync();
        return world;
    }

    /// <summary>Connects anew: as the administering application, unless somebody else is given.</summary>
    internal async Task ConnectAsync(SignIn? signIn = null, TimeSpan later = default, Func<HttpMessageHandler, HttpMessageHandler>? wire = null)
    {
        Tenant?.Dispose();
        Tenant = await Tenant.ConnectAsync(new ConnectOptions
        {
            Cloud = Cloud.Sandbox, TenantId = Sandbox.Facts.TenantId.ToString(), SignIn = signIn ?? new SecretSignIn(Sandbox.Facts.ClientId.ToString(), Sandbox.Facts.ClientSecret),
            Wire = (wire ?? (w => w))(Sandbox.CreateHandler()), StorePath = Path.Combine(folder.FullName, "store.db"), Clock = new Later(later),
            DeviceCodePrompt = (code, _) => { Assert.True(Sandbox.ApproveDeviceCode(code.UserCode, code.Login!)); return Task.CompletedTask; },
        }, default);
    }

    /// <summary>Takes the tenant up again with what no request makes.</summary>
    internal async Task EditAsync(Action<JsonObject> edit)
    {
        Sandbox.Save();
        var state = JsonNode.Parse(System.IO.File.ReadAllText(File))!.AsObject();
        edit(state);
        System.IO.File.WriteAllText(File, state.ToJsonString());
        (Sandbox, http) = (SandboxTenant.Open(File, options), null);
        await ConnectAsync();
    }

    /// <summary>The guide carried out, and the rooms read once. A room is its address, or its address and the name it has: a@contoso.example|A.</summary>
    internal async Task OnboardAsync(params string[] rooms)
    {
        Request = Request with { Rooms = [.. rooms.Select(r => r.Split('|')).Select(r => new Room { Mailbox = r[0], DisplayName = r.Length > 1 ? r[1] : r[0].Split('@')[0] })] };
        var guide = new WholeGuide(Tenant, Request);
        await foreach (var result in guide.ApplyAsync(await guide.PlanAsync(default), _ => Task.FromResult(true), default)) Assert.Null(result.Error);
        await foreach (var result in guide.SyncAsync(default)) Assert.Equal(SyncOutcome.Synchronised, result.Outcome);
    }

    internal async Task<IReadOnlyList<Check>> CheckAsync(params string[] chapters)
    {
        var checks = new List<Check>();
        await foreach (var check in new WholeGuide(Tenant, Request).VerifyAsync(c => chapters.Length == 0 || chapters.Contains(c), default)) checks.Add(check);
        return checks;
    }

    internal async Task<RoomChain> ChainAsync(string room)
    {
        Request = Request with { Rooms = [new() { Mailbox = room, DisplayName = room }] };
        return Assert.IsType<RoomChain>(Assert.Single(await CheckAsync(RoomChains.Name)));
    }

    internal Task InvokeAsync(string command, params (string, object?)[] parameters) => Tenant.Exchange.InvokeAsync(new(command, parameters), default);

    /// <summary>A request of the administrator to Graph.</summary>
    internal async Task<JsonNode?> GraphAsync(HttpMethod method, string path, object? body = null)
    {
        http ??= await SignedInAsync();
        using var request = new HttpRequestMessage(method, $"https://graph.sandbox.invalid/v1.0/{path}") { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }

    async Task<HttpClient> SignedInAsync()
    {
        var client = new HttpClient(Sandbox.CreateHandler());
        using var token = await client.PostAsync(new Uri($"https://login.sandbox.invalid/{Sandbox.Facts.TenantId}/oauth2/v2.0/token"), new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_id"] = Sandbox.Facts.ClientId.ToString(), ["client_secret"] = Sandbox.Facts.ClientSecret, ["scope"] = "https://graph.microsoft.com/.default",
        }));
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)(await token.Content.ReadFromJsonAsync<JsonNode>())!["access_token"]!);
        return client;
    }

    internal async Task<JsonNode> PrincipalAsync(string filter) => (await GraphAsync(HttpMethod.Get, $"servicePrincipals?$filter={filter}"))!["value"]![0]!;
    internal Task<JsonNode> TeemAsync() => PrincipalAsync("displayName eq 'Teem'");

    internal async Task ConsentAsync(JsonNode principal, string resourceAppId, params string[] permissions)
    {
        var resource = await PrincipalAsync($"appId eq '{resourceAppId}'");
        foreach (var permission in permissions)
            await GraphAsync(HttpMethod.Post, $"servicePrincipals/{principal["id"]}/appRoleAssignments",
                new { principalId = (string)principal["id"]!, resourceId = (string)resource["id"]!, appRoleId = (string)resource["appRoles"]!.AsArray().First(r => (string?)r!["value"] == permission)!["id"]! });
    }

    internal async Task WithdrawAsync(JsonNode principal, string permission)
    {
        var resource = await PrincipalAsync($"appId eq '{Graph}'");
        var role = (string?)resource["appRoles"]!.AsArray().First(r => (string?)r!["value"] == permission)!["id"];
        var assignment = (await GraphAsync(HttpMethod.Get, $"servicePrincipals/{principal["id"]}/appRoleAssignments"))!["value"]!.AsArray().First(a => (string?)a!["appRoleId"] == role)!;
        await GraphAsync(HttpMethod.Delete, $"servicePrincipals/{principal["id"]}/appRoleAssignments/{assignment["id"]}");
    }

    internal Task GiveRoleAsync(string principal, string role) => GraphAsync(HttpMethod.Post, "roleManagement/directory/roleAssignments", new { principalId = principal, roleDefinitionId = role, directoryScopeId = "/" });

    /// <summary>An application that may read everything, with the role Global Reader, and change nothing.</summary>
    internal async Task<SignIn> GlobalReaderAsync()
    {
        var application = (await GraphAsync(HttpMethod.Post, "applications", new { displayName = "Audit" }))!;
        var principal = (await GraphAsync(HttpMethod.Post, "servicePrincipals", new { appId = (string)application["appId"]! }))!;
        var secret = (await GraphAsync(HttpMethod.Post, $"applications/{application["id"]}/addPassword", new { passwordCredential = new { displayName = "audit" } }))!;
        await ConsentAsync(principal, Graph, "Directory.Read.All", "Organization.Read.All", "User.Read.All", "Application.Read.All", "Policy.Read.All", "RoleManagement.Read.Directory", "Domain.Read.All");
        await ConsentAsync(principal, Exchange, "Exchange.ManageAsApp");
        await GiveRoleAsync((string)principal["id"]!, "f2ef992c-3afb-46b9-b7cf-a126ee74c451");
        return new SecretSignIn((string)application["appId"]!, (string)secret["secretText"]!);
    }

    public void Dispose()
    {
        Tenant?.Dispose();
        http?.Dispose();
        folder.Delete(recursive: true);
    }

    /// <summary>The machine's clock, some time ahead: what will be over then is over.</summary>
    sealed class Later(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}

/// <summary>Alters the answers to one Exchange command, as a tenant would give them that this sandbox cannot be.</summary>
internal sealed class Altered(HttpMessageHandler inner, string command, Func<JsonObject, JsonObject> alter) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var asked = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var answer = await base.SendAsync(request, cancellationToken);
        if (!asked.Contains($"\"{command}\"", StringComparison.Ordinal) || asked.Contains("\"requests\"", StringComparison.Ordinal)) return answer;
        // As it came: reading the text would put blanks into it.
        var type = answer.Content.Headers.NonValidated["Content-Type"].ToString();
        var altered = alter(JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellationToken))!.AsObject());
        answer.Content = JsonContent.Create(altered);
        answer.Content.Headers.Remove("Content-Type");
        answer.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        return answer;
    }
}
