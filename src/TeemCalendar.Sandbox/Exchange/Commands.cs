using TeemCalendar.Sandbox.Exchange.Nouns;

namespace TeemCalendar.Sandbox.Exchange;

/// <summary>Which method is which command.</summary>
internal static class Commands
{
    internal static readonly IReadOnlyDictionary<string, Func<CommandContext, IReadOnlyList<Func<Row>>>> All =
        new Dictionary<string, Func<CommandContext, IReadOnlyList<Func<Row>>>>(StringComparer.OrdinalIgnoreCase)
        {
            ["Get-Mailbox"] = MailboxCommands.Get,
            ["New-Mailbox"] = NewMailbox.Run,
            ["Set-Mailbox"] = SetMailbox.Run,
            ["Remove-Mailbox"] = MailboxCommands.Remove,
            ["Get-Recipient"] = RecipientCommands.Get,
            ["Get-CalendarProcessing"] = CalendarProcessingCommands.Get,
            ["Set-CalendarProcessing"] = CalendarProcessingCommands.Set,
            ["Get-MailboxRegionalConfiguration"] = RegionalConfigurationCommands.Get,
            ["Set-MailboxRegionalConfiguration"] = RegionalConfigurationCommands.Set,
            ["Get-Place"] = PlaceCommands.Get,
            ["Set-Place"] = PlaceCommands.Set,
            ["Get-DistributionGroup"] = DistributionGroupCommands.Get,
            ["New-DistributionGroup"] = DistributionGroupCommands.New,
            ["Set-DistributionGroup"] = DistributionGroupCommands.Set,
            ["Remove-DistributionGroup"] = DistributionGroupCommands.Remove,
            ["Get-DistributionGroupMember"] = DistributionGroupCommands.GetMember,
            ["Add-DistributionGroupMember"] = DistributionGroupCommands.AddMember,
            ["Remove-DistributionGroupMember"] = DistributionGroupCommands.RemoveMember,
            ["Get-AcceptedDomain"] = OrganizationCommands.GetAcceptedDomain,
            ["Get-OrganizationConfig"] = OrganizationCommands.GetConfig,
            ["Set-OrganizationConfig"] = OrganizationCommands.SetConfig,
            ["Enable-OrganizationCustomization"] = OrganizationCommands.EnableCustomization,
            ["Get-ServicePrincipal"] = ServicePrincipalCommands.Get,
            ["New-ServicePrincipal"] = ServicePrincipalCommands.New,
            ["Set-ServicePrincipal"] = ServicePrincipalCommands.Set,
            ["Remove-ServicePrincipal"] = ServicePrincipalCommands.Remove,
            ["Test-ServicePrincipalAuthorization"] = ServicePrincipalCommands.TestAuthorization,
            ["Get-ManagementScope"] = ManagementScopeCommands.Get,
            ["New-ManagementScope"] = ManagementScopeCommands.New,
            ["Set-ManagementScope"] = ManagementScopeCommands.Set,
            ["Remove-ManagementScope"] = ManagementScopeCommands.Remove,
            ["Get-ManagementRole"] = ManagementRoleCommands.Get,
            ["Get-ManagementRoleAssignment"] = RoleAssignmentCommands.Get,
            ["New-ManagementRoleAssignment"] = RoleAssignmentCommands.New,
            ["Remove-ManagementRoleAssignment"] = RoleAssignmentCommands.Remove,
            ["Get-RoleGroup"] = RoleGroupCommands.Get,
            ["New-RoleGroup"] = RoleGroupCommands.New,
            ["Remove-RoleGroup"] = RoleGroupCommands.Remove,
            ["Get-RoleGroupMember"] = RoleGroupCommands.GetMember,
            ["Add-RoleGroupMember"] = RoleGroupCommands.AddMember,
            ["Remove-RoleGroupMember"] = RoleGroupCommands.RemoveMember,
            ["Get-MailboxPermission"] = MailboxPermissionCommands.Get,
            ["Add-MailboxPermission"] = MailboxPermissionCommands.Add,
            ["Remove-MailboxPermission"] = MailboxPermissionCommands.Remove,
            ["Get-MailboxFolderPermission"] = FolderPermissionCommands.Get,
            ["Add-MailboxFolderPermission"] = FolderPermissionCommands.Add,
            ["Set-MailboxFolderPermission"] = FolderPermissionCommands.Set,
            ["Remove-MailboxFolderPermission"] = FolderPermissionCommands.Remove,
            ["Get-MailboxFolderStatistics"] = FolderStatisticsCommands.Get,
        };
}
