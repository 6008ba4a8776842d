using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Graph.Outlook;

/// <summary>Graph's roles on a calendar and Exchange's permissions on its folder: two names for one thing.</summary>
internal static class CalendarRoles
{
    /// <summary>What people of the organization can be given (the order is the documentation's).</summary>
    internal static readonly string[] OfPeople = ["freeBusyRead", "limitedRead", "read", "write", "delegateWithoutPrivateEventAccess", "delegateWithPrivateEventAccess"];
    internal static readonly string[] OfEverybody = ["none", "freeBusyRead", "limitedRead", "read", "write"];
    internal static readonly string[] OfStrangers = ["freeBusyRead", "limitedRead", "read"];

    static readonly (string Role, string Right, string[] Flags)[] Known =
    [
        ("none", "None", []), ("freeBusyRead", "AvailabilityOnly", []), ("limitedRead", "LimitedDetails", []), ("read", "Reviewer", []), ("write", "Editor", []),
        ("delegateWithoutPrivateEventAccess", "Editor", ["Delegate"]), ("delegateWithPrivateEventAccess", "Editor", ["Delegate", "CanViewPrivateItems"]),
    ];

    internal static string[] Allowed(FolderPermission permission) => permission.UserId is not null ? OfPeople : permission.User == "Default" ? OfEverybody : OfStrangers;

    /// <summary>The role that says what the folder permission says; rights that no role has are "custom".</summary>
    internal static string Of(FolderPermission permission)
    {
        foreach (var (role, right, flags) in Known)
            if (permission.AccessRights is [var only] && only.Equals(right, StringComparison.OrdinalIgnoreCase) && flags.ToHashSet(StringComparer.OrdinalIgnoreCase).SetEquals(permission.SharingFlags)) return role;
        return "custom";
    }

    internal static void Set(FolderPermission permission, string role)
    {
        var (_, right, flags) = Array.Find(Known, k => k.Role == role);
        (permission.AccessRights, permission.SharingFlags) = ([right], [.. flags]);
    }
}
