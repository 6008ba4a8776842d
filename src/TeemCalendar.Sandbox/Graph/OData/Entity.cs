using System.Collections.Frozen;
using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Graph.Schema;

namespace TeemCalendar.Sandbox.Graph.OData;

/// <summary>A kind of object that Graph lists: how it is written, what is given without $select, and what may be asked.</summary>
internal sealed class Entity<T>(string type, string set, Action<Row, GraphCall, T> write, string[]? defaults = null, bool isDirectory = true)
{
    const int DirectoryPage = 100, DirectoryLimit = 999;
    readonly FrozenDictionary<string, Member> members = GraphTypes.Of(type);
    // Never null, and kept by SharePoint and Intune.
    static readonly HashSet<string> OtherServices = ["birthday", "hireDate", "deviceEnrollmentLimit"];
    readonly HashSet<string>? defaults = defaults?.ToHashSet();

    internal string Type => type;
    internal string Set => set;

    /// <summary>Refuses a wrong $select before a write is done, so that no refused request leaves something behind.</summary>
    internal void CheckSelect(GraphCall call) => Selection(call);

    /// <summary>One object as the answer to a GET or POST.</summary>
    internal JsonObject Single(GraphCall call, T item, string? context = null)
    {
        var select = Selection(call);
        var json = new JsonObject { ["@odata.context"] = call.Context(context ?? $"{set}{Projection(select)}/$entity") };
        foreach (var (name, value) in Write(call, item, select).ToArray()) json[name] = value?.DeepClone();
        return json;
    }

    /// <summary>A page of a collection, after filter, order and count.</summary>
    internal JsonObject Collection(GraphCall call, IEnumerable<T> items, string? context = null, int page = DirectoryPage, int limit = DirectoryLimit, bool wholeContext = false)
    {
        var select = Selection(call);
        if (call.Query["expand"] is { Length: > 0 } expand) throw new GraphRefusal(400, "BadRequest", $"The sandbox tenant does not expand '{expand}' in a collection.");
        if (call.Query["search"] is not null)
        {
            if (!isDirectory) throw new GraphRefusal(400, "ErrorInvalidUrlQuery", $"The query parameter '$search' is not supported over '{set}'.");   // inferred: documented is only that messages and people can be searched
            if (!Advanced(call)) throw NeedsConsistency();
        }
        if (call.Query["filter"] is { } filter)
        {
            var expression = FilterParser.Parse(filter, type, members);
            if (isDirectory && expression.IsAdvanced && !Advanced(call)) throw NeedsConsistency();
            items = items.Where(item => expression.Matches(Write(call, item, expression.Roots.Contains)));
        }
        if (call.Query["orderby"] is { Length: > 0 } order) items = Ordered(call, items, order);
        if (call.Query.Top is { } top)
        {
            // Seen: the sentence of the directory for a page size out of range.
            if (top < 1 || top > limit) throw new GraphRefusal(400, "Request_UnsupportedQuery", $"Invalid page size specified: '{top}'. Must be between 1 and {limit} inclusive.");
            page = top;
        }
        var json = new JsonObject { ["@odata.context"] = call.Context(wholeContext ? context! : (context ?? set) + Projection(select)) };
        var rows = items as IReadOnlyCollection<T> ?? items.ToList();
        if (call.Query.Count) json["@odata.count"] = rows.Count;
        var offset = SkipToken.Read(call) ?? call.Query.Skip ?? 0;
        var value = new JsonArray([.. rows.Skip(offset).Take(page).Select(item => (JsonNode)Write(call, item, select))]);
        if (offset + page < rows.Count) json["@odata.nextLink"] = SkipToken.Link(call, offset + page);
        json["value"] = value;
        return json;
    }

    /// <summary>What was asked for is there, if only as null: a property that this tenant does not keep too.</summary>
    JsonObject Write(GraphCall call, T item, string[]? select)
    {
        var json = Write(call, item, Wanted(select));
        foreach (var name in isDirectory ? select ?? [] : [])
            if (!json.ContainsKey(name) && !OtherServices.Contains(name)) json[name] = members[name].IsCollection ? new JsonArray() : null;
        return json;
    }

    internal JsonObject Write(GraphCall call, T item, Func<string, bool> wants)
    {
        var row = new Row(wants);
        write(row, call, item);
        return row.Json;
    }

    string[]? Selection(GraphCall call)
    {
        foreach (var name in (call.Query["expand"] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(e => e.Split('(')[0].Trim()))
            if (!members.ContainsKey(name)) throw new GraphRefusal(400, "BadRequest", $"Parsing OData Select and Expand failed: Could not find a property named '{name}' on type 'microsoft.graph.{type}'.");
        if (call.Query.Select is not { } select || select is ["*"]) return null;
        if (select.Length == 0) throw new GraphRefusal(400, "BadRequest", $"Parsing OData Select and Expand failed: Term '{call.Query["select"]}' is not valid in a $select or $expand expression.");
        foreach (var name in select)
            if (!members.ContainsKey(name)) throw new GraphRefusal(400, "BadRequest", $"Parsing OData Select and Expand failed: Could not find a property named '{name}' on type 'microsoft.graph.{type}'.");
        return select;
    }

    Func<string, bool> Wanted(string[]? select) => select is not null
        ? name => Array.IndexOf(select, name) >= 0 || name.StartsWith('@') || (name == "id" && !isDirectory)
        : defaults is not null ? name => defaults.Contains(name) : _ => true;

    IEnumerable<T> Ordered(GraphCall call, IEnumerable<T> items, string order)
    {
        IOrderedEnumerable<T>? ordered = null;
        foreach (var part in order.Split(','))
        {
            var words = part.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var descending = words is [_, "desc"];
            if (words is not [_] and not [_, "asc" or "desc"]) throw new GraphRefusal(400, "BadRequest", $"Syntax error in '{order}' of $orderby.");
            var path = words[0].Split('/');
            if (!members.ContainsKey(path[0])) throw new GraphRefusal(400, "BadRequest", $"Could not find a property named '{words[0]}' on type 'microsoft.graph.{type}'.");
            string Key(T item) => path.Aggregate((JsonNode?)Write(call, item, n => n == path[0]), (node, name) => (node as JsonObject)?[name])?.ToString() ?? "";
            ordered = (ordered, descending) switch
            {
                (null, false) => items.OrderBy(Key, StringComparer.OrdinalIgnoreCase),
                (null, true) => items.OrderByDescending(Key, StringComparer.OrdinalIgnoreCase),
                (_, false) => ordered.ThenBy(Key, StringComparer.OrdinalIgnoreCase),
                _ => ordered.ThenByDescending(Key, StringComparer.OrdinalIgnoreCase),
            };
        }
        return ordered!;
    }

    static string Projection(string[]? select) => select is null ? "" : $"({string.Join(',', select)})";

    // Documented: advanced queries on directory objects need this header and $count=true.
    static bool Advanced(GraphCall call) => call.Query.Count && "eventual".Equals(call.Request.Header("ConsistencyLevel"), StringComparison.OrdinalIgnoreCase);

    static GraphRefusal NeedsConsistency() =>
        new(400, "Request_UnsupportedQuery", "Filter operator is not supported without the header ConsistencyLevel: eventual and the query parameter $count=true.");
}
