using System.Text;
using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Graph.Schema;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph;

/// <summary>Many requests in one (documented: at most twenty, ids unique whatever their case, relative addresses, dependsOn).</summary>
internal sealed class Batch
{
    const int Limit = 20;
    // Of one batch, at most four requests are with Outlook at a time, whatever mailboxes they are for (said by Microsoft's people).
    const int OutlookAtOnce = 4;

    readonly WireRequest outer;
    readonly string version;
    readonly List<JsonObject> steps;

    Batch(WireRequest outer, string version, List<JsonObject> steps) => (this.outer, this.version, this.steps) = (outer, version, steps);

    /// <exception cref="GraphRefusal">It is no batch.</exception>
    internal static Batch Read(WireRequest outer, string version)
    {
        if (BodyReader.Parse(outer)["requests"] is not JsonArray requests) throw Invalid("Invalid batch payload format.");
        if (requests.Count == 0) throw Invalid("Batch request does not contain any requests.");
        if (requests.Count > Limit) throw Invalid($"Number of batch request steps exceeds the maximum value of {Limit}.");
        var items = requests.Select(r => r as JsonObject ?? throw Invalid("Invalid batch payload format.")).ToList();
        var ids = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var item in items)
            if (!ids.Add(item["id"].Text() is { Length: > 0 } id ? id : throw Invalid("Request id must be a non-empty string."))) throw Invalid("Duplicate request id: ids must be unique.");
        foreach (var item in items)
            foreach (var dependency in Dependencies(item))
                if (!ids.Contains(dependency)) throw Invalid($"Request '{item["id"]}' depends on '{dependency}', which is not in the batch.");

        var steps = new List<JsonObject>(items.Count);
        var done = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        while (items.Count > 0)
        {
            var next = items.Find(i => Dependencies(i).All(done.Contains)) ?? throw Invalid("The batch has requests that depend on each other in a circle.");
            items.Remove(next);
            done.Add(next["id"].Text()!);
            steps.Add(next);
        }
        return new(outer, version, steps);
    }

    /// <summary>Sends each request when those that it depends on have been answered.</summary>
    internal async Task<WireAnswer> AnswerAsync(Func<WireRequest, Task<WireAnswer>> send)
    {
        using var outlook = new SemaphoreSlim(OutlookAtOnce);
        var answers = new Dictionary<string, Task<WireAnswer>>(StringComparer.OrdinalIgnoreCase);
        foreach (var step in steps) answers[step["id"].Text()!] = AnswerAsync(step, answers, outlook, send);
        await Task.WhenAll(answers.Values).ConfigureAwait(false);
        var responses = new JsonArray();
        // Answers may come in any order (documented): ours begin with the last, so that nobody relies on the order of asking.
        foreach (var (id, answer) in answers.Reverse()) responses.Add((JsonNode)Written(id, await answer.ConfigureAwait(false)));
        return new(200, new JsonObject { ["responses"] = responses });
    }

    async Task<WireAnswer> AnswerAsync(JsonObject step, Dictionary<string, Task<WireAnswer>> answers, SemaphoreSlim outlook, Func<WireRequest, Task<WireAnswer>> send)
    {
        foreach (var before in Dependencies(step).Select(d => answers[d]).ToList())
            if ((await before.ConfigureAwait(false)).Status >= 400) return new(424, Error("FailedDependency", "The request depends on a request that failed."));
        if (Request(step, out var refusal) is not { } request) return refusal;
        if (!GraphRoutes.IsOutlook(request.Path)) return await (await send(request).ConfigureAwait(false)).FinishedAsync().ConfigureAwait(false);
        await outlook.WaitAsync().ConfigureAwait(false);
        try { return await (await send(request).ConfigureAwait(false)).FinishedAsync().ConfigureAwait(false); }
        finally { outlook.Release(); }
    }

    WireRequest? Request(JsonObject item, out WireAnswer refusal)
    {
        refusal = Refused("Invalid batch request: method and a relative url are needed.");
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (outer.Header("Authorization") is { } authorization) headers["Authorization"] = authorization;
        foreach (var (name, value) in item["headers"] as JsonObject ?? []) headers[name] = value.Text() ?? "";
        var url = item["url"].Text() ?? "";
        if (item["method"].Text() is not { Length: > 0 } method || url.Length == 0 || url.Contains("://", StringComparison.Ordinal)) return null;
        byte[] body = [];
        if (item["body"] is { } node)
        {
            refusal = Refused("Content-Type header is required for requests with a body.");
            if (!headers.ContainsKey("Content-Type")) return null;
            body = Encoding.UTF8.GetBytes(node.ToJsonString(WireJson.Format));
        }
        var cut = url.IndexOf('?', StringComparison.Ordinal);
        var path = "/" + version + "/" + (cut < 0 ? url : url[..cut]).TrimStart('/');
        refusal = Refused("A batch cannot hold a batch.");
        return GraphService.IsBatch(path) ? null : new(method.ToUpperInvariant(), outer.Base, path, cut < 0 ? "" : url[(cut + 1)..], headers, body);
    }

    static JsonObject Written(string id, WireAnswer answer)
    {
        var headers = new JsonObject();
        foreach (var (name, value) in answer.Headers)
            if (name is not ("request-id" or "client-request-id")) headers[name] = name == "Content-Type" ? "application/json" : value;
        var written = new JsonObject { ["id"] = id, ["status"] = answer.Status, ["headers"] = headers };
        if (answer.Json is { } json) written["body"] = json;
        return written;
    }

    static IEnumerable<string> Dependencies(JsonObject item) => (item["dependsOn"] as JsonArray ?? []).Select(d => d.Text() ?? throw Invalid("dependsOn holds ids."));

    static WireAnswer Refused(string message) => new(400, Error("BadRequest", message));

    static JsonObject Error(string code, string message) => new() { ["error"] = new JsonObject { ["code"] = code, ["message"] = message } };

    static GraphRefusal Invalid(string message) => new(400, "BadRequest", message);
}
