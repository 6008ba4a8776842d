using System.Text.RegularExpressions;

namespace TeemCalendar.Sandbox.Graph;

/// <summary>Cuts a path into segments in one spelling: keys in brackets become segments, and a known word gets its usual case.</summary>
internal static partial class GraphPath
{
    static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "v1.0", "beta", "$batch", "$count", "$ref", "me", "users", "applications", "servicePrincipals", "oauth2PermissionGrants", "subscribedSkus", "organization", "domains", "places", "directoryRoles",
        "roleManagement", "directory", "roleAssignments", "roleDefinitions", "appRoleAssignments", "appRoleAssignedTo", "assignLicense", "licenseDetails", "addPassword", "removePassword", "memberOf",
        "transitiveMemberOf", "members", "calendar", "calendars", "calendarView", "events", "event", "instances", "delta", "accept", "decline", "tentativelyAccept", "cancel", "permanentDelete", "getSchedule", "mailboxSettings",
        "timeZone", "sendMail", "translateExchangeIds", "subscriptions", "reauthorize", "roleEligibilityScheduleInstances", "roleAssignmentScheduleInstances", "roleAssignmentScheduleRequests", "identity", "conditionalAccess", "policies",
        "identitySecurityDefaultsEnforcementPolicy", "deletedItems", "administrativeUnits", "restore", "federatedIdentityCredentials", "revokeSignInSessions", "graph.user", "graph.application", "rooms", "workspaces", "graph.room", "graph.workspace", "graph.building", "graph.floor", "graph.section", "graph.desk", "graph.roomList", "graph.directoryRole", "calendarPermissions",
    };

    /// <summary>A key by another property than the id comes as "appId=…".</summary>
    internal static string[] Split(string path)
    {
        var segments = new List<string>();
        foreach (var raw in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var text = Uri.UnescapeDataString(raw);
            if (Keyed().Match(text) is { Success: true } keyed)
            {
                segments.Add(Word(keyed.Groups["name"].Value));
                if (keyed.Groups["key"].Length == 0) continue; // delta() and its like
                segments.Add(keyed.Groups["by"].Length > 0 ? $"{keyed.Groups["by"].Value}={keyed.Groups["key"].Value}" : keyed.Groups["key"].Value);
            }
            else segments.Add(Word(text));
        }
        return [.. segments];
    }

    static string Word(string text)
    {
        // Both namespaces are accepted; only a cast to a type keeps one here, an action is known by its bare name.
        if (text.StartsWith("microsoft.graph.", StringComparison.OrdinalIgnoreCase)) text = text["microsoft.".Length..];
        if (Words.TryGetValue(text, out var word)) return word;
        return text.StartsWith("graph.", StringComparison.OrdinalIgnoreCase) && Words.TryGetValue(text["graph.".Length..], out word) ? word : text;
    }

    [GeneratedRegex(@"^(?<name>[\w.]+)\((?:(?<by>\w+)=)?'?(?<key>.*?)'?\)$")]
    private static partial Regex Keyed();
}
