using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;

namespace TeemCalendar.Contract.Graph;

/// <summary>JSON against the schema's types, in an answer or in a request.</summary>
sealed class GraphValues(GraphSchema schema, bool isAnswer)
{
    static readonly HashSet<string> Annotations = ["odata.context", "odata.nextLink", "odata.deltaLink", "odata.count", "odata.etag", "odata.type", "odata.id", "odata.editLink", "odata.readLink", "odata.mediaContentType", "odata.mediaEtag", "removed"];

    /// <summary>Every departure of an object from its type.</summary>
    /// <param name="json">The object.</param>
    /// <param name="type">Its type.</param>
    /// <param name="needed">What it has to hold.</param>
    /// <param name="at">Where it is.</param>
    internal IEnumerable<string> Object(JsonObject json, GraphType type, IReadOnlyCollection<string> needed, string at)
    {
        if (Text(json["@odata.type"]) is { } named)
        {
            if (schema[named] is not { } own || !own.Is(type)) yield return $"{at}/@odata.type: {named} is no {type.Name}";
            else type = own;
        }
        else if (isAnswer && type.IsAbstract) yield return $"{at}: {type.Name} is abstract, and no @odata.type says what this is";
        foreach (var name in needed)
            if (!json.ContainsKey(name)) yield return $"{at}/{name} is missing";
        foreach (var (name, value) in json)
        {
            if (name.Contains('@', StringComparison.Ordinal))
            {
                if (Annotation(name, value, type) is { } wrong) yield return $"{at}/{name}: {wrong}";
                continue;
            }
            if (!type.Members.TryGetValue(name, out var member)) { yield return $"{at}/{name} is not of {type.Name}"; continue; }
            if (!isAnswer && member.IsComputed) yield return $"{at}/{name} is for the service to say";
            foreach (var departure in Member(value, member, $"{at}/{name}", type)) yield return departure;
        }
    }

    /// <summary>Every departure of a value from what a property or parameter says of it.</summary>
    internal IEnumerable<string> Member(JsonNode? value, GraphMember member, string at, GraphType? owner = null)
    {
        if (member.IsCollection)
        {
            if (value is null && isAnswer && GraphRules.MayBeNull(member)) yield break;
            if (value is not JsonArray list) { yield return $"{at} is {Kind(value)} for a collection of {member.Type}"; yield break; }
            for (var i = 0; i < list.Count; i++)
                foreach (var departure in One(list[i], member, false, $"{at}[{i}]", owner)) yield return departure;
        }
        else
            foreach (var departure in One(value, member, member.IsNullable, at, owner)) yield return departure;
    }

    IEnumerable<string> One(JsonNode? value, GraphMember member, bool isNullable, string at, GraphType? owner)
    {
        var declared = member.Type;
        if (value is null)
        {
            if (!isNullable) yield return $"{at} is null, which {declared} is never there";
            yield break;
        }
        if (declared.StartsWith("Edm.", StringComparison.Ordinal))
        {
            if (!Fits(value, declared[4..])) yield return $"{at} = {value.ToJsonString()} is no {declared}";
            yield break;
        }
        var type = schema[declared] ?? throw new ContractException($"the schema has no {declared}");
        if (type.IsEnum)
        {
            // Seen: in a request the case of an enum's member does not matter.
            var values = Text(value) is { } text ? type.IsFlags ? text.Split(',', StringSplitOptions.TrimEntries) : [text] : [];
            if (values.Length == 0 || !values.All(isAnswer ? type.Values.Contains : v => type.Values.Contains(v, StringComparer.OrdinalIgnoreCase))) yield return $"{at} = {value.ToJsonString()} is no {type.Name}";
            yield break;
        }
        if (value is not JsonObject inner) { yield return $"{at} is {Kind(value)} for {type.Name}"; yield break; }
        foreach (var departure in Object(inner, type, Needed(type, owner, member.Name), at)) yield return departure;
    }

    /// <summary>What an object inside another always holds; inside a request, what has no value of its own where it is missing: a number is 0 then, a list empty.</summary>
    IReadOnlyCollection<string> Needed(GraphType type, GraphType? owner, string member) => isAnswer
        ? [.. GraphRules.AlwaysGiven(type, owner, member), .. type.IsEntity ? [] : type.Members.Values.Where(m => !m.IsNullable && !m.IsNavigation).Select(m => m.Name)]
        : [.. GraphRules.NeededToCreate(type), .. type.IsEntity ? [] : type.Members.Values.Where(m => !m.IsNullable && !m.IsCollection && !m.IsNavigation && m.Type == "Edm.String").Select(m => m.Name)];

    static string? Annotation(string name, JsonNode? value, GraphType type)
    {
        var at = name.IndexOf('@', StringComparison.Ordinal);
        var (property, term) = (name[..at], name[(at + 1)..]);
        if (property.Length > 0) return type.Members.ContainsKey(property) && term is "odata.type" or "odata.context" or "odata.navigationLink" or "odata.associationLink" or "odata.count" or "odata.nextLink" or "odata.bind" or "odata.mediaContentType" or "odata.mediaEtag"
            ? null : "no annotation of a property";
        if (!Annotations.Contains(term)) return "no annotation that Graph gives";
        return term switch
        {
            "removed" => value is JsonObject removed && removed.Count == 1 && Text(removed["reason"]) is "deleted" or "changed" ? null : "says no reason",
            "odata.count" => value?.GetValueKind() == JsonValueKind.Number ? null : "is no number",
            "odata.context" or "odata.nextLink" or "odata.deltaLink" => Uri.TryCreate(Text(value), UriKind.Absolute, out _) ? null : "is no address",
            _ => Text(value) is { Length: > 0 } ? null : "is no text",
        };
    }

    bool Fits(JsonNode value, string primitive)
    {
        var kind = value.GetValueKind();
        var text = Text(value);
        return primitive switch
        {
            "Boolean" => kind is JsonValueKind.True or JsonValueKind.False,
            "Byte" or "SByte" or "Int16" or "Int32" or "Int64" => kind == JsonValueKind.Number && long.TryParse(value.ToJsonString(), CultureInfo.InvariantCulture, out _),
            "Double" or "Single" or "Decimal" => kind == JsonValueKind.Number || text is "INF" or "-INF" or "NaN",
            "Guid" => text is not null && Guid.TryParseExact(text, "D", out _),
            // Answers are in UTC; a request may say any offset, and has to say one.
            "DateTimeOffset" => text is not null && text.Contains('T', StringComparison.Ordinal) && (text.EndsWith('Z') || !isAnswer && text.LastIndexOfAny(['+', '-']) > 10) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _),
            "Date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
            "TimeOfDay" => text is not null && text.Length >= 8 && TimeOnly.TryParse(text, CultureInfo.InvariantCulture, out _),
            "Duration" => text is not null && IsDuration(text),
            "Binary" => text is not null && Convert.TryFromBase64String(text.Replace('-', '+').Replace('_', '/').PadRight((text.Length + 3) / 4 * 4, '='), new byte[text.Length + 3], out _),
            _ => kind == JsonValueKind.String,
        };
    }

    static bool IsDuration(string text)
    {
        try { XmlConvert.ToTimeSpan(text); return true; }
        catch (FormatException) { return false; }
    }

    internal static string? Text(JsonNode? value) => value is JsonValue plain && plain.TryGetValue<string>(out var text) ? text : null;

    static string Kind(JsonNode? value) => value?.GetValueKind().ToString() ?? "null";
}
