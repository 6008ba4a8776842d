using System.Text;
using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Graph.Schema;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph;

/// <summary>Many requests in one (documented: at most twenty, ids unique whatever their case, relative addresses, dependsOn).</summary>
internal static class Batch
{
    const int Limit = 20;

    internal static WireAnswer Answer(SandboxTenant tenant, WireRequest outer, string version)
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

        var done = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var responses = new JsonArray();
        var waiting = new LinkedList<JsonObject>(items);
        while (waiting.Count > 0)
        {
            var next = waiting.FirstOrDefault(i => Dependencies(i).All(done.ContainsKey)) ?? throw Invalid("The batch has requests that depend on each other in a circle.");
            waiting.Remove(next);
            var id = next["id"].Text()!;
            var answer = Dependencies(next).Any(d => done[d] >= 400) ? Failed() : One(tenant, outer, version, next);
            done[id] = answer.Status;
            // Answers may come in any order (documented): ours begin with the last, so that nobody relies on the order of asking.
            responses.Insert(0, Written(id, answer));
        }
        return new(200, new JsonObject { ["responses"] = responses });
    }

    static WireAnswer One(SandboxTenant tenant, WireRequest outer, string version, JsonObject item)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (outer.Header("Authorization") is { } authorization) headers["Authorization"] = authorization;
        foreach (var (name, value) in item["headers"] as JsonObject ?? []) headers[name] = value.Text() ?? "";
        var url = item["url"].Text() ?? "";
        if (item["method"].Text() is not { Length: > 0 } method || url.Length == 0 || url.Contains("://", StringComparison.Ordinal)) return Refused("Invalid batch request: method and a relative url are needed.");
        byte[] body = [];
        if (item["body"] is { } node)
        {
            if (!headers.ContainsKey("Content-Type")) return Refused("Content-Type header is required for requests with a body.");
            body = Encoding.UTF8.GetBytes(node.ToJsonString(WireJson.Format));
        }
        var cut = url.IndexOf('?', StringComparison.Ordinal);
        var path = "/" + version + "/" + (cut < 0 ? url : url[..cut]).TrimStart('/');
        if (path.EndsWith("/$batch", StringComparison.OrdinalIgnoreCase)) return Refused("A batch cannot hold a batch.");
        return GraphService.Answer(tenant, new(method.ToUpperInvariant(), outer.Base, path, cut < 0 ? "" : url[(cut + 1)..], headers, body));
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

    static WireAnswer Failed() => new(424, Error("FailedDependency", "The request depends on a request that failed."));

    static JsonObject Error(string code, string message) => new() { ["error"] = new JsonObject { ["code"] = code, ["message"] = message } };

    static GraphRefusal Invalid(string message) => new(400, "BadRequest", message);
}
