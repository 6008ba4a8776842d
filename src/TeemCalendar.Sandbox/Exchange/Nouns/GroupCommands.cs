namespace TeemCalendar.Sandbox.Exchange.Nouns;

/// <summary>Get-Group, and the recipients that this tenant has none of.</summary>
internal static class GroupCommands
{
    internal static IReadOnlyList<Func<Row>> Get(CommandContext c) => Rows.Of(DistributionGroupCommands.Select(c), g => new Row().Text("SamAccountName", g.Alias).Strings("ManagedBy", []).Strings("Members", DistributionGroupCommands.MemberNames(c, g))
        .Text("GroupType", g.IsSecurity ? "Universal, SecurityEnabled" : "Universal").Text("DisplayName", g.DisplayName).Text("WindowsEmailAddress", g.PrimarySmtpAddress).Text("RecipientType", DistributionGroupCommands.KindOf(g))
        .Text("RecipientTypeDetails", DistributionGroupCommands.TypeOf(c.State, g)).Text("ExternalDirectoryObjectId", g.Guid.ToString()).Text("Name", g.Name).Text("Identity", g.Name).Text("Id", g.Name)
        .Text("DistinguishedName", DirectoryNames.DistinguishedName(c.Tenant, g.Name)).Guid("Guid", g.Guid).Date("WhenCreated", g.Created).Date("WhenCreatedUTC", g.Created).Flag("IsValid", true));

    /// <summary>Recipients of which this tenant has none: Microsoft 365 groups, dynamic groups.</summary>
    internal static IReadOnlyList<Func<Row>> GetNone(CommandContext c) => c.Args.Text("Identity") is { Length: > 0 } identity ? throw ExchangeFault.NotFound(identity) : Rows.None;

    /// <summary>Get-SecurityPrincipal: who can be given rights. The properties' names are documented in part; the kinds of principals are an extract.</summary>
    internal static IReadOnlyList<Func<Row>> GetPrincipals(CommandContext c)
    {
        var people = c.State.Users.Values.OrderBy(u => u.DisplayName, StringComparer.OrdinalIgnoreCase).AsEnumerable();
        var groups = c.State.Groups.Where(g => g.IsSecurity).OrderBy(g => g.Name, StringComparer.OrdinalIgnoreCase).AsEnumerable();
        if (c.Args.Text("Identity") is { Length: > 0 } identity)
        {
            var group = Identities.FindGroup(c.Tenant, identity);
            if (group is { IsSecurity: false }) throw ExchangeFault.NotFound(identity);
            people = group is null ? [Identities.User(c.Tenant, identity) ?? throw ExchangeFault.NotFound(identity)] : [];
            groups = group is null ? [] : [group];
        }
        if (c.Args.List("Types") is { } types)
            (people, groups) = (people.Where(_ => types.Contains("User", StringComparer.OrdinalIgnoreCase)), groups.Where(_ => types.Contains("UniversalSecurityGroup", StringComparer.OrdinalIgnoreCase)));
        if (c.Args.Text("Filter") is { Length: > 0 } filter)
        {
            var opath = MailboxCommands.Filter(filter);
            (people, groups) = (people.Where(u => opath.Matches(new(c.Tenant, u))).ToList(), groups.Where(g => opath.Matches(new(c.Tenant, g))).ToList());
        }
        return
        [
            .. Rows.Of(people, u => Principal(c, c.State.Mailboxes.GetValueOrDefault(u.Id)?.Name ?? u.DisplayName, u.DisplayName, u.UserPrincipalName, "User", u.Id)),
            .. Rows.Of(groups, g => Principal(c, g.Name, g.DisplayName, g.PrimarySmtpAddress, "UniversalSecurityGroup", g.Guid)),
        ];
    }

    static Row Principal(CommandContext c, string name, string display, string friendly, string type, Guid id) => new Row().Text("Type", type).Text("DisplayName", display).Text("Name", name).Text("UserFriendlyName", friendly).Text("SID", DirectoryNames.Sid(c.Tenant, id)).Text("Identity", name)
        .Guid("Guid", id).Flag("IsValid", true);
}
