using System.Text.Json;
using Microsoft.Graph;
using Microsoft.Graph.Models;
using Microsoft.Graph.Models.ODataErrors;
using Microsoft.Kiota.Abstractions;

namespace TeemCalendar.Core.Graph;

/// <summary>Applications, their enterprise applications, and what was consented to.</summary>
internal sealed class ApplicationGateway(GraphServiceClient graph)
{
    const string Permission = "Application.ReadWrite.All";

    /// <summary>Marks what this module registered, so that it is found again whatever it was renamed to.</summary>
    internal const string Tag = "TeemCalendar";

    /// <summary>Entra's own empty page, to which an administrator comes back from consenting.</summary>
    internal const string ConsentReturn = "https://login.microsoftonline.com/common/oauth2/nativeclient";

    /// <summary>Our application of that name, or null.</summary>
    internal Task<RegisteredApplication?> FindAsync(string displayName, CancellationToken cancel) => GraphCalls.RunAsync<RegisteredApplication?>(displayName, "Application.Read.All", async () =>
    {
        var found = await NamedAsync(displayName, cancel).ConfigureAwait(false);
        if (found.Count > 1)
            throw new TeemException("ApplicationAmbiguous", TeemErrorKind.Conflict, $"{found.Count} applications are called '{displayName}': {string.Join(", ", found.Select(a => a.AppId))}.", displayName,
                "Rename the one that is not meant in the Entra admin center, or give -DisplayName another name.");
        return found.Count == 0 ? null : await CompleteAsync(found[0], cancel).ConfigureAwait(false);
    });

    async Task<List<Application>> NamedAsync(string displayName, CancellationToken cancel) =>
        (await graph.Applications.GetAsync(r => r.QueryParameters.Filter = $"displayName eq '{displayName.Replace("'", "''", StringComparison.Ordinal)}'", cancel).ConfigureAwait(false))?.Value ?? [];

    /// <summary>The application of that id in this tenant's registrations, or null: Teem's own application has none here.</summary>
    internal Task<RegisteredApplication?> FindAsync(Guid appId, CancellationToken cancel) => GraphCalls.RunAsync<RegisteredApplication?>(appId.ToString(), "Application.Read.All", async () =>
    {
        var answer = await graph.Applications.GetAsync(r => r.QueryParameters.Filter = $"appId eq '{appId}'", cancel).ConfigureAwait(false);
        return answer?.Value is [var one, ..] ? await CompleteAsync(one, cancel).ConfigureAwait(false) : null;
    });

    async Task<RegisteredApplication> CompleteAsync(Application application, CancellationToken cancel)
    {
        var appId = Guid.Parse(application.AppId!);
        var principal = await FindPrincipalAsync(appId, cancel).ConfigureAwait(false);
        return new(Guid.Parse(application.Id!), appId, application.DisplayName ?? "", principal, Keys(application.KeyCredentials), application.Tags?.Contains(Tag) == true)
        {
            MadeAt = application.CreatedDateTime ?? DateTimeOffset.MinValue,
            Secrets = Secrets(application.PasswordCredentials),
        };
    }

    static IReadOnlyList<RegisteredKey> Keys(IEnumerable<KeyCredential>? keys) => [.. (keys ?? []).Select(k => new RegisteredKey(k.KeyId ?? default, Thumbprint(k), k.StartDateTime, k.EndDateTime))];

    static IReadOnlyList<RegisteredSecret> Secrets(IEnumerable<PasswordCredential>? secrets) => [.. (secrets ?? []).Select(p => new RegisteredSecret(p.KeyId ?? default, p.StartDateTime, p.EndDateTime))];

    // Graph gives the certificate's SHA-1 as bytes; some answers carry its hexadecimal text in those bytes instead.
    static string Thumbprint(KeyCredential key) => key.CustomKeyIdentifier switch
    {
        null => "",
        { Length: 20 } hash => Convert.ToHexString(hash),
        var text => System.Text.Encoding.ASCII.GetString(text),
    };

    /// <summary>The enterprise application, or null.</summary>
    internal Task<EnterpriseApplication?> FindPrincipalAsync(Guid appId, CancellationToken cancel) => GraphCalls.RunAsync<EnterpriseApplication?>(appId.ToString(), "Application.Read.All", async () =>
    {
        var answer = await graph.ServicePrincipals.GetAsync(r => r.QueryParameters.Filter = $"appId eq '{appId}'", cancel).ConfigureAwait(false);
        return answer?.Value is [var one, ..] ? Of(one) : null;
    });

    static EnterpriseApplication Of(ServicePrincipal principal) => new(Guid.Parse(principal.Id!), Guid.Parse(principal.AppId!), principal.DisplayName ?? "", principal.AccountEnabled != false)
    {
        OwnerTenantId = principal.AppOwnerOrganizationId,
        VerifiedPublisher = principal.VerifiedPublisher?.DisplayName,
        Keys = Keys(principal.KeyCredentials),
        Secrets = Secrets(principal.PasswordCredentials),
    };

    /// <summary>The enterprise applications whose names begin so, in this tenant registered or in another.</summary>
    internal Task<IReadOnlyList<EnterpriseApplication>> FindPrincipalsAsync(string beginning, CancellationToken cancel) => GraphCalls.RunAsync<IReadOnlyList<EnterpriseApplication>>(beginning, "Application.Read.All", async () =>
    {
        var answer = await graph.ServicePrincipals.GetAsync(r =>
        {
            r.QueryParameters.Filter = $"startswith(displayName,'{beginning.Replace("'", "''", StringComparison.Ordinal)}')";
            r.QueryParameters.Top = 999;   // the most that Graph gives at once; nobody has as many of one name
        }, cancel).ConfigureAwait(false);
        return [.. (answer?.Value ?? []).Select(Of)];
    });

    /// <summary>Registers an application that asks for nothing: what it may do, Exchange says.</summary>
    internal Task<RegisteredApplication> CreateAsync(string displayName, CancellationToken cancel) => GraphCalls.RunAsync(displayName, Permission, async () =>
    {
        var application = await graph.Applications.PostAsync(new Application
        {
            DisplayName = displayName,
            SignInAudience = "AzureADMyOrg",
            Tags = [Tag],
            Notes = "Registered by the TeemCalendar PowerShell module. Reads and synchronises room calendars.",
            // A person signs in through it only for delegate access, at this computer's browser or with a device code.
            IsFallbackPublicClient = true,
            PublicClient = new PublicClientApplication { RedirectUris = [ConsentReturn, "http://localhost"] },
        }, cancellationToken: cancel).ConfigureAwait(false);
        // Two who register the same at once both see both: the older stays, and the younger takes itself away.
        if ((await NamedAsync(displayName, cancel).ConfigureAwait(false)).OrderBy(a => a.CreatedDateTime).ThenBy(a => a.Id, StringComparer.Ordinal).FirstOrDefault() is { } first && first.Id != application!.Id)
        {
            await graph.Applications[application.Id].DeleteAsync(cancellationToken: cancel).ConfigureAwait(false);
            return await CompleteAsync(first, cancel).ConfigureAwait(false);
        }
        return new RegisteredApplication(Guid.Parse(application!.Id!), Guid.Parse(application.AppId!), displayName, null, [], IsOurs: true) { MadeAt = application.CreatedDateTime ?? DateTimeOffset.MaxValue };
    });

    /// <summary>Makes the enterprise application of a registration.</summary>
    internal Task<EnterpriseApplication> CreatePrincipalAsync(Guid appId, CancellationToken cancel) => GraphCalls.RunAsync(appId.ToString(), Permission, async () =>
    {
        var made = await graph.ServicePrincipals.PostAsync(new ServicePrincipal { AppId = appId.ToString() }, cancellationToken: cancel).ConfigureAwait(false);
        return Of(made!);
    });

    /// <summary>Removes a registration; its enterprise application and consents go with it.</summary>
    internal Task RemoveAsync(Guid objectId, string displayName, CancellationToken cancel) => GraphCalls.RunAsync(displayName, Permission, async () =>
    {
        await graph.Applications[objectId.ToString()].DeleteAsync(cancellationToken: cancel).ConfigureAwait(false);
        return true;
    });

    /// <summary>Registers a certificate's public part beside the ones that are there.</summary>
    internal Task AddCertificateAsync(Guid objectId, string displayName, byte[] certificate, CancellationToken cancel) => GraphCalls.RunAsync(displayName, Permission, async () =>
    {
        // A PATCH replaces the whole list: what is there is sent back by its ids. Graph keeps the keys that it does not give out.
        var application = await graph.Applications[objectId.ToString()].GetAsync(r => r.QueryParameters.Select = ["id", "keyCredentials"], cancel).ConfigureAwait(false);
        var keys = application?.KeyCredentials ?? [];
        keys.Add(new KeyCredential { Type = "AsymmetricX509Cert", Usage = "Verify", Key = certificate, DisplayName = $"CN={displayName}" });
        return await graph.Applications[objectId.ToString()].PatchAsync(new Application { KeyCredentials = keys }, cancellationToken: cancel).ConfigureAwait(false);
    });

    /// <summary>Takes certificates away; those that are not there are passed over.</summary>
    internal Task RemoveCertificatesAsync(Guid objectId, string displayName, IReadOnlyCollection<string> thumbprints, CancellationToken cancel) => GraphCalls.RunAsync(displayName, Permission, async () =>
    {
        var application = await graph.Applications[objectId.ToString()].GetAsync(r => r.QueryParameters.Select = ["id", "keyCredentials"], cancel).ConfigureAwait(false);
        var stay = (application?.KeyCredentials ?? []).Where(k => !thumbprints.Contains(Thumbprint(k), StringComparer.OrdinalIgnoreCase)).ToList();
        if (stay.Count == application?.KeyCredentials?.Count) return true;
        await graph.Applications[objectId.ToString()].PatchAsync(new Application { KeyCredentials = stay }, cancellationToken: cancel).ConfigureAwait(false);
        return true;
    });

    /// <summary>An application of that name which this module had registered and somebody removed, within the thirty days that Entra keeps it; null when there is none.</summary>
    internal Task<RemovedApplication?> FindRemovedAsync(string displayName, CancellationToken cancel) => GraphCalls.RunAsync<RemovedApplication?>(displayName, "Application.Read.All", async () =>
    {
        var answer = await graph.Directory.DeletedItems.GraphApplication.GetAsync(cancellationToken: cancel).ConfigureAwait(false);
        return (answer?.Value ?? []).Where(a => a.DisplayName == displayName && a.Tags?.Contains(Tag) == true && a.DeletedDateTime is not null)
            .MaxBy(a => a.DeletedDateTime) is { } found ? new(Guid.Parse(found.Id!), Guid.Parse(found.AppId!), found.DeletedDateTime!.Value) : null;
    });

    /// <summary>What the tenant allows of new certificates; nothing is known to be forbidden where nobody may look.</summary>
    internal async Task<KeyRules> GetKeyRulesAsync(CancellationToken cancel)
    {
        try
        {
            return await GraphCalls.RunAsync(null, "Policy.Read.ApplicationConfiguration", async () =>
            {
                var policy = await graph.Policies.DefaultAppManagementPolicy.GetAsync(cancellationToken: cancel).ConfigureAwait(false);
                var rules = policy?.IsEnabled == true ? (policy.ApplicationRestrictions?.KeyCredentials ?? []).Where(k => k.State != AppManagementRestrictionState.Disabled).ToList() : [];
                var length = rules.Find(k => k.RestrictionType == AppKeyCredentialRestrictionType.AsymmetricKeyLifetime);
                var other = rules.Find(k => k.RestrictionType != AppKeyCredentialRestrictionType.AsymmetricKeyLifetime);
                return new KeyRules(length?.MaxLifetime, length?.RestrictForAppsCreatedAfterDateTime, other is null ? null : other.RestrictForAppsCreatedAfterDateTime ?? DateTimeOffset.MinValue);
            }).ConfigureAwait(false);
        }
        // Then the refusal, when there is one, says it.
        catch (TeemException refused) when (refused.Kind == TeemErrorKind.AccessDenied) { return KeyRules.None; }
    }

    /// <summary>When an application signed in last, by itself or for a person; null when it has not within the report's time.</summary>
    /// <exception cref="TeemException">The report may not be read: the permission is missing, or the licence.</exception>
    internal Task<DateTimeOffset?> GetLastSignInAsync(Guid appId, CancellationToken cancel) => GraphCalls.RunAsync<DateTimeOffset?>(null, "AuditLog.Read.All", async () =>
    {
        // Version 1.0 has the sign-ins of people alone; an application's own are in this report of the beta version.
        var request = new RequestInformation
        {
            HttpMethod = Method.GET,
            URI = new Uri($"{graph.RequestAdapter.BaseUrl![..graph.RequestAdapter.BaseUrl!.LastIndexOf('/')]}/beta/reports/servicePrincipalSignInActivities?$filter=appId eq '{appId}'"),
        };
        using var answer = await graph.RequestAdapter.SendPrimitiveAsync<Stream>(request, new() { ["XXX"] = ODataError.CreateFromDiscriminatorValue }, cancel).ConfigureAwait(false);
        using var json = await JsonDocument.ParseAsync(answer!, cancellationToken: cancel).ConfigureAwait(false);
        return json.RootElement.TryGetProperty("value", out var rows)
            ? rows.EnumerateArray().Select(r => r.TryGetProperty("lastSignInActivity", out var last) && last.ValueKind == JsonValueKind.Object && last.TryGetProperty("lastSignInDateTime", out var at) && at.TryGetDateTimeOffset(out var time) ? time : (DateTimeOffset?)null).Max()
            : null;
    });

    /// <summary>What was consented to for people who sign in through an application, by whom.</summary>
    internal Task<IReadOnlyList<DelegatedConsent>> GetDelegatedConsentsAsync(Guid servicePrincipalId, CancellationToken cancel) => GraphCalls.RunAsync<IReadOnlyList<DelegatedConsent>>(servicePrincipalId.ToString(), "DelegatedPermissionGrant.Read.All", async () =>
    {
        var answer = await graph.ServicePrincipals[servicePrincipalId.ToString()].Oauth2PermissionGrants.GetAsync(cancellationToken: cancel).ConfigureAwait(false);
        var consents = new List<DelegatedConsent>();
        foreach (var byResource in (answer?.Value ?? []).GroupBy(g => g.ResourceId))
        {
            var resource = await graph.ServicePrincipals[byResource.Key].GetAsync(r => r.QueryParameters.Select = ["id", "displayName"], cancel).ConfigureAwait(false);
            consents.AddRange(byResource.SelectMany(g => (g.Scope ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(scope => new DelegatedConsent(resource?.DisplayName ?? byResource.Key!, scope, g.ConsentType == "Principal" ? g.PrincipalId : null))));
        }
        return consents;
    });

    /// <summary>What one person's sign-ins through an application may do in Microsoft Graph, as consented to for him or for everyone.</summary>
    internal Task<IReadOnlyList<string>> GetDelegatedScopesAsync(Guid servicePrincipalId, Guid userId, CancellationToken cancel) => GraphCalls.RunAsync<IReadOnlyList<string>>(servicePrincipalId.ToString(), "DelegatedPermissionGrant.Read.All", async () =>
    {
        var answer = await graph.ServicePrincipals[servicePrincipalId.ToString()].Oauth2PermissionGrants.GetAsync(cancellationToken: cancel).ConfigureAwait(false);
        return [.. (answer?.Value ?? []).Where(g => g.ConsentType == "AllPrincipals" || g.PrincipalId == userId.ToString()).SelectMany(g => (g.Scope ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)).Distinct()];
    });

    /// <summary>Consents for one person only, beside what was consented to for him before.</summary>
    internal Task ConsentAsync(Guid servicePrincipalId, Guid userId, IReadOnlyCollection<string> scopes, CancellationToken cancel) => GraphCalls.RunAsync(servicePrincipalId.ToString(), "DelegatedPermissionGrant.ReadWrite.All", async () =>
    {
        var (graphItself, his) = await FindConsentAsync(servicePrincipalId, userId, cancel).ConfigureAwait(false);
        if (his is not null)
            return await graph.Oauth2PermissionGrants[his.Id].PatchAsync(new OAuth2PermissionGrant { Scope = string.Join(' ', (his.Scope ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Union(scopes)) }, cancellationToken: cancel).ConfigureAwait(false);
        return await graph.Oauth2PermissionGrants.PostAsync(new OAuth2PermissionGrant
        {
            ClientId = servicePrincipalId.ToString(),
            ConsentType = "Principal",
            PrincipalId = userId.ToString(),
            ResourceId = graphItself.Id.ToString(),
            Scope = string.Join(' ', scopes),
        }, cancellationToken: cancel).ConfigureAwait(false);
    });

    /// <summary>Takes some of what one person consented to back; what else is there stays.</summary>
    internal Task WithdrawConsentAsync(Guid servicePrincipalId, Guid userId, IReadOnlyCollection<string> scopes, CancellationToken cancel) => GraphCalls.RunAsync(servicePrincipalId.ToString(), "DelegatedPermissionGrant.ReadWrite.All", async () =>
    {
        var (_, his) = await FindConsentAsync(servicePrincipalId, userId, cancel).ConfigureAwait(false);
        if (his is null) return true;
        var stay = (his.Scope ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Except(scopes).ToList();
        if (stay.Count == 0) await graph.Oauth2PermissionGrants[his.Id].DeleteAsync(cancellationToken: cancel).ConfigureAwait(false);
        else await graph.Oauth2PermissionGrants[his.Id].PatchAsync(new OAuth2PermissionGrant { Scope = string.Join(' ', stay) }, cancellationToken: cancel).ConfigureAwait(false);
        return true;
    });

    /// <summary>Microsoft Graph in this tenant, and what one person consented to there. A person has one entry an application and resource; a second is refused as a duplicate.</summary>
    async Task<(EnterpriseApplication Graph, OAuth2PermissionGrant? His)> FindConsentAsync(Guid servicePrincipalId, Guid userId, CancellationToken cancel)
    {
        var graphItself = await FindPrincipalAsync(MicrosoftGraph, cancel).ConfigureAwait(false)
            ?? throw new TeemException("GraphPrincipalMissing", TeemErrorKind.NotFound, "Microsoft Graph has no enterprise application in this tenant.", remedy: "Sign in to Graph once as an administrator; that makes it.");
        var grants = await graph.ServicePrincipals[servicePrincipalId.ToString()].Oauth2PermissionGrants.GetAsync(cancellationToken: cancel).ConfigureAwait(false);
        return (graphItself, grants?.Value?.Find(g => g.PrincipalId == userId.ToString() && g.ResourceId == graphItself.Id.ToString()));
    }

    /// <summary>Microsoft Graph's own application id, the same in every tenant.</summary>
    internal static readonly Guid MicrosoftGraph = new("00000003-0000-0000-c000-000000000000");
}

/// <summary>An application registered in this tenant; ours when this module registered it.</summary>
internal sealed record RegisteredApplication(Guid ObjectId, Guid AppId, string DisplayName, EnterpriseApplication? Principal, IReadOnlyList<RegisteredKey> Keys, bool IsOurs)
{
    internal DateTimeOffset MadeAt { get; init; }
    internal IReadOnlyList<RegisteredSecret> Secrets { get; init; } = [];
}

/// <summary>An application's account in this tenant.</summary>
internal sealed record EnterpriseApplication(Guid Id, Guid AppId, string DisplayName, bool Enabled)
{
    internal Guid? OwnerTenantId { get; init; }
    internal string? VerifiedPublisher { get; init; }
    internal IReadOnlyList<RegisteredKey> Keys { get; init; } = [];
    internal IReadOnlyList<RegisteredSecret> Secrets { get; init; } = [];
}

/// <summary>A certificate of an application.</summary>
internal sealed record RegisteredKey(Guid Id, string Thumbprint, DateTimeOffset? StartsAt, DateTimeOffset? EndsAt);

/// <summary>A client secret of an application; its value nobody is told.</summary>
internal sealed record RegisteredSecret(Guid Id, DateTimeOffset? StartsAt, DateTimeOffset? EndsAt);

/// <summary>An application in the directory's recycle bin.</summary>
internal sealed record RemovedApplication(Guid ObjectId, Guid AppId, DateTimeOffset RemovedAt);

/// <summary>What an application may do for a person who is signed in.</summary>
/// <param name="Resource">Whose permission it is.</param>
/// <param name="Scope">The permission.</param>
/// <param name="UserId">Who consented, for himself; null when an administrator did for everyone.</param>
internal sealed record DelegatedConsent(string Resource, string Scope, string? UserId);
