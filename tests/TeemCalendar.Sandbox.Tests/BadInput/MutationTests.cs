using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using TeemCalendar.Contract.Traffic;
using TeemCalendar.Sandbox.Tests.Graph;

namespace TeemCalendar.Sandbox.Tests.BadInput;

/// <summary>Valid requests made wrong, some thousands of them, the same every time: whatever comes, the answer is one that Microsoft could give.</summary>
public class MutationTests
{
    const int PerTenant = 60;

    [Theory]
    [InlineData(1, 1800)]
    [InlineData(2, 1800)]
    public async Task No_wrong_request_to_Graph_gets_an_exception(int seed, int count)
    {
        var failures = new List<string>();
        for (var n = 0; n < count; n += PerTenant)
        {
            var graph = await GraphWire.Open(null, ValidRequests.Permissions);
            var token = await TokenOf(graph);
            using var wrong = new HttpClient(Recording.AroundWrong(graph.Tenant.CreateHandler()));
            var valid = await ValidRequests.OfGraph(graph);
            var mutator = new Mutator(seed * 1_000_000 + n);
            var random = new Random(seed * 1_000_000 + n);
            for (var i = 0; i < PerTenant; i++) await Check(wrong, "https://graph.microsoft.com", mutator.Mutate(valid[random.Next(valid.Count)]), token, failures);
        }
        Assert.True(failures.Count == 0, string.Join(Environment.NewLine, failures.Take(20)));
    }

    [Fact]
    public async Task No_wrong_request_of_an_administrator_gets_an_exception()
    {
        var failures = new List<string>();
        for (var n = 0; n < 1800; n += PerTenant)
        {
            var graph = await GraphWire.Open(new() { People = 3, MeetingsPerRoom = 0, NotificationHandler = new Echo() });
            var valid = await ValidRequests.OfAdministrator(graph);
            var mutator = new Mutator(4_000_000 + n);
            using var wrong = new HttpClient(Recording.AroundWrong(graph.Tenant.CreateHandler()));
            for (var i = 0; i < PerTenant; i++) await Check(wrong, "https://graph.microsoft.com", mutator.Mutate(valid[i % valid.Count]), graph.Token, failures);
            await graph.Tenant.NotificationsSettledAsync();
        }
        Assert.True(failures.Count == 0, string.Join(Environment.NewLine, failures.Take(20)));
    }

    [Fact]
    public async Task The_administrators_requests_are_right_before()
    {
        var graph = await GraphWire.Open(new() { People = 3, MeetingsPerRoom = 0, NotificationHandler = new Echo() });
        foreach (var request in await ValidRequests.OfAdministrator(graph))
        {
            var reply = await graph.Send(request.Method, "https://graph.microsoft.com" + request.Target, request.Body, request.Headers);
            Assert.True((int)reply.Status < 300 || request.Method is "DELETE" && request.Path.Contains("/places/", StringComparison.Ordinal), $"{request}: {reply.Status} {reply.Code} {reply.Message}");
        }
    }

    [Fact]
    public async Task No_wrong_request_to_sign_in_gets_an_exception()
    {
        var failures = new List<string>();
        var wire = new Wire();
        var valid = ValidRequests.OfSignIn(wire.Tenant);
        var mutator = new Mutator(3);
        for (var n = 0; n < 2000; n++) await Check(wire.Http, "https://login.microsoftonline.com", mutator.Mutate(valid[n % valid.Count]), null, failures);
        Assert.True(failures.Count == 0, string.Join(Environment.NewLine, failures.Take(20)));
    }

    [Fact]
    public async Task The_requests_that_are_mutated_are_right_before()
    {
        var graph = await GraphWire.Open(null, ValidRequests.Permissions);
        foreach (var request in await ValidRequests.OfGraph(graph))
        {
            var reply = await graph.Send(request.Method, "https://graph.microsoft.com" + request.Target, request.Body, request.Headers);
            Assert.True((int)reply.Status < 300, $"{request}: {reply.Status} {reply.Code} {reply.Message}");
        }
    }

    static async Task<string> TokenOf(GraphWire graph)
    {
        using var content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_id"] = graph.Tenant.Facts.ClientId.ToString(), ["client_secret"] = graph.Tenant.Facts.ClientSecret, ["scope"] = Wire.Graph,
        });
        using var response = await graph.Http.PostAsync(new Uri($"https://login.sandbox.invalid/{graph.Tenant.Facts.TenantId}/oauth2/v2.0/token"), content);
        return (string)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["access_token"]!;
    }

    internal static async Task Check(HttpClient http, string origin, RawRequest raw, string? token, List<string> failures)
    {
        if (!Uri.TryCreate(origin + raw.Target, UriKind.Absolute, out var uri)) return;
        using var request = new HttpRequestMessage(new(raw.Method), uri);
        if (token is not null) request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        if (raw.Body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(raw.Body));
            if (raw.ContentType.Length > 0) request.Content.Headers.TryAddWithoutValidation("Content-Type", raw.ContentType);
        }
        foreach (var (name, value) in raw.Headers)
        {
            if (name == "Authorization") request.Headers.Remove(name);
            if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content?.Headers.TryAddWithoutValidation(name, value);
        }
        try
        {
            using var response = await http.SendAsync(request);
            if (await WellFormed.Problem(response) is { } problem) failures.Add($"{(int)response.StatusCode} {problem} <= {raw}");
        }
        catch (Exception e)
        {
            failures.Add($"{e.GetType().Name}: {e.Message} <= {raw}");
        }
    }
}

/// <summary>A subscriber who repeats every token and takes everything.</summary>
sealed class Echo : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Task.FromResult(new HttpResponseMessage { Content = new StringContent(request.RequestUri!.Query.Split("validationToken=") is [_, var token] ? Uri.UnescapeDataString(token) : "", Encoding.UTF8, "text/plain") });
}

/// <summary>What every answer of Microsoft's services is, whatever it says.</summary>
static class WellFormed
{
    public static async Task<string?> Problem(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        if ((int)response.StatusCode >= 500) return text;
        // Measured: Exchange refuses a command with NUL bytes that claim to be zipped JSON.
        if (response.StatusCode == HttpStatusCode.Forbidden && response.Content.Headers.ContentEncoding.Contains("gzip")) return text.Trim('\0').Length == 0 ? null : "a refusal that is not made of NUL bytes";
        var type = response.Content.Headers.ContentType?.MediaType;
        if (type is not "application/json") return response.StatusCode >= HttpStatusCode.BadRequest && text.Length > 0 && type is not "text/html" ? $"an error of type {type}" : null;
        JsonNode? json;
        try
        {
            json = JsonNode.Parse(text);
        }
        catch (System.Text.Json.JsonException e)
        {
            return e.Message;
        }
        if (response.StatusCode < HttpStatusCode.BadRequest) return json?["error"] is null ? null : "an error with a good status";
        // Graph's error is an object with code and message; sign-in's is OAuth's.
        return json?["error"] is JsonObject error ? (string?)error["code"] is { Length: > 0 } && (string?)error["message"] is { Length: > 0 } ? null : "an error without code or message"
            : (string?)json?["error"] is { Length: > 0 } && ((string?)json["error_description"])?.StartsWith("AADSTS", StringComparison.Ordinal) == true ? null : "no error in an error's answer";
    }
}
