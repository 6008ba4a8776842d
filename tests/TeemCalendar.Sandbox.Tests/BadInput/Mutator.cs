using System.Text;
using System.Text.Json.Nodes;

namespace TeemCalendar.Sandbox.Tests.BadInput;

/// <summary>A request as it goes over the wire: what a mutation takes and gives.</summary>
sealed record RawRequest(string Method, string Path, string Query = "", string? Body = null, string ContentType = "application/json", params (string Name, string Value)[] Headers)
{
    public string Target => Query.Length > 0 ? $"{Path}?{Query}" : Path;

    public override string ToString() => $"{Method} {Short(Target)} {ContentType} {Short(Body ?? "")} {string.Join(", ", Headers.Select(h => $"{h.Name}: {Short(h.Value)}"))}";

    static string Short(string text) => text.Length > 300 ? $"{text[..300]}... ({text.Length})" : text;
}

/// <summary>Makes valid requests wrong, in the ways in which clients make them wrong and in some in which only an adversary does.</summary>
sealed class Mutator(int seed)
{
    static readonly string[] Words =
    [
        "", " ", "nonsense", "null", "''", "'", "%", "%zz", "%00", "..", "../..", "\u0000", "\uD83D\uDE80", "$batch", "$count", "$ref", "me", "delta", "events", "calendarView", "(", ")", "('')", "(x='y')", "microsoft.graph.", "-1", "0",
        "99999999999999999999", "1e400", "NaN", "true", "2026-13-45", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59", "9999-12-31", "4500-08-31", "0001-01-01", "1601-01-01T00:00:00", "Europe/Berlin", "2026-03-29T02:30:00", "00000000-0000-0000-0000-000000000000", "<script>", "' or 1 eq 1", "a@b", "@", "=", "&",
    ];

    static readonly string[] Options =
    [
        "$top=0", "$top=-1", "$top=999999999999", "$top=x", "$skip=-1", "$skip=2147483647", "$skiptoken=x", "$skiptoken=", "$skiptoken=AAAA", "$deltatoken=x", "$deltatoken=%25", "$select=", "$select=,", "$select=nonsense", "$select=*,id",
        "$filter=", "$filter=(", "$filter=not", "$filter=id eq", "$filter=id eq 'x", "$filter=startswith(displayName", "$filter=a/any(x:x eq 1)", "$filter=id in (", "$filter=displayName gt 1e400", "$filter=x/y/z eq 1", "$filter=businessPhones/any(",
        "$orderby=", "$orderby= ", "$orderby=,", "$orderby=nonsense desc", "$orderby=displayName sideways", "$expand=", "$expand=nonsense", "$expand=members($select=id", "$count=perhaps", "$search=", "$search=\"displayName:a\"", "$format=xml",
        "$nonsense=1", "startDateTime=", "startDateTime=9999-12-31T23:59:59Z&endDateTime=9999-12-31T23:59:59Z", "startDateTime=0001-01-01T00:00:00Z&endDateTime=0001-01-02", "endDateTime=0001-01-01T00:00:00%2B14:00", "&&&", "=", "%", "%zz=%zz",
    ];

    static readonly (string Name, string Value)[] HeaderFaults =
    [
        ("Prefer", "outlook.timezone=\"Nowhere\""), ("Prefer", "odata.maxpagesize=0"), ("Prefer", "odata.maxpagesize=-5"), ("Prefer", "odata.maxpagesize=99999999999"), ("Prefer", "IdType="), ("Prefer", ",;==,"),
        ("If-Match", "nonsense"), ("If-Match", "W/\"\""), ("ConsistencyLevel", "sometimes"), ("Content-Encoding", "gzip"), ("Content-Encoding", "br"), ("client-request-id", "not a guid"), ("Accept", "text/plain"),
        ("Authorization", ""), ("Authorization", "Bearer"), ("Authorization", "Bearer a.b.c"), ("Authorization", "Basic YTpi"), ("Authorization", "Bearer ..."), ("X-AnchorMailbox", "UPN:"), ("Host", "graph.microsoft.com"),
    ];

    readonly Random random = new(seed);

    public RawRequest Mutate(RawRequest request)
    {
        for (var n = random.Next(4) == 0 ? 2 : 1; n > 0; n--)
        {
            request = random.Next(request.Body is null ? 4 : 10) switch
            {
                0 => request with { Method = Pick("GET", "POST", "PATCH", "DELETE", "PUT", "HEAD", "OPTIONS", "TRACE", "BREW") },
                1 => request with { Path = InPath(request.Path) },
                2 => request with { Query = random.Next(5) == 0 ? Long() : string.Join('&', new[] { request.Query, Pick(Options) }.Where(q => q.Length > 0)) },
                3 => request with { Headers = [.. request.Headers, random.Next(8) == 0 ? ("Prefer", Long()) : Pick(HeaderFaults)] },
                4 => request with { ContentType = Pick("text/plain", "application/xml", "application/json; charset=utf-16", "multipart/form-data", "application/json;odata=verbose", "") },
                5 => request with { Body = InText(request.Body!) },
                _ => request with { Body = InJson(request.Body!) },
            };
        }
        return request;
    }

    string InPath(string path)
    {
        var segments = path.Split('/').ToList();
        var at = random.Next(1, segments.Count);
        switch (random.Next(5))
        {
            case 0: segments.RemoveAt(at); break;
            case 1: segments.Insert(at, Uri.EscapeDataString(Pick(Words).Replace("\uD83D\uDE80", "r", StringComparison.Ordinal))); break;
            case 2: segments[at] = Pick(Words); break;
            case 3: segments[at] += Pick("%", "%zz", "()", "('", "')", "%27)", "%2F", "%5C", ";x=1", "%00"); break;
            default: segments.Insert(at, random.Next(2) == 0 ? segments[at] : new string('a', 5000)); break;
        }
        return string.Join('/', segments);
    }

    string InText(string text) => random.Next(8) switch
    {
        0 => "",
        1 => text[..random.Next(text.Length)],
        2 => text + Pick("}", "]", "x", "\u0000", "{}"),
        3 => Pick("null", "[]", "\"x\"", "1", "{", "{\"a\":1,\"a\":2}", "\uFEFF{}", "<xml/>", "grant_type=&&=&"),
        4 => text.Replace("\"", "'", StringComparison.Ordinal),
        5 => string.Concat(Enumerable.Repeat("{\"body\":", 5000)) + "1",
        6 => text.Insert(random.Next(text.Length), Pick("\\u0000", "\\ud800", "\\x", "\t", "//", "NaN")),
        _ => "{\"subject\":\"" + new string('x', 200_000) + "\"}",
    };

    /// <summary>One place of the document gets a value of another type, goes, comes twice or under another name.</summary>
    string InJson(string text)
    {
        try
        {
            return InDocument(JsonNode.Parse(text));
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or ArgumentException or InvalidOperationException)
        {
            // A form, or JSON that an earlier mutation has broken.
            return InForm(text);
        }
    }

    string InDocument(JsonNode? root)
    {
        var places = new List<(JsonNode Parent, string? Name, int Index)>();
        Collect(root);
        if (places.Count == 0) return "{}";
        var (parent, name, index) = places[random.Next(places.Count)];
        if (parent is JsonObject map)
        {
            var value = map[name!]?.DeepClone();
            switch (random.Next(4))
            {
                case 0: map.Remove(name!); break;
                case 1: map.Remove(name!); map[name + Pick("x", "@odata.type", " ", "@odata.bind")] = value; break;
                default: map[name!] = Other(value); break;
            }
        }
        else if (parent is JsonArray list)
        {
            var value = list[index]?.DeepClone();
            if (random.Next(3) == 0) list.Insert(index, value);
            else list[index] = Other(value);
        }
        return root!.ToJsonString();

        void Collect(JsonNode? node)
        {
            if (node is JsonObject o) foreach (var (n, child) in o) { places.Add((o, n, 0)); Collect(child); }
            else if (node is JsonArray a) for (var i = 0; i < a.Count; i++) { places.Add((a, null, i)); Collect(a[i]); }
        }
    }

    string InForm(string text)
    {
        var fields = text.Split('&').ToList();
        var at = random.Next(fields.Count);
        fields[at] = random.Next(3) switch { 0 => "", 1 => fields[at].Split('=')[0] + "=" + Uri.EscapeDataString(Pick(Words)), _ => fields[at] + Pick("%", "%zz", "=", "+", "%00", "\uFFFD") };
        return string.Join('&', fields);
    }

    JsonNode? Other(JsonNode? value) => random.Next(12) switch
    {
        0 => null,
        1 => true,
        2 => 0,
        3 => -1,
        4 => 2147483647,
        5 => 1.5e300,
        6 => new JsonArray(),
        7 => new JsonObject(),
        8 => new JsonArray(value?.DeepClone(), null),
        9 => new JsonObject { ["x"] = value?.DeepClone() },
        10 => new string('y', 10_000),
        _ => Pick(Words),
    };

    string Long() => Pick("$filter=", "$filter=", "$expand=", "$select=", "$orderby=", "$search=", "$skiptoken=") + string.Concat(Enumerable.Repeat(Pick("(", "not ", "id eq 'x' and ", "a/", "'", "startswith(", "x,", "members($expand=", "id desc,"), 3000));

    T Pick<T>(params T[] all) => all[random.Next(all.Length)];
}
