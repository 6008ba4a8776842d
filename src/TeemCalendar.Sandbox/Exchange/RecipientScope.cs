using System.Collections.Concurrent;
using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Exchange;

/// <summary>Whether a mailbox lies within the scope of a role assignment.</summary>
internal static class RecipientScope
{
    // Every request to a mailbox asks, and a tenant has few filters.
    static readonly ConcurrentDictionary<string, OpathFilter> Read = new(StringComparer.Ordinal);

    internal static bool Includes(SandboxTenant tenant, RoleAssignment assignment, Mailbox mailbox)
    {
        if (assignment.RecipientGroupScope is { } group && !tenant.State.Groups.Any(g => g.Guid == group && g.Members.Contains(mailbox.OwnerId))) return false;
        if (assignment.AdministrativeUnitScope is { } unit && !tenant.State.AdministrativeUnits.Exists(u => u.Id == unit && u.Members.Contains(mailbox.OwnerId))) return false;
        var name = assignment.CustomResourceScope ?? assignment.CustomRecipientWriteScope;
        if (name is null) return true;
        var scope = tenant.State.Scopes.FirstOrDefault(s => s.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return scope is not null && Read.GetOrAdd(scope.RecipientFilter, OpathFilter.Parse).Matches(new(tenant, mailbox));
    }

    /// <summary>What kind of scope it is, by the names that Test-ServicePrincipalAuthorization is documented with.</summary>
    internal static string KindOf(RoleAssignment a) =>
        a.CustomResourceScope is not null || a.CustomRecipientWriteScope is not null ? "CustomRecipientScope" : a.RecipientGroupScope is not null ? "Group" : a.AdministrativeUnitScope is not null ? "AdministrativeUnit" : "Organization";

    /// <summary>The name of what it is limited to; null for the whole organization.</summary>
    internal static string? NameOf(TenantState state, RoleAssignment a) => a.CustomResourceScope ?? a.CustomRecipientWriteScope
        ?? (a.RecipientGroupScope is { } group ? state.Groups.FirstOrDefault(g => g.Guid == group)?.Name ?? group.ToString() : null)
        ?? (a.AdministrativeUnitScope is { } unit ? state.AdministrativeUnits.Find(u => u.Id == unit)?.DisplayName ?? unit.ToString() : null);
}
