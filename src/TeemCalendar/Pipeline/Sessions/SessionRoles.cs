namespace TeemCalendar.Pipeline;

/// <summary>The Exchange role that brings a command into a session.</summary>
static class SessionRoles
{
    /// <summary>The least of Exchange's built-in roles that has a command, and who has it. Told from the roles' documented purposes: Exchange itself lists the commands of a role.</summary>
    internal static string Of(string command)
    {
        var (verb, noun) = (command.Split('-')[0], command[(command.IndexOf('-', StringComparison.Ordinal) + 1)..]);
        var isOrganization = noun is "OrganizationConfig" or "AcceptedDomain" or "ManagementScope" or "ManagementRole" or "ManagementRoleAssignment" or "ManagementRoleEntry" or "RoleGroup" or "RoleGroupMember"
            or "ServicePrincipal" or "ServicePrincipalAuthorization" or "ApplicationAccessPolicy" or "OrganizationCustomization" or "ExchangeServer";
        return (verb, isOrganization) switch
        {
            ("Get" or "Test", true) => "View-Only Configuration, which Global Reader brings",
            ("Get", false) => "View-Only Recipients, which Global Reader brings",
            (_, true) => noun is "OrganizationCustomization" ? "Organization Configuration, which Exchange Administrator brings" : "Role Management, which Exchange Administrator brings",
            ("New" or "Remove", _) when noun is "Mailbox" => "Mail Recipient Creation, which Exchange Administrator brings",
            _ => noun.StartsWith("DistributionGroup", StringComparison.Ordinal) ? "Distribution Groups, which Exchange Administrator brings" : "Mail Recipients, which Exchange Administrator brings",
        };
    }
}
