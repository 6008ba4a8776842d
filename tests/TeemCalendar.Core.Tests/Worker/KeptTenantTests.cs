using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using TeemCalendar.Sandbox;
using TeemCalendar.Worker;

namespace TeemCalendar.Core.Tests.Worker;

/// <summary>A tenant's file is written as the tenant changes, whole, and by one process at a time.</summary>
public sealed class KeptTenantTests : IDisposable
{
    readonly TemporaryFolder folder = new();
    readonly HttpClient client = new();

    string File => folder["tenant.json"];

    public void Dispose()
    {
        client.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task AProcessThatIsKilledInTheMiddleOfWritesLeavesTheLastWholeTenant()
    {
        using var process = Serve();
        var start = JsonNode.Parse((await process.StandardOutput.ReadLineAsync())!)!;
        var token = await TokenAsync(start, "https://graph.microsoft.com/.default");
        var known = 0;
        // Applications come faster than the file is written, until the file was seen in three states and a half.
        for (var seen = new HashSet<int>(); seen.Count < 4; seen.Add(known = Kept().Count))
            await Task.WhenAll(Enumerable.Range(0, 20).Select(i => AddApplicationAsync(start, token, $"{seen.Count}-{i}")));
        var writing = Enumerable.Range(0, 20).Select(i => AddApplicationAsync(start, token, $"last-{i}")).ToList();
        process.Kill();
        await process.WaitForExitAsync();
        await Task.WhenAll(writing.Select(w => w.ContinueWith(_ => { }, TaskScheduler.Default)));

        Assert.True(Kept().Count >= known);
        using var again = SandboxTenant.Keep(File);
        Assert.Equal(start["tenantId"]!.ToString(), again.Facts.TenantId.ToString());
        Assert.Equal((string?)start["serviceAccountPassword"], again.Facts.ServiceAccountPassword);
    }

    [Fact]
    public async Task TheServiceAccountOfTheStartLineCanSignIn()
    {
        using var process = Serve();
        var start = JsonNode.Parse((await process.StandardOutput.ReadLineAsync())!)!;
        foreach (var (name, password) in new[] { ("administrator", "administratorPassword"), ("serviceAccount", "serviceAccountPassword") })
        {
            Assert.Contains('@', (string)start[name]!);
            using var code = await client.PostAsync(new Uri($"{start["login"]}/{start["tenantId"]}/oauth2/v2.0/devicecode"), new FormUrlEncodedContent([new("client_id", "14d82eec-204b-4c2f-b7e8-296a70dab67e"), new("scope", "openid")]));
            var device = (await code.Content.ReadFromJsonAsync<JsonNode>())!;
            using var page = await client.PostAsync(new Uri((string)device["verification_uri"]!),
                new FormUrlEncodedContent([new("user_code", (string)device["user_code"]!), new("username", (string)start[name]!), new("password", (string)start[password]!)]));
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        }
        process.Kill();
        await process.WaitForExitAsync();
    }

    [Fact]
    public async Task TwoProcessesDoNotHaveOneFile()
    {
        using (SandboxTenant.Keep(File))
        {
            var run = await WorkerRun.Of("sandbox", "--port", "0", "--tenant", File);
            Assert.Equal(2, run.ExitCode);
            Assert.Contains("in use", run.Error, StringComparison.Ordinal);
            Assert.Throws<IOException>(() => SandboxTenant.Keep(File));
        }
        SandboxTenant.Keep(File).Dispose();
    }

    [Fact]
    public async Task InTheProcessTheFileFollowsToo()
    {
        using var tenant = SandboxTenant.Keep(File, new() { People = 1, MeetingsPerRoom = 0 });
        tenant.AcceptDomains(["lumen.example"]);
        while (!System.IO.File.Exists(File) || !(await System.IO.File.ReadAllTextAsync(File)).Contains("lumen.example", StringComparison.Ordinal)) await Task.Yield();
    }

    Process Serve() => Process.Start(new ProcessStartInfo("dotnet", [typeof(WorkerCommand).Assembly.Location, "sandbox", "--port", "0", "--tenant", File]) { RedirectStandardOutput = true, UseShellExecute = false })!;

    /// <summary>The applications that the file has; it has to be whole whenever one looks.</summary>
    JsonObject Kept() => System.IO.File.Exists(File) ? JsonNode.Parse(System.IO.File.ReadAllText(File))!["Applications"]!.AsObject() : [];

    async Task<string> TokenAsync(JsonNode start, string scope)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_id"] = (string)start["clientId"]!, ["client_secret"] = (string)start["clientSecret"]!, ["scope"] = scope,
        });
        using var answer = await client.PostAsync(new Uri($"{start["login"]}/{start["tenantId"]}/oauth2/v2.0/token"), form);
        return (string)(await answer.Content.ReadFromJsonAsync<JsonNode>())!["access_token"]!;
    }

    async Task AddApplicationAsync(JsonNode start, string token, string name)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{start["graph"]}/v1.0/applications") { Content = JsonContent.Create(new { displayName = name }) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }
}
