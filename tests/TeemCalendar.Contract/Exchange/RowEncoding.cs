using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using TeemCalendar.Contract.Graph;

namespace TeemCalendar.Contract.Exchange;

/// <summary>How a row writes its values, by the captures: what is no text, flag or null says before it what it is.</summary>
static partial class RowEncoding
{
    internal static IEnumerable<string> Departures(JsonObject row)
    {
        string? data = null, odata = null, about = null;
        foreach (var (name, value) in row)
        {
            if (name.IndexOf('@', StringComparison.Ordinal) is > 0 and var at)
            {
                var property = name[..at];
                if (about is not null && about != property) yield return $"/{about}: its annotation is not followed by it";
                about = property;
                switch (name[at..])
                {
                    case "@data.type": data = GraphValues.Text(value); break;
                    case "@odata.type": odata = GraphValues.Text(value); break;
                    default: yield return $"/{name} is no annotation of the captures"; break;
                }
                continue;
            }
            if (about is not null && about != name) yield return $"/{about}: its annotation is not followed by it";
            if (Wrong(name, value, data, odata) is { } wrong) yield return $"/{name}: {wrong}";
            (data, odata, about) = (null, null, null);
        }
        if (about is not null) yield return $"/{about}: its annotation is not followed by it";
    }

    static string? Wrong(string name, JsonNode? value, string? data, string? odata)
    {
        var text = GraphValues.Text(value);
        return (value?.GetValueKind(), data, odata) switch
        {
            (null, null, null) => null,
            (JsonValueKind.True or JsonValueKind.False, null, null) => null,
            (JsonValueKind.String, null, null) => Time().IsMatch(text!) ? "a time without its type" : null,
            (JsonValueKind.String, "System.Guid", "#Guid") => Guid.TryParseExact(text, "D", out _) ? null : $"{text} is no Guid",
            (JsonValueKind.String, "System.DateTime", null) => !Time().IsMatch(text!) ? $"{text} is no time of the captures"
                : text!.EndsWith('Z') == name.EndsWith("UTC", StringComparison.Ordinal) ? null : $"{text}: the twins named UTC end in Z, the others in an offset",
            (JsonValueKind.Number, "System.Int32", null) => int.TryParse(value!.ToJsonString(), CultureInfo.InvariantCulture, out _) ? null : "is no Int32",
            (JsonValueKind.Number, "System.Int16", "#Int16") => short.TryParse(value!.ToJsonString(), CultureInfo.InvariantCulture, out _) ? null : "is no Int16",
            (JsonValueKind.Number, "System.Int64" or "System.UInt32" or "System.UInt64" or "System.Double", _) => null,
            (JsonValueKind.Array, null, "#Collection(String)") => ((JsonArray)value!).All(v => GraphValues.Text(v) is not null) ? null : "is no list of texts",
            (JsonValueKind.Array, null, "#Collection(Exchange.GenericHashTable)") => ((JsonArray)value!).All(v => v is JsonObject) ? null : "is no list of objects",
            (JsonValueKind.Object, null, "#Exchange.GenericHashTable") => null,
            var (kind, d, o) => $"{kind?.ToString() ?? "null"} with types {d ?? "none"} and {o ?? "none"} is nothing that was captured",
        };
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}(Z|[+-]\d\d:\d\d)$")]
    private static partial Regex Time();
}
