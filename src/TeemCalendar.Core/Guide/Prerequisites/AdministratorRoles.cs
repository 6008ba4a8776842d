using TeemCalendar.Core.Exchange;
using TeemCalendar.Core.Graph;

namespace TeemCalendar.Core.Guide;

/// <summary>Whether whoever is connected may carry out each step of the guide: with a role that is active, that is only eligible, or not at all.</summary>
internal sealed class AdministratorRoles(PrerequisiteFacts facts) : Prerequisite(facts, "the directory roles of whoever is connected")
{
    /// <param name="Steps">The chapters that need it.</param>
    /// <param name="Roles">Any of these directory roles is enough, the least first.</param>
    /// <param name="ManagementRoles">Exchange's management roles that are enough as well, by whatever role groups: all of them.</param>
    /// <param name="Permissions">What an application needs of Graph, all of it, besides or in place of a role.</param>
    /// <param name="ByRole">Whether an application needs the role too, as Exchange demands.</param>
    sealed record Need(string Steps, Guid[] Roles, string[] ManagementRoles, string[] Permissions, bool ByRole);

    static readonly Guid Global = new("62e90394-69f5-4237-9190-012177145e10"), Exchange = new("29232cdf-9323-42fd-ade2-1d097af3e4de"), Recipient = new("31392ffb-586c-42d1-9346-e59415a2cc4e"),
        User = new("fe930be7-5e62-47db-91af-98c3a49a38b1"), CloudApplication = new("158c047a-c907-4556-b7ef-446551a6b5f7"), Application = new("9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3");

    static readonly Dictionary<Guid, string> Names = new()
    {
        [Global] = "Global Administrator", [Exchange] = "Exchange Administrator", [Recipient] = "Exchange Recipient Administrator", [User] = "User Administrator",
        [CloudApplication] = "Cloud Application Administrator", [Application] = "Application Administrator",
    };

    static readonly Need DelegateConsent = new("consent for DelegateAccess", [CloudApplication, Application, Global], [], ["DelegatedPermissionGrant.ReadWrite.All"], ByRole: false);

    static readonly Need[] Needs =
    [
        new("ServiceAccount", [User, Global], [], ["User.ReadWrite.All"], ByRole: false),
        new("Rooms, RoomSettings, DelegateAccess", [Recipient, Exchange, Global], ["Mail Recipients", "Mail Recipient Creation"], ["Exchange.ManageAsApp"], ByRole: true),
        new("Impersonation", [Exchange, Global], ["Role Management"], ["Exchange.ManageAsApp"], ByRole: true),
        new("Application", [CloudApplication, Application, Global], [], ["Application.ReadWrite.All"], ByRole: false),
        DelegateConsent,
    ];

    internal override async Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel)
    {
        var isApplication = Guid.TryParse(Tenant.Account, out var appId);
        var principal = isApplication ? (await Tenant.Applications.FindPrincipalAsync(appId, cancel).ConfigureAwait(false))?.Id : (await Tenant.Directory.FindAccountAsync(Tenant.Account, cancel).ConfigureAwait(false))?.Id;
        if (principal is not { } id) return [Manual($"{Tenant.Account} was not found in the directory; its roles are not known.", "AccountNotFound", "Connect-TeemTenant", Tenant.Account)];
        var active = (await Tenant.Governance.GetMembershipAsync(id, isApplication, cancel).ConfigureAwait(false)).Roles;
        var permissions = isApplication ? (await Tenant.TenantConsents.GetAsync(id, cancel).ConfigureAwait(false)).Select(c => c.Shown.Permission).ToList() : [];
        var needs = Needs.Where(n => n != DelegateConsent || Facts.Request.AccessMode == AccessMode.Delegate).ToList();
        var open = needs.Where(n => isApplication ? !IsMetByApplication(n, active, permissions) : !n.Roles.Any(active.Contains)).ToList();
        IReadOnlyDictionary<Guid, DateTimeOffset?> eligible = new Dictionary<Guid, DateTimeOffset?>();
        var held = new HashSet<string>();
        Check? unread = null;
        if (open.Count > 0)
        {
            held = await ManagementRolesAsync(id, open.SelectMany(n => n.ManagementRoles).ToHashSet(), cancel).ConfigureAwait(false);
            // Only people activate roles; an application has them or not.
            if (!isApplication)
                try { eligible = await Tenant.Governance.GetEligibleRolesAsync(id, cancel).ConfigureAwait(false); }
                catch (TeemException refused) when (refused.Kind == TeemErrorKind.AccessDenied) { unread = Unread(refused); }
        }
        return [.. needs.Select(n => !open.Contains(n) || n.ManagementRoles.Length > 0 && n.ManagementRoles.All(held.Contains) && (!isApplication || Missing(n, permissions).Count == 0) ? Active(n, active, held, isApplication) : Lacking(n, id, eligible, active, permissions, isApplication)), .. unread is null ? [] : new[] { unread }];
    }

    static bool IsMetByApplication(Need need, IReadOnlyList<Guid> active, IReadOnlyList<string> permissions) => Missing(need, permissions).Count == 0 && (!need.ByRole || need.Roles.Any(active.Contains));

    static List<string> Missing(Need need, IReadOnlyList<string> permissions) => [.. need.Permissions.Except(permissions)];

    /// <summary>Which of some management roles somebody has by Exchange's role groups, the organization's own ones too.</summary>
    async Task<HashSet<string>> ManagementRolesAsync(Guid principal, HashSet<string> wanted, CancellationToken cancel)
    {
        var held = new HashSet<string>();
        if (wanted.Count == 0) return held;
        IReadOnlyList<System.Text.Json.JsonElement> groups;
        try { groups = (await Tenant.Exchange.InvokeAsync(AccessCommands.GetRoleGroups(), cancel).ConfigureAwait(false)).Rows; }
        catch (ExchangeException refused) when (refused.Kind == TeemErrorKind.AccessDenied) { return held; }
        foreach (var group in groups.Where(g => g.List("Roles").Any(wanted.Contains)))
            if (await IsMemberAsync(group.Text("Name") ?? "", principal, cancel).ConfigureAwait(false)) held.UnionWith(group.List("Roles"));
        return held;
    }

    async Task<bool> IsMemberAsync(string group, Guid principal, CancellationToken cancel)
    {
        try { return (await Tenant.Exchange.InvokeAsync(AccessCommands.GetRoleGroupMembers(group), cancel).ConfigureAwait(false)).Rows.Any(m => m.Id("ExternalDirectoryObjectId") == principal); }
        catch (ExchangeException none) when (none.Kind is TeemErrorKind.NotFound or TeemErrorKind.AccessDenied) { return false; }
    }

    Check Active(Need need, IReadOnlyList<Guid> active, HashSet<string> held, bool isApplication)
    {
        string[] by = [.. need.Roles.Where(active.Contains).Select(r => Names[r]).Take(1), .. isApplication ? need.Permissions : []];
        return Pass($"{need.Steps}: {string.Join(", ", by.Length > 0 ? by : need.ManagementRoles.Where(held.Contains))} is active.", target: Tenant.Account);
    }

    Check Lacking(Need need, Guid principal, IReadOnlyDictionary<Guid, DateTimeOffset?> eligible, IReadOnlyList<Guid> active, IReadOnlyList<string> permissions, bool isApplication)
    {
        var any = string.Join(" or ", need.Roles.Select(r => Names[r]));
        if (isApplication && Missing(need, permissions) is { Count: > 0 } missing)
            return Fail($"{need.Steps}: the application has no consent to {string.Join(", ", missing)}{(need.ByRole && !need.Roles.Any(active.Contains) ? $", nor the role {any}" : "")}.", "RoleMissing",
                "Give it the application permissions in the Entra admin center (App registrations, API permissions, Grant admin consent), or connect as somebody who may.", Tenant.Account);
        if (need.Roles.FirstOrDefault(eligible.ContainsKey) is var role && role != default)
            return Manual($"{need.Steps}: {Names[role]} is eligible{(eligible[role] is { } end ? $" until {end:yyyy-MM-dd}" : "")}, and not active. After it was activated, connect again.", "RoleEligible",
                $"New-MgRoleManagementDirectoryRoleAssignmentScheduleRequest -Action selfActivate -PrincipalId {principal} -RoleDefinitionId {role} -DirectoryScopeId / -Justification 'Room calendars for Teem' -ScheduleInfo @{{ StartDateTime = Get-Date; Expiration = @{{ Type = 'AfterDuration'; Duration = 'PT2H' }} }}", Tenant.Account);
        return Fail($"{need.Steps}: {Tenant.Account} has no role for it; {any} is needed. Somebody else can take this step, or a Privileged Role Administrator can give the role.", "RoleMissing",
            $"New-MgRoleManagementDirectoryRoleAssignment -PrincipalId {principal} -RoleDefinitionId {need.Roles[0]} -DirectoryScopeId /", Tenant.Account);
    }
}
