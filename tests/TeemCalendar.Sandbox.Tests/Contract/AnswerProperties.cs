using System.Text.Json.Nodes;
using TeemCalendar.Contract.Exchange;
using TeemCalendar.Contract.Graph;
using TeemCalendar.Contract.Traffic;

namespace TeemCalendar.Sandbox.Tests.Contract;

/// <summary>One property of an answer.</summary>
/// <param name="Path">Names and places from the outside in.</param>
/// <param name="MustStay">True where the contract says that it is never missing; a property that may be missing cannot be missed.</param>
sealed record AnswerProperty(IReadOnlyList<object> Path, bool MustStay)
{
    public override string ToString() => string.Join('/', Path);

    /// <summary>The answer with this property taken away, or under another name in its place.</summary>
    public JsonNode Without(JsonNode answer, bool rename)
    {
        var mutant = answer.DeepClone();
        var owner = (JsonObject)Path.SkipLast(1).Aggregate(mutant, (node, step) => step is int place ? node[place]! : node[(string)step]!);
        var at = owner.IndexOf((string)Path[^1]);
        var value = owner[(string)Path[^1]];
        owner.RemoveAt(at);
        if (rename) owner.Insert(at, Path[^1] + "X", value);
        return mutant;
    }
}

/// <summary>All properties of an answer, at any depth. What must stay is read from the schema, the query and the documented samples, and not asked of the check that is put to the test.</summary>
static class AnswerProperties
{
    const int Rows = 3;
    static readonly GraphSchema Schema = GraphSchema.Load();

    /// <summary>The call with a few rows of its answer: rows with the same properties are like each other.</summary>
    internal static RecordedCall Short(RecordedCall call)
    {
        if ((call.Answer as JsonObject)?["value"] is not JsonArray { Count: > Rows } all) return call;
        var answer = (JsonObject)call.Answer.DeepClone();
        answer["value"] = new JsonArray([.. all.DistinctBy(r => r is JsonObject row ? string.Join(' ', row.Select(p => p.Key)) : "").Take(Rows).Select(r => r?.DeepClone())]);
        return call with { Answer = answer };
    }

    /// <summary>All properties of a request's body.</summary>
    internal static IEnumerable<AnswerProperty> Names(JsonNode body) => Plain((JsonObject)body, [], _ => false);

    internal static IEnumerable<AnswerProperty> Of(RecordedCall call) => call.Answer is not JsonObject body ? []
        : body["responses"] is JsonArray responses ? Batch(body, responses)
        : !call.Succeeded ? Plain(body, [], call.Service == Service.Graph ? IsPartOfGraphError : path => IsPartOfExchangeError(path) || path == "error/details" && (string?)body["error"]!["message"] == "Error executing cmdlet")
        : call.Service == Service.Graph ? Graph(call, body) : Exchange(call, body);

    static IEnumerable<AnswerProperty> Batch(JsonObject body, JsonArray responses)
    {
        yield return new(["responses"], true);
        foreach (var name in ((JsonObject)responses[0]!).Select(p => p.Key)) yield return new(["responses", 0, name], name is "id" or "status");
    }

    static bool IsPartOfGraphError(string path) => path is "error" or "error/code" or "error/message" or "error/innerError" or "error/innerError/date" or "error/innerError/request-id" or "error/innerError/client-request-id"
        || path.StartsWith("error/details/", StringComparison.Ordinal) && (path.EndsWith("/code", StringComparison.Ordinal) || path.EndsWith("/message", StringComparison.Ordinal));

    static bool IsPartOfExchangeError(string path) => path is "error" or "error/code" or "error/message" || path.StartsWith("error/details/", StringComparison.Ordinal) || path.StartsWith("error/innererror", StringComparison.Ordinal);

    static IEnumerable<AnswerProperty> Plain(JsonObject json, object[] path, Func<string, bool> mustStay)
    {
        foreach (var (name, value) in json)
        {
            object[] here = [.. path, name];
            yield return new(here, mustStay(string.Join('/', here)));
            foreach (var (inner, i) in value is JsonObject one ? [(one, -1)] : (value as JsonArray ?? []).OfType<JsonObject>().Select((o, i) => (o, i)))
                foreach (var property in Plain(inner, i < 0 ? here : [.. here, i], mustStay)) yield return property;
        }
    }

    static IEnumerable<AnswerProperty> Graph(RecordedCall call, JsonObject body)
    {
        var (address, query) = (GraphAddress.Of(Schema, call.Path), new GraphQuery(Schema, call.Url.Query));
        var isDelta = address.Operation?.Name == "delta";
        if (body["value"] is not JsonArray rows || !address.IsCollection)
        {
            if (address.Type is null) { foreach (var name in body.Select(p => p.Key)) yield return new([name], true); yield break; }
            // A change of settings is answered with what was changed.
            var isEcho = call.Method == "PATCH" && !address.Type.IsEntity;
            foreach (var property in Object(body, address.Type, [.. isEcho ? [] : Needed(address.Type, query), "@odata.context"], [])) yield return property;
            yield break;
        }
        foreach (var name in body.Select(p => p.Key)) yield return new([name], name is "value" or "@odata.context" || name == "@odata.count" && query.AsksForCount || isDelta);
        if (address.Type is null) yield break;
        foreach (var (row, i) in rows.Select((r, i) => (r as JsonObject, i)).Where(r => r.Item1 is not null))
        {
            IReadOnlyCollection<string> needed = !isDelta ? Needed(address.Type, query) : row!.ContainsKey("@removed") ? ["@odata.type", "id", "@removed"] : (string?)row["type"] == "occurrence" ? GraphRules.BareOccurrence : ["@odata.type", .. Needed(address.Type, query)];
            foreach (var property in Object(row!, address.Type, needed, ["value", i])) yield return property;
        }
    }

    static IReadOnlyCollection<string> Needed(GraphType type, GraphQuery query) => query.Selected.Count > 0 ? [.. query.Selected.Where(s => !GraphRules.MayBeLeftOut(type, s)), .. query.Expanded] : [.. GraphRules.AlwaysGiven(type), .. query.Expanded];

    static IEnumerable<AnswerProperty> Object(JsonObject json, GraphType declared, IReadOnlyCollection<string> needed, object[] path)
    {
        var type = (string?)json["@odata.type"] is { } named ? Schema[named]! : declared;
        foreach (var (name, value) in json)
        {
            object[] here = [.. path, name];
            yield return new(here, needed.Contains(name) || name == "@odata.type" && declared.IsAbstract);
            if (!type.Members.TryGetValue(name, out var member) || Schema[member.Type] is not { IsEnum: false } inner) continue;
            var always = GraphRules.AlwaysGiven(inner, type, name).Concat(inner.IsEntity ? [] : inner.Members.Values.Where(m => !m.IsNullable && !m.IsNavigation).Select(m => m.Name)).ToList();
            foreach (var (one, i) in value is JsonObject single ? [(single, -1)] : (value as JsonArray ?? []).OfType<JsonObject>().Select((o, i) => (o, i)).Take(Rows))
                foreach (var property in Object(one, inner, always, i < 0 ? here : [.. here, i])) yield return property;
        }
    }

    static IEnumerable<AnswerProperty> Exchange(RecordedCall call, JsonObject body)
    {
        foreach (var name in body.Select(p => p.Key)) yield return new([name], name is "@odata.context" or "adminapi.warnings@odata.type" or "@adminapi.warnings" or "value");
        var always = RowNames.Always(CommandContract.CommandOf(call)!)!;
        var isSelected = call.Url.Query.Contains("$select", StringComparison.Ordinal);
        foreach (var (row, i) in (body["value"] as JsonArray ?? []).OfType<JsonObject>().Select((r, i) => (r, i)))
            foreach (var name in row.Select(p => p.Key))
                // A mark belongs to the value after it, and a marked value to its mark.
                yield return new(["value", i, name], name.Contains('@', StringComparison.Ordinal) || isSelected || always.Contains(name) || row.ContainsKey(name + "@odata.type") || row.ContainsKey(name + "@data.type"));
    }
}
