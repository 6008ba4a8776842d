using Microsoft.Graph;
using Microsoft.Graph.Models;

namespace TeemCalendar.Core.Graph;

/// <summary>What the whole tenant consented to for applications: read, taken back, and given again.</summary>
internal sealed class TenantConsents(GraphServiceClient graph)
{
    const string Permission = "AppRoleAssignment.ReadWrite.All";

    /// <summary>What the whole tenant consented to for an application.</summary>
    internal Task<IReadOnlyList<TenantConsent>> GetAsync(Guid principal, CancellationToken cancel) => GraphCalls.RunAsync<IReadOnlyList<TenantConsent>>(principal.ToString(), "Application.Read.All", async () =>
    {
        var answer = await graph.ServicePrincipals[principal.ToString()].AppRoleAssignments.GetAsync(r => r.QueryParameters.Top = 999, cancel).ConfigureAwait(false);
        var consents = new List<TenantConsent>();
        foreach (var byResource in (answer?.Value ?? []).GroupBy(a => a.ResourceId ?? default))
        {
            var resource = await graph.ServicePrincipals[byResource.Key.ToString()].GetAsync(r => r.QueryParameters.Select = ["id", "displayName", "appRoles"], cancel).ConfigureAwait(false);
            consents.AddRange(byResource.Select(a => new TenantConsent(a.Id ?? "", byResource.Key, a.AppRoleId ?? default, new ApplicationConsent
            {
                Resource = resource?.DisplayName ?? "", Permission = resource?.AppRoles?.FirstOrDefault(r => r.Id == a.AppRoleId)?.Value ?? $"{a.AppRoleId}", Kind = PermissionKind.Application, ConsentedAt = a.CreatedDateTime,
            })));
        }
        return consents;
    });

    /// <summary>Takes one back.</summary>
    internal Task RemoveAsync(Guid principal, TenantConsent consent, CancellationToken cancel) => GraphCalls.RunAsync(principal.ToString(), Permission, async () =>
    {
        await graph.ServicePrincipals[principal.ToString()].AppRoleAssignments[consent.Id].DeleteAsync(cancellationToken: cancel).ConfigureAwait(false);
        return true;
    });

    /// <summary>Consents again.</summary>
    internal Task AddAsync(Guid principal, Guid resource, Guid role, CancellationToken cancel) => GraphCalls.RunAsync(principal.ToString(), Permission, () =>
        graph.ServicePrincipals[principal.ToString()].AppRoleAssignments.PostAsync(new AppRoleAssignment { PrincipalId = principal, ResourceId = resource, AppRoleId = role }, cancellationToken: cancel));
}

/// <summary>One permission that the whole tenant consented to for an application.</summary>
/// <param name="Id">The consent's id.</param>
/// <param name="Resource">Whose permission it is.</param>
/// <param name="Role">The permission's id.</param>
/// <param name="Shown">As commands show it.</param>
internal sealed record TenantConsent(string Id, Guid Resource, Guid Role, ApplicationConsent Shown)
{
    /// <summary>As in <see cref="TeemApplication.TenantWidePermissions"/>.</summary>
    internal string Name => $"{Shown.Resource}: {Shown.Permission}";
}
