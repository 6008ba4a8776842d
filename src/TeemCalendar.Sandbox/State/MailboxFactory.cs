namespace TeemCalendar.Sandbox.State;

/// <summary>New mailboxes, as Exchange makes them.</summary>
internal static class MailboxFactory
{
    /// <summary>The mailbox that a licence with Exchange brings to a user.</summary>
    internal static Mailbox ForUser(SandboxTenant tenant, DirectoryUser user)
    {
        var address = tenant.State.IsAcceptedDomain(user.UserPrincipalName[(user.UserPrincipalName.IndexOf('@', StringComparison.Ordinal) + 1)..])
            ? user.UserPrincipalName : $"{user.MailNickname}@{tenant.State.InitialDomain}";
        return Add(tenant, user, "UserMailbox", user.MailNickname, address);
    }

    internal static Mailbox Add(SandboxTenant tenant, DirectoryUser owner, string recipientTypeDetails, string alias, string address)
    {
        var mailbox = new Mailbox
        {
            OwnerId = owner.Id,
            Guid = tenant.NewGuid(),
            ExchangeGuid = tenant.NewGuid(),
            Name = owner.DisplayName,
            Alias = alias,
            DisplayName = owner.DisplayName,
            PrimarySmtpAddress = address,
            EmailAddresses = [$"SMTP:{address}"],
            RecipientTypeDetails = recipientTypeDetails,
            ResourceType = recipientTypeDetails switch { "RoomMailbox" => "Room", "EquipmentMailbox" => "Equipment", _ => null },
            CalendarPermissions =
            [
                new() { User = "Default", AccessRights = ["AvailabilityOnly"] },
                new() { User = "Anonymous", AccessRights = ["None"] },
            ],
            Created = tenant.Now,
            Changed = tenant.Now,
        };
        // Only resources answer by themselves; a person's mailbox has the documented default AutoUpdate.
        if (mailbox.ResourceType is null) mailbox.Processing.AutomateProcessing = "AutoUpdate";
        var initial = $"{alias}@{tenant.State.InitialDomain}";
        if (!address.Equals(initial, StringComparison.OrdinalIgnoreCase) && tenant.State.FindAddress(initial) is null) mailbox.EmailAddresses = [.. mailbox.EmailAddresses, $"smtp:{initial}"];
        owner.Mail = address;
        tenant.State.Mailboxes[owner.Id] = mailbox;
        return mailbox;
    }
}
