using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Exchange;
using TeemCalendar.Core.Graph;

namespace TeemCalendar.Core.Guide;

/// <summary>What defeats a scope: consents in Entra and roles in Exchange add up, and whoever has both reaches what either allows (Microsoft, application-rbac).</summary>
internal static class DefeatedScope
{
    static readonly string[] Consents = ["Calendars.Read", "Calendars.ReadBasic.All", "Calendars.ReadWrite", "full_access_as_app"];

    /// <summary>Whether a role of an application opens calendars.</summary>
    internal static bool OpensCalendars(string? role) => role is "Application Exchange Full Access" or "Application EWS.AccessAsApp" || role?.Contains("Calendars", StringComparison.Ordinal) == true;

    /// <summary>Those of an application's tenant-wide permissions that open calendars, as in <see cref="TeemApplication.TenantWidePermissions"/>.</summary>
    internal static IReadOnlyList<string> Of(IEnumerable<string> permissions) => [.. permissions.Where(p => Consents.Contains(p.Split(": ")[^1]))];

    /// <summary>The error that a consent reaches further than the scope.</summary>
    internal static TeemException TenantWide(string application, IReadOnlyList<string> consents) =>
        new("TenantWideConsent", TeemErrorKind.Conflict, $"The whole tenant consented to {string.Join(", ", consents)}, which reaches every mailbox whatever Exchange's scope says.", application,
            "Take the consent back in the Entra admin center: Enterprise applications, Permissions.");

    /// <summary>All that lets an application reach further than one role on one scope.</summary>
    internal static async Task<IReadOnlyList<TeemException>> FindAsync(Tenant tenant, EnterpriseApplication principal, string application, ScopedRole wanted, CancellationToken cancel)
    {
        var roles = tenant.Exchange.InvokeAsync(AccessCommands.GetAuthorization(principal.Id), cancel);
        var consents = Of(await tenant.Applications.GetApplicationPermissionsAsync(principal.Id, cancel).ConfigureAwait(false));
        var others = (await roles.ConfigureAwait(false)).Rows.Where(r => OpensCalendars(r.Text("RoleName")) && r.Text("AllowedResourceScope") != wanted.Scope)
            .Select(r => $"{r.Text("RoleName")} on {(r.Text("AllowedResourceScope") is { Length: > 0 } scope ? $"'{scope}'" : "every mailbox")}").Distinct().ToList();
        return
        [
            .. consents.Count > 0 ? new[] { TenantWide(application, consents) } : [],
            .. others.Count > 0 ? new[] { new TeemException("SecondAssignment", TeemErrorKind.Conflict, $"Beside {wanted.Role} on '{wanted.Scope}' it has {string.Join(", ", others)}.", application,
                $"Get-ManagementRoleAssignment -RoleAssignee {principal.Id} shows them; Remove-ManagementRoleAssignment takes away what is not meant.") } : [],
        ];
    }
}
