using Microsoft.Graph;
using Microsoft.Graph.Models;
using Microsoft.Graph.Models.ODataErrors;
using Microsoft.Graph.Users.Item.AssignLicense;

namespace TeemCalendar.Core.Graph;

/// <summary>Accounts, licences and the organization.</summary>
internal sealed class DirectoryGateway(GraphServiceClient graph)
{
    static readonly string[] UserProperties = ["id", "userPrincipalName", "displayName", "mail", "accountEnabled", "usageLocation", "passwordPolicies", "assignedLicenses", "licenseAssignmentStates", "onPremisesSyncEnabled"];

    static readonly string[] GroupProperties = ["id", "displayName", "groupTypes", "assignedLicenses", "onPremisesSyncEnabled"];

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
                [.. user.AssignedLicenses?.Select(l => l.SkuId ?? default) ?? []], user.OnPremisesSyncEnabled == true)
            {
                PasswordPolicies = user.PasswordPolicies,
                DisabledPlans = [.. user.AssignedLicenses?.SelectMany(l => l.DisabledPlans ?? []).OfType<Guid>() ?? []],
                Assignments = [.. user.LicenseAssignmentStates?.Select(s => new LicenceAssignment(s.SkuId ?? default, Guid.TryParse(s.AssignedByGroup, out var group) ? group : null, s.Error is null or "None" ? null : s.Error)) ?? []],
            };
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

    /// <summary>Changes properties of an account by Graph's own names; null empties one.</summary>
    internal Task UpdateAccountAsync(string userPrincipalName, IEnumerable<KeyValuePair<string, object?>> properties, CancellationToken cancel) => GraphCalls.RunAsync(userPrincipalName, "User.ReadWrite.All",
        () => graph.Users[userPrincipalName].PatchAsync(new User { AdditionalData = properties.ToDictionary(p => p.Key, p => p.Value!) }, cancellationToken: cancel));

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

    /// <summary>Gives a licence, and takes others in the same moment: a mailbox outlives that.</summary>
    internal Task AssignLicenceAsync(string userPrincipalName, Guid sku, CancellationToken cancel, params Guid[] instead) => GraphCalls.RunAsync(userPrincipalName, "LicenseAssignment.ReadWrite.All",
        () => graph.Users[userPrincipalName].AssignLicense.PostAsync(new AssignLicensePostRequestBody { AddLicenses = [new AssignedLicense { SkuId = sku, DisabledPlans = [] }], RemoveLicenses = [.. instead.Select(i => (Guid?)i)] }, cancellationToken: cancel));

    /// <summary>Takes a licence back.</summary>
    internal Task TakeLicenceAsync(string userPrincipalName, Guid sku, CancellationToken cancel) => GraphCalls.RunAsync(userPrincipalName, "LicenseAssignment.ReadWrite.All",
        () => graph.Users[userPrincipalName].AssignLicense.PostAsync(new AssignLicensePostRequestBody { AddLicenses = [], RemoveLicenses = [sku] }, cancellationToken: cancel));

    /// <summary>The group of that name or id that gives licences, or null.</summary>
    /// <exception cref="TeemException">Several have the name.</exception>
    internal Task<LicenceGroup?> FindGroupAsync(string nameOrId, CancellationToken cancel) => GraphCalls.RunAsync<LicenceGroup?>(nameOrId, "GroupMember.Read.All", async () =>
    {
        try
        {
            var found = Guid.TryParse(nameOrId, out var id)
                ? await graph.Groups[id.ToString()].GetAsync(r => r.QueryParameters.Select = GroupProperties, cancel).ConfigureAwait(false) is { } one ? [one] : []
                : (await graph.Groups.GetAsync(r => (r.QueryParameters.Select, r.QueryParameters.Filter) = (GroupProperties, $"displayName eq '{nameOrId.Replace("'", "''", StringComparison.Ordinal)}'"), cancel).ConfigureAwait(false))?.Value ?? [];
            return found.Count switch
            {
                0 => null,
                1 => new(Guid.Parse(found[0].Id!), found[0].DisplayName ?? nameOrId, found[0].GroupTypes?.Contains("DynamicMembership") == true, [.. found[0].AssignedLicenses?.Select(l => l.SkuId ?? default) ?? []],
                    [.. found[0].AssignedLicenses?.SelectMany(l => l.DisabledPlans ?? []).OfType<Guid>() ?? []], found[0].OnPremisesSyncEnabled == true),
                _ => throw new TeemException("LicenceGroupAmbiguous", TeemErrorKind.InvalidInput, $"{found.Count} groups are called '{nameOrId}'.", nameOrId, "Give the group's id."),
            };
        }
        catch (ODataError error) when (error.ResponseStatusCode == 404) { return null; }
    });

    /// <summary>Whether an account is a direct member of a group.</summary>
    internal Task<bool> IsMemberAsync(Guid group, Guid account, CancellationToken cancel) => GraphCalls.RunAsync(group.ToString(), "GroupMember.Read.All", async () =>
    {
        // A filter on members is one of the directory's advanced queries.
        var found = await graph.Groups[group.ToString()].Members.GetAsync(r =>
        {
            (r.QueryParameters.Select, r.QueryParameters.Filter, r.QueryParameters.Count) = (["id"], $"id eq '{account}'", true);
            r.Headers.Add("ConsistencyLevel", "eventual");
        }, cancel).ConfigureAwait(false);
        return found?.Value?.Count > 0;
    });

    /// <summary>Puts an account into a group.</summary>
    internal Task AddMemberAsync(Guid group, Guid account, CancellationToken cancel) => GraphCalls.RunAsync(group.ToString(), "GroupMember.ReadWrite.All", async () =>
    {
        await graph.Groups[group.ToString()].Members.Ref.PostAsync(new ReferenceCreate { OdataId = $"{graph.RequestAdapter.BaseUrl}/directoryObjects/{account}" }, cancellationToken: cancel).ConfigureAwait(false);
        return true;
    });

    /// <summary>Takes an account out of a group.</summary>
    internal Task RemoveMemberAsync(Guid group, Guid account, CancellationToken cancel) => GraphCalls.RunAsync(group.ToString(), "GroupMember.ReadWrite.All", async () =>
    {
        await graph.Groups[group.ToString()].Members[account.ToString()].Ref.DeleteAsync(cancellationToken: cancel).ConfigureAwait(false);
        return true;
    });

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
            (s.PrepaidUnits?.Enabled ?? 0) - (s.ConsumedUnits ?? 0), [.. (s.ServicePlans ?? []).Select(p => p.ServicePlanName ?? "")])
        {
            Bought = s.PrepaidUnits?.Enabled ?? 0,
            ExchangePlans = [.. (s.ServicePlans ?? []).Where(p => LicenceStock.IsExchange(p.ServicePlanName)).Select(p => p.ServicePlanId ?? default)],
        })];
    });
}

/// <summary>The organization.</summary>
internal sealed record DirectoryOrganization(string Name, string Domain, string? Country);

/// <summary>An account in the directory.</summary>
internal sealed record DirectoryAccount(Guid Id, string UserPrincipalName, string? DisplayName, string? Mail, bool Enabled, string? UsageLocation, IReadOnlyList<Guid> Licences, bool Synced)
{
    internal string? PasswordPolicies { get; init; }
    /// <summary>Service plans that are switched off within its licences.</summary>
    internal IReadOnlyList<Guid> DisabledPlans { get; init; } = [];
    /// <summary>Each licence with where it comes from and what stands in its way.</summary>
    internal IReadOnlyList<LicenceAssignment> Assignments { get; init; } = [];
}

/// <summary>A licence of an account.</summary>
/// <param name="Sku">Which.</param>
/// <param name="Group">The group that gives it; null for one given directly.</param>
/// <param name="Error">What stands in its way, by Graph's name; null when it is in force.</param>
internal sealed record LicenceAssignment(Guid Sku, Guid? Group, string? Error);

/// <summary>A group that gives licences to its members.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="IsDynamic">A rule chooses its members.</param>
/// <param name="Licences">What it gives.</param>
/// <param name="DisabledPlans">Service plans that are switched off in that.</param>
/// <param name="Synced">Its members are chosen on-premises.</param>
internal sealed record LicenceGroup(Guid Id, string Name, bool IsDynamic, IReadOnlyList<Guid> Licences, IReadOnlyList<Guid> DisabledPlans, bool Synced);

/// <summary>A kind of licence, how many are free, and what it contains.</summary>
internal sealed record LicenceStock(Guid Sku, string PartNumber, int Free, IReadOnlyList<string> Plans)
{
    /// <summary>The licence of a Teams Rooms device, as Microsoft has named it over the years.</summary>
    internal bool IsTeamsRooms => PartNumber.Contains("Teams_Rooms", StringComparison.OrdinalIgnoreCase) || PartNumber.StartsWith("MEETING_ROOM", StringComparison.OrdinalIgnoreCase) || PartNumber.StartsWith("MTR_PREM", StringComparison.OrdinalIgnoreCase);

    /// <summary>Exchange Online Plan 1 or 2. Kiosk (EXCHANGE_S_DESKLESS) and the foundation plan are no mailbox that Teem can use.</summary>
    internal bool HasExchange => Plans.Any(IsExchange);

    internal static bool IsExchange(string? plan) => plan is "EXCHANGE_S_STANDARD" or "EXCHANGE_S_ENTERPRISE";

    /// <summary>How many were bought.</summary>
    internal int Bought { get; init; }

    /// <summary>The ids of Exchange's plans in it.</summary>
    internal IReadOnlyList<Guid> ExchangePlans { get; init; } = [];

    /// <summary>Whether it brings a mailbox although some plans are switched off.</summary>
    internal bool BringsMailbox(IReadOnlyCollection<Guid> disabledPlans) => ExchangePlans.Any(p => !disabledPlans.Contains(p));
}
