using TeemCalendar.Sandbox.Permissions;
using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.SignIn;

/// <summary>How a person comes to a token: with a password alone or with what a refresh token remembers; or, first, that the person enters a code at a browser.</summary>
internal readonly record struct SignInWay(bool SecondFactor, bool EntersCode);

/// <summary>What the organization demands of sign-ins besides a password: Conditional Access policies, or security defaults.</summary>
internal static class ConditionalAccess
{
    /// <exception cref="SignInError">A policy refuses the sign-in, or asks for more than this way can give.</exception>
    internal static void Check(SandboxTenant tenant, DirectoryUser user, Resource resource, SignInWay way)
    {
        // Documented: security defaults ask everybody for a second factor, and administrators always. Who is told to register for it and who to use it is inferred.
        if (tenant.State.Organization.SecurityDefaults && !way.SecondFactor) throw IsAdministrator(tenant, user) ? SecondFactorNeeded(resource, null) : RegistrationNeeded(resource);
        var applied = tenant.State.ConditionalAccess.Where(p => p.State == "enabled" && Covers(tenant, p, user) && Covers(p, resource) && IsAsked(p, way)).ToList();
        // A block is stronger than any grant (documented).
        if (applied.Find(p => p.BuiltInControls.Contains("block")) is { } block) throw Blocked(block);
        foreach (var policy in applied.Where(p => p.BuiltInControls.Count > 0))
        {
            var met = policy.BuiltInControls.Select(control => control == "mfa" && way.SecondFactor);
            if (policy.Operator == "AND" ? met.All(m => m) : met.Any(m => m)) continue;
            // A device of this tenant is never managed.
            throw policy.BuiltInControls.Contains("mfa") && !way.SecondFactor ? SecondFactorNeeded(resource, policy) : Blocked(policy);
        }
    }

    // Seen: a policy against device codes speaks on the page where the code is entered, any other when the token is asked for.
    static bool IsAsked(ConditionalAccessPolicy policy, SignInWay way) => way.EntersCode == (policy.TransferMethods?.Contains("deviceCodeFlow", StringComparison.Ordinal) == true);

    static bool IsAdministrator(SandboxTenant tenant, DirectoryUser user) => tenant.State.DirectoryRoles.Exists(r => r.PrincipalId == user.Id);

    static bool Covers(SandboxTenant tenant, ConditionalAccessPolicy policy, DirectoryUser user)
    {
        var id = user.Id.ToString();
        var roles = tenant.State.DirectoryRoles.Where(r => r.PrincipalId == user.Id).Select(r => r.RoleTemplateId.ToString()).ToList();
        bool Any(List<string> users, List<string> inRoles) => users.Contains("All") || users.Contains(id, StringComparer.OrdinalIgnoreCase) || inRoles.Intersect(roles, StringComparer.OrdinalIgnoreCase).Any();
        return Any(policy.IncludeUsers, policy.IncludeRoles) && !Any(policy.ExcludeUsers, policy.ExcludeRoles);
    }

    static bool Covers(ConditionalAccessPolicy policy, Resource resource)
    {
        bool Any(List<string> applications) => applications.Contains("All") || applications.Contains(resource.AppId.ToString(), StringComparer.OrdinalIgnoreCase)
            || resource.AppId == PermissionCatalog.Exchange && applications.Contains("Office365");
        return Any(policy.IncludeApplications) && !Any(policy.ExcludeApplications);
    }

    // Seen in captures: the sub errors, and the policies' ids in the claims that a client shall ask with.
    static SignInError Blocked(ConditionalAccessPolicy policy) =>
        new(53003, "invalid_grant", "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.") { SubError = "message_only", Claims = Claims(policy) };

    static SignInError SecondFactorNeeded(Resource resource, ConditionalAccessPolicy? policy) =>
        new(50076, "invalid_grant", $"Due to a change of configuration by an administrator, or because of a new location, multi-factor authentication is needed to access '{resource.AppId}'.")
        {
            SubError = "basic_action", Claims = policy is null ? null : Claims(policy),
        };

    static SignInError RegistrationNeeded(Resource resource) =>
        new(50079, "invalid_grant", $"The person has to register for multi-factor authentication before accessing '{resource.AppId}'.") { SubError = "basic_action" };

    static string Claims(ConditionalAccessPolicy policy) => """{"access_token":{"capolids":{"essential":true,"values":["ID"]}}}""".Replace("ID", policy.Id.ToString(), StringComparison.Ordinal);
}
