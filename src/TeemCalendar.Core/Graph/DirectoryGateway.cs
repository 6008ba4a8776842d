using Microsoft.Graph;
using Microsoft.Graph.Models;
using Microsoft.Graph.Models.ODataErrors;
using Microsoft.Graph.Users.Item.AssignLicense;

namespace TeemCalendar.Core.Graph;

/// <summary>Accounts, licences and the organization.</summary>
internal sealed class DirectoryGateway(GraphServiceClient graph)
{
    static readonly string[] UserProperties = ["id", "userPrincipalName", "displayName", "mail", "accountEnabled", "usageLocation", "assignedLicenses", "onPremisesSyncEnabled"];

    /// <summary>The organization's name, default domain and country.</summary>
    internal Task<DirectoryOrganization> GetOrganizationAsync(CancellationToken cancel) => GraphCalls.RunAsync(null, "Organization.Read.All", async () =>
    {
        var answer = await graph.Organization.GetAsync(r => r.QueryParameters.Select = ["id", "displayName", "verifiedDomains", "countryLetterCode"], cancel).ConfigureAwait(false);
        var organization = answer?.Value?.FirstOrDefault();
        var domain = organization?.VerifiedDomains?.FirstOrDefault(d => d.IsDefault == true)?.Name;
        return new DirectoryOrganization(organization?.DisplayName ?? "", domain ?? "", organization?.CountryLetterCode);
    });

    /// <summary>The account of that sign-in name, or null.</summary>
    internal Task<DirectoryAccount?> FindAccountAsync(string userPrincipalName, CancellationToken cancel) => GraphCalls.RunAsync<DirectoryAccount?>(userPrincipalName, "User.Read.All", async () =>
    {
        try
        {
            var user = await graph.Users[userPrincipalName].GetAsync(r => r.QueryParameters.Select = UserProperties, cancel).ConfigureAwait(false);
            return user is null ? null : new(Guid.Parse(user.Id!), user.UserPrincipalName!, user.DisplayName, user.Mail, user.AccountEnabled == true, user.UsageLocation,
                [.. user.AssignedLicenses?.Select(l => l.SkuId ?? default) ?? []], user.OnPremisesSyncEnabled == true);
        }
        catch (ODataError error) when (error.ResponseStatusCode == 404) { return null; }
    });

    /// <summary>Makes an account whose password neither expires nor has to be changed: a service signs in with it.</summary>
    internal Task<Guid> CreateAccountAsync(string userPrincipalName, string displayName, string usageLocation, string password, CancellationToken cancel) =>
        GraphCalls.RunAsync(userPrincipalName, "User.ReadWrite.All", async () =>
        {
            var user = await graph.Users.PostAsync(new User
            {
                AccountEnabled = true,
                DisplayName = displayName,
                UserPrincipalName = userPrincipalName,
                MailNickname = userPrincipalName.Split('@')[0],
                UsageLocation = usageLocation,
                PasswordPolicies = "DisablePasswordExpiration",
                PasswordProfile = new PasswordProfile { Password = password, ForceChangePasswordNextSignIn = false },
            }, cancellationToken: cancel).ConfigureAwait(false);
            return Guid.Parse(user!.Id!);
        });

    /// <summary>Where the account's services are used; a licence is refused without it.</summary>
    internal Task SetUsageLocationAsync(string userPrincipalName, string country, CancellationToken cancel) => GraphCalls.RunAsync(userPrincipalName, "User.ReadWrite.All",
        () => graph.Users[userPrincipalName].PatchAsync(new User { UsageLocation = country }, cancellationToken: cancel));

    /// <summary>Lets an account sign in, or not.</summary>
    internal Task SetEnabledAsync(string account, bool enabled, CancellationToken cancel) => GraphCalls.RunAsync(account, "User.ReadWrite.All",
        () => graph.Users[account].PatchAsync(new User { AccountEnabled = enabled }, cancellationToken: cancel));

    /// <summary>The accounts that have a licence, by their ids.</summary>
    internal Task<IReadOnlyList<Guid>> FindLicensedAsync(Guid sku, CancellationToken cancel) => GraphCalls.RunAsync<IReadOnlyList<Guid>>(null, "User.Read.All", async () =>
    {
        var found = new List<Guid>();
        var page = await graph.Users.GetAsync(r => (r.QueryParameters.Select, r.QueryParameters.Filter, r.QueryParameters.Top) = (["id"], $"assignedLicenses/any(l:l/skuId eq {sku})", 999), cancel).ConfigureAwait(false);
        for (; page is not null; page = page.OdataNextLink is { } next ? await graph.Users.WithUrl(next).GetAsync(cancellationToken: cancel).ConfigureAwait(false) : null)
            found.AddRange((page.Value ?? []).Select(u => Guid.Parse(u.Id!)));
        return found;
    });

    /// <summary>Gives a licence.</summary>
    internal Task AssignLicenceAsync(string userPrincipalName, Guid sku, CancellationToken cancel) => GraphCalls.RunAsync(userPrincipalName, "LicenseAssignment.ReadWrite.All",
        () => graph.Users[userPrincipalName].AssignLicense.PostAsync(new AssignLicensePostRequestBody { AddLicenses = [new AssignedLicense { SkuId = sku, DisabledPlans = [] }], RemoveLicenses = [] }, cancellationToken: cancel));

    /// <summary>Takes a licence back.</summary>
    internal Task TakeLicenceAsync(string userPrincipalName, Guid sku, CancellationToken cancel) => GraphCalls.RunAsync(userPrincipalName, "LicenseAssignment.ReadWrite.All",
        () => graph.Users[userPrincipalName].AssignLicense.PostAsync(new AssignLicensePostRequestBody { AddLicenses = [], RemoveLicenses = [sku] }, cancellationToken: cancel));

    /// <summary>Removes an account.</summary>
    internal Task RemoveAccountAsync(string userPrincipalName, CancellationToken cancel) => GraphCalls.RunAsync(userPrincipalName, "User.ReadWrite.All", async () =>
    {
        await graph.Users[userPrincipalName].DeleteAsync(cancellationToken: cancel).ConfigureAwait(false);
        return true;
    });

    /// <summary>The licences that the tenant bought.</summary>
    internal Task<IReadOnlyList<LicenceStock>> GetLicencesAsync(CancellationToken cancel) => GraphCalls.RunAsync<IReadOnlyList<LicenceStock>>(null, "Organization.Read.All", async () =>
    {
        var answer = await graph.SubscribedSkus.GetAsync(cancellationToken: cancel).ConfigureAwait(false);
        return [.. (answer?.Value ?? []).Where(s => s.SkuId is not null).Select(s => new LicenceStock(s.SkuId!.Value, s.SkuPartNumber ?? "",
            (s.PrepaidUnits?.Enabled ?? 0) - (s.ConsumedUnits ?? 0), [.. (s.ServicePlans ?? []).Select(p => p.ServicePlanName ?? "")]))];
    });
}

/// <summary>The organization.</summary>
internal sealed record DirectoryOrganization(string Name, string Domain, string? Country);

/// <summary>An account in the directory.</summary>
internal sealed record DirectoryAccount(Guid Id, string UserPrincipalName, string? DisplayName, string? Mail, bool Enabled, string? UsageLocation, IReadOnlyList<Guid> Licences, bool Synced);

/// <summary>A kind of licence, how many are free, and what it contains.</summary>
internal sealed record LicenceStock(Guid Sku, string PartNumber, int Free, IReadOnlyList<string> Plans)
{
    /// <summary>The licence of a Teams Rooms device, as Microsoft has named it over the years.</summary>
    internal bool IsTeamsRooms => PartNumber.Contains("Teams_Rooms", StringComparison.OrdinalIgnoreCase) || PartNumber.StartsWith("MEETING_ROOM", StringComparison.OrdinalIgnoreCase) || PartNumber.StartsWith("MTR_PREM", StringComparison.OrdinalIgnoreCase);

    /// <summary>Exchange Online Plan 1 or 2. Kiosk (EXCHANGE_S_DESKLESS) and the foundation plan are no mailbox that Teem can use.</summary>
    internal bool HasExchange => Plans.Any(p => p is "EXCHANGE_S_STANDARD" or "EXCHANGE_S_ENTERPRISE");
}
