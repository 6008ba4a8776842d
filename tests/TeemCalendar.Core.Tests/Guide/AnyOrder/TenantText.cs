using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using TeemCalendar.Sandbox;

namespace TeemCalendar.Core.Tests.Guide.AnyOrder;

/// <summary>The whole state of a sandbox tenant as text that is the same for the same state: ids by the names of what they are, and nothing of what only counts or tells the time.</summary>
internal static partial class TenantText
{
    // What is deleted lies in the directory's bin for thirty days; passwords and keys are made anew each time.
    static readonly HashSet<string> Passing = [
        "IdsMade", "RefreshTokens", "DeviceCodes", "DeletedUsers", "DeletedApplications",
        "Id", "Guid", "ExchangeGuid", "KeyId", "Password", "Certificate", "ImmutableId", "Created", "Changed", "Start", "End", "TokenKey"];

    /// <param name="sandbox">The tenant.</param>
    /// <param name="also">Further properties that do not count.</param>
    internal static string Of(SandboxTenant sandbox, params string[] also)
    {
        HashSet<string> passing = [.. Passing, .. also];
        sandbox.Save();
        var state = JsonNode.Parse(File.ReadAllText(sandbox.Path!))!.AsObject();
        var names = new Dictionary<string, string>();
        foreach (var (id, user) in state["Users"]!.AsObject()) names[id] = $"user {user!["UserPrincipalName"]}";
        foreach (var (id, application) in state["Applications"]!.AsObject()) (names[id], names[application!["AppId"]!.ToString()]) = ($"registration {application["DisplayName"]}", $"application {application["DisplayName"]}");
        foreach (var (id, principal) in state["ServicePrincipals"]!.AsObject()) names[id] = $"principal {principal!["DisplayName"]}";
        return Plain(state, names, passing).ToJsonString(new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    static JsonNode Plain(JsonNode? node, Dictionary<string, string> names, HashSet<string> passing) => node switch
    {
        JsonObject o => new JsonObject(o.Where(p => !passing.Contains(p.Key)).Select(p => KeyValuePair.Create(Named(p.Key, names), (JsonNode?)Plain(p.Value, names, passing))).OrderBy(p => p.Key, StringComparer.Ordinal)),
        JsonArray a => new JsonArray([.. a.Select(i => Plain(i, names, passing)).OrderBy(i => i.ToJsonString(), StringComparer.Ordinal)]),
        JsonValue v when v.GetValueKind() == System.Text.Json.JsonValueKind.String => JsonValue.Create(Named(v.ToString(), names)),
        null => JsonValue.Create("(none)"),
        _ => node.DeepClone(),
    };

    static string Named(string text, Dictionary<string, string> names) => Time().IsMatch(text) ? "(a time)" : Id().Replace(text, id => names.GetValueOrDefault(id.Value, id.Value));

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d")]
    private static partial Regex Time();

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex Id();
}
