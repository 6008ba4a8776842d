using System.Net.Http.Json;
using System.Text.Json.Nodes;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Http;
using TeemCalendar.Core.Planning;
using TeemCalendar.Sandbox;

namespace TeemCalendar.Core.Tests.Guide;

/// <summary>A sandbox tenant in a file, so that its whole state can be compared, with rooms whose calendars have German and French names; and chapters applied to it.</summary>
internal sealed class GuideBench : IDisposable
{
    internal const string German = "zugspitze@contoso.example", French = "garonne@contoso.example", Account = "teem@contoso.example";

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("teem");
    readonly List<Tenant> tenants = [];

    internal GuideBench(SandboxOptions? options = null) =>
        Sandbox = SandboxTenant.Open(Path.Combine(folder.FullName, "tenant.json"), (options ?? new()) with { MeetingsPerRoom = 0, History = (options?.History ?? 0) | SandboxHistory.LocalizedCalendars });

    internal SandboxTenant Sandbox { get; private set; }

    /// <summary>Takes the tenant up again, in other weather: what is there by now is known everywhere.</summary>
    internal void Reopen(SandboxOptions options)
    {
        Sandbox.Save();
        Sandbox = SandboxTenant.Open(Sandbox.Path!, options);
    }

    public void Dispose()
    {
        tenants.ForEach(t => t.Dispose());
        folder.Delete(recursive: true);
    }

    /// <param name="signIn">How the administrator signs in; null for the application that administers the tenant.</param>
    /// <param name="around">What stands between engine and sandbox; null for nothing.</param>
    /// <param name="enter">The person at the browser; null for one who does as asked.</param>
    /// <param name="limits">How patient the connection is.</param>
    /// <param name="store">The store's file: another one is another computer.</param>
    internal async Task<Tenant> ConnectAsync(SignIn? signIn = null, Func<HttpMessageHandler, HttpMessageHandler>? around = null, Func<DeviceCode, string?>? enter = null, RetryLimits? limits = null, string store = "store.db")
    {
        enter ??= code => Sandbox.EnterDeviceCode(code.UserCode, code.Login!);
        var wire = Sandbox.CreateHandler();
        var tenant = await Tenant.ConnectAsync(new ConnectOptions
        {
            Cloud = Cloud.Sandbox,
            TenantId = Sandbox.Facts.TenantId.ToString(),
            SignIn = signIn ?? new SecretSignIn(Sandbox.Facts.ClientId.ToString(), Sandbox.Facts.ClientSecret),
            Wire = around?.Invoke(wire) ?? wire,
            StorePath = Path.Combine(folder.FullName, store),
            Clock = Sandbox.Clock,
            Limits = limits ?? RetryLimits.Default,
            DeviceCodePrompt = (code, _) => enter(code) is { } page ? throw SignInErrors.AtTheBrowser(page, code.Login!, Sandbox.Facts.TenantId.ToString()) : Task.CompletedTask,
        }, default);
        tenants.Add(tenant);
        return tenant;
    }

    /// <summary>A request to Graph as the administrator, past the engine.</summary>
    internal async Task<JsonNode?> GraphAsync(HttpMethod method, string path, object? body = null)
    {
        using var http = new HttpClient(Sandbox.CreateHandler());
        using var token = await http.PostAsync(new Uri($"https://login.sandbox.invalid/{Sandbox.Facts.TenantId}/oauth2/v2.0/token"), new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_id"] = Sandbox.Facts.ClientId.ToString(), ["client_secret"] = Sandbox.Facts.ClientSecret, ["scope"] = "https://graph.microsoft.com/.default",
        }));
        http.DefaultRequestHeaders.Authorization = new("Bearer", (string)(await token.Content.ReadFromJsonAsync<JsonNode>())!["access_token"]!);
        using var request = new HttpRequestMessage(method, $"https://graph.sandbox.invalid/v1.0/{path}") { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return text.Length > 0 ? JsonNode.Parse(text) : null;
    }

    /// <summary>Plans a chapter and applies it; what cannot be planned and what fails is given back.</summary>
    internal static async Task<(List<Change> Changes, List<TeemException> Errors)> ApplyAsync(Tenant tenant, params IChapter[] chapters)
    {
        var (changes, errors) = (new List<Change>(), new List<TeemException>());
        foreach (var chapter in chapters)
        {
            var plan = await PlanAsync(chapter);
            errors.AddRange(plan.Problems);
            await foreach (var result in PlanRunner.RunAsync(plan.Steps, _ => Task.FromResult(true), 8, tenant.Store, tenant.Clock, new HashSet<string>(), default))
            {
                changes.Add(result.Change);
                if (result.Error is { } error) errors.Add(error);
            }
        }
        return (changes, errors);
    }

    internal static async Task<ChapterPlan> PlanAsync(IChapter chapter) => (await chapter.ObserveAsync(default))(new HashSet<string>());

    /// <summary>The tenant's whole state, apart from what counts and what tells the time, the directory's recycle bin, and mail that was sent.</summary>
    internal string State()
    {
        Sandbox.Save();
        var state = JsonNode.Parse(File.ReadAllText(Sandbox.Path!))!.AsObject();
        foreach (var passing in new[] { "IdsMade", "RefreshTokens", "DeviceCodes", "DeletedUsers", "DeletedApplications" }) state.Remove(passing);
        foreach (var mailbox in state["Mailboxes"]!.AsObject().Select(m => m.Value!.AsObject())) mailbox.Remove("Invitations");
        // The sandbox makes a calendar's book at the first look.
        var books = state["Calendars"]!.AsObject();
        foreach (var (owner, book) in books.ToList())
            if (book is JsonObject { Count: > 0 } && book["Items"] is JsonObject { Count: 0 } && book["Gone"] is JsonArray { Count: 0 }) books.Remove(owner);
        return state.ToJsonString(new() { WriteIndented = true });
    }
}
