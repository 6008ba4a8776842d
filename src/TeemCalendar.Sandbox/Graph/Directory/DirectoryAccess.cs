using TeemCalendar.Sandbox.Permissions;

namespace TeemCalendar.Sandbox.Graph.Directory;

/// <summary>What the directory lets a caller do: an application by its consented permissions, a person by scope and directory role together.</summary>
internal static class DirectoryAccess
{
    static readonly Guid[] Everything = [DirectoryRoleCatalog.GlobalAdministrator];

    static readonly Guid[] ApplicationAdministrators = [DirectoryRoleCatalog.ApplicationAdministrator, DirectoryRoleCatalog.CloudApplicationAdministrator];

    // Least and higher permissions as each method's page documents them.
    static readonly string[] DirectoryReaders = ["Directory.Read.All", "Directory.ReadWrite.All"];

    internal static void ReadUsers(GraphCall call) => Need(call, ["User.Read.All", "User.ReadWrite.All", "User.ReadBasic.All", .. DirectoryReaders]);
    internal static void ReadSelf(GraphCall call) => Need(call, ["User.Read", "User.ReadWrite", "User.Read.All", "User.ReadWrite.All", .. DirectoryReaders]);
    internal static void WriteUsers(GraphCall call) => Need(call, ["User.ReadWrite.All", "Directory.ReadWrite.All"], [.. Everything, DirectoryRoleCatalog.UserAdministrator]);
    internal static void RevokeSignIns(GraphCall call) => Need(call, ["User.RevokeSessions.All", "User.ReadWrite.All", "Directory.ReadWrite.All"], [.. Everything, DirectoryRoleCatalog.UserAdministrator]);
    internal static void AssignLicences(GraphCall call) =>
        Need(call, ["LicenseAssignment.ReadWrite.All", "User.ReadWrite.All", "Directory.ReadWrite.All"], [.. Everything, DirectoryRoleCatalog.UserAdministrator]);
    internal static void ReadOrganization(GraphCall call) => Need(call, ["Organization.Read.All", "Organization.ReadWrite.All", .. DirectoryReaders, .. Delegated(call, "User.Read")]);
    internal static void ReadSkus(GraphCall call) => Need(call, ["Organization.Read.All", "Organization.ReadWrite.All", "LicenseAssignment.Read.All", "LicenseAssignment.ReadWrite.All", .. DirectoryReaders]);
    internal static void ReadDomains(GraphCall call) => Need(call, ["Domain.Read.All", "Domain.ReadWrite.All", .. DirectoryReaders]);
    internal static void ReadApplications(GraphCall call) => Need(call, ["Application.Read.All", "Application.ReadWrite.All", .. DirectoryReaders]);
    internal static void WriteApplications(GraphCall call) => Need(call, ["Application.ReadWrite.All", "Directory.ReadWrite.All"], [.. Everything, .. ApplicationAdministrators]);
    internal static void WriteAppRoles(GraphCall call) => Need(call, ["AppRoleAssignment.ReadWrite.All"], Everything);
    internal static void ReadGrants(GraphCall call) => Need(call, ["DelegatedPermissionGrant.Read.All", "DelegatedPermissionGrant.ReadWrite.All", .. DirectoryReaders]);
    internal static void WriteGrants(GraphCall call) => Need(call, ["DelegatedPermissionGrant.ReadWrite.All", "Directory.ReadWrite.All"], [.. Everything, .. ApplicationAdministrators]);
    internal static void ReadRoles(GraphCall call) => Need(call, ["RoleManagement.Read.Directory", "RoleManagement.ReadWrite.Directory", "RoleManagement.Read.All", .. DirectoryReaders]);
    internal static void ActivateRoles(GraphCall call) => Need(call, ["RoleAssignmentSchedule.ReadWrite.Directory", "RoleManagement.ReadWrite.Directory"]);
    internal static void ReadGroups(GraphCall call) => Need(call, ["GroupMember.Read.All", "GroupMember.ReadWrite.All", "Group.Read.All", "Group.ReadWrite.All", .. DirectoryReaders]);
    internal static void WriteMembers(GraphCall call) => Need(call, ["GroupMember.ReadWrite.All", "Group.ReadWrite.All", "Directory.ReadWrite.All"], [.. Everything, DirectoryRoleCatalog.UserAdministrator]);
    internal static void ReadUnits(GraphCall call) => Need(call, ["AdministrativeUnit.Read.All", "AdministrativeUnit.ReadWrite.All", .. DirectoryReaders]);
    internal static void WriteUnits(GraphCall call) => Need(call, ["AdministrativeUnit.ReadWrite.All"], Everything);
    internal static void ReadPolicies(GraphCall call) => Need(call, ["Policy.Read.All"], [.. Everything, DirectoryRoleCatalog.GlobalReader]);
    internal static void ReadApplicationPolicy(GraphCall call) => Need(call, ["Policy.Read.ApplicationConfiguration", "Policy.ReadWrite.ApplicationConfiguration", "Policy.Read.All"], [.. Everything, DirectoryRoleCatalog.GlobalReader, .. ApplicationAdministrators]);
    internal static void ReadSignIns(GraphCall call) => Need(call, ["AuditLog.Read.All"], [.. Everything, DirectoryRoleCatalog.GlobalReader, DirectoryRoleCatalog.SecurityReader, DirectoryRoleCatalog.SecurityAdministrator]);
    internal static void WriteRoles(GraphCall call) => Need(call, ["RoleManagement.ReadWrite.Directory"], Everything);

    /// <summary>Places are Exchange's: it refuses in its own words (inferred).</summary>
    internal static void ReadPlaces(GraphCall call)
    {
        if (!Has(call, ["Place.Read.All", "Place.ReadWrite.All"])) throw GraphRefusal.AccessDenied();
    }

    /// <summary>Documented: an application by itself can change no place; a person needs the Exchange Administrator's role.</summary>
    internal static void WritePlaces(GraphCall call)
    {
        if (call.Caller.UserId is not { } user || !call.Caller.HasScope("Place.ReadWrite.All") || !HoldsRole(call, user, [.. Everything, DirectoryRoleCatalog.ExchangeAdministrator])) throw GraphRefusal.AccessDenied();
    }

    static void Need(GraphCall call, string[] permissions, Guid[]? roles = null)
    {
        if (!Has(call, permissions)) throw GraphRefusal.RequestDenied();
        if (roles is not null && call.Caller.UserId is { } user && !HoldsRole(call, user, roles)) throw GraphRefusal.RequestDenied();
    }

    static bool Has(GraphCall call, string[] permissions) => call.Caller.IsApplication ? call.Caller.HasRole(permissions) : call.Caller.HasScope(permissions);

    static bool HoldsRole(GraphCall call, Guid user, Guid[] roles) => call.State.DirectoryRoles.Exists(r => r.PrincipalId == user && roles.Contains(r.RoleTemplateId));

    static string[] Delegated(GraphCall call, string scope) => call.Caller.IsApplication ? [] : [scope];
}
