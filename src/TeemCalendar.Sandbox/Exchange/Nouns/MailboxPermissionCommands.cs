using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Exchange.Nouns;

/// <summary>Permissions on whole mailboxes.</summary>
internal static class MailboxPermissionCommands
{
    const string Self = "NT AUTHORITY\\SELF";

    internal static IReadOnlyList<Func<Row>> Get(CommandContext c)
    {
        var mailbox = Identities.Mailbox(c.Tenant, c.Args.Required("Identity"));
        if (c.Args.Flag("Owner")) return Rows.One(new Row().Text("Identity", mailbox.Name).Text("Owner", Self));
        var user = c.Args.Text("User") is { Length: > 0 } identity ? User(c, identity) : null;
        var own = user is null ? Rows.One(Of(mailbox, Self, ["FullAccess", "ReadPermission"], false, "All", false)) : Rows.None;
        return [.. own, .. Rows.Of(mailbox.Permissions.Where(p => user is null || p.UserId == user.Id).ToList(), p => Of(mailbox, c.State.Users.GetValueOrDefault(p.UserId)?.UserPrincipalName ?? p.UserId.ToString(), p.AccessRights, p.Deny, p.InheritanceType, false))];
    }

    internal static IReadOnlyList<Func<Row>> Add(CommandContext c)
    {
        var mailbox = Identities.Mailbox(c.Tenant, c.Args.Required("Identity"));
        if (c.Args.Has("Owner")) throw ExchangeFault.Failed("System.NotSupportedException", "The sandbox tenant doesn't change owners of mailboxes.");
        var user = User(c, c.Args.Required("User"));
        var rights = c.Args.List("AccessRights") ?? [];
        var deny = c.Args.Flag("Deny");
        // Entries that are inherited differently stand beside each other (inferred from Windows' access control lists).
        var inheritance = c.Args.Text("InheritanceType") ?? "All";
        var entry = mailbox.Permissions.FirstOrDefault(p => p.UserId == user.Id && p.Deny == deny && p.InheritanceType == inheritance);
        var missing = rights.Where(r => entry is null || !entry.AccessRights.Contains(r)).ToList();
        if (entry is not null && missing.Count == 0)
            WarnPresent(c, mailbox, user);
        if (entry is null) mailbox.Permissions.Add(entry = new() { UserId = user.Id, Deny = deny, InheritanceType = inheritance });
        entry.AccessRights.AddRange(missing);
        entry.AutoMapping = c.Args.Bool("AutoMapping") ?? true;
        return Rows.One(Of(mailbox, user.UserPrincipalName, entry.AccessRights, deny, entry.InheritanceType, false));
    }

    internal static IReadOnlyList<Func<Row>> Remove(CommandContext c)
    {
        var mailbox = Identities.Mailbox(c.Tenant, c.Args.Required("Identity"));
        if (c.Args.Flag("ClearAutoMapping"))
        {
            foreach (var permission in mailbox.Permissions) permission.AutoMapping = false;
            return Rows.None;
        }
        if (c.Args.Flag("ResetDefault"))
        {
            mailbox.Permissions.Clear();
            return Rows.None;
        }
        var user = User(c, c.Args.Required("User"));
        var rights = c.Args.List("AccessRights") ?? [];
        var entry = mailbox.Permissions.FirstOrDefault(p => p.UserId == user.Id && p.Deny == c.Args.Flag("Deny") && p.InheritanceType == (c.Args.Text("InheritanceType") ?? "All"));
        if (entry is null || entry.AccessRights.RemoveAll(r => rights.Contains(r)) == 0)
            WarnAbsent(c, mailbox, user);
        else if (entry.AccessRights.Count == 0) mailbox.Permissions.Remove(entry);
        return Rows.None;
    }

    // Seen: these are warnings, no errors.
    internal static void WarnPresent(CommandContext c, Mailbox mailbox, DirectoryUser user) =>
        c.Warnings.Add($"The appropriate access control entry is already present on the object \"{DirectoryNames.DistinguishedName(c.Tenant, mailbox.Name)}\" for account \"{user.UserPrincipalName}\".");

    internal static void WarnAbsent(CommandContext c, Mailbox mailbox, DirectoryUser user) =>
        c.Warnings.Add($"Can't remove the access control entry on the object \"{DirectoryNames.DistinguishedName(c.Tenant, mailbox.Name)}\" for account \"{user.UserPrincipalName}\" because the ACE isn't present.");

    static DirectoryUser User(CommandContext c, string identity) => Identities.User(c.Tenant, identity) ?? throw ExchangeFault.NotFound(identity);

    static Row Of(Mailbox mailbox, string user, IEnumerable<string> rights, bool deny, string inheritance, bool inherited) => new Row().Text("Identity", mailbox.Name).Flag("Deny", deny).Text("InheritanceType", inheritance)
        .Text("User", user).Strings("AccessRights", rights).Flag("IsInherited", inherited).Flag("IsValid", true).Text("ObjectState", "Unchanged");
}
