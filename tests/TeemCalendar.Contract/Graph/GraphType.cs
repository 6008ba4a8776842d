using System.Xml.Linq;

namespace TeemCalendar.Contract.Graph;

/// <summary>An entity, complex or enum type.</summary>
public sealed class GraphType
{
    readonly GraphSchema schema;
    readonly string? parent;
    readonly Lazy<IReadOnlyDictionary<string, GraphMember>> members;

    internal GraphType(GraphSchema schema, string name, string? parent, XElement element, Func<string, string> full)
    {
        (this.schema, Name, this.parent) = (schema, name, parent);
        (IsEntity, IsEnum) = (element.Name.LocalName == "EntityType", element.Name.LocalName == "EnumType");
        IsAbstract = (bool?)element.Attribute("Abstract") == true;
        IsFlags = (bool?)element.Attribute("IsFlags") == true;
        Values = element.Elements().Where(e => e.Name.LocalName == "Member").Select(e => (string)e.Attribute("Name")!).ToHashSet();
        var own = element.Elements().Where(e => e.Name.LocalName is "Property" or "NavigationProperty").Select(e => GraphMember.Read(e, full)).ToList();
        members = new(() => own.Concat(Parent?.Members.Values ?? []).DistinctBy(m => m.Name).ToDictionary(m => m.Name));
    }

    /// <summary>Its name.</summary>
    public string Name { get; }
    /// <summary>True for an entity type.</summary>
    public bool IsEntity { get; }
    /// <summary>True for an enum.</summary>
    public bool IsEnum { get; }
    /// <summary>True when only types derived from it have objects.</summary>
    public bool IsAbstract { get; }
    /// <summary>True for an enum whose members may be combined.</summary>
    public bool IsFlags { get; }
    /// <summary>The members of an enum.</summary>
    public IReadOnlySet<string> Values { get; }
    /// <summary>Its properties and navigation properties with those it inherits.</summary>
    public IReadOnlyDictionary<string, GraphMember> Members => members.Value;

    GraphType? Parent => parent is null ? null : schema[parent];

    /// <summary>The type, and what it derives from.</summary>
    public IEnumerable<GraphType> Lineage
    {
        get
        {
            for (var type = this; type is not null; type = type.Parent) yield return type;
        }
    }

    /// <summary>True when its objects are also of the other type.</summary>
    public bool Is(GraphType other) => Lineage.Contains(other);
}
