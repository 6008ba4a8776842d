namespace TeemCalendar.Core.Exchange;

/// <summary>What is asked of Exchange about who may reach which mailbox.</summary>
internal static class AccessCommands
{
    internal static ExchangeCommand GetOrganizationConfig() => new("Get-OrganizationConfig") { Select = ["IsDehydrated", "EwsEnabled", "EwsAllowedAppIDs"] };

    internal static ExchangeCommand GetRoleGroups() => new("Get-RoleGroup");

    internal static ExchangeCommand GetRoleGroupMembers(string group) => new("Get-RoleGroupMember", ("Identity", group), ("ResultSize", "Unlimited"));

    internal static ExchangeCommand GetRoleGroup(string group) => new("Get-RoleGroup", ("Identity", group));

    internal static ExchangeCommand AddRoleGroupMember(string group, string member) => new("Add-RoleGroupMember", ("Identity", group), ("Member", member));

    internal static ExchangeCommand RemoveRoleGroupMember(string group, string member) => new("Remove-RoleGroupMember", ("Identity", group), ("Member", member), ("Confirm", false));

    internal static ExchangeCommand GetUser(string login) => new("Get-User", ("Identity", login));

    internal static ExchangeCommand EnableOrganizationCustomization() => new("Enable-OrganizationCustomization");

    internal static ExchangeCommand GetAcceptedDomains() => new("Get-AcceptedDomain");

    internal static ExchangeCommand GetServicePrincipals() => new("Get-ServicePrincipal");

    /// <param name="appId">The application's id.</param>
    /// <param name="objectId">The enterprise application's id; the app registration's own object id is refused later, when it is used.</param>
    /// <param name="name">Shown in Exchange.</param>
    internal static ExchangeCommand NewServicePrincipal(Guid appId, Guid objectId, string name) =>
        new("New-ServicePrincipal", ("AppId", appId.ToString()), ("ObjectId", objectId.ToString()), ("DisplayName", name));

    internal static ExchangeCommand GetScopes() => new("Get-ManagementScope");

    internal static ExchangeCommand NewScope(string name, string recipientFilter) => new("New-ManagementScope", ("Name", name), ("RecipientRestrictionFilter", recipientFilter));

    internal static ExchangeCommand GetAssignments() => new("Get-ManagementRoleAssignment");

    /// <summary>What somebody has: by himself, and by the role groups that he is in.</summary>
    internal static ExchangeCommand GetAssignmentsOf(string assignee) => new("Get-ManagementRoleAssignment", ("RoleAssignee", assignee));

    /// <summary>A role for a person or for a role group.</summary>
    /// <param name="name">The assignment's name.</param>
    /// <param name="role">The role.</param>
    /// <param name="assignee">The sign-in name, or the role group's name.</param>
    /// <param name="toGroup">True for a role group.</param>
    /// <param name="scope">Where it holds: a management scope, or everywhere.</param>
    internal static ExchangeCommand NewAssignment(string name, string role, string assignee, bool toGroup, MailboxScope scope) =>
        new("New-ManagementRoleAssignment", ("Name", name), ("Role", role), (toGroup ? "SecurityGroup" : "User", assignee), (MailboxScope.OfAccounts, scope.Name));

    /// <summary>Another management scope for the assignment of a person or of a role group.</summary>
    internal static ExchangeCommand SetAccountAssignment(string name, string scope) => new("Set-ManagementRoleAssignment", ("Identity", name), (MailboxScope.OfAccounts, scope), ("Enabled", true));

    internal static ExchangeCommand GetAssignments(string role) => new("Get-ManagementRoleAssignment", ("Role", role));

    internal static ExchangeCommand NewAssignment(string name, string role, Guid servicePrincipalId, string? scope) =>
        new("New-ManagementRoleAssignment", ("Name", name), ("Role", role), ("App", servicePrincipalId.ToString()), ("CustomResourceScope", scope));

    /// <param name="name">The assignment's name.</param>
    /// <param name="role">The role.</param>
    /// <param name="servicePrincipalId">Who gets it.</param>
    /// <param name="scope">Where it holds.</param>
    internal static ExchangeCommand NewAssignment(string name, string role, Guid servicePrincipalId, MailboxScope scope) => scope.Kind == ScopeKind.AdministrativeUnit
        ? new("New-ManagementRoleAssignment", ("Name", name), ("Role", role), ("App", servicePrincipalId.ToString()), ("RecipientAdministrativeUnitScope", scope.UnitId?.ToString() ?? scope.Name))
        : scope.Kind == ScopeKind.Group ? new("New-ManagementRoleAssignment", ("Name", name), ("Role", role), ("App", servicePrincipalId.ToString()), ("RecipientGroupScope", scope.Name))
        : NewAssignment(name, role, servicePrincipalId, scope.Name);

    /// <remarks>The new scope takes the place of the one before, of whatever kind. There is no way back to the whole organization but a new assignment.</remarks>
    internal static ExchangeCommand SetAssignment(string name, MailboxScope scope) => scope.Kind switch
    {
        ScopeKind.AdministrativeUnit => new("Set-ManagementRoleAssignment", ("Identity", name), ("RecipientAdministrativeUnitScope", scope.UnitId?.ToString() ?? scope.Name), ("Enabled", true)),
        ScopeKind.Group => new("Set-ManagementRoleAssignment", ("Identity", name), ("RecipientGroupScope", scope.Name), ("Enabled", true)),
        ScopeKind.Filter => new("Set-ManagementRoleAssignment", ("Identity", name), ("CustomResourceScope", scope.Name), ("Enabled", true)),
        _ => throw new ArgumentOutOfRangeException(nameof(scope)),
    };

    internal static ExchangeCommand SetScope(string name, string recipientFilter) => new("Set-ManagementScope", ("Identity", name), ("RecipientRestrictionFilter", recipientFilter));

    internal static ExchangeCommand GetAccessPolicies() => new("Get-ApplicationAccessPolicy");

    internal static ExchangeCommand RemoveAccessPolicy(string identity) => new("Remove-ApplicationAccessPolicy", ("Identity", identity), ("Confirm", false));

    /// <summary>Some people's mailboxes.</summary>
    internal static ExchangeCommand GetPeople() => new("Get-Mailbox", ("RecipientTypeDetails", new[] { "UserMailbox" }), ("ResultSize", "20")) { Select = ["PrimarySmtpAddress"] };

    internal static ExchangeCommand GetAdministrativeUnit(string unit) => new("Get-AdministrativeUnit", ("Identity", unit));

    internal static ExchangeCommand GetGroup(string group) => new("Get-Group", ("Identity", group));

    /// <summary>Shows Exchange a filter; it refuses one that it cannot read.</summary>
    internal static ExchangeCommand TryFilter(string filter) => new("Get-Recipient", ("Filter", filter), ("ResultSize", "1")) { Select = ["PrimarySmtpAddress"] };

    /// <summary>Everybody whom a filter matches.</summary>
    internal static ExchangeCommand GetMatching(string filter) => new("Get-Recipient", ("Filter", filter), ("ResultSize", "Unlimited")) { Select = ["PrimarySmtpAddress", "EmailAddresses"] };

    internal static ExchangeCommand RemoveAssignment(string name) => new("Remove-ManagementRoleAssignment", ("Identity", name), ("Confirm", false));

    internal static ExchangeCommand RemoveScope(string name) => new("Remove-ManagementScope", ("Identity", name), ("Confirm", false));

    internal static ExchangeCommand RemoveServicePrincipal(Guid objectId) => new("Remove-ServicePrincipal", ("Identity", objectId.ToString()), ("Confirm", false));

    /// <summary>All roles of an application and where they hold; the documented way from an application to its assignments.</summary>
    internal static ExchangeCommand GetAuthorization(Guid servicePrincipalId) => new("Test-ServicePrincipalAuthorization", ("Identity", servicePrincipalId.ToString()));

    /// <summary>Asks Exchange what it would decide, past its cache: "set", not yet "seen to work".</summary>
    internal static ExchangeCommand TestAuthorization(Guid servicePrincipalId, string mailbox) =>
        new("Test-ServicePrincipalAuthorization", ("Identity", servicePrincipalId.ToString()), ("Resource", mailbox));

    internal static ExchangeCommand GetCalendarFolder(string mailbox) =>
        new ExchangeCommand("Get-MailboxFolderStatistics", ("Identity", mailbox), ("FolderScope", "Calendar")) with { Mailbox = mailbox };

    internal static ExchangeCommand GetSentItems(string mailbox) =>
        new ExchangeCommand("Get-MailboxFolderStatistics", ("Identity", mailbox), ("FolderScope", "SentItems")) with { Mailbox = mailbox };

    internal static ExchangeCommand GetFolderPermissions(string mailbox, string folder, string user) =>
        new ExchangeCommand("Get-MailboxFolderPermission", ("Identity", $"{mailbox}:{folder}"), ("User", user)) with { Mailbox = mailbox };

    internal static ExchangeCommand AddEditor(string mailbox, string folder, string user, bool notify) =>
        new ExchangeCommand("Add-MailboxFolderPermission", ("Identity", $"{mailbox}:{folder}"), ("User", user), ("AccessRights", new[] { "Editor" }), ("SendNotificationToUser", notify)) with { Mailbox = mailbox };

    internal static ExchangeCommand SetFolderRights(string mailbox, string folder, string user, IReadOnlyList<string> rights, bool notify = false) =>
        new ExchangeCommand("Set-MailboxFolderPermission", ("Identity", $"{mailbox}:{folder}"), ("User", user), ("AccessRights", rights), ("SendNotificationToUser", notify ? true : null)) with { Mailbox = mailbox };

    internal static ExchangeCommand RemoveFolderRights(string mailbox, string folder, string user) =>
        new ExchangeCommand("Remove-MailboxFolderPermission", ("Identity", $"{mailbox}:{folder}"), ("User", user), ("Confirm", false)) with { Mailbox = mailbox };

    internal static ExchangeCommand RemoveFullAccess(string mailbox, string user) =>
        new("Remove-MailboxPermission", ("Identity", mailbox), ("User", user), ("AccessRights", new[] { "FullAccess" }), ("Confirm", false));

    internal static ExchangeCommand GetMailboxPermissions(string mailbox, string user) => new("Get-MailboxPermission", ("Identity", mailbox), ("User", user));

    /// <remarks>Without automapping: Outlook would open every room for whoever signs in as the service account.</remarks>
    internal static ExchangeCommand AddFullAccess(string mailbox, string user) =>
        new("Add-MailboxPermission", ("Identity", mailbox), ("User", user), ("AccessRights", new[] { "FullAccess" }), ("AutoMapping", false));
}
