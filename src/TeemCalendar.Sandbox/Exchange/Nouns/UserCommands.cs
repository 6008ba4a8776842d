using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Exchange.Nouns;

/// <summary>Get- and Set-User: accounts, with or without a mailbox.</summary>
internal static class UserCommands
{
    internal static IReadOnlyList<Func<Row>> Get(CommandContext c)
    {
        if (c.Args.Text("Identity") is { Length: > 0 } identity) return Rows.One(Of(c, Find(c, identity)));
        var found = c.State.Users.Values.AsEnumerable();
        if (c.Args.List("RecipientTypeDetails") is { } types) found = found.Where(u => types.Contains(TypeOf(c, u)));
        if (c.Args.Text("Anr") is { Length: > 0 } anr)
            found = found.Where(u => new[] { u.DisplayName, u.UserPrincipalName, u.MailNickname, u.GivenName, u.Surname }.Any(v => v is not null && v.StartsWith(anr, StringComparison.OrdinalIgnoreCase)));
        if (c.Args.Text("Filter") is { Length: > 0 } filter)
        {
            var opath = MailboxCommands.Filter(filter);
            found = found.Where(u => opath.Matches(new(c.Tenant, u)));
        }
        return Rows.Of(found.OrderBy(u => u.DisplayName, StringComparer.OrdinalIgnoreCase).ThenBy(u => u.Id), u => Of(c, u));
    }

    internal static IReadOnlyList<Func<Row>> Set(CommandContext c)
    {
        var user = Find(c, c.Args.Required("Identity"));
        var mailbox = c.State.Mailboxes.GetValueOrDefault(user.Id);
        if (mailbox is not null) OnPremises.RefuseSettings(c, mailbox);
        var changed = false;
        foreach (var name in c.Settings) changed |= Apply(c, user, mailbox, name);
        if (changed && mailbox is not null) mailbox.Changed = c.Tenant.Now;
        if (!changed) c.WarnUnchanged(user.DisplayName);
        return Rows.None;
    }

    static bool Apply(CommandContext c, DirectoryUser user, Mailbox? mailbox, string name)
    {
        switch (name)
        {
            case "DisplayName":
                return c.Change(user.DisplayName, c.Args.Required(name), v =>
                {
                    user.DisplayName = v;
                    if (mailbox is not null) mailbox.DisplayName = v;
                });
            case "FirstName": return c.Change(user.GivenName, c.Args.Text(name), v => user.GivenName = v);
            case "LastName": return c.Change(user.Surname, c.Args.Text(name), v => user.Surname = v);
            case "ResetPasswordOnNextLogon": return c.Change(user.ForceChangePassword, c.Args.Flag(name), v => user.ForceChangePassword = v);
            case "Name" when mailbox is not null:
                var wanted = c.Args.Required(name);
                if (c.State.Mailboxes.Find(wanted).Any(o => o != mailbox && Identities.Same(o.Name, wanted))) throw ExchangeFault.AlreadyExists("object", wanted);
                return c.Change(mailbox.Name, wanted, v => mailbox.Name = v);
            default: return SettingTable.Keep(c, "User", user.Settings, name);
        }
    }

    static DirectoryUser Find(CommandContext c, string identity) => Identities.User(c.Tenant, identity) ?? throw ExchangeFault.NotFound(identity);

    static string TypeOf(CommandContext c, DirectoryUser user) => c.State.Mailboxes.GetValueOrDefault(user.Id)?.RecipientTypeDetails ?? (user.AccountEnabled ? "User" : "DisabledUser");

    static Row Of(CommandContext c, DirectoryUser u)
    {
        var mailbox = c.State.Mailboxes.GetValueOrDefault(u.Id);
        var name = mailbox?.Name ?? u.DisplayName;
        return SettingTable.Append(new Row().Text("Name", name).Text("DisplayName", u.DisplayName).Text("FirstName", u.GivenName ?? "").Text("LastName", u.Surname ?? "").Text("UserPrincipalName", u.UserPrincipalName)
            .Text("MicrosoftOnlineServicesID", u.UserPrincipalName).Text("WindowsLiveID", u.UserPrincipalName).Text("WindowsEmailAddress", mailbox?.PrimarySmtpAddress ?? ""), "User", u.Settings)
            .Flag("AccountDisabled", !u.AccountEnabled).Text("AuthenticationType", c.State.IsFederated(u.UserPrincipalName[(u.UserPrincipalName.IndexOf('@', StringComparison.Ordinal) + 1)..]) ? "Federated" : "Managed")
            .Flag("IsDirSynced", u.SyncedFromOnPremises).Flag("ResetPasswordOnNextLogon", u.ForceChangePassword).Text("RecipientType", mailbox is null ? "User" : "UserMailbox").Text("RecipientTypeDetails", TypeOf(c, u))
            .Text("ExternalDirectoryObjectId", u.Id.ToString()).Text("Identity", name).Text("Id", name).Text("DistinguishedName", DirectoryNames.DistinguishedName(c.Tenant, name)).Guid("Guid", mailbox?.Guid ?? u.Id)
            .Date("WhenCreated", u.Created).Date("WhenCreatedUTC", u.Created).Flag("IsValid", true);
    }
}
