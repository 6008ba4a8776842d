using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Exchange;

/// <summary>What is mastered on-premises is changed there: Exchange Online refuses it.</summary>
internal static class OnPremises
{
    // Which of Set-Mailbox's and Set-User's properties come with the synchronisation is inferred from the attributes that are synchronised.
    static readonly HashSet<string> Mastered = new(
    [
        "AcceptMessagesOnlyFrom", "AcceptMessagesOnlyFromDLMembers", "AcceptMessagesOnlyFromSendersOrMembers", "AccountDisabled", "Alias", "City", "Company", "CountryOrRegion", "Department", "DisplayName",
        "EmailAddresses", "EnableRoomMailboxAccount", "Fax", "FirstName", "ForwardingAddress", "GrantSendOnBehalfTo", "HiddenFromAddressListsEnabled", "HomePhone", "Initials", "LastName", "MailTip", "Manager",
        "MicrosoftOnlineServicesID", "MobilePhone", "ModeratedBy", "ModerationEnabled", "Name", "Notes", "Office", "Pager", "Password", "Phone", "PostalCode", "RejectMessagesFrom",
        "RejectMessagesFromDLMembers", "RejectMessagesFromSendersOrMembers", "RequireSenderAuthenticationEnabled", "ResourceCapacity", "ResourceCustom", "RoomMailboxPassword", "SimpleDisplayName",
        "StateOrProvince", "StreetAddress", "Title", "Type", "WebPage", "WindowsEmailAddress",
    ], StringComparer.OrdinalIgnoreCase);

    // Documented: these of a synchronised room cannot be changed with Set-Place. The others can.
    static readonly string[] OfPlace = ["City", "CountryOrRegion", "GeoCoordinates", "Phone", "PostalCode", "State", "Street"];

    /// <exception cref="ExchangeFault">One of the properties is mastered on-premises.</exception>
    internal static void RefuseSettings(CommandContext c, Mailbox mailbox) =>
        Refuse(c, mailbox, c.Args.Names.FirstOrDefault(n => Mastered.Contains(n) || n.StartsWith("CustomAttribute", StringComparison.Ordinal) || n.StartsWith("ExtensionCustomAttribute", StringComparison.Ordinal)));

    /// <exception cref="ExchangeFault">One of the properties is mastered on-premises.</exception>
    internal static void RefusePlace(CommandContext c, Mailbox room) => Refuse(c, room, c.Args.Names.FirstOrDefault(OfPlace.Contains));

    /// <exception cref="ExchangeFault">The whole mailbox is mastered on-premises.</exception>
    internal static void RefuseRemoval(CommandContext c, Mailbox mailbox) => Refuse(c, mailbox, "Identity");

    // The sentence was seen; the exception's class is inferred.
    static void Refuse(CommandContext c, Mailbox mailbox, string? property)
    {
        if (property is null || c.State.Users.GetValueOrDefault(mailbox.OwnerId) is not { SyncedFromOnPremises: true }) return;
        throw ExchangeFault.Failed("Microsoft.Exchange.Configuration.Tasks.InvalidOperationException",
            $"The operation on mailbox \"{mailbox.Name}\" failed because it's out of the current user's write scope. The action '{c.Command.Name}', '{property}', can't be performed on the object '{mailbox.Name}' because the object is being synchronized from your on-premises organization. This action should be performed on the object in your on-premises organization.");
    }
}
