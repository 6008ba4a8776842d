using Microsoft.Graph.Models;
using TeemCalendar.Core.Graph;

namespace TeemCalendar.Core.Guide;

/// <summary>The Conditional Access policies that the service account's sign-in meets.</summary>
internal sealed class ConditionalAccess(PrerequisiteFacts facts) : Prerequisite(facts, "the Conditional Access policies")
{
    // Exchange Online, and the suite that contains it.
    static readonly string[] Calendars = ["All", "Office365", "00000002-0000-0ff1-ce00-000000000000", ApplicationGateway.MicrosoftGraph.ToString()];

    internal override async Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel)
    {
        var policies = await Tenant.Governance.GetSignInPoliciesAsync(cancel).ConfigureAwait(false);
        // An account that is not there yet will be in no group and have no role.
        var account = await Facts.Account.ConfigureAwait(false);
        var member = account is null || policies.Count == 0 ? new Membership([], []) : await Tenant.Governance.GetMembershipAsync(account.Account, isApplication: false, cancel).ConfigureAwait(false);
        var met = policies.Where(p => p.State != ConditionalAccessPolicyState.Disabled && IsForCalendars(p.Conditions?.Applications) && IsFor(p.Conditions?.Users, account?.Account, member)).ToList();
        var enforced = met.Where(p => p.State == ConditionalAccessPolicyState.Enabled).ToList();
        var reporting = met.Count > enforced.Count ? $" Only reporting: {string.Join(", ", met.Except(enforced).Select(p => $"'{p.DisplayName}'"))}." : "";
        return enforced.Count > 0 ? [.. enforced.Select(Say)]
            : [Pass($"None of the tenant's {policies.Count} Conditional Access policies is enforced for {Request.ServiceAccount}.{reporting}", target: Request.ServiceAccount)];
    }

    Check Say(ConditionalAccessPolicy policy)
    {
        var controls = policy.GrantControls?.BuiltInControls?.OfType<ConditionalAccessGrantControl>().ToList() ?? [];
        var flow = policy.Conditions?.AuthenticationFlows?.TransferMethods?.ToString();
        var where = $"Exclude {Request.ServiceAccount} from it, or see to it that the account meets it: https://entra.microsoft.com/#view/Microsoft_AAD_ConditionalAccess/PolicyBlade/policyId/{policy.Id}";
        var when = flow is null ? "" : $", when the sign-in goes by {flow}";
        if (controls.Contains(ConditionalAccessGrantControl.Block))
            // A sign-in at the keyboard and one with a certificate know no such flow.
            return flow is null || Request.AccessMode == AccessMode.Delegate
                ? Fail($"Conditional Access policy '{policy.DisplayName}' blocks {Request.ServiceAccount}{when}.", "ConditionalAccess", where, Request.ServiceAccount)
                : Pass($"Conditional Access policy '{policy.DisplayName}' blocks {Request.ServiceAccount}{when}; impersonation signs in otherwise.", target: Request.ServiceAccount);
        return Manual($"Conditional Access policy '{policy.DisplayName}' asks {string.Join(", ", controls.Select(c => c.ToString()))} of {Request.ServiceAccount}{when}.{(Request.AccessMode == AccessMode.Impersonation ? " This module's application signs in with its certificate and is not asked; Teem's Authenticate is." : "")}",
            "ConditionalAccess", where, Request.ServiceAccount);
    }

    static bool IsForCalendars(ConditionalAccessApplications? applications) =>
        Any(applications?.IncludeApplications, Calendars) && !Any(applications?.ExcludeApplications, Calendars);

    static bool IsFor(ConditionalAccessUsers? users, Guid? account, Membership member)
    {
        string[] itself = account is { } id ? [id.ToString()] : [];
        var groups = member.Groups.Select(g => g.ToString()).ToArray();
        var roles = member.Roles.Select(r => r.ToString()).ToArray();
        return (Any(users?.IncludeUsers, [.. itself, "All"]) || Any(users?.IncludeGroups, groups) || Any(users?.IncludeRoles, roles))
            && !Any(users?.ExcludeUsers, itself) && !Any(users?.ExcludeGroups, groups) && !Any(users?.ExcludeRoles, roles);
    }

    static bool Any(IEnumerable<string>? named, IReadOnlyCollection<string> wanted) => named?.Any(n => wanted.Contains(n, StringComparer.OrdinalIgnoreCase)) == true;
}
