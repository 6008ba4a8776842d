using System.Text.Json;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Exchange;
using TeemCalendar.Core.Graph;

namespace TeemCalendar.Core.Guide;

/// <summary>What several prerequisites look at, each read once.</summary>
internal sealed class PrerequisiteFacts
{
    const string TeemsName = "Teem";
    readonly Lazy<Task<JsonElement?>> organization;
    readonly Lazy<Task<IReadOnlyList<DirectoryDomain>>> domains;
    readonly Lazy<Task<AccountPassword?>> account;
    readonly Lazy<Task<IReadOnlyList<TeemReach>>> teem;

    internal PrerequisiteFacts(Tenant tenant, PrerequisiteRequest request, CancellationToken cancel)
    {
        (Tenant, Request) = (tenant, request);
        organization = new(async () => (await tenant.Exchange.InvokeAsync(AccessCommands.GetOrganizationConfig(), cancel).ConfigureAwait(false)).Rows is [var row, ..] ? row : null);
        domains = new(() => tenant.Governance.GetDomainsAsync(cancel));
        account = new(() => tenant.Governance.FindPasswordAsync(request.ServiceAccount, cancel));
        teem = new(async () =>
        {
            // Registered elsewhere, as Teem's own is.
            var found = (await tenant.Applications.FindPrincipalsAsync(TeemsName, cancel).ConfigureAwait(false)).Where(p => p.OwnerTenantId is { } owner && owner != tenant.TenantId).ToList();
            if (found.Count == 0) return [];
            var assignments = await RoleAssignment.ReadAsync(tenant, await RoleAssignment.ScopesAsync(tenant, cancel).ConfigureAwait(false), cancel).ConfigureAwait(false);
            return await Task.WhenAll(found.Select(async application => new TeemReach(application,
                [.. (await tenant.TenantConsents.GetAsync(application.Id, cancel).ConfigureAwait(false)).Select(c => c.Shown), .. await Applications.DelegatedAsync(tenant, application.Id, cancel).ConfigureAwait(false)],
                await RoleAssignment.WithScopeNamesAsync(tenant, application.Id, assignments, cancel).ConfigureAwait(false)))).ConfigureAwait(false);
        });
    }

    internal Tenant Tenant { get; }
    internal PrerequisiteRequest Request { get; }

    /// <summary>Exchange's settings of the organization.</summary>
    internal Task<JsonElement?> Organization => organization.Value;

    /// <summary>The directory's domains.</summary>
    internal Task<IReadOnlyList<DirectoryDomain>> Domains => domains.Value;

    /// <summary>The service account; null when it is not there.</summary>
    internal Task<AccountPassword?> Account => account.Value;

    /// <summary>Teem's own applications in this tenant, with what they may do.</summary>
    internal Task<IReadOnlyList<TeemReach>> Teem => teem.Value;
}

/// <summary>An application of Teem's in this tenant.</summary>
/// <param name="Application">It, and with what it proves itself.</param>
/// <param name="Consents">What Entra lets it do.</param>
/// <param name="Roles">What Exchange lets it do.</param>
internal sealed record TeemReach(EnterpriseApplication Application, IReadOnlyList<ApplicationConsent> Consents, IReadOnlyList<RoleAssignment> Roles)
{
    internal string Name => Application.DisplayName;
    internal Guid AppId => Application.AppId;
}
