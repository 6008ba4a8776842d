using System.Text.Json.Nodes;

namespace TeemCalendar.Core.Tests;

/// <summary>Answers requests from a script, in order, and keeps what was asked. The last answer repeats.</summary>
internal sealed class ScriptedWire(params Func<HttpRequestMessage, HttpResponseMessage>[] script) : HttpMessageHandler
{
    int next;
    readonly object gate = new();

    public List<(HttpMethod Method, Uri Address, string Body)> Asked { get; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        Func<HttpRequestMessage, HttpResponseMessage> answer;
        lock (gate)
        {
            Asked.Add((request.Method, request.RequestUri!, body));
            answer = script[Math.Min(next++, script.Length - 1)];
        }
        return answer(request);
    }

    public static HttpResponseMessage Answer(int status, string body = "{}", params (string Name, string Value)[] headers)
    {
        var answer = new HttpResponseMessage((System.Net.HttpStatusCode)status) { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers) answer.Headers.TryAddWithoutValidation(name, value);
        return answer;
    }

    /// <summary>Graph's refusal of a mailbox, as it is published: the same for what no right opens and for what the cache has not learned of yet.</summary>
    public static HttpResponseMessage Denied() => Answer(403, DeniedBody().ToJsonString(), ("request-id", Id), ("client-request-id", Id));

    /// <summary>Every request of a Graph batch refused like that.</summary>
    public static async Task<HttpResponseMessage> DenyAllAsync(HttpRequestMessage batch, CancellationToken cancel)
    {
        var asked = JsonNode.Parse(await batch.Content!.ReadAsStringAsync(cancel))!["requests"]!.AsArray();
        var responses = asked.Select(r => (JsonNode)new JsonObject { ["id"] = (string)r!["id"]!, ["status"] = 403, ["headers"] = new JsonObject { ["Content-Type"] = "application/json" }, ["body"] = DeniedBody() });
        return Answer(200, new JsonObject { ["responses"] = new JsonArray([.. responses]) }.ToJsonString(), ("request-id", Id), ("client-request-id", Id));
    }

    const string Id = "5a1e0d4c-7f0e-4a52-9d6c-2f4b8f6d1c11";

    static JsonObject DeniedBody() => new()
    {
        ["error"] = new JsonObject
        {
            ["code"] = "ErrorAccessDenied", ["message"] = "Access is denied. Check credentials and try again.",
            ["innerError"] = new JsonObject { ["date"] = "2026-11-02T08:00:00", ["request-id"] = Id, ["client-request-id"] = Id },
        },
    };
}
