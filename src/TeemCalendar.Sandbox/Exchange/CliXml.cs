using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;

namespace TeemCalendar.Sandbox.Exchange;

/// <summary>A row as Exchange's own PowerShell module asks for it: serialized the way PowerShell does, inside one property (seen; which types it names is inferred).</summary>
internal static class CliXml
{
    internal const string Property = "_clixml";
    const string Namespace = "http://schemas.microsoft.com/powershell/2004/04";

    internal static string Write(IEnumerable<(string Name, string? Type, JsonNode? Value)> cells)
    {
        var text = new StringBuilder();
        using (var xml = XmlWriter.Create(text, new() { OmitXmlDeclaration = true }))
        {
            xml.WriteStartElement("Objs", Namespace);
            xml.WriteAttributeString("Version", "1.1.0.1");
            xml.WriteStartElement("Obj", Namespace);
            xml.WriteAttributeString("RefId", "0");
            Types(xml, 0, "System.Management.Automation.PSCustomObject", "System.Object");
            xml.WriteStartElement("MS", Namespace);
            var objects = 1;
            foreach (var (name, type, value) in cells)
                if (value is JsonArray list) List(xml, name, list, objects++);
                else Cell(xml, name, type, value);
        }
        return text.ToString();
    }

    static void List(XmlWriter xml, string name, JsonArray list, int id)
    {
        xml.WriteStartElement("Obj", Namespace);
        xml.WriteAttributeString("N", Escape(name));
        xml.WriteAttributeString("RefId", id.ToString(CultureInfo.InvariantCulture));
        Types(xml, id, "System.Collections.ArrayList", "System.Object");
        xml.WriteStartElement("LST", Namespace);
        foreach (var item in list) xml.WriteElementString("S", Namespace, Escape((string?)item ?? ""));
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    static void Cell(XmlWriter xml, string name, string? type, JsonNode? value)
    {
        xml.WriteStartElement(value?.GetValueKind() switch
        {
            null => "Nil",
            JsonValueKind.True or JsonValueKind.False => "B",
            _ => type switch { "System.Guid" => "G", "System.Int32" => "I32", "System.Int16" => "I16", "System.DateTime" => "DT", _ => "S" },
        }, Namespace);
        xml.WriteAttributeString("N", Escape(name));
        if (value is not null) xml.WriteString(Escape(value.ToString()));
        xml.WriteEndElement();
    }

    static void Types(XmlWriter xml, int id, params string[] names)
    {
        xml.WriteStartElement("TN", Namespace);
        xml.WriteAttributeString("RefId", id.ToString(CultureInfo.InvariantCulture));
        foreach (var name in names) xml.WriteElementString("T", Namespace, name);
        xml.WriteEndElement();
    }

    /// <summary>PowerShell's own way to write what XML cannot hold, and its own marks.</summary>
    static string Escape(string text)
    {
        var safe = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            var pair = char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            if (pair) safe.Append(c).Append(text[++i]);
            else if (char.IsControl(c) || char.IsSurrogate(c) || !XmlConvert.IsXmlChar(c) || c == '_' && i + 1 < text.Length && text[i + 1] is 'x' or 'X') safe.Append(CultureInfo.InvariantCulture, $"_x{(int)c:X4}_");
            else safe.Append(c);
        }
        return safe.ToString();
    }
}
