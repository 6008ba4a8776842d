using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace TeemCalendar.Core.Http;

/// <summary>Takes out of a recording what would open something: passwords, secrets, assertions, tokens, codes.</summary>
/// <remarks>A text stays a text, so that the recording keeps its types.</remarks>
internal static partial class TrafficRedaction
{
    internal const string Redacted = "(redacted)";

    static readonly HashSet<string> Secrets = new(StringComparer.OrdinalIgnoreCase)
    {
        "authorization", "cookie", "set-cookie", "proxy-authorization", "client_secret", "client_assertion", "assertion", "access_token", "refresh_token", "id_token",
        "device_code", "user_code", "code", "code_verifier", "secretText", "userCode", "clientState",
    };

    // RoomMailboxPassword, encrypted or not, is as secret as password.
    static bool IsSecret(string name) => name.EndsWith("password", StringComparison.OrdinalIgnoreCase) || Secrets.Contains(name);

    internal static string Header(string name, string value) => IsSecret(name) ? Redacted : Links(value);

    /// <summary>A body without its secrets; the same node, altered.</summary>
    internal static JsonNode? Json(JsonNode? node)
    {
        if (node is JsonObject map)
            foreach (var (name, value) in map.ToList())
                if (value is JsonValue text && text.TryGetValue<string>(out var plain))
                    map[name] = IsSecret(name) && !IsErrorCode(map, name) ? Redacted : Links(plain);
                else if (IsSecret(name) && value is JsonArray) map[name] = new JsonArray(Redacted);
                else Json(value);
        else if (node is JsonArray list)
            foreach (var item in list) Json(item);
        return node;
    }

    // "code" is OAuth's authorization code in a form, and the name of an error everywhere else.
    static bool IsErrorCode(JsonObject map, string name) => name == "code" && (map.ContainsKey("message") || map.ContainsKey("target"));

    internal static string Form(string form) => string.Join('&', form.Split('&').Select(pair =>
        pair.Split('=', 2) is [var name, _] && IsSecret(Uri.UnescapeDataString(name)) ? $"{name}={Redacted}" : pair));

    /// <summary>A link's place in a calendar is no secret of a sandbox, and would be one elsewhere.</summary>
    internal static string Links(string text) => text.Contains("token=", StringComparison.OrdinalIgnoreCase) ? Token().Replace(text, "$1" + Redacted) : text;

    [GeneratedRegex(@"((?:\$|%24)(?:delta|skip)token=)[^&\s""]*", RegexOptions.IgnoreCase)]
    private static partial Regex Token();
}
