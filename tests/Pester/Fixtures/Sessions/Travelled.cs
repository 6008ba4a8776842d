using System.Globalization;
using System.Management.Automation;
using System.Security;
using System.Text;
using System.Text.Json;

namespace TeemCalendar.Fixtures;

/// <summary>Makes Exchange's objects as they arrive in a session: serialized where Exchange runs and read again here, so that enums are numbers with a word, and lists have lost their type.</summary>
static class Travelled
{
    static readonly HashSet<string> Enums = ["RecipientTypeDetails", "RecipientType", "AutomateProcessing", "AccessRights", "RoleAssigneeType", "FolderType", "ResourceType", "DomainType"];

    internal static PSObject Read(string noun, JsonElement row)
    {
        var (xml, id) = (new StringBuilder("<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\">"), 0);
        xml.Append(CultureInfo.InvariantCulture, $"<Obj RefId=\"{id++}\"><TN RefId=\"0\"><T>Microsoft.Exchange.Data.{noun}</T><T>System.Object</T></TN><Props>");
        foreach (var property in row.EnumerateObject().Where(p => !p.Name.Contains('@', StringComparison.Ordinal)))
            Write(xml, property.Name, property.Value, row.TryGetProperty(property.Name + "@data.type", out var type) ? type.GetString()! : "", $" N=\"{SecurityElement.Escape(property.Name)}\"", ref id);
        return (PSObject)PSSerializer.Deserialize(xml.Append("</Props></Obj></Objs>").ToString());
    }

    static void Write(StringBuilder xml, string property, JsonElement value, string type, string name, ref int id)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.True or JsonValueKind.False:
                xml.Append(CultureInfo.InvariantCulture, $"<B{name}>{value.GetRawText()}</B>");
                break;
            case JsonValueKind.Number:
                xml.Append(CultureInfo.InvariantCulture, $"<I32{name}>{value.GetRawText()}</I32>");
                break;
            case JsonValueKind.String when type == "System.Guid":
                xml.Append(CultureInfo.InvariantCulture, $"<G{name}>{value.GetString()}</G>");
                break;
            // Of this computer's zone, and its twin in UTC.
            case JsonValueKind.String when type == "System.DateTime":
                var time = DateTimeOffset.Parse(value.GetString()!, CultureInfo.InvariantCulture);
                xml.Append(CultureInfo.InvariantCulture, $"<DT{name}>{(property.EndsWith("UTC", StringComparison.Ordinal) ? time.UtcDateTime : time.LocalDateTime):O}</DT>");
                break;
            case JsonValueKind.String when Enums.Contains(property):
                xml.Append(CultureInfo.InvariantCulture, $"<Obj{name} RefId=\"{id}\"><TN RefId=\"{id++}\"><T>Microsoft.Exchange.Data.{property}</T><T>System.Enum</T><T>System.ValueType</T><T>System.Object</T></TN><ToString>{Text(value)}</ToString><I32>16</I32></Obj>");
                break;
            case JsonValueKind.String:
                xml.Append(CultureInfo.InvariantCulture, $"<S{name}>{Text(value)}</S>");
                break;
            case JsonValueKind.Array:
                xml.Append(CultureInfo.InvariantCulture, $"<Obj{name} RefId=\"{id}\"><TN RefId=\"{id++}\"><T>Microsoft.Exchange.Data.MultiValuedProperty`1</T><T>System.Object</T></TN><LST>");
                foreach (var item in value.EnumerateArray()) Write(xml, property, item, "", "", ref id);
                xml.Append("</LST></Obj>");
                break;
            case JsonValueKind.Object:
                xml.Append(CultureInfo.InvariantCulture, $"<Obj{name} RefId=\"{id}\"><TN RefId=\"{id++}\"><T>System.Management.Automation.PSCustomObject</T><T>System.Object</T></TN><MS>");
                foreach (var inner in value.EnumerateObject().Where(p => !p.Name.Contains('@', StringComparison.Ordinal))) Write(xml, inner.Name, inner.Value, "", $" N=\"{SecurityElement.Escape(inner.Name)}\"", ref id);
                xml.Append("</MS></Obj>");
                break;
            default:
                xml.Append(CultureInfo.InvariantCulture, $"<Nil{name} />");
                break;
        }
    }

    // CLIXML writes what XML cannot hold as _x000A_, and an underscore that looks like it as _x005F_.
    static string Text(JsonElement value)
    {
        var text = new StringBuilder();
        foreach (var c in value.GetString()!.Replace("_x", "_x005F_x", StringComparison.Ordinal))
            if (c < ' ') text.Append(CultureInfo.InvariantCulture, $"_x{(int)c:X4}_");
            else text.Append(c);
        return SecurityElement.Escape(text.ToString());
    }
}
