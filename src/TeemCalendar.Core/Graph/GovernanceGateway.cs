using Microsoft.Graph;
using Microsoft.Graph.Models;
using Microsoft.Graph.Models.ODataErrors;

namespace TeemCalendar.Core.Graph;

/// <summary>What the organization demands of those who sign in, and who may administer it: domains, policies, directory roles. It only reads.</summary>
internal sealed class GovernanceGateway(GraphServiceClient graph)
{
    /// <summary>The tenant's domains.</summary>
    internal Task<IReadOnlyList<DirectoryDomain>> GetDomainsAsync(CancellationToken cancel) => GraphCalls.RunAsync<IReadOnlyList<DirectoryDomain>>(null, "Domain.Read.All", async () =>
    {
        var answer = await graph.Domains.GetAsync(cancellationToken: cancel).ConfigureAwait(false);
        return [.. (answer?.Value ?? []).Where(d => d.Id is not null && d.IsVerified != false).Select(d => new DirectoryDomain(d.Id!, d.AuthenticationType == "Federated", d.IsInitial == true, d.PasswordValidityPeriodInDays))];
    });

    /// <summary>Whether Microsoft's security defaults are on.</summary>
    internal Task<bool> HasSecurityDefaultsAsync(CancellationToken cancel) => GraphCalls.RunAsync(null, "Policy.Read.All", async () =>
        (await graph.Policies.IdentitySecurityDefaultsEnforcementPolicy.GetAsync(cancellationToken: cancel).ConfigureAwait(false))?.IsEnabled == true);

    /// <summary>The Conditional Access policies.</summary>
    internal Task<IReadOnlyList<ConditionalAccessPolicy>> GetSignInPoliciesAsync(CancellationToken cancel) => GraphCalls.RunAsync<IReadOnlyList<ConditionalAccessPolicy>>(null, "Policy.Read.All", async () =>
    {
        var policies = new List<ConditionalAccessPolicy>();
        var all = graph.Identity.ConditionalAccess.Policies;
        for (var page = await all.GetAsync(cancellationToken: cancel).ConfigureAwait(false); page is not null;)
        {
            policies.AddRange(page.Value ?? []);
            page = page.OdataNextLink is { } next ? await all.WithUrl(next).GetAsync(cancellationToken: cancel).ConfigureAwait(false) : null;
        }
        return policies;
    });

    /// <summary>The directory roles that somebody has now, and the groups he is in, through other groups too.</summary>
    internal Task<Membership> GetMembershipAsync(Guid principal, bool isApplication, CancellationToken cancel) => GraphCalls.RunAsync(principal.ToString(), "Directory.Read.All", async () =>
    {
        var found = new List<DirectoryObject>();
        string? next;
        if (isApplication)
        {
            var all = graph.ServicePrincipals[principal.ToString()].TransitiveMemberOf;
            for (var page = await all.GetAsync(cancellationToken: cancel).ConfigureAwait(false); page is not null; page = next is null ? null : await all.WithUrl(next).GetAsync(cancellationToken: cancel).ConfigureAwait(false))
            {
                found.AddRange(page.Value ?? []);
                next = page.OdataNextLink;
            }
        }
        else
        {
            var all = graph.Users[principal.ToString()].TransitiveMemberOf;
            for (var page = await all.GetAsync(cancellationToken: cancel).ConfigureAwait(false); page is not null; page = next is null ? null : await all.WithUrl(next).GetAsync(cancellationToken: cancel).ConfigureAwait(false))
            {
                found.AddRange(page.Value ?? []);
                next = page.OdataNextLink;
            }
        }
        return new Membership([.. found.OfType<DirectoryRole>().Select(r => Guid.TryParse(r.RoleTemplateId, out var id) ? id : default)], [.. found.OfType<Group>().Select(g => Guid.Parse(g.Id!))]);
    });

    /// <summary>The directory roles that somebody may take, and until when; none where the tenant has no Privileged Identity Management.</summary>
    internal Task<IReadOnlyDictionary<Guid, DateTimeOffset?>> GetEligibleRolesAsync(Guid principal, CancellationToken cancel) =>
        GraphCalls.RunAsync<IReadOnlyDictionary<Guid, DateTimeOffset?>>(principal.ToString(), "RoleEligibilitySchedule.Read.Directory", async () =>
        {
            try
            {
                var answer = await graph.RoleManagement.Directory.RoleEligibilityScheduleInstances.GetAsync(r => r.QueryParameters.Filter = $"principalId eq '{principal}'", cancel).ConfigureAwait(false);
                return (answer?.Value ?? []).Where(e => e.DirectoryScopeId is null or "/" && Guid.TryParse(e.RoleDefinitionId, out _)).DistinctBy(e => e.RoleDefinitionId).ToDictionary(e => Guid.Parse(e.RoleDefinitionId!), e => e.EndDateTime);
            }
            catch (ODataError none) when (none.Error?.Code?.Contains("PremiumLicenseRequired", StringComparison.OrdinalIgnoreCase) == true) { return new Dictionary<Guid, DateTimeOffset?>(); }
        });

    /// <summary>When an account's password was set, and whether it lasts; null when there is no such account.</summary>
    internal Task<AccountPassword?> FindPasswordAsync(string login, CancellationToken cancel) => GraphCalls.RunAsync<AccountPassword?>(login, "User.Read.All", async () =>
    {
        try
        {
            var user = await graph.Users[login].GetAsync(r => r.QueryParameters.Select = ["id", "passwordPolicies", "lastPasswordChangeDateTime", "createdDateTime", "onPremisesSyncEnabled"], cancel).ConfigureAwait(false);
            return user is null ? null : new(Guid.Parse(user.Id!), user.PasswordPolicies?.Contains("DisablePasswordExpiration", StringComparison.OrdinalIgnoreCase) == true, user.LastPasswordChangeDateTime ?? user.CreatedDateTime, user.OnPremisesSyncEnabled == true);
        }
        catch (ODataError error) when (error.ResponseStatusCode == 404) { return null; }
    });
}

/// <summary>A domain of the tenant.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Federated">Whether people sign in at the organization's own identity provider.</param>
/// <param name="Initial">Whether it is the one under onmicrosoft.com.</param>
/// <param name="PasswordDays">How long a password is valid; null for Microsoft's own rule.</param>
internal sealed record DirectoryDomain(string Name, bool Federated, bool Initial, int? PasswordDays);

/// <summary>What somebody belongs to.</summary>
/// <param name="Roles">Template ids of directory roles that are active.</param>
/// <param name="Groups">Ids of groups.</param>
internal sealed record Membership(IReadOnlyList<Guid> Roles, IReadOnlyList<Guid> Groups);

/// <summary>What is known of an account's password; never the password.</summary>
internal sealed record AccountPassword(Guid Account, bool NeverExpires, DateTimeOffset? SetAt, bool Synced);
