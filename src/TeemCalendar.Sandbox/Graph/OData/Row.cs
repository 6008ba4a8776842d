using System.Text.Json.Nodes;

namespace TeemCalendar.Sandbox.Graph.OData;

/// <summary>An object in the making: a property that nobody asked for costs nothing.</summary>
internal sealed class Row(Func<string, bool> wants)
{
    internal JsonObject Json { get; } = [];

    internal bool Wants(string name) => wants(name);

    internal Row Put(string name, JsonNode? value)
    {
        if (wants(name)) Json[name] = value;
        return this;
    }

    internal Row Put(string name, Func<JsonNode?> value)
    {
        if (wants(name)) Json[name] = value();
        return this;
    }

    internal static JsonArray Array(IEnumerable<string> values) => new([.. values.Select(v => (JsonNode?)v)]);

    internal static JsonArray Array(IEnumerable<JsonNode?> values) => new([.. values]);
}
