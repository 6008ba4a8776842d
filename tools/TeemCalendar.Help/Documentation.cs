using System.Xml.Linq;

namespace TeemCalendar.Help;

/// <summary>The XML documentation of one assembly.</summary>
sealed class Documentation(IReadOnlyDictionary<string, XElement> members)
{
    /// <summary>Reads what the compiler wrote.</summary>
    public static Documentation Load(string path) =>
        new(XDocument.Load(path, LoadOptions.PreserveWhitespace).Descendants("member").ToDictionary(m => m.Attribute("name")!.Value));

    /// <summary>The documentation of a class.</summary>
    public XElement? Of(Type type) => Find("T:" + Name(type));

    /// <summary>The documentation of a property, where it was declared: an inherited one has its base class's.</summary>
    public XElement? Of(System.Reflection.PropertyInfo property) => Find($"P:{Name(property.DeclaringType!)}.{property.Name}");

    XElement? Find(string id) => members.GetValueOrDefault(id);

    static string Name(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');
}
