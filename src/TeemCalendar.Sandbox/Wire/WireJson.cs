using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TeemCalendar.Sandbox.Wire;

/// <summary>JSON of requests and answers. What cannot be read is null, never an exception: the service decides what to say.</summary>
internal static class WireJson
{
    internal static readonly JsonSerializerOptions Format = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static JsonObject? Object(byte[] body)
    {
        try
        {
            var node = JsonNode.Parse(body) as JsonObject;
            Visit(node);
            return node;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A repeated property name, or half of a surrogate pair, is found only when it is first looked at, so everything is.</summary>
    static void Visit(JsonNode? node)
    {
        if (node is JsonObject map)
            foreach (var (_, value) in map) Visit(value);
        else if (node is JsonArray array)
            foreach (var item in array) Visit(item);
        else if (node?.GetValueKind() == JsonValueKind.String)
            node.GetValue<string>();
    }

    /// <summary>The text of a string value; null for anything else.</summary>
    internal static string? Text(this JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
