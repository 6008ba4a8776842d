using System.Text;
using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Exchange;

/// <summary>Up to ten commands in one request (seen). They run one after another; each has its own headers, and its own answer.</summary>
internal static class CommandBatch
{
    const int Most = 10;

    internal static async Task<WireAnswer> RunAsync(WireRequest request, Func<WireRequest, Task<WireAnswer>> send)
    {
        if (WireJson.Object(request.Body)?["requests"] is not JsonArray requests || requests.Any(r => r is not JsonObject)) return ExchangeService.Error(400, "BadRequest", "The request body is not a valid batch.");
        // That more than ten are refused is seen in clients that cut their batches; the answer is inferred.
        if (requests.Count > Most) return ExchangeService.Error(400, "BadRequest", $"The number of requests in a batch must not be greater than {Most}.");
        var ids = requests.Select(r => r!["id"].Text()).ToList();
        if (ids.Any(string.IsNullOrEmpty) || ids.Distinct(StringComparer.OrdinalIgnoreCase).Count() != ids.Count) return ExchangeService.Error(400, "BadRequest", "Every request of a batch needs an id of its own.");

        var responses = new JsonArray();
        foreach (var item in requests.Cast<JsonObject>())
        {
            var answer = Request(request, item, out var refusal) is { } command ? await send(command).ConfigureAwait(false) : refusal;
            var headers = new JsonObject();
            foreach (var (name, value) in answer.Headers) headers[name] = value;
            if (answer.Json is not null && !answer.Headers.ContainsKey("Content-Type")) headers["Content-Type"] = "application/json";
            responses.Add((JsonNode)new JsonObject
            {
                ["id"] = item["id"].Text(),
                ["status"] = answer.Status,
                ["headers"] = headers,
                // A body of NUL bytes has no JSON; null is inferred.
                ["body"] = answer.Json,
            });
        }
        return new(200, new JsonObject { ["responses"] = responses });
    }

    static WireRequest? Request(WireRequest batch, JsonObject item, out WireAnswer refusal)
    {
        refusal = ExchangeService.Error(400, "BadRequest", "The url of the request is not valid.");
        if (!Uri.TryCreate(new Uri(batch.Base + "/"), item["url"].Text() ?? "", out var url)) return null;
        var headers = new Dictionary<string, string>(batch.Headers, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in item["headers"] as JsonObject ?? [])
            if (value.Text() is { } text) headers[name] = text;
        var path = url.AbsolutePath;
        var prefix = new Uri(batch.Base).AbsolutePath.TrimEnd('/');
        if (prefix.Length > 0 && path.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) path = path[prefix.Length..];
        refusal = ExchangeService.Error(400, "BadRequest", "A batch can't contain a batch.");
        if (ExchangeService.IsBatch(path)) return null;
        var body = item["body"] is { } json ? Encoding.UTF8.GetBytes(json.ToJsonString()) : [];
        return new((item["method"].Text() ?? "POST").ToUpperInvariant(), batch.Base, path, url.Query.TrimStart('?'), headers, body);
    }
}
