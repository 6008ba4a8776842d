using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using TeemCalendar.Worker;

namespace TeemCalendar.Core.Tests.Worker;

/// <summary>The tenant over a real socket, reached by any HTTP client.</summary>
public sealed class SandboxCommandTests : IDisposable
{
    readonly TemporaryFolder folder = new();
    readonly HttpClient client = new();

    public void Dispose()
    {
        client.Dispose();
        folder.Dispose();
    }

    /// <summary>Runs the command until the action is through, and then stops it as Ctrl+C does.</summary>
    static async Task<int> ServeAsync(Func<JsonNode, Task> action, params string[] args)
    {
        using var stop = new CancellationTokenSource();
        using var output = new FirstLine();
        using var error = new StringWriter();
        var served = WorkerCommand.RunAsync(["sandbox", .. args], output, error, stop.Token);
        if (await Task.WhenAny(output.Line, served) == served) throw new InvalidOperationException(error.ToString());
        try
        {
            await action(JsonNode.Parse(await output.Line)!);
        }
        finally
        {
            await stop.CancelAsync();
        }
        return await served;
    }

    [Fact]
    public async Task TheStartLineIsEnoughToSignInByPathPrefix()
    {
        var exit = await ServeAsync(async start =>
        {
            var token = await TokenAsync(new Uri($"{start["login"]}/{start["tenantId"]}/oauth2/v2.0/token"), host: null, start);
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{start["graph"]}/v1.0/users?$top=5");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var response = await client.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            var page = (await response.Content.ReadFromJsonAsync<JsonNode>())!;
            Assert.Equal(5, page["value"]!.AsArray().Count);
            // A link leads back to where the client came from.
            Assert.StartsWith($"{start["graph"]}/v1.0/", (string?)page["@odata.nextLink"], StringComparison.Ordinal);
            Assert.StartsWith("http://127.0.0.1:", (string?)start["exchange"], StringComparison.Ordinal);
            Assert.Contains('@', (string)start["administrator"]!);
            Assert.NotEmpty((string)start["administratorPassword"]!);
            Assert.Contains('.', (string)start["domain"]!);
        }, "--port", "0");
        Assert.Equal(0, exit);
    }

    [Fact]
    public async Task HistoryIsGivenByNames()
    {
        Assert.Equal(0, await ServeAsync(start =>
        {
            Assert.NotEmpty((string)start["eligibleAdministratorPassword"]!);
            return Task.CompletedTask;
        }, "--port", "0", "--history", "eligible-administrator, teams-room"));
        using var error = new StringWriter();
        Assert.NotEqual(0, await WorkerCommand.RunAsync(["sandbox", "--port", "0", "--history", "yesterday"], TextWriter.Null, error, default));
        Assert.Contains("synced-rooms", error.ToString(), StringComparison.Ordinal);
        using var both = new StringWriter();
        Assert.NotEqual(0, await WorkerCommand.RunAsync(["sandbox", "--port", "0", "--history", "conditional-access,security-defaults"], TextWriter.Null, both, default));
        Assert.Contains("never both", both.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheHostHeaderChoosesTheServiceToo() => await ServeAsync(async start =>
    {
        var address = new Uri(new Uri((string)start["login"]!), "/");
        var token = await TokenAsync(new Uri(address, $"{start["tenantId"]}/oauth2/v2.0/token"), "login.microsoftonline.com", start);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, "v1.0/users?$top=5"));
        request.Headers.Host = "graph.microsoft.com";
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var page = (await response.Content.ReadFromJsonAsync<JsonNode>())!;
        Assert.StartsWith("https://graph.microsoft.com/v1.0/", (string?)page["@odata.nextLink"], StringComparison.Ordinal);

        using var exchange = new HttpRequestMessage(HttpMethod.Post, new Uri(address, $"adminapi/beta/{start["tenantId"]}/InvokeCommand")) { Content = JsonContent.Create(new { }) };
        exchange.Headers.Host = "outlook.office365.com";
        using var refused = await client.SendAsync(exchange);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }, "--port", "0");

    [Fact]
    public async Task AnAddressThatIsNoServiceIsAnAnswerNotAHang() => await ServeAsync(async start =>
    {
        using var response = await client.GetAsync(new Uri(new Uri((string)start["login"]!), "/nowhere"));
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.NotNull((await response.Content.ReadFromJsonAsync<JsonNode>())!["error"]!["code"]);
    }, "--port", "0");

    [Fact]
    public async Task TheTenantIsKeptForTheNextTime()
    {
        List<string> tenants = [];
        for (var i = 0; i < 2; i++)
            Assert.Equal(0, await ServeAsync(start => Task.Run(() => tenants.Add(start.ToJsonString())), "--port", "0", "--tenant", folder["tenant.json"], "--seed", "7"));
        Assert.True(File.Exists(folder["tenant.json"]));
        Assert.Equal((string?)JsonNode.Parse(tenants[0])!["clientSecret"], (string?)JsonNode.Parse(tenants[1])!["clientSecret"]);
    }

    [Fact]
    public async Task APortThatIsTakenIsASentence() => await ServeAsync(async start =>
    {
        var port = new Uri((string)start["login"]!).Port;
        var second = await WorkerRun.Of("sandbox", "--port", $"{port}");
        Assert.Equal(2, second.ExitCode);
        Assert.Contains($"--port {port}", second.Error, StringComparison.Ordinal);
        Assert.Empty(second.Output);
    }, "--port", "0");

    [Theory]
    [InlineData("sandbox")]
    [InlineData("sandbox", "--port", "70000")]
    [InlineData("sandbox", "--port", "-1")]
    [InlineData("sandbox", "--port", "http")]
    public async Task WithoutAPortItSaysWhatIsMissing(params string[] args)
    {
        var run = await WorkerRun.Of(args);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--port", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("resetBefore")]
    [InlineData("truncatedBody")]
    public async Task WhatTheWeatherDoesToAConnectionIsDoneToTheSocket(string fault) => await ServeAsync(async start =>
    {
        var metadata = new Uri($"{start["login"]}/{start["tenantId"]}/v2.0/.well-known/openid-configuration");
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.GetStringAsync(metadata));
        Assert.Contains("token_endpoint", await client.GetStringAsync(metadata), StringComparison.Ordinal);
    }, "--port", "0", "--weather", folder.Write("weather.json", $$"""{ "faults": { "{{fault}}": 1, "inARow": 1 } }"""));

    [Fact]
    public async Task AFileThatIsNoTenantIsRefusedAndKept()
    {
        var run = await WorkerRun.Of("sandbox", "--port", "0", "--tenant", folder.Write("notes.json", "{\"milk\": 2}"));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--tenant", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        Assert.Equal("{\"milk\": 2}", await File.ReadAllTextAsync(folder["notes.json"]));
    }

    async Task<string> TokenAsync(Uri address, string? host, JsonNode start)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = (string)start["clientId"]!,
                ["client_secret"] = (string)start["clientSecret"]!,
                ["scope"] = "https://graph.microsoft.com/.default",
            }),
        };
        request.Headers.Host = host;
        using var response = await client.SendAsync(request);
        var answer = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, answer);
        return (string)JsonNode.Parse(answer)!["access_token"]!;
    }

    /// <summary>An output of which somebody waits for the first line.</summary>
    sealed class FirstLine : StringWriter
    {
        readonly TaskCompletionSource<string> line = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Line => line.Task;

        public override Task WriteLineAsync(string? value)
        {
            line.TrySetResult(value ?? "");
            return base.WriteLineAsync(value);
        }
    }
}
