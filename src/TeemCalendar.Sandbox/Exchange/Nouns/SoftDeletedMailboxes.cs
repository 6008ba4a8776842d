using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Exchange.Nouns;

/// <summary>Mailboxes that were removed and can be taken back for thirty days (documented).</summary>
internal static class SoftDeletedMailboxes
{
    internal static IEnumerable<Mailbox> All(CommandContext c) => RecycleBin.Users(c.Tenant).Select(d => d.Mailbox).OfType<Mailbox>();

    internal static Mailbox Find(CommandContext c, string identity) => Found(c, identity).Mailbox!;

    /// <summary>Undo-SoftDeletedMailbox. That a name which is taken by now refuses it is documented, the exception's class inferred.</summary>
    internal static IReadOnlyList<Func<Row>> Undo(CommandContext c)
    {
        var deleted = Found(c, c.Args.Required("SoftDeletedObject"));
        if (c.Args.Text("WindowsLiveID") is { Length: > 0 } name) deleted.User.UserPrincipalName = name;
        if (!RecycleBin.TakeBack(c.Tenant, deleted)) throw ExchangeFault.AlreadyExists("mailbox", deleted.Mailbox!.PrimarySmtpAddress);
        if (c.Args.Text("DisplayName") is { Length: > 0 } display) deleted.Mailbox!.DisplayName = deleted.User.DisplayName = display;
        if (c.Args.Text("Name") is { Length: > 0 } own) deleted.Mailbox!.Name = own;
        if (c.Args.Text("Password") is { Length: > 0 } password) deleted.User.Password = PasswordKey.Decrypt(c.Tenant, password);
        return Rows.One(MailboxRow.Of(c.Tenant, deleted.Mailbox!));
    }

    static DeletedUser Found(CommandContext c, string identity)
    {
        var found = RecycleBin.Users(c.Tenant).Where(d => d.Mailbox is { } m && (Guid.TryParse(identity, out var id) ? m.Guid == id || m.ExchangeGuid == id || m.OwnerId == id
            : Identities.Same(m.PrimarySmtpAddress, identity) || Identities.Same(m.Name, identity) || Identities.Same(m.Alias, identity))).Take(2).ToList();
        return found.Count switch { 0 => throw ExchangeFault.NotFound(identity), 1 => found[0], _ => throw ExchangeFault.Ambiguous(identity) };
    }
}
