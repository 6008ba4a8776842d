namespace TeemCalendar.Core.Exchange;

/// <summary>What is asked of Exchange about rooms.</summary>
internal static class RoomCommands
{
    static readonly string[] MailboxProperties =
        ["PrimarySmtpAddress", "DisplayName", "Name", "ExternalDirectoryObjectId", "UserPrincipalName", "RecipientTypeDetails", "ResourceCapacity", "IsDirSynced", "AccountDisabled", "EmailAddresses", "WhenCreated"];

    /// <param name="filter">What Exchange's own -Filter takes; null for all rooms.</param>
    internal static ExchangeCommand GetRoomMailboxes(string? filter = null) =>
        new("Get-Mailbox", ("RecipientTypeDetails", new[] { "RoomMailbox" }), ("Filter", filter), ("ResultSize", "Unlimited")) { Select = MailboxProperties };

    /// <summary>Whatever has that address: a mailbox elsewhere is a mail user here.</summary>
    internal static ExchangeCommand GetRecipient(string mailbox) => new("Get-Recipient", ("Identity", mailbox));

    internal static ExchangeCommand GetMailbox(string mailbox) => new("Get-Mailbox", ("Identity", mailbox)) { Select = MailboxProperties };

    /// <remarks>
    /// Without a password: Exchange makes the account with one that nobody knows. The name has to be unique in the organization, which a room's display name often is
    /// not (every floor has its Boardroom); the address is. An alias that Exchange makes from a name in another script is question marks.
    /// </remarks>
    internal static ExchangeCommand NewRoomMailbox(Room room) => new("New-Mailbox",
        ("Room", true), ("Name", Short(room.Mailbox)), ("Alias", Short(room.Mailbox.Split('@')[0])), ("DisplayName", room.DisplayName), ("PrimarySmtpAddress", room.Mailbox), ("ResourceCapacity", room.Capacity));

    internal static ExchangeCommand RemoveMailbox(string mailbox) => new("Remove-Mailbox", ("Identity", mailbox), ("Confirm", false));

    /// <summary>What has some addresses, whatever kind of recipient it is; asked for together, since most of them are free.</summary>
    internal static ExchangeCommand GetRecipients(IEnumerable<string> addresses) =>
        new("Get-Recipient", ("Filter", string.Join(" -or ", addresses.Select(a => $"EmailAddresses -eq 'smtp:{a.Replace("'", "''", StringComparison.Ordinal)}'"))), ("ResultSize", "Unlimited"));

    internal static ExchangeCommand GetDeletedMailboxes() => new("Get-Mailbox", ("SoftDeletedMailbox", true), ("ResultSize", "Unlimited")) { Select = MailboxProperties };

    /// <param name="mailbox">The mailbox.</param>
    /// <param name="type">Room, Regular, Shared or Equipment.</param>
    internal static ExchangeCommand SetMailboxType(string mailbox, string type) => new("Set-Mailbox", ("Identity", mailbox), ("Type", type));

    internal static ExchangeCommand SetDisplayName(string mailbox, string name) => new("Set-Mailbox", ("Identity", mailbox), ("DisplayName", name));

    internal static ExchangeCommand GetPlaces() => new("Get-Place", ("Type", "Room"), ("ResultSize", "Unlimited"));

    internal static ExchangeCommand GetPlace(string mailbox) => new("Get-Place", ("Identity", mailbox));

    internal static ExchangeCommand SetPlace(string mailbox, IEnumerable<KeyValuePair<string, object?>> properties) =>
        new("Set-Place", [("Identity", mailbox), .. properties.Select(p => (p.Key, p.Value))]);

    internal static ExchangeCommand GetCalendarProcessing(string mailbox) => new("Get-CalendarProcessing", ("Identity", mailbox));

    internal static ExchangeCommand SetCalendarProcessing(string mailbox, IEnumerable<KeyValuePair<string, object?>> settings) =>
        new("Set-CalendarProcessing", [("Identity", mailbox), .. settings.Select(s => (s.Key, s.Value))]);

    internal static ExchangeCommand GetRegionalConfiguration(string mailbox) => new ExchangeCommand("Get-MailboxRegionalConfiguration", ("Identity", mailbox)) with { Mailbox = mailbox };

    /// <param name="mailbox">The mailbox.</param>
    /// <param name="windowsZone">The zone's Windows name; null to take it away.</param>
    internal static ExchangeCommand SetTimeZone(string mailbox, string? windowsZone) =>
        new("Set-MailboxRegionalConfiguration", new Dictionary<string, object?> { ["Identity"] = mailbox, ["TimeZone"] = windowsZone }, mailbox);

    internal static ExchangeCommand GetRoomLists() => new("Get-DistributionGroup", ("RecipientTypeDetails", new[] { "RoomList" }), ("ResultSize", "Unlimited"));

    internal static ExchangeCommand GetRoomListMembers(string list) => new("Get-DistributionGroupMember", ("Identity", list), ("ResultSize", "Unlimited"));

    internal static ExchangeCommand NewRoomList(string name, string? address) => new("New-DistributionGroup", ("Name", name), ("PrimarySmtpAddress", address), ("RoomList", true));

    internal static ExchangeCommand AddRoomListMember(string list, string mailbox) => new("Add-DistributionGroupMember", ("Identity", list), ("Member", mailbox));

    internal static ExchangeCommand RemoveRoomListMember(string list, string mailbox) => new("Remove-DistributionGroupMember", ("Identity", list), ("Member", mailbox), ("Confirm", false));

    internal static ExchangeCommand RemoveRoomList(string list) => new("Remove-DistributionGroup", ("Identity", list), ("Confirm", false));

    // Exchange takes 64 characters for a name and for an alias.
    static string Short(string text) => text.Length > 64 ? text[..64] : text;
}
