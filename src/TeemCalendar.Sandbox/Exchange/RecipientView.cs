using TeemCalendar.Sandbox.Exchange.Nouns;
using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Exchange;

/// <summary>A recipient as a filter sees it: properties by name, each with its values. What a kind of recipient does not have is empty.</summary>
internal sealed class RecipientView
{
    readonly SandboxTenant tenant;
    readonly Mailbox? mailbox;
    readonly DirectoryUser? user;
    readonly RoomList? group;
    readonly MailRecipient? other;

    internal RecipientView(SandboxTenant tenant, Mailbox mailbox) : this(tenant, mailbox, tenant.State.Users.GetValueOrDefault(mailbox.OwnerId), null) { }

    internal RecipientView(SandboxTenant tenant, MailRecipient other) : this(tenant, null, other.OwnerId is { } owner ? tenant.State.Users.GetValueOrDefault(owner) : null, null) => this.other = other;

    internal RecipientView(SandboxTenant tenant, DirectoryUser user) : this(tenant, tenant.State.Mailboxes.GetValueOrDefault(user.Id), user, null) { }

    internal RecipientView(SandboxTenant tenant, RoomList group) : this(tenant, null, null, group) { }

    RecipientView(SandboxTenant tenant, Mailbox? mailbox, DirectoryUser? user, RoomList? group) => (this.tenant, this.mailbox, this.user, this.group) = (tenant, mailbox, user, group);

    /// <summary>Names that a filter may use, an extract of the documented ones. Any other is refused when the filter is read.</summary>
    internal static readonly IReadOnlyDictionary<string, Func<RecipientView, IEnumerable<object?>>> Properties = Build();

    internal IEnumerable<object?> this[string property] => Properties[property](this);

    string? Name => mailbox?.Name ?? group?.Name ?? other?.Name ?? user?.DisplayName;
    string? Address => mailbox?.PrimarySmtpAddress ?? group?.PrimarySmtpAddress ?? other?.PrimarySmtpAddress;
    IEnumerable<string> Addresses => mailbox?.EmailAddresses ?? (Address is { } address ? [$"SMTP:{address}"] : []);
    Guid? Owner => mailbox?.OwnerId ?? user?.Id;

    static Dictionary<string, Func<RecipientView, IEnumerable<object?>>> Build()
    {
        var all = new Dictionary<string, Func<RecipientView, IEnumerable<object?>>>(StringComparer.OrdinalIgnoreCase)
        {
            ["RecipientType"] = v => [v.group is not null ? DistributionGroupCommands.KindOf(v.group) : v.other?.Kind ?? (v.mailbox is null ? "User" : "UserMailbox")],
            ["RecipientTypeDetails"] = v => [v.group is not null ? DistributionGroupCommands.TypeOf(v.tenant.State, v.group) : v.mailbox?.RecipientTypeDetails ?? v.other?.Kind ?? "User"],
            ["PrimarySmtpAddress"] = v => [v.Address],
            ["WindowsEmailAddress"] = v => [v.Address],
            ["EmailAddresses"] = v => [.. v.Addresses, .. v.Addresses.Select(a => a[(a.IndexOf(':', StringComparison.Ordinal) + 1)..])],
            ["Alias"] = v => [v.mailbox?.Alias ?? v.group?.Alias ?? v.other?.Alias],
            ["Name"] = v => [v.Name],
            ["DisplayName"] = v => [v.mailbox?.DisplayName ?? v.group?.DisplayName ?? v.other?.DisplayName ?? v.user?.DisplayName],
            ["DistinguishedName"] = v => [v.Name is { } name ? DirectoryNames.DistinguishedName(v.tenant, name) : null],
            ["LegacyExchangeDN"] = v => [v.mailbox is null ? null : MailboxRow.LegacyDn(v.mailbox)],
            ["UserPrincipalName"] = v => [v.user?.UserPrincipalName],
            ["WindowsLiveID"] = v => [v.user?.UserPrincipalName],
            ["MicrosoftOnlineServicesID"] = v => [v.user?.UserPrincipalName],
            ["FirstName"] = v => [v.user?.GivenName],
            ["LastName"] = v => [v.user?.Surname],
            ["UsageLocation"] = v => [v.user?.UsageLocation],
            ["IsDirSynced"] = v => [v.user is { SyncedFromOnPremises: true }],
            ["HiddenFromAddressListsEnabled"] = v => [v.mailbox is { Hidden: true }],
            ["IsResource"] = v => [v.mailbox is { IsResource: true }],
            ["ResourceCapacity"] = v => [v.mailbox?.ResourceCapacity],
            ["ResourceType"] = v => [v.mailbox?.ResourceType],
            ["ExternalDirectoryObjectId"] = v => [v.Owner?.ToString() ?? v.group?.Guid.ToString()],
            ["Guid"] = v => [v.mailbox?.Guid.ToString() ?? v.group?.Guid.ToString()],
            ["ExchangeGuid"] = v => [v.mailbox?.ExchangeGuid.ToString()],
            ["Office"] = v => [v.mailbox?.Settings.GetValueOrDefault("Office") ?? v.mailbox?.Place.Building],
            ["City"] = v => [v.mailbox?.Place.City ?? v.user?.Settings.GetValueOrDefault("City")],
            ["StateOrProvince"] = v => [v.mailbox?.Place.State ?? v.user?.Settings.GetValueOrDefault("StateOrProvince")],
            ["PostalCode"] = v => [v.mailbox?.Place.PostalCode ?? v.user?.Settings.GetValueOrDefault("PostalCode")],
            ["Phone"] = v => [v.mailbox?.Place.Phone ?? v.user?.Settings.GetValueOrDefault("Phone")],
            ["CountryOrRegion"] = v => [v.mailbox?.Place.CountryOrRegion ?? v.user?.Settings.GetValueOrDefault("CountryOrRegion")],
            ["WhenCreated"] = v => [v.mailbox?.Created ?? v.group?.Created ?? v.user?.Created],
            ["WhenMailboxCreated"] = v => [v.mailbox?.Created],
            ["WhenChanged"] = v => [v.mailbox?.Changed ?? v.group?.Created ?? v.user?.Created],
            // Documented: direct members only.
            ["MemberOfGroup"] = v => v.Owner is { } owner ? v.tenant.State.Groups.Where(g => g.Members.Contains(owner)).Select(g => (object?)DirectoryNames.DistinguishedName(v.tenant, g.Name)) : [],
            ["Members"] = v => v.group?.Members.Select(m => v.tenant.State.Mailboxes.GetValueOrDefault(m)).OfType<Mailbox>().Select(m => (object?)DirectoryNames.DistinguishedName(v.tenant, m.Name)) ?? [],
        };
        foreach (var name in new[] { "Company", "Department", "Title", "Manager", "Notes", "MobilePhone", "Pager", "Fax", "HomePhone", "Initials", "SimpleDisplayName", "StreetAddress", "WebPage" })
            all[name] = v => [v.user?.Settings.GetValueOrDefault(name)];
        for (var i = 1; i <= 15; i++)
        {
            var number = i;
            all[$"CustomAttribute{number}"] = v => [v.mailbox?.CustomAttributes.GetValueOrDefault(number)];
            if (number <= 5) all[$"ExtensionCustomAttribute{number}"] = v => v.mailbox?.Settings.GetValueOrDefault($"ExtensionCustomAttribute{number}")?.Split('\n', StringSplitOptions.RemoveEmptyEntries) ?? [];
        }
        return all;
    }
}
