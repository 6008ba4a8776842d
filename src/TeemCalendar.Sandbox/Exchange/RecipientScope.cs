using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Exchange;

/// <summary>Whether a mailbox lies within the scope of a role assignment.</summary>
internal static class RecipientScope
{
    internal static bool Includes(SandboxTenant tenant, RoleAssignment assignment, Mailbox mailbox)
    {
        if (assignment.RecipientGroupScope is { } group && !tenant.State.RoomLists.Concat(tenant.State.OtherGroups).Any(g => g.Guid == group && g.Members.Contains(mailbox.OwnerId))) return false;
        var name = assignment.CustomResourceScope ?? assignment.CustomRecipientWriteScope;
        if (name is null) return true;
        var scope = tenant.State.Scopes.FirstOrDefault(s => s.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return scope is not null && OpathFilter.Parse(scope.RecipientFilter).Matches(new RecipientView(tenant, mailbox));
    }
}
