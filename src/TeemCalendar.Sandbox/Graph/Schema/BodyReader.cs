using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph.Schema;

/// <summary>Reads a request's body and holds it against the type it is meant to be.</summary>
internal static class BodyReader
{
    /// <summary>The body as an entity or complex type; enum values come back in the schema's spelling.</summary>
    /// <param name="request">The request.</param>
    /// <param name="type">The type's name in the schema.</param>
    /// <param name="code">The error code: directory and Outlook name the same mistake differently (inferred).</param>
    internal static JsonObject Read(WireRequest request, string type, string code)
    {
        var body = Parse(request);
        Check(body, GraphTypes.Of(type), type, code);
        return body;
    }

    /// <summary>The body of an action, with its parameters by name and kind. Parameter names are compared without case (seen: documentation and SDKs differ).</summary>
    internal static JsonObject ReadAction(WireRequest request, string code, params (string Name, Member Member)[] parameters)
    {
        var body = request.Body.Length == 0 ? [] : Parse(request);
        var read = new JsonObject();
        foreach (var (name, value) in body.ToArray())
        {
            if (name.Contains('@', StringComparison.Ordinal)) continue;
            var parameter = Array.Find(parameters, p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (parameter.Name is null) throw new GraphRefusal(400, code, $"The parameter '{name}' in the request payload is not a valid parameter for the operation.");
            body.Remove(name);
            read[parameter.Name] = value is null ? null : CheckMember(name, value, parameter.Member, code);
        }
        return read;
    }

    internal static JsonObject Parse(WireRequest request)
    {
        // Documented: four megabytes. The sentence was seen, status and code are inferred.
        if (request.Body.Length > 4 * 1024 * 1024) throw new GraphRefusal(413, "RequestEntityTooLarge", "Maximum request length exceeded.");
        // Documented: a body needs its Content-Type. The sentence about JSON is seen everywhere.
        if (request.Header("Content-Type") is not { } type || !type.Contains("json", StringComparison.OrdinalIgnoreCase) || WireJson.Object(request.Body) is not { } body)
            throw new GraphRefusal(400, "BadRequest", "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.");
        return body;
    }

    static void Check(JsonObject body, FrozenDictionary<string, Member> members, string type, string code)
    {
        foreach (var (name, value) in body.ToArray())
        {
            if (name.Contains('@', StringComparison.Ordinal)) continue;
            if (!members.TryGetValue(name, out var member))
                throw new GraphRefusal(400, code, $"The property '{name}' does not exist on type 'microsoft.graph.{type}'. Make sure to only use property names that are defined by the type.");
            if (value is null) continue;
            var read = CheckMember(name, value, member, code);
            if (!ReferenceEquals(read, value)) body[name] = read;
        }
    }

    static JsonNode CheckMember(string name, JsonNode value, Member member, string code)
    {
        if (!member.IsCollection) return CheckOne(name, value, member, code);
        if (value is not JsonArray array) throw new GraphRefusal(400, code, $"The value of property '{name}' must be a collection.");
        for (var i = 0; i < array.Count; i++)
        {
            if (array[i] is not { } element) throw new GraphRefusal(400, code, $"A null value was found in the collection '{name}'.");
            var read = CheckOne(name, element, member, code);
            if (!ReferenceEquals(read, element)) array[i] = read;
        }
        return array;
    }

    static JsonNode CheckOne(string name, JsonNode value, Member member, string code)
    {
        if (member.Kind == '.' && !GraphTypes.IsEnum(member.TypeName!))
        {
            if (value is not JsonObject inner) throw Mismatch(name, value, "microsoft.graph." + member.TypeName, code);
            Check(inner, GraphTypes.Of(member.TypeName!), member.TypeName!, code);
            return value;
        }
        if (member.Kind == '.')
        {
            var text = value.Text() ?? throw Mismatch(name, value, "microsoft.graph." + member.TypeName, code);
            var known = GraphTypes.EnumMember(member.TypeName!, text) ?? throw new GraphRefusal(400, code, $"Requested value '{text}' was not found.");
            return known == text ? value : JsonValue.Create(known);
        }
        var kind = value.GetValueKind();
        var (fits, edm) = member.Kind switch
        {
            's' => (kind == JsonValueKind.String, "Edm.String"),
            'b' => (kind is JsonValueKind.True or JsonValueKind.False, "Edm.Boolean"),
            'i' => (kind == JsonValueKind.Number && value.AsValue().TryGetValue<int>(out _), "Edm.Int32"),
            'n' => (kind == JsonValueKind.Number, "Edm.Double"),
            'g' => (Guid.TryParse(value.Text(), out _), "Edm.Guid"),
            't' => (DateTimeOffset.TryParse(value.Text(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _), "Edm.DateTimeOffset"),
            'd' => (DateOnly.TryParseExact(value.Text(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _), "Edm.Date"),
            'c' => (TimeOnly.TryParse(value.Text(), CultureInfo.InvariantCulture, out _), "Edm.TimeOfDay"),
            'x' => (value.Text() is { } text && IsBase64(text), "Edm.Binary"),
            _ => (true, ""),
        };
        return fits ? value : throw Mismatch(name, value, edm, code);
    }

    static bool IsBase64(string text) => Convert.TryFromBase64String(text.Replace('-', '+').Replace('_', '/'), new byte[text.Length + 4], out _);

    // The sentence about a single value is documented, the other is ours.
    static GraphRefusal Mismatch(string name, JsonNode value, string type, string code) =>
        new(400, code, value is JsonValue && value.ToString() is { Length: <= 200 } literal ? $"Cannot convert the literal '{literal}' to the expected type '{type}'." : $"Cannot convert the value of property '{name}' to the expected type '{type}'.");
}
