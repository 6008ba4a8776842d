using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Exchange.Nouns;

/// <summary>The right to send as somebody else. The row's names were seen.</summary>
internal static class RecipientPermissionCommands
{
    const string Self = "NT AUTHORITY\\SELF";

    internal static IReadOnlyList<Func<Row>> Get(CommandContext c)
    {
        IEnumerable<Mailbox> mailboxes = c.Args.Text("Identity") is { Length: > 0 } identity ? [Identities.Mailbox(c.Tenant, identity)] : c.State.Mailboxes.Values.OrderBy(m => m.Name, StringComparer.OrdinalIgnoreCase);
        var trustee = c.Args.Text("Trustee") is { Length: > 0 } name ? User(c, name).Id : (Guid?)null;
        return Rows.Of(mailboxes.SelectMany(m => (trustee is null ? [(m, Self)] : Array.Empty<(Mailbox, string)>())
            .Concat(m.SendAs.Where(id => trustee is null || id == trustee).Select(id => (m, c.State.Users.GetValueOrDefault(id)?.UserPrincipalName ?? id.ToString())))), pair => Of(pair.Item1, pair.Item2));
    }

    internal static IReadOnlyList<Func<Row>> Add(CommandContext c)
    {
        var (mailbox, trustee) = (Identities.Mailbox(c.Tenant, c.Args.Required("Identity")), User(c, c.Args.Required("Trustee")));
        if (mailbox.SendAs.Contains(trustee.Id)) MailboxPermissionCommands.WarnPresent(c, mailbox, trustee);
        else mailbox.SendAs.Add(trustee.Id);
        return Rows.One(Of(mailbox, trustee.UserPrincipalName));
    }

    internal static IReadOnlyList<Func<Row>> Remove(CommandContext c)
    {
        var (mailbox, trustee) = (Identities.Mailbox(c.Tenant, c.Args.Required("Identity")), User(c, c.Args.Required("Trustee")));
        if (!mailbox.SendAs.Remove(trustee.Id)) MailboxPermissionCommands.WarnAbsent(c, mailbox, trustee);
        return Rows.None;
    }

    static DirectoryUser User(CommandContext c, string identity) => Identities.User(c.Tenant, identity) ?? throw ExchangeFault.NotFound(identity);

    static Row Of(Mailbox mailbox, string trustee) => new Row().Text("Identity", mailbox.Name).Text("Trustee", trustee).Text("AccessControlType", "Allow").Strings("AccessRights", ["SendAs"])
        .Flag("IsInherited", false).Text("InheritanceType", "None").Text("TrusteeSidString", "").Flag("IsValid", true);
}
