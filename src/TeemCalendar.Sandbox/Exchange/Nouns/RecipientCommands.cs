using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Exchange.Nouns;

/// <summary>Get-Recipient: mailboxes and groups together. The properties are documented, their order is inferred.</summary>
internal static class RecipientCommands
{
    internal static IReadOnlyList<Func<Row>> Get(CommandContext c)
    {
        var groups = c.State.Groups;
        if (c.Args.Text("Identity") is { Length: > 0 } identity)
        {
            if (c.State.FindAddress(identity) is RoomList byAddress) return Rows.One(Of(c, byAddress));
            if (MailRecipients.Find(c, identity) is { } other) return Rows.One(Of(c, other));
            var group = groups.FirstOrDefault(g => Identities.Same(g.Name, identity) || Identities.Same(g.DisplayName, identity) || Guid.TryParse(identity, out var id) && g.Guid == id);
            return group is null ? Rows.One(Of(c, Identities.Mailbox(c.Tenant, identity))) : Rows.One(Of(c, group));
        }
        var mailboxes = MailboxCommands.Select(c);
        var others = MailRecipients.Select(c, ["MailUser", "MailContact"]);
        var types = c.Args.List("RecipientTypeDetails");
        var kinds = c.Args.List("RecipientType");
        if (kinds is not null && !kinds.Contains("UserMailbox")) mailboxes = [];
        if (c.Args.Text("Filter") is { Length: > 0 } filter)
        {
            var opath = MailboxCommands.Filter(filter);
            groups = groups.Where(g => opath.Matches(new(c.Tenant, g)));
        }
        if (types is not null) others = others.Where(r => types.Contains(r.Kind));
        if (kinds is not null) others = others.Where(r => kinds.Contains(r.Kind));
        if (types is not null) groups = groups.Where(g => types.Contains(DistributionGroupCommands.TypeOf(c.State, g)));
        if (kinds is not null) groups = groups.Where(g => kinds.Contains(DistributionGroupCommands.KindOf(g)));
        if (c.Args.Text("Anr") is { Length: > 0 } anr) groups = groups.Where(g => g.DisplayName.StartsWith(anr, StringComparison.OrdinalIgnoreCase) || g.Alias.StartsWith(anr, StringComparison.OrdinalIgnoreCase));
        return [.. Rows.Of(mailboxes, m => Of(c, m)), .. Rows.Of(groups, g => Of(c, g)), .. Rows.Of(others, r => Of(c, r))];
    }

    /// <summary>A mailbox in short, as members of a group are given too.</summary>
    internal static Row Of(CommandContext c, Mailbox m)
    {
        var user = c.State.Users.GetValueOrDefault(m.OwnerId);
        return Common(c, m.Name, m.Alias, m.DisplayName, m.PrimarySmtpAddress, m.EmailAddresses, "UserMailbox", m.RecipientTypeDetails, m.Guid, m.Created, m.Changed)
            .Text("ExternalDirectoryObjectId", m.OwnerId.ToString()).Text("FirstName", user?.GivenName ?? "").Text("LastName", user?.Surname ?? "").Text("City", m.Place.City ?? "")
            .Text("Office", m.Place.Building ?? "").Flag("HiddenFromAddressListsEnabled", m.Hidden).Text("ResourceType", m.ResourceType).Text("WindowsLiveID", user?.UserPrincipalName ?? "").Guid("ExchangeGuid", m.ExchangeGuid);
    }

    static Row Of(CommandContext c, RoomList g) =>
        Common(c, g.Name, g.Alias, g.DisplayName, g.PrimarySmtpAddress, [$"SMTP:{g.PrimarySmtpAddress}"], DistributionGroupCommands.KindOf(g), DistributionGroupCommands.TypeOf(c.State, g), g.Guid, g.Created, g.Created)
            .Text("ExternalDirectoryObjectId", g.Guid.ToString());

    static Row Of(CommandContext c, MailRecipient r) =>
        Common(c, r.Name, r.Alias, r.DisplayName, r.PrimarySmtpAddress, [$"SMTP:{r.PrimarySmtpAddress}"], r.Kind, r.Kind, r.Guid, r.Created, r.Created).Text("ExternalDirectoryObjectId", r.OwnerId?.ToString() ?? "");

    static Row Common(CommandContext c, string name, string alias, string display, string address, IEnumerable<string> addresses, string type, string details, Guid guid, DateTimeOffset created, DateTimeOffset changed) => new Row()
        .Text("Identity", name).Text("Name", name).Text("Alias", alias).Text("DisplayName", display).Text("PrimarySmtpAddress", address).Strings("EmailAddresses", addresses)
        .Text("RecipientType", type).Text("RecipientTypeDetails", details).Guid("Guid", guid).Text("DistinguishedName", DirectoryNames.DistinguishedName(c.Tenant, name))
        .Text("OrganizationalUnit", DirectoryNames.OrganizationalUnit(c.Tenant)).Date("WhenCreated", created).Date("WhenCreatedUTC", created).Date("WhenChanged", changed).Date("WhenChangedUTC", changed).Flag("IsValid", true);
}
