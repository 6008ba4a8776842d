namespace TeemCalendar.Sandbox.Exchange.Nouns;

/// <summary>Get- and Set-CASMailbox: by which protocols a mailbox may be reached.</summary>
internal static class ClientAccessCommands
{
    internal static IReadOnlyList<Func<Row>> Get(CommandContext c) => Rows.Of(MailboxCommands.Select(c), m =>
        SettingTable.Append(new Row().Strings("EmailAddresses", m.EmailAddresses).Text("LegacyExchangeDN", MailboxRow.LegacyDn(m)).Text("PrimarySmtpAddress", m.PrimarySmtpAddress).Text("DisplayName", m.DisplayName), "CASMailbox", m.ClientAccess)
            .Text("ExternalDirectoryObjectId", m.OwnerId.ToString()).Text("Identity", m.Name).Text("Id", m.Name).Text("Name", m.Name).Guid("Guid", m.Guid).Date("WhenChanged", m.Changed).Date("WhenCreated", m.Created).Flag("IsValid", true));

    internal static IReadOnlyList<Func<Row>> Set(CommandContext c)
    {
        var mailbox = Identities.Mailbox(c.Tenant, c.Args.Required("Identity"));
        var changed = false;
        foreach (var name in c.Settings) changed |= SettingTable.Keep(c, "CASMailbox", mailbox.ClientAccess, name);
        if (changed) mailbox.Changed = c.Tenant.Now;
        else c.WarnUnchanged(mailbox.Name);
        return Rows.None;
    }
}
