using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using TeemCalendar.Contract.Graph;
using TeemCalendar.Contract.Traffic;

namespace TeemCalendar.Contract.Exchange;

/// <summary>Commands sent to Exchange, against their published parameters.</summary>
public sealed class CommandContract
{
    readonly CommandReference reference = CommandReference.Load();

    // The documentation's lists of values lack these, or name the parts of a value and not values.
    static readonly HashSet<string> OpenLists = new(StringComparer.OrdinalIgnoreCase)
    {
        "String", "String[]", "Boolean", "SwitchParameter", "MultiValuedProperty", "ProxyAddressCollection", "Unlimited", "ByteQuantifiedSize", "RecipientIdParameter[]", "SmtpAddress", "WindowsLiveId",
    };

    static readonly Dictionary<string, string[]> Undocumented = new(StringComparer.OrdinalIgnoreCase)
    {
        // Said in the text of the parameter, and left out of its list.
        ["ActiveDirectorySecurityInheritance"] = ["Descendents"],
    };

    // Their values may be combined, written with commas.
    static readonly HashSet<string> Flags = ["MailboxFolderPermissionFlags", "DaysOfWeek"];

    // ServiceId is what ObjectId was called before; the documentation's syntax asks for both, its text for one.
    static readonly HashSet<string> NotMandatory = ["New-ServicePrincipal/ServiceId"];

    /// <summary>The command that a request runs, or null for what is none.</summary>
    public static string? CommandOf(RecordedCall call) => ((call.Request as JsonObject)?["CmdletInput"] as JsonObject)?["CmdletName"] is { } name ? GraphValues.Text(name) : null;

    /// <summary>Every departure of a command from its documentation.</summary>
    public IEnumerable<string> Request(RecordedCall call)
    {
        if (call.Method != "POST") { yield return $"{call.Method} is not for InvokeCommand"; yield break; }
        foreach (var name in (call.Request as JsonObject ?? []).Select(p => p.Key).Where(n => n != "CmdletInput")) yield return $"/{name} is nothing that a command has";
        if ((call.Request as JsonObject)?["CmdletInput"] is not JsonObject input || CommandOf(call) is not { } called) { yield return "the body has no CmdletInput with a CmdletName"; yield break; }
        foreach (var name in input.Select(p => p.Key).Except(["CmdletName", "Parameters"])) yield return $"/CmdletInput/{name} is nothing that a command has";
        if (reference[called] is not { } command) { yield return $"{called} is not documented"; yield break; }
        if (!command.IsOnline) yield return $"{called} is not in Exchange Online";
        var given = (input["Parameters"] as JsonObject ?? []).Where(p => !p.Key.EndsWith("@odata.type", StringComparison.Ordinal)).ToList();
        foreach (var (name, value) in given)
        {
            if (!command.Parameters.TryGetValue(name, out var parameter)) { yield return $"{called} has no -{name}"; continue; }
            if (!parameter.IsOnline) yield return $"{called} -{name} is not in Exchange Online";
            if (Wrong(value, parameter) is { } wrong) yield return $"{called} -{name}: {wrong}";
        }
        var names = given.Where(p => command.Parameters.ContainsKey(p.Key)).Select(p => p.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (!command.Sets.Any(s => names.IsSubsetOf(s.All) && s.Mandatory.All(m => names.Contains(m) || NotMandatory.Contains($"{command.Name}/{m}")))) yield return $"{called}: no parameter set has {string.Join(", ", names)}";
    }

    static string? Wrong(JsonNode? value, PublishedParameter parameter)
    {
        if (value is null) return parameter.Type is "SwitchParameter" or "Boolean" ? "null is neither true nor false" : null;
        var isList = parameter.Type.EndsWith("[]", StringComparison.Ordinal) || parameter.Type is "MultiValuedProperty" or "ProxyAddressCollection";
        // Seen: a change to a list says what is added and what is removed.
        if (value is JsonObject change) return isList && GraphValues.Text(change["@odata.type"]) == "#Exchange.GenericHashTable" && change.All(p => p.Key.ToUpperInvariant() is "ADD" or "REMOVE" or "@ODATA.TYPE" || p.Key.EndsWith("@odata.type", StringComparison.Ordinal))
            ? null : "an object is a change to a list, with #Exchange.GenericHashTable, add and remove";
        if (value is JsonArray list) return isList ? list.Select(v => One(v, parameter)).FirstOrDefault(w => w is not null) : $"a list for {parameter.Type}";
        return One(value, parameter);
    }

    static string? One(JsonNode? value, PublishedParameter parameter)
    {
        if (value is null) return "null in a list";
        var type = parameter.Type.Replace("[]", "", StringComparison.Ordinal);
        var kind = value.GetValueKind();
        var text = GraphValues.Text(value);
        var fits = type switch
        {
            "SwitchParameter" or "Boolean" => kind is JsonValueKind.True or JsonValueKind.False,
            "Int16" or "Int32" or "Int64" or "UInt32" => kind == JsonValueKind.Number && long.TryParse(value.ToJsonString(), CultureInfo.InvariantCulture, out _),
            "Unlimited" => kind == JsonValueKind.Number || text is { Length: > 0 },
            "Guid" => Guid.TryParse(text, out _),
            "SmtpAddress" or "WindowsLiveId" => text is not null && text.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at < text.Length - 1,
            "DateTime" or "ExDateTime" => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _),
            "TimeSpan" or "EnhancedTimeSpan" or "Microsoft.Exchange.Data.EnhancedTimeSpan" => TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out _),
            _ => kind == JsonValueKind.String,
        };
        if (!fits) return $"{value.ToJsonString()} is no {parameter.Type}";
        if (text is null || parameter.Values.Count == 0 || OpenLists.Contains(parameter.Type) || type.EndsWith("IdParameter", StringComparison.Ordinal)) return null;
        var known = parameter.Values.Concat(Undocumented.GetValueOrDefault(type) ?? []).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return (Flags.Contains(type) ? text.Split(',', StringSplitOptions.TrimEntries) : [text]).All(known.Contains) ? null : $"{text} is none of {string.Join(", ", known)}";
    }
}
