using System.Text.Json.Nodes;

namespace TeemCalendar.Contract.Graph;

/// <summary>The one shape of Graph's refusals.</summary>
static class GraphError
{
    internal static IEnumerable<string> Departures(JsonNode? answer)
    {
        if (answer is not JsonObject body || body["error"] is not JsonObject error) { yield return "a refusal has no error"; yield break; }
        foreach (var name in body.Select(p => p.Key).Where(n => n != "error")) yield return $"/{name} stands beside the error";
        foreach (var name in new[] { "code", "message" })
            // Seen: behind a gateway that could not reach the service, the code is this and the message empty.
            if (GraphValues.Text(error[name]) is not { Length: > 0 } && !(name == "message" && GraphValues.Text(error["code"]) == "UnknownError" && GraphValues.Text(error[name]) == "")) yield return $"/error/{name} is no text";
        foreach (var name in error.Select(p => p.Key).Except(["code", "message", "target", "details", "innerError"])) yield return $"/error/{name} is nothing that an error has";
        if (error["innerError"] is not JsonObject inner) { yield return "/error/innerError is missing"; yield break; }
        foreach (var name in new[] { "date", "request-id", "client-request-id" })
            if (GraphValues.Text(inner[name]) is not { Length: > 0 }) yield return $"/error/innerError/{name} is no text";
        foreach (var name in inner.Select(p => p.Key).Except(["date", "request-id", "client-request-id", "code", "message", "status"])) yield return $"/error/innerError/{name} is nothing that an error has";
        if (error["details"] is { } details)
            foreach (var (detail, i) in (details as JsonArray ?? [null]).Select((d, i) => (d as JsonObject, i)))
                if (detail is null || GraphValues.Text(detail["code"]) is null || GraphValues.Text(detail["message"]) is null || detail.Select(p => p.Key).Except(["code", "message", "target"]).Any()) yield return $"/error/details[{i}] is not code, message and target";
    }
}
