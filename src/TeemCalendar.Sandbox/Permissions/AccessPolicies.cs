using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Permissions;

/// <summary>Application access policies: Exchange's older limit on what Entra consented to an application.</summary>
internal static class AccessPolicies
{
    /// <summary>Documented: without a policy everything is allowed; a deny is stronger; with a restricting policy only its group is left.</summary>
    internal static bool Allow(SandboxTenant tenant, Guid appId, Mailbox mailbox)
    {
        var policies = tenant.State.AccessPolicies.Where(p => p.AppIds.Contains(appId)).ToList();
        if (policies.Exists(p => p.AccessRight == "DenyAccess" && Covers(tenant, p, mailbox))) return false;
        var restricting = policies.Where(p => p.AccessRight == "RestrictAccess").ToList();
        return restricting.Count == 0 || restricting.Exists(p => Covers(tenant, p, mailbox));
    }

    static bool Covers(SandboxTenant tenant, ApplicationAccessPolicy policy, Mailbox mailbox) =>
        policy.ScopeGroup == mailbox.OwnerId || tenant.State.Groups.Any(g => g.Guid == policy.ScopeGroup && g.Members.Contains(mailbox.OwnerId));
}
