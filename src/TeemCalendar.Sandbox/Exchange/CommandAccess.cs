using TeemCalendar.Sandbox.Permissions;
using TeemCalendar.Sandbox.SignIn;

namespace TeemCalendar.Sandbox.Exchange;

/// <summary>Which commands a caller may run: Exchange's roles, which come from directory roles, role groups and assignments.</summary>
internal static class CommandAccess
{
    // The directory roles that Exchange supports (documented), and the role groups that mirror them (documented of the first two, the others inferred).
    static readonly Dictionary<Guid, string> GroupOfRole = new()
    {
        [DirectoryRoleCatalog.GlobalAdministrator] = "Organization Management",
        [DirectoryRoleCatalog.ExchangeAdministrator] = "Organization Management",
        [DirectoryRoleCatalog.ExchangeRecipientAdministrator] = "Recipient Management",
        [DirectoryRoleCatalog.GlobalReader] = "View-Only Organization Management",
        [DirectoryRoleCatalog.HelpdeskAdministrator] = "Help Desk",
        [DirectoryRoleCatalog.ComplianceAdministrator] = "Compliance Management",
        [DirectoryRoleCatalog.SecurityAdministrator] = "Security Administrator",
        [DirectoryRoleCatalog.SecurityReader] = "Security Reader",
    };

    static readonly HashSet<string> OfRecipients = new(StringComparer.Ordinal)
    {
        "CASMailbox", "CalendarProcessing", "DynamicDistributionGroup", "Group", "MailUser", "Mailbox", "MailboxCalendarConfiguration", "MailboxCalendarFolder", "MailboxFolderPermission", "MailboxFolderStatistics", "MailboxPermission",
        "MailboxRegionalConfiguration", "Place", "Recipient", "RecipientPermission", "SecurityPrincipal", "UnifiedGroup", "User",
    };

    // What the owner of a mailbox sets himself, and Help Desk for him (the group is seen in Microsoft's own list for these commands; that its role User Options has them is inferred).
    static readonly HashSet<string> OfOwners = new(StringComparer.Ordinal)
    {
        "CalendarProcessing", "MailboxCalendarConfiguration", "MailboxCalendarFolder", "MailboxFolderPermission", "MailboxRegionalConfiguration",
    };

    internal static bool MayRun(SandboxTenant tenant, Caller caller, CommandDefinition command)
    {
        if (caller.IsApplication ? !caller.HasRole("Exchange.ManageAsApp") : !caller.HasScope("Exchange.Manage", "AdminApi.AccessAsUser.All")) return false;
        // Documented: an application by itself can't run these.
        if (caller.IsApplication && command.Noun == "UnifiedGroup") return false;
        var needed = RolesFor(command);
        return RolesOf(tenant, caller).Any(needed.Contains);
    }

    static IEnumerable<string> RolesOf(SandboxTenant tenant, Caller caller)
    {
        var principal = caller.UserId ?? caller.ServicePrincipalId;
        var groups = caller.Wids.Select(w => GroupOfRole.GetValueOrDefault(w)).OfType<string>().ToHashSet(StringComparer.Ordinal);
        foreach (var group in tenant.State.RoleGroups.Where(g => groups.Contains(g.Name) || g.Members.Contains(principal)))
            foreach (var role in group.Roles) yield return role;
        foreach (var assignment in tenant.State.RoleAssignments.Where(a => !a.Disabled && a.AssigneeId == principal && a.AssigneeType == "User")) yield return assignment.Role;
    }

    /// <summary>The roles that contain a command. Seen: who may read accepted domains, mailbox permissions and regional settings, and that Role Management has service principals; documented for the roles' purposes; the rest of the lists is inferred. A role has a command with all its parameters.</summary>
    static string[] RolesFor(CommandDefinition command) => (command.Noun, command.Writes) switch
    {
        ("Mailbox" or "SoftDeletedMailbox", true) when command.Verb is "New" or "Remove" or "Undo" => ["Mail Recipient Creation"],
        (var noun, true) when OfOwners.Contains(noun) => ["Mail Recipients", "User Options"],
        (var noun, true) when OfRecipients.Contains(noun) => ["Mail Recipients"],
        (var noun, false) when OfOwners.Contains(noun) => ["Mail Recipients", "User Options", "View-Only Recipients"],
        (var noun, false) when OfRecipients.Contains(noun) =>
            ["Mail Recipients", "Mail Recipient Creation", "View-Only Recipients"],
        ("DistributionGroup" or "DistributionGroupMember", true) => ["Distribution Groups"],
        ("DistributionGroup" or "DistributionGroupMember", false) => ["Distribution Groups", "Mail Recipients", "View-Only Recipients"],
        ("ApplicationAccessPolicy", true) => ["Organization Configuration"],
        ("ApplicationAccessPolicy", false) => ["Organization Configuration", "View-Only Configuration"],
        ("AcceptedDomain", false) => ["Organization Configuration", "Remote and Accepted Domains", "Mail Recipients", "Distribution Groups", "Retention Management", "View-Only Configuration"],
        ("OrganizationConfig", false) => ["Organization Configuration", "Remote and Accepted Domains", "Mail Recipients", "View-Only Configuration"],
        ("OrganizationConfig" or "OrganizationCustomization", true) => ["Organization Configuration"],
        (_, true) => ["Role Management"],
        _ => ["Role Management", "View-Only Configuration"],
    };
}
