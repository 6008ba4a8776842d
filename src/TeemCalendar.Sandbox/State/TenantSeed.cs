using System.Security.Cryptography;
using System.Text;
using TeemCalendar.Sandbox.Permissions;

namespace TeemCalendar.Sandbox.State;

/// <summary>What a new tenant holds before anybody has done anything in it.</summary>
internal static class TenantSeed
{
    internal static readonly Guid ExchangePowerShell = new("fb78d390-0c51-40cd-8e17-fdbfab77341b");
    internal static readonly Guid GraphPowerShell = new("14d82eec-204b-4c2f-b7e8-296a70dab67e");
    internal static readonly Guid MicrosoftTenant = new("f8cdef31-a31e-4b4a-93e4-5f571e91255a");

    static readonly string[] AdministrationPermissions =
    [
        "User.ReadWrite.All", "Organization.Read.All", "Directory.Read.All", "Application.ReadWrite.All", "AppRoleAssignment.ReadWrite.All",
        "DelegatedPermissionGrant.ReadWrite.All", "LicenseAssignment.ReadWrite.All", "Place.Read.All", "RoleManagement.ReadWrite.Directory", "Policy.Read.All", "AuditLog.Read.All", "GroupMember.ReadWrite.All",
    ];

    internal static void Fill(SandboxTenant tenant, SandboxOptions options)
    {
        var state = tenant.State;
        state.TenantId = SandboxTenant.GuidOf($"tenant/{options.Seed}/{options.Domain.ToLowerInvariant()}");
        state.TokenKey = SHA256.HashData(Encoding.UTF8.GetBytes($"token key/{state.TenantId}"));
        var label = options.Domain.Split('.')[0].ToLowerInvariant();
        state.Name = char.ToUpperInvariant(label[0]) + label[1..];
        state.Domains = [options.Domain.ToLowerInvariant(), $"{label.Replace("-", "", StringComparison.Ordinal)}.onmicrosoft.com"];
        AddDomains(tenant, options.MoreDomains);
        state.Skus = SkuCatalog.OfNewTenant();
        AddAdministrator(tenant);
        People.AddTo(tenant, options.People);
        AddMicrosoftApplications(tenant);
        AddAdministeringApplication(tenant);
        state.RoleGroups = Exchange.RoleCatalog.BuiltInGroups(tenant);
        HistorySeed.Apply(tenant, options.History);
    }

    /// <summary>Accepts the domains that are not yet accepted. The initial domain stays the last one.</summary>
    internal static void AddDomains(SandboxTenant tenant, IEnumerable<string> domains)
    {
        var state = tenant.State;
        foreach (var domain in domains.Select(d => d.Trim().ToLowerInvariant()).Where(d => d.Length > 0))
            if (!state.IsAcceptedDomain(domain)) state.Domains.Insert(state.Domains.Count - 1, domain);
    }

    internal static void AddServiceAccount(SandboxTenant tenant, string name)
    {
        var state = tenant.State;
        state.ServiceAccountName = $"{name}@{state.Domains[0]}";
        if (state.FindUser(state.ServiceAccountName) is not null) return;
        var account = new DirectoryUser
        {
            Id = tenant.NewGuid(),
            DisplayName = "Teem calendar service",
            MailNickname = name,
            UserPrincipalName = state.ServiceAccountName,
            UsageLocation = "GB",
            Password = Password(tenant, "service account"),
            PasswordPolicies = "DisablePasswordExpiration",
            Licences = [SkuCatalog.ExchangeStandard],
            Created = tenant.Now,
        };
        state.Users[account.Id] = account;
        MailboxFactory.ForUser(tenant, account);
    }

    static void AddAdministrator(SandboxTenant tenant)
    {
        var admin = new DirectoryUser
        {
            Id = tenant.NewGuid(),
            DisplayName = "Adele Administrator",
            GivenName = "Adele",
            Surname = "Administrator",
            MailNickname = "admin",
            UserPrincipalName = $"admin@{tenant.State.Domains[0]}",
            UsageLocation = "GB",
            Password = Password(tenant, "administrator"),
            Licences = [SkuCatalog.EnterprisePack],
            Created = tenant.Now,
        };
        tenant.State.Users[admin.Id] = admin;
        tenant.State.AdministratorName = admin.UserPrincipalName;
        tenant.State.DirectoryRoles.Add(new() { PrincipalId = admin.Id, RoleTemplateId = DirectoryRoleCatalog.GlobalAdministrator });
        var mailbox = MailboxFactory.ForUser(tenant, admin);
        (mailbox.TimeZone, mailbox.Language) = ("GMT Standard Time", "en-GB");
    }

    /// <summary>The resources whose permissions one consents, and Microsoft's own public clients, which need no consent of the tenant for these scopes.</summary>
    static void AddMicrosoftApplications(SandboxTenant tenant)
    {
        var graph = AddPrincipal(tenant, PermissionCatalog.Graph, "Microsoft Graph", MicrosoftTenant);
        var exchange = AddPrincipal(tenant, PermissionCatalog.Exchange, "Office 365 Exchange Online", MicrosoftTenant);
        var exchangeShell = AddPrincipal(tenant, ExchangePowerShell, "Microsoft Exchange REST API Based Powershell", MicrosoftTenant);
        var graphShell = AddPrincipal(tenant, GraphPowerShell, "Microsoft Graph Command Line Tools", MicrosoftTenant);
        // Pre-authorised (measured for the Exchange client): its token's scp names AdminApi.AccessAsUser.All without anybody's consent.
        Grant(tenant, exchangeShell, exchange, "AdminApi.AccessAsUser.All");
        Grant(tenant, graphShell, graph, "openid profile offline_access User.Read");
    }

    static void AddAdministeringApplication(SandboxTenant tenant)
    {
        var state = tenant.State;
        var application = new ApplicationObject
        {
            Id = tenant.NewGuid(),
            AppId = tenant.NewGuid(),
            DisplayName = "Tenant administration",
            Created = tenant.Now,
        };
        state.AdminAppId = application.AppId;
        state.AdminAppSecret = Password(tenant, "administering application");
        application.Secrets.Add(new() { KeyId = tenant.NewGuid(), Secret = state.AdminAppSecret, Start = tenant.Now, End = tenant.Now.AddYears(20) });
        state.Applications[application.Id] = application;
        var principal = AddPrincipal(tenant, application.AppId, application.DisplayName, state.TenantId);
        var graph = state.FindServicePrincipal(PermissionCatalog.Graph)!;
        foreach (var permission in AdministrationPermissions) Assign(tenant, principal, graph, PermissionCatalog.RoleId(PermissionCatalog.Graph, permission));
        Assign(tenant, principal, state.FindServicePrincipal(PermissionCatalog.Exchange)!, PermissionCatalog.RoleId(PermissionCatalog.Exchange, "Exchange.ManageAsApp"));
        state.DirectoryRoles.Add(new() { PrincipalId = principal.Id, RoleTemplateId = DirectoryRoleCatalog.ExchangeAdministrator });
    }

    internal static ServicePrincipalObject AddPrincipal(SandboxTenant tenant, Guid appId, string name, Guid owner)
    {
        var principal = new ServicePrincipalObject { Id = tenant.NewGuid(), AppId = appId, DisplayName = name, AppOwnerTenant = owner, Created = tenant.Now };
        return tenant.State.ServicePrincipals[principal.Id] = principal;
    }

    internal static void Assign(SandboxTenant tenant, ServicePrincipalObject principal, ServicePrincipalObject resource, Guid role) => tenant.State.AppRoleAssignments.Add(new()
    {
        Id = OpaqueId(tenant),
        PrincipalId = principal.Id,
        ResourceId = resource.Id,
        AppRoleId = role,
        Created = tenant.Now,
    });

    internal static void Grant(SandboxTenant tenant, ServicePrincipalObject client, ServicePrincipalObject resource, string scope) => tenant.State.DelegatedGrants.Add(new()
    {
        Id = OpaqueId(tenant),
        ClientId = client.Id,
        ResourceId = resource.Id,
        Scope = scope,
    });

    /// <summary>An id that is no GUID, as Entra gives to grants and assignments.</summary>
    internal static string OpaqueId(SandboxTenant tenant) =>
        Wire.Base64Url.Encode([.. tenant.NewGuid().ToByteArray(), .. tenant.NewGuid().ToByteArray()]);

    /// <summary>A password that meets Entra's complexity rule, the same for the same seed.</summary>
    internal static string Password(SandboxTenant tenant, string purpose)
    {
        const string letters = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
        var random = tenant.RandomFor($"password/{purpose}");
        return string.Create(24, random, (span, r) => { foreach (ref var c in span) c = letters[r.Next(letters.Length)]; }) + "-Aa7";
    }
}
