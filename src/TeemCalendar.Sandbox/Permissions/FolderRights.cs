using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Permissions;

/// <summary>The rights on a mailbox folder: Exchange's role names and what each of them contains (documented).</summary>
internal static class FolderRights
{
    internal static readonly IReadOnlyDictionary<string, string[]> Roles = new Dictionary<string, string[]>(StringComparer.OrdinalIgnoreCase)
    {
        ["None"] = ["FolderVisible"],
        ["Author"] = ["CreateItems", "DeleteOwnedItems", "EditOwnedItems", "FolderVisible", "ReadItems"],
        ["Contributor"] = ["CreateItems", "FolderVisible"],
        ["Editor"] = ["CreateItems", "DeleteAllItems", "DeleteOwnedItems", "EditAllItems", "EditOwnedItems", "FolderVisible", "ReadItems"],
        ["NonEditingAuthor"] = ["CreateItems", "DeleteOwnedItems", "FolderVisible", "ReadItems"],
        ["Owner"] = ["CreateItems", "CreateSubfolders", "DeleteAllItems", "DeleteOwnedItems", "EditAllItems", "EditOwnedItems", "FolderContact", "FolderOwner", "FolderVisible", "ReadItems"],
        ["PublishingAuthor"] = ["CreateItems", "CreateSubfolders", "DeleteOwnedItems", "EditOwnedItems", "FolderVisible", "ReadItems"],
        ["PublishingEditor"] = ["CreateItems", "CreateSubfolders", "DeleteAllItems", "DeleteOwnedItems", "EditAllItems", "EditOwnedItems", "FolderVisible", "ReadItems"],
        ["Reviewer"] = ["FolderVisible", "ReadItems"],
        ["AvailabilityOnly"] = [],
        ["LimitedDetails"] = [],
    };

    internal static readonly string[] Single =
        ["CreateItems", "CreateSubfolders", "DeleteAllItems", "DeleteOwnedItems", "EditAllItems", "EditOwnedItems", "FolderContact", "FolderOwner", "FolderVisible", "ReadItems"];

    /// <summary>The person's own entry, else the one for everybody.</summary>
    internal static IReadOnlyList<string> Of(Mailbox mailbox, Guid user) =>
        (mailbox.CalendarPermissions.FirstOrDefault(p => p.UserId == user) ?? mailbox.CalendarPermissions.FirstOrDefault(p => p.UserId is null && p.User == "Default"))?.AccessRights ?? [];

    internal static bool CanRead(IReadOnlyList<string> rights) => Expand(rights).Contains("ReadItems");

    internal static bool CanWrite(IReadOnlyList<string> rights) => Expand(rights).ToHashSet().IsSupersetOf(["ReadItems", "CreateItems", "EditAllItems"]);

    internal static bool SeesFreeBusy(IReadOnlyList<string> rights) => rights.Any(r => r is "AvailabilityOnly" or "LimitedDetails");

    static IEnumerable<string> Expand(IReadOnlyList<string> rights) => rights.SelectMany(r => Roles.TryGetValue(r, out var role) ? role : [r]);
}
