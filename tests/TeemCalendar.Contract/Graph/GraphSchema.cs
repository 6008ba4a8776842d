using System.Xml.Linq;

namespace TeemCalendar.Contract.Graph;

/// <summary>Graph's published schema, read once: types, what is bound to them, and where paths begin.</summary>
/// <remarks>Names are without <c>microsoft.graph.</c>, as Graph's own documentation writes them.</remarks>
public sealed class GraphSchema
{
    const string Prefix = "microsoft.graph.";
    static readonly Lazy<GraphSchema> Published = new(() => new(Reference.File("graph-v1.csdl")));
    readonly Dictionary<string, GraphType> types = [];
    readonly Dictionary<string, GraphMember> roots = [];
    readonly ILookup<string, GraphOperation> operations;

    GraphSchema(string path)
    {
        var found = new List<GraphOperation>();
        foreach (var schema in XDocument.Load(path).Descendants().Where(e => e.Name.LocalName == "Schema"))
        {
            var space = (string)schema.Attribute("Namespace")! + ".";
            var alias = (string?)schema.Attribute("Alias") is { } shortName ? shortName + "." : null;
            string Full(string type) => alias is not null && type.StartsWith(alias, StringComparison.Ordinal) ? Short(space + type[alias.Length..]) : Short(type);
            foreach (var element in schema.Elements())
                switch (element.Name.LocalName)
                {
                    case "EntityType" or "ComplexType" or "EnumType":
                        var type = new GraphType(this, Short(space + (string)element.Attribute("Name")!), (string?)element.Attribute("BaseType") is { } parent ? Full(parent) : null, element, Full);
                        types[type.Name] = type;
                        break;
                    case "Action" or "Function":
                        found.Add(GraphOperation.Read(element, Full));
                        break;
                    case "EntityContainer":
                        foreach (var root in element.Elements().Where(e => e.Name.LocalName is "EntitySet" or "Singleton"))
                            roots[(string)root.Attribute("Name")!] = new((string)root.Attribute("Name")!, Full((string?)root.Attribute("EntityType") ?? (string)root.Attribute("Type")!), root.Name.LocalName == "EntitySet", false, true);
                        break;
                }
        }
        operations = found.ToLookup(o => o.Name);
    }

    /// <summary>The schema.</summary>
    public static GraphSchema Load() => Published.Value;

    /// <summary>A type by its name with or without its namespace, or null.</summary>
    public GraphType? this[string name] => types.GetValueOrDefault(Short(name));

    /// <summary>What stands at the beginning of a path: an entity set or a singleton.</summary>
    public GraphMember? Root(string name) => roots.GetValueOrDefault(name);

    /// <summary>The action or function of that name on a type or on a collection of it, or on what the type derives from.</summary>
    public GraphOperation? Operation(string name, GraphType on, bool isCollection) =>
        on.Lineage.Select(t => operations[name].FirstOrDefault(o => o.On == t.Name && o.OnCollection == isCollection)).FirstOrDefault(o => o is not null);

    internal static string Short(string type)
    {
        type = type.TrimStart('#');
        return type.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? type[Prefix.Length..] : type.StartsWith("graph.", StringComparison.OrdinalIgnoreCase) ? type["graph.".Length..] : type;
    }
}

/// <summary>A property, a navigation property, a parameter or a root.</summary>
public sealed record GraphMember(string Name, string Type, bool IsCollection, bool IsNullable, bool IsNavigation, bool IsComputed = false)
{
    internal static GraphMember Read(XElement element, Func<string, string> full)
    {
        var type = (string)element.Attribute("Type")!;
        var isCollection = type.StartsWith("Collection(", StringComparison.Ordinal);
        return new((string?)element.Attribute("Name") ?? "", full(isCollection ? type[11..^1] : type), isCollection, (bool?)element.Attribute("Nullable") ?? true, element.Name.LocalName == "NavigationProperty",
            element.Elements().Any(e => (string?)e.Attribute("Term") == "Org.OData.Core.V1.Computed" && (bool?)e.Attribute("Bool") != false));
    }
}

/// <summary>A bound action or function.</summary>
public sealed record GraphOperation(string Name, bool IsAction, string? On, bool OnCollection, IReadOnlyList<GraphMember> Parameters, GraphMember? Returns)
{
    internal static GraphOperation Read(XElement element, Func<string, string> full)
    {
        var parameters = element.Elements().Where(e => e.Name.LocalName == "Parameter").Select(e => GraphMember.Read(e, full)).ToList();
        var bound = (bool?)element.Attribute("IsBound") == true && parameters.Count > 0 ? parameters[0] : null;
        var returns = element.Elements().FirstOrDefault(e => e.Name.LocalName == "ReturnType");
        return new((string)element.Attribute("Name")!, element.Name.LocalName == "Action", bound?.Type, bound?.IsCollection == true, bound is null ? parameters : parameters[1..], returns is null ? null : GraphMember.Read(returns, full));
    }
}
