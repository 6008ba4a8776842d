using System.Security.Cryptography;
using TeemCalendar.Sandbox.Calendars;
using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Exchange.Nouns;

/// <summary>New-Mailbox: a resource, a shared mailbox, or a person's mailbox with its account.</summary>
internal static class NewMailbox
{
    internal static IReadOnlyList<Func<Row>> Run(CommandContext c)
    {
        var name = c.Args.Required("Name").Trim();
        if (name.Length > 64) throw ExchangeFault.Failed("Microsoft.Exchange.Data.DataValidationException", $"The name \"{name}\" is longer than 64 characters.");
        // Names are unique in an organization (documented); the exception's class is inferred.
        if (c.State.Mailboxes.Find(name).Any(m => Identities.Same(m.Name, name)))
            throw ExchangeFault.Failed("Microsoft.Exchange.Data.Directory.ADObjectAlreadyExistsException", $"The name \"{name}\" is already being used. Please try another name.");

        var account = c.Args.Text("MicrosoftOnlineServicesID");
        // Documented: without an alias an account's sign-in name gives it, else the name.
        var alias = c.Args.Text("Alias") ?? Addresses.AliasOf(account is { Length: > 0 } ? account.Split('@')[0] : name);
        Addresses.CheckAlias(alias);
        var address = c.Args.Text("PrimarySmtpAddress") is { Length: > 0 } given ? given : account is { Length: > 0 } ? account : Addresses.Default(c, alias);
        Addresses.CheckFree(c, address);
        var signIn = account is { Length: > 0 } ? account : address;
        if (!Identities.Same(signIn, address)) Addresses.CheckFree(c, signIn);

        var capacity = PlaceCommands.Capacity(c);
        var type = c.Args.Flag("Room") ? "RoomMailbox" : c.Args.Flag("Equipment") ? "EquipmentMailbox" : c.Args.Flag("Shared") ? "SharedMailbox" : "UserMailbox";
        var password = c.Args.Text("RoomMailboxPassword") ?? c.Args.Text("Password");
        var user = new DirectoryUser
        {
            Id = c.Tenant.NewGuid(),
            UserPrincipalName = signIn,
            DisplayName = c.Args.Text("DisplayName") ?? name,
            MailNickname = alias,
            GivenName = c.Args.Text("FirstName"),
            Surname = c.Args.Text("LastName"),
            // Seen: a client that makes rooms over REST blocks their sign-in afterwards, so a new room's account is not always disabled.
            AccountEnabled = true,
            Password = password is null ? Convert.ToHexString(RandomNumberGenerator.GetBytes(16)) : PasswordKey.Decrypt(c.Tenant, password),
            ForceChangePassword = c.Args.Flag("ResetPasswordOnNextLogon"),
            Created = c.Tenant.Now,
        };
        c.State.Users[user.Id] = user;
        var mailbox = MailboxFactory.Add(c.Tenant, user, type, alias, address);
        mailbox.Name = name;
        mailbox.ResourceCapacity = capacity;
        if (c.Args.Text("Office") is { } office) mailbox.Settings["Office"] = office;
        if (c.Args.Text("Phone") is { } phone) mailbox.Place.Phone = phone;
        if (c.Args.Flag("EnableRoomMailboxAccount")) mailbox.Settings["EnableRoomMailboxAccount"] = "True";
        if (mailbox.IsRoom) RoomFiller.Fill(c.Tenant, mailbox);
        return Rows.One(MailboxRow.Of(c.Tenant, mailbox));
    }
}
