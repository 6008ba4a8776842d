using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace TeemCalendar.Sandbox.Tests.Graph;

/// <summary>Graph's published schema, where it lies beside the repository: what an answer may hold.</summary>
sealed class Csdl
{
    readonly Dictionary<string, XElement> types;

    Csdl(string path) => types = XDocument.Load(path).Descendants().Where(e => e.Name.LocalName is "EntityType" or "ComplexType" or "EnumType").GroupBy(e => (string)e.Attribute("Name")!).ToDictionary(g => g.Key, g => g.First());

    public static string? Path { get; } = Find();

    public static Csdl Load() => new(Path!);

    public XElement? this[string type] => types.GetValueOrDefault(type);

    public IEnumerable<(string Name, string Type, bool IsNavigation)> Members(string type)
    {
        for (var element = types.GetValueOrDefault(type); element is not null; element = types.GetValueOrDefault(((string?)element.Attribute("BaseType"))?.Replace("graph.", "", StringComparison.Ordinal) ?? ""))
            foreach (var property in element.Elements().Where(e => e.Name.LocalName is "Property" or "NavigationProperty"))
                yield return ((string)property.Attribute("Name")!, (string)property.Attribute("Type")!, property.Name.LocalName == "NavigationProperty");
    }

    /// <summary>Every departure of an object from its type.</summary>
    public IEnumerable<string> Departures(JsonObject json, string type, string at = "")
    {
        if (((string?)json["@odata.type"])?.Replace("#microsoft.graph.", "", StringComparison.Ordinal) is { } own && types.ContainsKey(own)) type = own;
        var members = Members(type).ToDictionary(m => m.Name, m => m.Type);
        foreach (var (name, value) in json)
        {
            if (name.Contains('@', StringComparison.Ordinal) || value is null) continue;
            if (!members.TryGetValue(name, out var declared)) { yield return $"{at}/{name} is not of {type}"; continue; }
            var isCollection = declared.StartsWith("Collection(", StringComparison.Ordinal);
            var element = isCollection ? declared[11..^1] : declared;
            if (isCollection != value is JsonArray) { yield return $"{at}/{name} is {value.GetValueKind()} for {declared}"; continue; }
            foreach (var one in value is JsonArray array ? array.Select(v => v!) : [value])
                foreach (var departure in One(one, element, $"{at}/{name}")) yield return departure;
        }
    }

    IEnumerable<string> One(JsonNode value, string declared, string at)
    {
        var kind = value.GetValueKind();
        if (declared.StartsWith("Edm.", StringComparison.Ordinal))
        {
            var fits = declared[4..] switch
            {
                "Boolean" => kind is JsonValueKind.True or JsonValueKind.False,
                "Int32" or "Int64" or "Double" => kind == JsonValueKind.Number,
                "Guid" => Guid.TryParse((string?)value, out _),
                "DateTimeOffset" => ((string?)value)!.EndsWith('Z') && DateTimeOffset.TryParse((string?)value, CultureInfo.InvariantCulture, out _),
                "Date" => DateOnly.TryParseExact((string?)value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
                _ => kind == JsonValueKind.String,
            };
            if (!fits) yield return $"{at} = {value} is no {declared}";
            yield break;
        }
        var type = declared.Replace("graph.", "", StringComparison.Ordinal);
        if (types[type].Name.LocalName == "EnumType")
        {
            if (!types[type].Elements().Any(m => (string?)m.Attribute("Name") == (string?)value)) yield return $"{at} = {value} is no {type}";
            yield break;
        }
        if (value is not JsonObject inner) { yield return $"{at} is no object"; yield break; }
        foreach (var departure in Departures(inner, type, at)) yield return departure;
    }

    static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "TeemCalendar.sln")))
                return System.IO.Path.Combine(folder.FullName, "..", "shared", "reference", "graph-v1.csdl") is var path && File.Exists(path) ? path : null;
        return null;
    }
}

/// <summary>A test that needs the published schema, and says so where it is not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class SchemaFactAttribute : FactAttribute
{
    public SchemaFactAttribute() => Skip = Csdl.Path is null ? "The published schema is not beside this repository (../shared/reference/graph-v1.csdl)." : null;
}
