using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Permissions;

/// <summary>Exchange's roles for applications, and what a role or an Entra permission of the same name lets an application do.</summary>
internal static class ApplicationRoles
{
    // Documented, with the two "Full Access" ones seen in public code. There is none for Calendars.ReadBasic or Place.
    internal static readonly string[] All =
    [
        "Application Mail.Read", "Application Mail.ReadBasic", "Application Mail.ReadWrite", "Application Mail.Send",
        "Application MailboxSettings.Read", "Application MailboxSettings.ReadWrite",
        "Application Calendars.Read", "Application Calendars.ReadWrite",
        "Application Contacts.Read", "Application Contacts.ReadWrite",
        "Application MailboxFolder.Read", "Application MailboxFolder.ReadWrite",
        "Application MailboxItem.Read", "Application MailboxItem.ReadWrite", "Application MailboxItem.Export", "Application MailboxItem.ImportExport",
        "Application MailboxConfigItem.Read", "Application MailboxConfigItem.ReadWrite",
        "Application MailTips.ReadBasic.All", "Application Mail-Advanced.ReadWrite.All",
        "Application Mail Full Access", "Application Exchange Full Access",
        "Application EWS.AccessAsApp", "Application SMTP.SendAsApp",
    ];

    /// <summary>The Graph permissions that a role stands for (documented for the single ones; what the two "Full Access" ones contain is inferred).</summary>
    internal static IReadOnlyList<string> PermissionsOf(string role) => role switch
    {
        "Application Mail Full Access" => ["Mail.ReadWrite", "Mail.Send"],
        "Application Exchange Full Access" => ["Mail.ReadWrite", "Mail.Send", "MailboxSettings.ReadWrite", "Calendars.ReadWrite", "Contacts.ReadWrite"],
        _ => role.StartsWith("Application ", StringComparison.Ordinal) ? [role["Application ".Length..]] : [role],
    };

    internal static bool Grants(string role, MailboxRight right) => PermissionsOf(role).Any(permission => right switch
    {
        MailboxRight.CalendarsRead => permission is "Calendars.Read" or "Calendars.ReadWrite",
        MailboxRight.CalendarsWrite => permission is "Calendars.ReadWrite",
        MailboxRight.MailSend => permission is "Mail.Send",
        MailboxRight.MailboxSettingsWrite => permission is "MailboxSettings.ReadWrite",
        _ => permission is "MailboxSettings.Read" or "MailboxSettings.ReadWrite",
    });

    internal static IEnumerable<RoleAssignment> AssignmentsOf(SandboxTenant tenant, Guid servicePrincipalId) =>
        tenant.State.RoleAssignments.Where(a => !a.Disabled && a.AssigneeType == "ServicePrincipal" && a.AssigneeId == servicePrincipalId);
}
