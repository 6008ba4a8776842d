using System.Text.Json.Nodes;
using TeemCalendar.Contract.Graph;

namespace TeemCalendar.Contract.Traffic;

/// <summary>Takes a batch apart: a batch of Graph and one of Exchange have the same envelope.</summary>
static class Batches
{
    internal static bool IsBatch(RecordedCall call) => call.Method == "POST" && call.Path.EndsWith("/$batch", StringComparison.Ordinal);

    /// <summary>What is wrong with the envelope of a request.</summary>
    internal static IEnumerable<string> Request(RecordedCall call, Requests requests)
    {
        var most = call.Service == Service.Graph ? 20 : 10;
        if ((call.Request as JsonObject)?["requests"] is not JsonArray parts) { yield return "a batch has no requests"; yield break; }
        if (parts.Count == 0 || parts.Count > most) yield return $"{parts.Count} requests in a batch of at most {most}";
        if (parts.DistinctBy(p => GraphValues.Text(p?["id"])?.ToUpperInvariant()).Count() != parts.Count) yield return "an id is used twice";
        var granted = Answers(call)?.Where(a => (int?)a["status"] is < 400).Select(a => GraphValues.Text(a["id"])).ToHashSet();
        foreach (var part in parts.OfType<JsonObject>().Where(p => requests == Requests.All || granted?.Contains(GraphValues.Text(p["id"])) == true))
        {
            foreach (var name in part.Select(p => p.Key).Except(["id", "method", "url", "headers", "body", "dependsOn"])) yield return $"/requests/{name} is nothing that a batch has";
            foreach (var name in new[] { "id", "method", "url" })
                if (part[name] is not JsonValue) yield return $"/requests/{name} is missing";
            // Graph asks for it; the captures of Exchange's batches have none.
            if (call.Service == Service.Graph && part["body"] is not null && (part["headers"] as JsonObject)?.Any(h => h.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)) != true) yield return "a request with a body has no Content-Type";
        }
    }

    /// <summary>What is wrong with the envelope of an answer.</summary>
    internal static IEnumerable<string> Answer(RecordedCall call)
    {
        if (call.Answer is not JsonObject body || body["responses"] is not JsonArray answers) { yield return "a batch has no responses"; yield break; }
        foreach (var name in body.Select(p => p.Key).Where(n => n is not ("responses" or "@odata.context"))) yield return $"/{name} is nothing that a batch's answer has";
        foreach (var answer in answers.OfType<JsonObject>())
        {
            foreach (var name in answer.Select(p => p.Key).Except(["id", "status", "headers", "body"])) yield return $"/responses/{name} is nothing that a batch's answer has";
            if (answer["status"] is not JsonValue status || !status.TryGetValue<int>(out _)) yield return "/responses/status is no number";
        }
        var asked = ((call.Request as JsonObject)?["requests"] as JsonArray ?? []).Select(p => GraphValues.Text(p?["id"])).Order(StringComparer.Ordinal);
        if (!answers.Select(a => GraphValues.Text(a?["id"])).Order(StringComparer.Ordinal).SequenceEqual(asked)) yield return "the responses' ids are not those of the requests";
    }

    static IEnumerable<JsonObject>? Answers(RecordedCall batch) => ((batch.Answer as JsonObject)?["responses"] as JsonArray)?.OfType<JsonObject>();

    /// <summary>Each part with its answer.</summary>
    internal static IEnumerable<RecordedCall> Parts(RecordedCall batch)
    {
        var answers = Answers(batch)?.ToLookup(a => GraphValues.Text(a["id"]));
        foreach (var part in ((batch.Request as JsonObject)?["requests"] as JsonArray ?? []).OfType<JsonObject>())
        {
            if (GraphValues.Text(part["url"]) is not { } url || GraphValues.Text(part["method"]) is not { } method) continue;   // the envelope was found wrong already
            var answer = answers?[GraphValues.Text(part["id"])].FirstOrDefault();
            var root = batch.Url.AbsoluteUri[..batch.Url.AbsoluteUri.LastIndexOf("/$batch", StringComparison.Ordinal)];
            yield return new(method, new(Uri.TryCreate(url, UriKind.Absolute, out var whole) && whole.Scheme != "file" ? url : root + (url.StartsWith('/') ? url : "/" + url)), part["body"],
                answer?["status"] is JsonValue status && status.TryGetValue<int>(out var number) ? number : null, answer?["headers"] as JsonObject ?? [], answer?["body"]);
        }
    }
}
