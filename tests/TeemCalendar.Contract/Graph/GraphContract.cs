using System.Text.Json.Nodes;
using TeemCalendar.Contract.Traffic;

namespace TeemCalendar.Contract.Graph;

/// <summary>Requests to Microsoft Graph, and its answers, against the published schema.</summary>
public sealed class GraphContract
{
    readonly GraphSchema schema = GraphSchema.Load();
    readonly GraphValues answers;
    readonly GraphValues requests;

    /// <summary>Reads the schema.</summary>
    public GraphContract() => (answers, requests) = (new(schema, isAnswer: true), new(schema, isAnswer: false));

    /// <summary>What a call asked for, with a star for each key, as <c>GET users/*/events</c>.</summary>
    public string Template(RecordedCall call) => call.Path.EndsWith("/$batch", StringComparison.Ordinal) ? "POST $batch" : $"{call.Method} {GraphAddress.Of(schema, call.Path).Template}";

    /// <summary>Every departure of a request from the schema.</summary>
    public IEnumerable<string> Request(RecordedCall call)
    {
        GraphAddress address;
        GraphQuery query;
        try { (address, query) = (GraphAddress.Of(schema, call.Path), new GraphQuery(schema, call.Url.Query)); }
        catch (ContractException e) { return [e.Message]; }
        return query.Departures(address).Concat(Method(call, address)).Concat(Body(call, address));
    }

    /// <summary>Every departure of an answer from the schema.</summary>
    /// <param name="call">The call.</param>
    /// <param name="isAlone">False for a part of a batch, whose headers are the batch's.</param>
    public IEnumerable<string> Answer(RecordedCall call, bool isAlone)
    {
        if (isAlone && (call.Header("request-id") is null || call.Header("client-request-id") is null)) yield return "the headers lack request-id or client-request-id";
        foreach (var departure in call.Succeeded ? Content(call) : GraphError.Departures(call.Answer)) yield return departure;
    }

    IEnumerable<string> Content(RecordedCall call)
    {
        var (address, query) = (GraphAddress.Of(schema, call.Path), new GraphQuery(schema, call.Url.Query));
        var isEmpty = call.Status is 202 or 204 || call.Method == "DELETE" || address.Operation is { IsAction: true, Returns: null };
        if (isEmpty) return call.Answer is null ? [] : [$"{call.Status} has a body"];
        if (address.Template.EndsWith("/$count", StringComparison.Ordinal)) return int.TryParse(call.Answer?.ToString(), out _) ? [] : ["a count is no number"];
        if (call.Answer is not JsonObject body) return [$"{call.Status} has no object for its body"];
        // What is made in a collection is answered as one of it.
        if (address.IsCollection && (call.Method != "POST" || address.Operation is not null)) return Collection(body, address, query);
        if (!body.ContainsKey("@odata.context")) return ["@odata.context is missing"];
        return address.Plain is { } plain
            ? (body.ContainsKey("value") ? answers.Member(body["value"], address.Member! with { Type = plain }, "/value") : ["/value is missing"]).Concat(Extra(body))
            // A change of what is no entity is answered with what was changed.
            : answers.Object(body, address.Type!, call.Method == "PATCH" && !address.Type!.IsEntity ? [] : Needed(address.Type!, query, body, isDelta: false), "");
    }

    IEnumerable<string> Collection(JsonObject body, GraphAddress address, GraphQuery query)
    {
        if (!body.ContainsKey("@odata.context")) yield return "@odata.context is missing";
        if (body["value"] is not JsonArray rows) { yield return "/value is no array"; yield break; }
        foreach (var departure in Extra(body)) yield return departure;
        if (query.AsksForCount && !body.ContainsKey("@odata.count")) yield return "@odata.count is missing";
        var isDelta = address.Operation is { Name: "delta" };
        if (isDelta && body.ContainsKey("@odata.nextLink") == body.ContainsKey("@odata.deltaLink")) yield return "a page of a delta has a next link or a delta link, and one of them";
        if (!isDelta && body.ContainsKey("@odata.deltaLink")) yield return "@odata.deltaLink belongs to a delta";
        for (var i = 0; i < rows.Count; i++)
            foreach (var departure in rows[i] is JsonObject row && address.Type is { } type
                ? answers.Object(row, type, Needed(type, query, row, isDelta), $"/value[{i}]")
                : answers.Member(rows[i], address.Operation?.Returns is { } returned ? returned with { IsCollection = false } : address.Member! with { IsCollection = false }, $"/value[{i}]"))
                yield return departure;
    }

    static IEnumerable<string> Extra(JsonObject body) =>
        from name in body.Select(p => p.Key) where name is not ("value" or "@odata.context" or "@odata.nextLink" or "@odata.deltaLink" or "@odata.count") select $"/{name} is nothing that a collection has";

    static List<string> Needed(GraphType type, GraphQuery query, JsonObject row, bool isDelta)
    {
        if (isDelta && row.ContainsKey("@removed")) return ["@odata.type", "id", "@removed"];
        if (isDelta && (string?)row["type"] == "occurrence") return [.. GraphRules.BareOccurrence];
        if (isDelta) return ["@odata.type", .. GraphRules.AlwaysGiven(type)];
        var expanded = query.Expanded.Where(type.Members.ContainsKey);
        if (query.Selected.Count == 0) return [.. GraphRules.AlwaysGiven(type), .. expanded];
        return [.. query.Selected.Select(s => s.Split('/')[0]).Where(s => s != "*" && type.Members.TryGetValue(s, out var member) && !member.IsNavigation && !GraphRules.MayBeLeftOut(type, s)), .. expanded];
    }

    static IEnumerable<string> Method(RecordedCall call, GraphAddress address)
    {
        var isAction = address.Operation is { IsAction: true };
        var fits = call.Method switch
        {
            "GET" => !isAction,
            "POST" => isAction || address is { IsCollection: true, Operation: null, Type.IsEntity: true },
            "PATCH" or "DELETE" => address is { IsCollection: false, Operation: null, Type: not null },
            _ => false,
        };
        if (!fits) yield return $"{call.Method} is not for {address.Template}";
    }

    IEnumerable<string> Body(RecordedCall call, GraphAddress address)
    {
        if (call.Method is "GET" or "DELETE") return call.Request is null ? [] : [$"{call.Method} has a body"];
        if (address.Operation is { } action) return Parameters(call.Request, action);
        if (address.Type is null) return [];
        return call.Request is JsonObject body ? requests.Object(body, address.Type, call.Method == "POST" ? GraphRules.NeededToCreate(address.Type) : [], "") : ["the body is no object"];
    }

    // The schema writes some parameters with a capital, the documentation without; Graph takes both.
    IEnumerable<string> Parameters(JsonNode? request, GraphOperation action)
    {
        if (request is not (null or JsonObject)) { yield return "the body is no object"; yield break; }
        var body = request as JsonObject ?? [];
        foreach (var parameter in action.Parameters.Where(p => !p.IsNullable))
            if (!body.Any(p => p.Key.Equals(parameter.Name, StringComparison.OrdinalIgnoreCase))) yield return $"/{parameter.Name} is missing";
        foreach (var (name, value) in body)
        {
            if (action.Parameters.FirstOrDefault(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is not { } parameter) { yield return $"/{name} is no parameter of {action.Name}"; continue; }
            foreach (var departure in requests.Member(value, parameter, $"/{name}")) yield return departure;
        }
    }
}
