using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Exchange;

/// <summary>Whether a mailbox lies within the scope of a role assignment.</summary>
internal static class RecipientScope
{
    internal static bool Includes(SandboxTenant tenant, RoleAssignment assignment, Mailbox mailbox)
    {
        var name = assignment.CustomResourceScope ?? assignment.CustomRecipientWriteScope;
        if (name is null) return true;
        var scope = tenant.State.Scopes.FirstOrDefault(s => s.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return scope is not null && OpathFilter.Parse(scope.RecipientFilter).Matches(new RecipientView(tenant, mailbox));
    }
}
