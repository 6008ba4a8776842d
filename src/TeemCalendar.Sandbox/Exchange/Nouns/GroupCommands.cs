namespace TeemCalendar.Sandbox.Exchange.Nouns;

/// <summary>Get-Group, and the recipients that this tenant has none of.</summary>
internal static class GroupCommands
{
    internal static IReadOnlyList<Func<Row>> Get(CommandContext c) => Rows.Of(DistributionGroupCommands.Select(c), g => new Row().Text("SamAccountName", g.Alias).Strings("ManagedBy", []).Strings("Members", DistributionGroupCommands.MemberNames(c, g))
        .Text("GroupType", g.IsSecurity ? "Universal, SecurityEnabled" : "Universal").Text("DisplayName", g.DisplayName).Text("WindowsEmailAddress", g.PrimarySmtpAddress).Text("RecipientType", DistributionGroupCommands.KindOf(g))
        .Text("RecipientTypeDetails", DistributionGroupCommands.TypeOf(c.State, g)).Text("ExternalDirectoryObjectId", g.Guid.ToString()).Text("Name", g.Name).Text("Identity", g.Name).Text("Id", g.Name)
        .Text("DistinguishedName", DirectoryNames.DistinguishedName(c.Tenant, g.Name)).Guid("Guid", g.Guid).Date("WhenCreated", g.Created).Date("WhenCreatedUTC", g.Created).Flag("IsValid", true));

    /// <summary>There are no mail users.</summary>
    internal static IReadOnlyList<Func<Row>> GetMailUser(CommandContext c) => c.Args.Text("Identity") is { Length: > 0 } identity ? throw ExchangeFault.NotFound(identity) : Rows.None;
}
