using System.Net.Http.Json;
using System.Text.Json.Nodes;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Planning;
using TeemCalendar.Sandbox;

namespace TeemCalendar.Core.Tests.Guide;

/// <summary>A sandbox tenant with a past, and a connection to it, for one chapter at a time.</summary>
internal sealed class ChapterWorld : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("teem");

    ChapterWorld(SandboxHistory history, SandboxCloud cloud) =>
        Sandbox = SandboxTenant.Open(Path.Combine(folder.FullName, "tenant.json"), new SandboxOptions { MeetingsPerRoom = 0, People = 2, History = history, Cloud = cloud });

    internal SandboxTenant Sandbox { get; }
    internal Tenant Tenant { get; private set; } = null!;

    internal static async Task<ChapterWorld> OpenAsync(SandboxHistory history = SandboxHistory.None, SandboxCloud cloud = SandboxCloud.Worldwide, Cloud? hosts = null)
    {
        var world = new ChapterWorld(history, cloud);
        world.Tenant = await Tenant.ConnectAsync(new ConnectOptions
        {
            Cloud = hosts ?? Cloud.Sandbox,
            TenantId = world.Sandbox.Facts.TenantId.ToString(),
            SignIn = new SecretSignIn(world.Sandbox.Facts.ClientId.ToString(), world.Sandbox.Facts.ClientSecret),
            Wire = world.Sandbox.CreateHandler(),
        }, default);
        return world;
    }

    public void Dispose()
    {
        Tenant.Dispose();
        folder.Delete(recursive: true);
    }

    internal static async Task<ChapterPlan> PlanAsync(IChapter chapter) => (await chapter.ObserveAsync(default))(new HashSet<string>());

    /// <summary>Plans and applies; all that is planned has to succeed.</summary>
    internal async Task<ChapterPlan> ApplyAsync(IChapter chapter)
    {
        var plan = await PlanAsync(chapter);
        await foreach (var result in PlanRunner.RunAsync(plan.Steps, _ => Task.FromResult(true), 8, Tenant.Store, TimeProvider.System, new HashSet<string>(), default)) Assert.Null(result.Error);
        return plan;
    }

    /// <summary>What a chapter does from here: nothing to write while it plans, everything with one application, nothing the second time.</summary>
    internal async Task<ChapterPlan> CarryOutAsync(Func<IChapter> chapter)
    {
        var writes = Sandbox.Counters.Writes;
        await PlanAsync(chapter());
        Assert.Equal(writes, Sandbox.Counters.Writes);
        var applied = await ApplyAsync(chapter());
        var again = await PlanAsync(chapter());
        Assert.Empty(again.Changes.Select(c => c.ToString()));
        Assert.Equal(applied.Problems.Select(p => p.Id), again.Problems.Select(p => p.Id));
        return applied;
    }

    /// <summary>What an administrator does past this module.</summary>
    internal async Task PostAsync(string path, object body)
    {
        using var http = new HttpClient(Sandbox.CreateHandler());
        var facts = Sandbox.Facts;
        using var ask = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_id"] = facts.ClientId.ToString(), ["client_secret"] = facts.ClientSecret, ["scope"] = "https://graph.microsoft.com/.default",
        });
        using var token = await http.PostAsync(new Uri($"https://login.sandbox.invalid/{facts.TenantId}/oauth2/v2.0/token"), ask);
        using var request = new HttpRequestMessage(HttpMethod.Post, "https://graph.microsoft.com" + path) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = new("Bearer", (string)JsonNode.Parse(await token.Content.ReadAsStringAsync())!["access_token"]!);
        using var answer = await http.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>The tenant's whole state, apart from what counts and what tells the time, and from what lies in the bin for thirty days.</summary>
    internal string State()
    {
        Sandbox.Save();
        var state = JsonNode.Parse(File.ReadAllText(Sandbox.Path!))!.AsObject();
        foreach (var passing in new[] { "IdsMade", "DeletedUsers", "DeletedApplications" }) state.Remove(passing);
        foreach (var mailbox in state["Mailboxes"]!.AsObject()) mailbox.Value!.AsObject().Remove("Changed");
        return state.ToJsonString(new() { WriteIndented = true });
    }
}
