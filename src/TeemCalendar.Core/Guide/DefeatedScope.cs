using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Exchange;
using TeemCalendar.Core.Graph;
using TeemCalendar.Core.Planning;

namespace TeemCalendar.Core.Guide;

/// <summary>What defeats a scope: consents in Entra and roles in Exchange add up, and whoever has both reaches what either allows (Microsoft, application-rbac).</summary>
internal static class DefeatedScope
{
    static readonly string[] Consents = ["Calendars.Read", "Calendars.ReadBasic.All", "Calendars.ReadWrite", "full_access_as_app"];

    /// <summary>Whether a role of an application opens calendars.</summary>
    internal static bool OpensCalendars(string? role) => role is "Application Exchange Full Access" or "Application EWS.AccessAsApp" || role?.Contains("Calendars", StringComparison.Ordinal) == true;

    // Items and folders of a mailbox are those of its calendar too.
    static bool ReachesCalendars(string role) => OpensCalendars(role) || role.StartsWith("Application MailboxItem.", StringComparison.Ordinal) || role.StartsWith("Application MailboxFolder.", StringComparison.Ordinal);

    /// <summary>Those of an application's tenant-wide permissions that open calendars, as in <see cref="TeemApplication.TenantWidePermissions"/>.</summary>
    internal static IReadOnlyList<string> Of(IEnumerable<string> permissions) => [.. permissions.Where(p => Consents.Contains(p.Split(": ")[^1]))];

    /// <summary>The error that a consent reaches further than the scope.</summary>
    internal static TeemException TenantWide(string application, IReadOnlyList<string> consents) =>
        new("TenantWideConsent", TeemErrorKind.Conflict, $"The whole tenant consented to {string.Join(", ", consents)}, which reaches every mailbox whatever Exchange's scope says.", application,
            $"{CommandLine.Of("Update-TeemImpersonation", ("Application", application))} # moves it to a scoped role and takes the consent back; or in the Entra admin center: Enterprise applications, Permissions");

    /// <summary>All that lets an application reach further than one role on one scope, each named.</summary>
    /// <param name="tenant">The connection.</param>
    /// <param name="principal">The application in this tenant.</param>
    /// <param name="application">Its name.</param>
    /// <param name="his">Its assignments.</param>
    /// <param name="granted">The one that is meant; null when there is none.</param>
    /// <param name="cancel">Ends it.</param>
    internal static async Task<IReadOnlyList<TeemException>> FindAsync(Tenant tenant, EnterpriseApplication principal, string application, IReadOnlyList<RoleAssignment> his, RoleAssignment? granted, CancellationToken cancel)
    {
        var consents = Of((await tenant.TenantConsents.GetAsync(principal.Id, cancel).ConfigureAwait(false)).Select(c => c.Name));
        var others = granted is { Scope.Kind: ScopeKind.Organization } ? []
            : his.Where(a => a.Enabled && a.Name != granted?.Name && ReachesCalendars(a.Role)).Where(a => granted is null || !a.Scope.IsSameAs(granted.Scope)).ToList();
        return
        [
            .. consents.Count > 0 ? new[] { TenantWide(application, consents) } : [],
            .. others.Select(other => new TeemException(other.Scope.Kind == ScopeKind.Organization ? "UnscopedAssignment" : "SecondAssignment", TeemErrorKind.Conflict,
                $"{(granted is null ? "It has" : $"Beside {granted.Role} on {granted.Scope} it has")} {other.Role} on {other.Scope} ('{other.Name}').", application, $"{CommandLine.Of("Remove-ManagementRoleAssignment", ("Identity", other.Name))} # when it is not meant")),
        ];
    }
}
