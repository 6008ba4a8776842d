using System.Globalization;
using System.Text.Json.Nodes;

namespace TeemCalendar.Sandbox.Exchange;

/// <summary>One row of an answer, in the encoding that was captured from the service: the annotation of a value stands before it.</summary>
internal sealed class Row
{
    readonly List<(string Name, string? DataType, string? ODataType, JsonNode? Value)> cells = [];

    internal Row Text(string name, string? value) => Add(name, null, null, value);

    internal Row Flag(string name, bool? value) => Add(name, null, null, value);

    internal Row Number(string name, int? value) => value is null ? Add(name, null, null, null) : Add(name, "System.Int32", null, value);

    internal Row Short(string name, short value) => Add(name, "System.Int16", "#Int16", value);

    internal Row Guid(string name, Guid? value) => value is null ? Add(name, null, null, null) : Add(name, "System.Guid", "#Guid", value.Value.ToString());

    internal Row Strings(string name, IEnumerable<string> values) => Add(name, null, "#Collection(String)", new JsonArray([.. values.Select(v => (JsonNode?)v)]));

    /// <summary>A time: local ones end in an offset, the twins named UTC in Z.</summary>
    internal Row Date(string name, DateTimeOffset? value) => value is null ? Add(name, null, null, null)
        : Add(name, "System.DateTime", null, value.Value.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffff", CultureInfo.InvariantCulture) + (name.EndsWith("UTC", StringComparison.Ordinal) ? "Z" : "+00:00"));

    /// <summary>The row in PowerShell's serialization.</summary>
    internal JsonObject ToCliXml(IReadOnlySet<string>? select) =>
        new() { [CliXml.Property] = CliXml.Write(cells.Where(c => select is null || select.Contains(c.Name)).Select(c => (c.Name, c.DataType, c.Value))) };

    internal JsonObject ToJson(IReadOnlySet<string>? select)
    {
        var row = new JsonObject();
        foreach (var (name, dataType, oDataType, value) in cells)
        {
            if (select is not null && !select.Contains(name)) continue;
            if (dataType is not null) row[$"{name}@data.type"] = dataType;
            if (oDataType is not null) row[$"{name}@odata.type"] = oDataType;
            row[name] = value;
        }
        return row;
    }

    Row Add(string name, string? dataType, string? oDataType, JsonNode? value)
    {
        cells.Add((name, dataType, oDataType, value));
        return this;
    }
}
