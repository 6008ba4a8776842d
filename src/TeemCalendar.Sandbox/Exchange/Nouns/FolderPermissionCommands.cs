using TeemCalendar.Sandbox.Permissions;
using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Exchange.Nouns;

/// <summary>Permissions on the calendar folder. Users show by display name (seen).</summary>
internal static class FolderPermissionCommands
{
    internal static IReadOnlyList<Func<Row>> Get(CommandContext c)
    {
        var mailbox = MailboxFolders.OpenCalendar(c);
        if (c.Args.Text("User") is not { Length: > 0 } user) return Rows.Of(mailbox.CalendarPermissions.ToList(), p => Of(c, mailbox, p));
        return Rows.One(Of(c, mailbox, Entry(c, mailbox, user) ?? throw NoEntry(user)));
    }

    internal static IReadOnlyList<Func<Row>> Add(CommandContext c)
    {
        var mailbox = MailboxFolders.OpenCalendar(c);
        var user = c.Args.Required("User");
        var (id, name) = Who(c, user);
        if (Entry(c, mailbox, user) is not null)
            throw ExchangeFault.Failed("Microsoft.Exchange.Management.StoreTasks.UserAlreadyExistsInPermissionEntryException", $"An existing permission entry was found for user: {name}.");
        var entry = new FolderPermission { UserId = id, User = name };
        Apply(c, mailbox, entry);
        mailbox.CalendarPermissions.Add(entry);
        return Rows.One(Of(c, mailbox, entry));
    }

    internal static IReadOnlyList<Func<Row>> Set(CommandContext c)
    {
        var mailbox = MailboxFolders.OpenCalendar(c);
        Apply(c, mailbox, Entry(c, mailbox, c.Args.Required("User")) ?? throw NoEntry(c.Args.Required("User")));
        return Rows.None;
    }

    internal static IReadOnlyList<Func<Row>> Remove(CommandContext c)
    {
        var mailbox = MailboxFolders.OpenCalendar(c);
        if (c.Args.Flag("ResetDelegateUserCollection"))
        {
            foreach (var permission in mailbox.CalendarPermissions) permission.SharingFlags.Clear();
            return Rows.None;
        }
        var entry = Entry(c, mailbox, c.Args.Required("User")) ?? throw NoEntry(c.Args.Required("User"));
        // The two entries for everybody are always there; removing one leaves it without rights (inferred).
        if (entry.UserId is null) entry.AccessRights = ["None"];
        else mailbox.CalendarPermissions.Remove(entry);
        return Rows.None;
    }

    static void Apply(CommandContext c, Mailbox mailbox, FolderPermission entry)
    {
        var rights = (c.Args.List("AccessRights") ?? []).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var flags = (c.Args.Text("SharingPermissionFlags") ?? "").Split(", ", StringSplitOptions.RemoveEmptyEntries).Where(f => f != "None").ToList();
        // A mandatory list takes no empty one in PowerShell; that the service refuses it too is inferred.
        if (rights.Count == 0) throw Invalid("AccessRights can't be empty.");
        // Documented: one role, or single rights; sharing flags only with Editor, and private items only for a delegate.
        if (rights.Count(FolderRights.Roles.ContainsKey) > (rights.Count == 1 ? 1 : 0)) throw Invalid("A role can't be combined with other access rights.");
        if (flags.Count > 0 && !rights.SequenceEqual(["Editor"])) throw Invalid("SharingPermissionFlags can only be used with the access right Editor.");
        if (flags.Contains("CanViewPrivateItems") && !flags.Contains("Delegate")) throw Invalid("CanViewPrivateItems has to be used together with Delegate.");
        if (c.Args.Flag("SendNotificationToUser") && rights is not ["AvailabilityOnly" or "LimitedDetails" or "Reviewer" or "Editor"]) throw Invalid("SendNotificationToUser can't be used with these access rights.");
        (entry.AccessRights, entry.SharingFlags) = (rights, flags);
        // Documented: the user gets a sharing invitation. Somebody without a mailbox has nowhere to get it.
        if (c.Args.Flag("SendNotificationToUser") && entry.UserId is { } user && c.State.Mailboxes.GetValueOrDefault(user) is { } recipient)
            recipient.Invitations.Add(new() { CalendarOf = mailbox.OwnerId, Sent = c.Tenant.Now });
    }

    // The rules are documented, the exception's class is inferred.
    static ExchangeFault Invalid(string text) => ExchangeFault.Failed("Microsoft.Exchange.Configuration.Tasks.TaskArgumentException", text);

    static FolderPermission? Entry(CommandContext c, Mailbox mailbox, string user)
    {
        var (id, name) = Who(c, user);
        return mailbox.CalendarPermissions.FirstOrDefault(p => id is null ? p.UserId is null && p.User == name : p.UserId == id);
    }

    static (Guid? Id, string Name) Who(CommandContext c, string user)
    {
        if (Identities.Same(user, "Default")) return (null, "Default");
        if (Identities.Same(user, "Anonymous")) return (null, "Anonymous");
        // Seen: the class and the sentence for somebody whom Exchange doesn't know.
        var found = Identities.User(c.Tenant, user)
            ?? throw ExchangeFault.Failed("Microsoft.Exchange.Management.StoreTasks.InvalidExternalUserIdException", $"The user \"{user}\" is either not valid SMTP address, or there is no matching information.");
        return (found.Id, found.DisplayName);
    }

    static ExchangeFault NoEntry(string user) =>
        ExchangeFault.Failed("Microsoft.Exchange.Management.StoreTasks.UserNotFoundInPermissionEntryException", $"There is no existing permission entry found for user: {user}.");

    static Row Of(CommandContext c, Mailbox mailbox, FolderPermission p)
    {
        var name = p.UserId is { } id && c.State.Users.TryGetValue(id, out var user) ? user.DisplayName : p.User;
        return new Row().Text("FolderName", mailbox.CalendarFolderName).Text("User", name).Strings("AccessRights", p.AccessRights)
            .Text("SharingPermissionFlags", p.AccessRights.Contains("Editor") ? p.SharingFlags.Count == 0 ? "None" : string.Join(", ", p.SharingFlags) : null).Text("Identity", name).Flag("IsValid", true);
    }
}
