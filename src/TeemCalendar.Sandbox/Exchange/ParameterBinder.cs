using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Wire;
using TimeZoneConverter;

namespace TeemCalendar.Sandbox.Exchange;

/// <summary>Makes typed arguments of the JSON that a caller sent, or refuses it as Exchange does.</summary>
internal static class ParameterBinder
{
    internal static Arguments Bind(CommandDefinition command, JsonObject? parameters)
    {
        var values = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        var unknown = new List<string>();
        foreach (var (name, node) in parameters ?? [])
        {
            // Annotations of a value, as X@odata.type, say its type and are no parameters.
            if (name.Contains('@', StringComparison.Ordinal)) continue;
            if (command.Parameters.TryGetValue(name, out var definition)) values[definition.Name] = Convert(definition, node);
            else unknown.Add(name);
        }
        if (unknown.Count > 0)
            throw ExchangeFault.BadParameters($"Parameter set cannot be resolved using the specified named parameters. Invalid cmdlet parameters specified. {string.Join(", ", unknown)}");
        CheckSets(command, values.Keys.ToHashSet(StringComparer.OrdinalIgnoreCase));
        return new(values);
    }

    static void CheckSets(CommandDefinition command, HashSet<string> given)
    {
        var candidates = command.Sets.Where(set => given.All(name => command.Parameters[name].In(set))).ToList();
        if (candidates.Count == 0) throw ExchangeFault.BadParameters($"Parameter set cannot be resolved using the specified named parameters. {string.Join(", ", given)}");
        var missing = candidates.Select(set => command.Parameters.Values.Where(p => p.In(set) && p.MandatoryIn(set) && !given.Contains(p.Name)).Select(p => p.Name).ToList())
            .OrderBy(m => m.Count).First();
        // PowerShell's own sentence; that the service says the same over REST is inferred.
        if (missing.Count > 0)
            throw ExchangeFault.BadParameters($"Cannot process command because of one or more missing mandatory parameters: {string.Join(", ", missing)}.", "System.Management.Automation.ParameterBindingException");
    }

    static object? Convert(ParameterDefinition parameter, JsonNode? node)
    {
        if (parameter.IsList) return List(parameter, node);
        if (node is null)
            return parameter.Type is "SwitchParameter" or "Int32" or "Int16" or "UInt32" ? throw Bad(parameter, "", "a value is needed") : null;
        if (node is not JsonValue value) throw Bad(parameter, node.ToJsonString(), "it is not a single value");
        return parameter.Type switch
        {
            "SwitchParameter" or "Boolean" => value.GetValueKind() switch
            {
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                // PowerShell takes no text for a Boolean; that the service is as strict is inferred.
                _ => throw Bad(parameter, value.ToString(), "Boolean parameters accept only Boolean values"),
            },
            "Int32" or "Int16" or "UInt32" => int.TryParse(value.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : throw Bad(parameter, value.ToString(), "Input string was not in a correct format"),
            "DateTime" => DateTimeOffset.TryParse(value.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : throw Bad(parameter, value.ToString(), "it is not a date"),
            "EnhancedTimeSpan" or "TimeSpan" => TimeSpan.TryParse(value.ToString(), CultureInfo.InvariantCulture, out var span) ? span : throw Bad(parameter, value.ToString(), "it is not a time span"),
            _ => Scalar(parameter, value.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? throw Bad(parameter, value.ToString(), "it is not text") : value.ToString()),
        };
    }

    static string Scalar(ParameterDefinition parameter, string text) => parameter.Type switch
    {
        _ when parameter.Values.Count > 0 => string.Join(", ", text.Split(',').Select(v => Member(parameter, v.Trim()))),
        "Unlimited" when parameter.Name == "ResultSize" => ResultSize(parameter, text),
        "SmtpAddress" or "WindowsLiveId" or "ProxyAddress" => text.Length == 0 || IsAddress(text) ? text : throw Bad(parameter, text, $"The email address \"{text}\" isn't correct. Please use this format: user name, the @ sign, followed by the domain name"),
        "CultureInfo" => Culture(parameter, text),
        "ExTimeZoneValue" => TZConvert.KnownWindowsTimeZoneIds.FirstOrDefault(z => z.Equals(text, StringComparison.OrdinalIgnoreCase)) ?? throw Bad(parameter, text, "it is not a valid time zone"),
        "CountryInfo" => Country(parameter, text),
        "GeoCoordinates" => IsCoordinates(text) ? text : throw Bad(parameter, text, "it is not latitude;longitude or latitude;longitude;altitude"),
        _ => text,
    };

    static ListChange List(ParameterDefinition parameter, JsonNode? node)
    {
        switch (node)
        {
            case null:
                return new([], [], []);
            case JsonArray array:
                return new(Items(parameter, array), [], []);
            case JsonObject table:
                // Seen: the module marks a hashtable with its type. A table without the mark is refused (inferred).
                if (table["@odata.type"].Text() != "#Exchange.GenericHashTable" || table.Any(p => !p.Key.StartsWith('@') && !Is(p.Key, "add") && !Is(p.Key, "remove")))
                    throw Bad(parameter, table.ToJsonString(), "a hashtable must have the type #Exchange.GenericHashTable and the keys add and remove only");
                return new(null, Items(parameter, Value(table, "add")), Items(parameter, Value(table, "remove")));
            default:
                return new(Items(parameter, new JsonArray(node.DeepClone())), [], []);
        }

        static bool Is(string key, string name) => key.Equals(name, StringComparison.OrdinalIgnoreCase);
        static JsonArray Value(JsonObject table, string name) => table.FirstOrDefault(p => Is(p.Key, name)).Value switch
        {
            null => [],
            JsonArray array => array,
            var one => new JsonArray(one.DeepClone()),
        };
    }

    static List<string> Items(ParameterDefinition parameter, JsonArray array) =>
        [.. array.Select(item => item is JsonValue value ? value.ToString() : throw Bad(parameter, item?.ToJsonString() ?? "null", "an element is not a single value"))
            .SelectMany(text => parameter.Values.Count > 0 ? text.Split(',').Select(t => Member(parameter, t.Trim())) : [text])];

    static string Member(ParameterDefinition parameter, string text) =>
        parameter.Values.FirstOrDefault(v => v.Equals(text, StringComparison.OrdinalIgnoreCase)) ??
        throw Bad(parameter, text, $"Unable to match the identifier name {text} to a valid enumerator name. Specify one of the following enumerator names and try again: {string.Join(", ", parameter.Values)}");

    static string ResultSize(ParameterDefinition parameter, string text) =>
        text.Equals("Unlimited", StringComparison.OrdinalIgnoreCase) ? "Unlimited"
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size > 0 ? size.ToString(CultureInfo.InvariantCulture)
        : throw Bad(parameter, text, "The value must be greater than 0 or Unlimited");

    static string Culture(ParameterDefinition parameter, string text)
    {
        try
        {
            return CultureInfo.GetCultureInfo(text, predefinedOnly: true).Name;
        }
        catch (CultureNotFoundException)
        {
            throw Bad(parameter, text, "Culture is not supported");
        }
    }

    static string Country(ParameterDefinition parameter, string text)
    {
        if (text.Length == 0) return text;
        try
        {
            var region = text.Length == 2 ? new RegionInfo(text) : CultureInfo.GetCultures(CultureTypes.SpecificCultures).Select(c => new RegionInfo(c.Name))
                .First(r => r.EnglishName.Equals(text, StringComparison.OrdinalIgnoreCase) || r.ThreeLetterISORegionName.Equals(text, StringComparison.OrdinalIgnoreCase));
            return region.TwoLetterISORegionName;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            throw Bad(parameter, text, "it is not a country or region");
        }
    }

    static bool IsCoordinates(string text)
    {
        if (text.Length == 0) return true;
        var parts = text.Split(text.Contains(';', StringComparison.Ordinal) ? ';' : ',');
        return parts.Length is 2 or 3 && parts.All(p => double.TryParse(p, NumberStyles.Float, CultureInfo.InvariantCulture, out _));
    }

    internal static bool IsAddress(string text)
    {
        var at = text.LastIndexOf('@');
        return at > 0 && at < text.Length - 3 && text.IndexOf('@', StringComparison.Ordinal) == at && text[(at + 1)..].Contains('.', StringComparison.Ordinal)
            && !text.Any(c => char.IsWhiteSpace(c) || c is '"' or '<' or '>' or '(' or ')' or ',' or ';' or '[' or ']' or '\\' || c > 126)
            && text[0] != '.' && text[at - 1] != '.' && !text.Contains("..", StringComparison.Ordinal);
    }

    static ExchangeFault Bad(ParameterDefinition parameter, string value, string why) => ExchangeFault.BadValue(parameter.Name, value, parameter.Type, why);
}
