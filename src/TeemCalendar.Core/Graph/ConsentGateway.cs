using Microsoft.Graph;
using Microsoft.Graph.Models;

namespace TeemCalendar.Core.Graph;

/// <summary>What was consented to for applications, and with what they prove themselves. It only reads.</summary>
internal sealed class ConsentGateway(GraphServiceClient graph)
{
    const string Permission = "Application.Read.All";

    /// <summary>The enterprise applications whose names begin so and whose registration is in another tenant, as Teem's own is.</summary>
    internal Task<IReadOnlyList<ForeignApplication>> FindForeignAsync(string beginning, Guid ownTenant, CancellationToken cancel) => GraphCalls.RunAsync<IReadOnlyList<ForeignApplication>>(beginning, Permission, async () =>
    {
        var answer = await graph.ServicePrincipals.GetAsync(r =>
        {
            r.QueryParameters.Filter = $"startswith(displayName,'{beginning.Replace("'", "''", StringComparison.Ordinal)}')";
            r.QueryParameters.Top = 999;
        }, cancel).ConfigureAwait(false);
        return [.. (answer?.Value ?? []).Where(p => p.AppOwnerOrganizationId is { } owner && owner != ownTenant).Select(p =>
            new ForeignApplication(new(Guid.Parse(p.Id!), Guid.Parse(p.AppId!), p.DisplayName ?? "", p.AccountEnabled != false), Credentials(p.KeyCredentials, p.PasswordCredentials)))];
    });

    /// <summary>The certificates and secrets of the registration of that id in this tenant; none when it is registered elsewhere.</summary>
    internal Task<IReadOnlyList<Credential>> GetCredentialsAsync(Guid appId, CancellationToken cancel) => GraphCalls.RunAsync<IReadOnlyList<Credential>>(appId.ToString(), Permission, async () =>
    {
        var answer = await graph.Applications.GetAsync(r => r.QueryParameters.Filter = $"appId eq '{appId}'", cancel).ConfigureAwait(false);
        return answer?.Value is [var one, ..] ? Credentials(one.KeyCredentials, one.PasswordCredentials) : [];
    });

    /// <summary>What was consented to for an application: by an administrator for itself, and for those who sign in through it.</summary>
    internal Task<IReadOnlyList<ConsentedPermission>> GetConsentsAsync(Guid principal, CancellationToken cancel) => GraphCalls.RunAsync<IReadOnlyList<ConsentedPermission>>(principal.ToString(), "Directory.Read.All", async () =>
    {
        var consents = new List<ConsentedPermission>();
        var roles = await graph.ServicePrincipals[principal.ToString()].AppRoleAssignments.GetAsync(r => r.QueryParameters.Top = 999, cancel).ConfigureAwait(false);
        var grants = await graph.ServicePrincipals[principal.ToString()].Oauth2PermissionGrants.GetAsync(r => r.QueryParameters.Top = 999, cancel).ConfigureAwait(false);
        var resources = new Dictionary<string, ServicePrincipal?>();
        foreach (var id in (roles?.Value ?? []).Select(a => a.ResourceId?.ToString()).Concat((grants?.Value ?? []).Select(g => g.ResourceId)).OfType<string>().Distinct())
            resources[id] = await graph.ServicePrincipals[id].GetAsync(r => r.QueryParameters.Select = ["id", "displayName", "appRoles"], cancel).ConfigureAwait(false);
        foreach (var role in roles?.Value ?? [])
        {
            var resource = resources.GetValueOrDefault(role.ResourceId?.ToString() ?? "");
            consents.Add(new(resource?.DisplayName ?? "", resource?.AppRoles?.FirstOrDefault(r => r.Id == role.AppRoleId)?.Value ?? role.AppRoleId.ToString() ?? "", ConsentKind.Application, null, role.CreatedDateTime));
        }
        foreach (var grant in grants?.Value ?? [])
            foreach (var scope in (grant.Scope ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
                consents.Add(new(resources.GetValueOrDefault(grant.ResourceId ?? "")?.DisplayName ?? "", scope, grant.ConsentType == "AllPrincipals" ? ConsentKind.Everyone : ConsentKind.Person, Guid.TryParse(grant.PrincipalId, out var person) ? person : null, null));
        return consents;
    });

    static IReadOnlyList<Credential> Credentials(IEnumerable<KeyCredential>? keys, IEnumerable<PasswordCredential>? secrets) =>
    [
        .. (keys ?? []).Where(k => k.EndDateTime is not null).Select(k => new Credential("certificate", k.DisplayName, k.EndDateTime!.Value)),
        .. (secrets ?? []).Where(s => s.EndDateTime is not null).Select(s => new Credential("secret", s.DisplayName, s.EndDateTime!.Value)),
    ];
}

/// <summary>An application of somebody else's that has an account in this tenant.</summary>
internal sealed record ForeignApplication(EnterpriseApplication Principal, IReadOnlyList<Credential> Credentials);

/// <summary>A certificate or a secret, without what is secret about it.</summary>
/// <param name="Kind">certificate or secret.</param>
/// <param name="Name">What it was called; null for nothing.</param>
/// <param name="EndsAt">Until when it is valid.</param>
internal sealed record Credential(string Kind, string? Name, DateTimeOffset EndsAt);

/// <summary>One permission of an application.</summary>
/// <param name="Resource">Whose permission it is, as in Microsoft Graph.</param>
/// <param name="Permission">The permission.</param>
/// <param name="Kind">For whom it was consented to.</param>
/// <param name="Person">The one person for whom it was.</param>
/// <param name="Since">When, where the directory recorded it: of application permissions only.</param>
internal sealed record ConsentedPermission(string Resource, string Permission, ConsentKind Kind, Guid? Person, DateTimeOffset? Since);

/// <summary>For whom a permission was consented to.</summary>
internal enum ConsentKind
{
    /// <summary>For the application itself, in the whole tenant; only an administrator can.</summary>
    Application,
    /// <summary>For everybody who signs in through it; only an administrator can.</summary>
    Everyone,
    /// <summary>For one person, by himself or by an administrator.</summary>
    Person,
}
