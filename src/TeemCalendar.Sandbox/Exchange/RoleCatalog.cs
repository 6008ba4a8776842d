using TeemCalendar.Sandbox.Permissions;
using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Exchange;

/// <summary>Exchange's management roles, and the role groups that every tenant has (documented; the two long groups are an extract).</summary>
internal static class RoleCatalog
{
    internal const string Impersonation = "ApplicationImpersonation";

    static readonly string[] RecipientManagement =
        ["Distribution Groups", "Mail Recipient Creation", "Mail Recipients", "Message Tracking", "Migration", "Move Mailboxes", "Recipient Policies", "Reset Password", "Team Mailboxes"];

    static readonly string[] OrganizationManagement =
    [
        .. RecipientManagement, "Address Lists", "Audit Logs", "Federated Sharing", "Legal Hold", "Mail Enabled Public Folders", "Mail Tips", "Organization Client Access",
        "Organization Configuration", "Public Folders", "Remote and Accepted Domains", "Retention Management", "Role Management", "Security Admin",
        "Transport Rules", "User Options", "View-Only Audit Logs", "View-Only Configuration", "View-Only Recipients",
    ];

    /// <summary>Every role that can be assigned. Whether the retired impersonation role is still listed is not known: it is not, here (inferred).</summary>
    internal static readonly string[] Roles = [.. OrganizationManagement, "Mailbox Search", "Mailbox Import Export", .. ApplicationRoles.All];

    static readonly string[] BuiltIn =
    [
        "Compliance Management", "Discovery Management", "Help Desk", "Hygiene Management", "Organization Management", "Recipient Management", "Records Management",
        "Security Administrator", "Security Reader", "View-Only Organization Management",
    ];

    internal static bool IsBuiltIn(string group) => BuiltIn.Contains(group, StringComparer.OrdinalIgnoreCase);

    static readonly string[] OfServers = [.. Roles.Except(ApplicationRoles.All), Impersonation];

    /// <summary>The roles of an organization: a server's has ApplicationImpersonation, and no roles for applications (documented).</summary>
    internal static IReadOnlyList<string> Of(TenantState state) => state.IsExchangeServer ? OfServers : Roles;

    internal static string? Find(TenantState state, string name) => Of(state).FirstOrDefault(r => r.Equals(name, StringComparison.OrdinalIgnoreCase));

    internal static List<RoleGroup> BuiltInGroups(SandboxTenant tenant)
    {
        RoleGroup Group(string name, string description, bool synced, params string[] roles) =>
            new() { Guid = tenant.NewGuid(), Name = name, Description = description, Roles = [.. roles], SyncedFromDirectory = synced };
        var unique = tenant.RandomFor("role groups").Next(100_000_000, 999_999_999);
        var exchangeAdmins = Group($"ExchangeServiceAdmins_-{unique}", "Mirrors the Exchange Administrator role of the directory.", true);
        var tenantAdmins = Group($"TenantAdmins_-{unique}", "Mirrors the Global Administrator role of the directory.", true);
        var organization = Group("Organization Management", "Members may manage Exchange objects throughout the organization.", false, OrganizationManagement);
        organization.Members.AddRange([exchangeAdmins.Guid, tenantAdmins.Guid]);
        return
        [
            Group("Compliance Management", "Members may configure compliance within Exchange.", false, "Audit Logs", "Retention Management", "Transport Rules", "View-Only Audit Logs", "View-Only Configuration", "View-Only Recipients"),
            Group("Discovery Management", "Members may search mailboxes and place holds.", false, "Legal Hold", "Mailbox Search"),
            exchangeAdmins,
            Group("Help Desk", "Members may view and manage settings of individual recipients.", false, "Reset Password", "User Options", "View-Only Recipients"),
            Group($"HelpdeskAdmins_-{unique}", "Mirrors the Helpdesk Administrator role of the directory.", true),
            Group("Hygiene Management", "Members may manage protection against spam and malware.", false, "View-Only Configuration", "View-Only Recipients"),
            organization,
            Group("Recipient Management", "Members may create and change recipients.", false, RecipientManagement),
            Group("Records Management", "Members may configure retention and transport rules.", false, "Audit Logs", "Message Tracking", "Retention Management", "Transport Rules"),
            Group("Security Administrator", "Membership is managed centrally.", true, "Security Admin"),
            Group("Security Reader", "Membership is managed centrally.", true, "View-Only Configuration"),
            tenantAdmins,
            Group("View-Only Organization Management", "Members may view recipients and configuration.", false, "View-Only Configuration", "View-Only Recipients"),
        ];
    }
}
