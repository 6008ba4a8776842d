using System.Text.Json;
using System.Text.Json.Nodes;
using TeemCalendar.Contract.Graph;
using TeemCalendar.Contract.Traffic;

namespace TeemCalendar.Contract.Exchange;

/// <summary>Answers of Exchange's admin REST, against the captures.</summary>
static class ExchangeAnswers
{
    static readonly string[] Refusals = ["code", "message", "details", "innererror", "adminapi.warnings@odata.type", "@adminapi.warnings"];

    /// <summary>Every departure of the answer to one command.</summary>
    internal static IEnumerable<string> Departures(RecordedCall call, bool isAlone, bool asked)
    {
        if (!call.Succeeded) return Refusal(call);
        if (call.Answer is not JsonObject body) return ["a command's answer is no object"];
        return Envelope(body).Concat(isAlone ? Headers(call) : []).Concat(Rows(call, body, asked));
    }

    static IEnumerable<string> Headers(RecordedCall call)
    {
        if (call.Header("Content-Type")?.StartsWith("application/json;odata.metadata=minimal;odata.streaming=true", StringComparison.Ordinal) != true) yield return "Content-Type is not that of the captures";
        foreach (var name in new[] { "OData-Version", "Preference-Applied", "Request-Id", "Rate-Limit-Limit", "Rate-Limit-Remaining", "Rate-Limit-Reset" })
            if (call.Header(name) is null) yield return $"the header {name} is missing";
    }

    static IEnumerable<string> Envelope(JsonObject body)
    {
        foreach (var name in body.Select(p => p.Key).Except(["@odata.context", "adminapi.warnings@odata.type", "@adminapi.warnings", "@adminapi.confirmationmessage", "adminapi.errors@odata.type", "@adminapi.errors", "@odata.nextLink", "value"])) yield return $"/{name} is nothing that an answer has";
        if (GraphValues.Text(body["@odata.context"])?.EndsWith("/$metadata#Collection(Exchange.GenericHashTable)", StringComparison.Ordinal) != true) yield return "/@odata.context is not that of the captures";
        if (GraphValues.Text(body["adminapi.warnings@odata.type"]) != "#Collection(String)") yield return "/adminapi.warnings@odata.type is not #Collection(String)";
        if (body["@adminapi.warnings"] is not JsonArray warnings || warnings.Any(w => GraphValues.Text(w) is null)) yield return "/@adminapi.warnings is no list of texts";
        if (body["value"] is not JsonArray) yield return "/value is no array";
        if (body["@odata.nextLink"] is { } next && !Uri.TryCreate(GraphValues.Text(next), UriKind.Absolute, out _)) yield return "/@odata.nextLink is no address";
    }

    static IEnumerable<string> Rows(RecordedCall call, JsonObject body, bool asked)
    {
        var command = CommandContract.CommandOf(call) ?? "";
        var selected = Selected(call);
        var rows = body["value"] as JsonArray ?? [];
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i] is not JsonObject row) { yield return $"/value[{i}] is no object"; continue; }
            // Seen: the module's own format, a row in one text.
            if (row.Count == 1 && GraphValues.Text(row["_clixml"])?.StartsWith("<Objs ", StringComparison.Ordinal) == true) continue;
            foreach (var departure in RowEncoding.Departures(row)) yield return $"/value[{i}]{departure}";
            foreach (var departure in RowNames.Departures(command, row, selected, isAny: selected is not null && !asked)) yield return $"/value[{i}]{departure}";
        }
    }

    static List<string>? Selected(RecordedCall call)
    {
        var select = call.Url.Query.TrimStart('?').Split('&').FirstOrDefault(o => Uri.UnescapeDataString(o).StartsWith("$select=", StringComparison.Ordinal));
        return select is null ? null : [.. Uri.UnescapeDataString(select)["$select=".Length..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
    }

    /// <summary>A refusal is one of the shapes of the captures; a command that one may not run is refused with NUL bytes.</summary>
    static IEnumerable<string> Refusal(RecordedCall call)
    {
        if (call.Answer is not JsonObject body)
        {
            var isNul = call.Answer is null || GraphValues.Text(call.Answer) is { } text && text.All(c => c == '\0');
            if (call.Status is not (401 or 403 or 404 or 429 or 503) || !isNul) yield return $"{call.Status} has no object for its body";
            yield break;
        }
        if (body["error"] is not JsonObject error) { yield return "a refusal has no error"; yield break; }
        foreach (var name in body.Select(p => p.Key).Where(n => n is not ("error" or "adminapi.warnings@odata.type" or "@adminapi.warnings"))) yield return $"/{name} stands beside the error";
        foreach (var name in error.Select(p => p.Key).Except(Refusals)) yield return $"/error/{name} is nothing that an error has";
        foreach (var name in new[] { "code", "message" })
            if (GraphValues.Text(error[name]) is not { Length: > 0 }) yield return $"/error/{name} is no text";
        foreach (var detail in error["details"] as JsonArray ?? [])
            if (GraphValues.Text(detail?["message"])?.Split('|').Length is not >= 3 || GraphValues.Text(detail!["code"]) is null || GraphValues.Text(detail["target"]) is null) yield return "/error/details has no code, target and id|class|text";
        if (error["message"]?.ToString() is not ("Error executing cmdlet" or "Invalid Operation")) yield break;
        if (error["message"]!.ToString() == "Error executing cmdlet" && error["details"] is not JsonArray { Count: > 0 }) yield return "/error/details is missing";
        // What a command itself was refused for has the inner error, and its class name either there or in the details.
        if (error["innererror"] is not JsonObject inner || inner["internalexception"] is not JsonObject cause) { yield return "/error/innererror/internalexception is missing"; yield break; }
        foreach (var (part, where) in new[] { (inner, "innererror"), (cause, "internalexception") })
        {
            foreach (var name in new[] { "message", "type", "stacktrace" })
                if (part[name]?.GetValueKind() != JsonValueKind.String) yield return $"/error/{where}/{name} is no text";
            foreach (var name in part.Select(p => p.Key).Except(["message", "type", "stacktrace", "internalexception"])) yield return $"/error/{where}/{name} is nothing that an error has";
        }
    }
}
