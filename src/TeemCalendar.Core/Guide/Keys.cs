namespace TeemCalendar.Core.Guide;

/// <summary>The stable keys of changes: how chapters name what they wait for.</summary>
internal static class Keys
{
    internal const string Customization = "organization-customization";
    internal static string ServiceAccount(string login) => $"service-account:{Lower(login)}";
    internal static string UsageLocation(string login) => $"usage-location:{Lower(login)}";
    internal static string AccountProperties(string login) => $"service-account-properties:{Lower(login)}";
    internal static string LicenceGroup(string login) => $"licence-group:{Lower(login)}";
    internal static string Licence(string login) => $"licence:{Lower(login)}";
    internal static string Room(string mailbox) => $"room:{Lower(mailbox)}";
    internal static string Place(string mailbox) => $"place:{Lower(mailbox)}";
    internal static string RoomName(string mailbox) => $"room-name:{Lower(mailbox)}";
    internal static string SignIn(string mailbox) => $"sign-in:{Lower(mailbox)}";
    internal static string RoomList(string list) => $"room-list:{Lower(list)}";
    internal static string RoomListMember(string list, string mailbox) => $"room-list:{Lower(list)}:{Lower(mailbox)}";
    /// <summary>How the keys of all room lists begin, with their members.</summary>
    internal const string RoomLists = "room-list:";
    /// <summary>How the keys of a room's membership of any list begin and end.</summary>
    internal static (string Start, string End) RoomListsOf(string mailbox) => (RoomLists, $":{Lower(mailbox)}");
    internal static string Settings(string mailbox) => $"settings:{Lower(mailbox)}";
    internal static string TimeZone(string mailbox) => $"time-zone:{Lower(mailbox)}";
    internal static string Application(string name) => $"application:{Lower(name)}";
    internal static string Certificate(string name) => $"certificate:{Lower(name)}";
    internal static string CertificateProof(string name) => $"certificate-proof:{Lower(name)}";
    internal static string ExchangePrincipal(string name) => $"exchange-principal:{Lower(name)}";
    internal static string Scope(string name) => $"scope:{Lower(name)}";
    internal static string Assignment(string name, string role) => $"assignment:{Lower(name)}:{Lower(role)}";
    /// <summary>An account as a member of a role group.</summary>
    internal static string RoleGroupMember(string group, string login) => $"{RoleGroupMembers(group)}{Lower(login)}";
    /// <summary>How the keys of all members of a role group begin; of all groups without one.</summary>
    internal static string RoleGroupMembers(string? group = null) => group is null ? "role-group-member:" : $"role-group-member:{Lower(group)}:";
    /// <summary>Another scope for an assignment that somebody else made.</summary>
    internal static string AssignmentScope(string assignment) => $"assignment-scope:{Lower(assignment)}";
    internal static string Consent(string login) => $"consent:{Lower(login)}";
    internal static string Delegate(string mailbox, string login) => $"delegate:{Lower(mailbox)}:{Lower(login)}";
    /// <summary>How the keys of all delegates begin.</summary>
    internal const string DelegatesOfAll = "delegate:";
    internal static string FullAccess(string mailbox, string login) => $"full-access:{Lower(mailbox)}:{Lower(login)}";
    /// <summary>How the keys of what a delegate was given on all rooms begin and end.</summary>
    internal static IReadOnlyList<(string Start, string End)> Delegates(string login) => [("delegate:", $":{Lower(login)}"), ("full-access:", $":{Lower(login)}")];
    internal static string Account(string login) => $"account:{Lower(login)}";
    internal static string Calendar(string mailbox) => $"calendar:{Lower(mailbox)}";

    /// <summary>Taking back what has that key.</summary>
    internal static string Removal(string key) => $"remove:{key}";

    static string Lower(string text) => text.ToLowerInvariant();
}
