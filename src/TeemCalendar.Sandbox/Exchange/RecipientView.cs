using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Exchange;

/// <summary>A mailbox as a recipient filter sees it: properties by name, each with its values.</summary>
internal sealed class RecipientView(SandboxTenant tenant, Mailbox mailbox)
{
    /// <summary>Names that a filter may use. Any other is refused when the filter is read.</summary>
    internal static readonly IReadOnlyDictionary<string, Func<SandboxTenant, Mailbox, IEnumerable<object?>>> Properties = Build();

    internal IEnumerable<object?> this[string property] => Properties[property](tenant, mailbox);

    static Dictionary<string, Func<SandboxTenant, Mailbox, IEnumerable<object?>>> Build()
    {
        var all = new Dictionary<string, Func<SandboxTenant, Mailbox, IEnumerable<object?>>>(StringComparer.OrdinalIgnoreCase)
        {
            ["RecipientType"] = (_, _) => ["UserMailbox"],
            ["RecipientTypeDetails"] = (_, m) => [m.RecipientTypeDetails],
            ["PrimarySmtpAddress"] = (_, m) => [m.PrimarySmtpAddress],
            ["WindowsEmailAddress"] = (_, m) => [m.PrimarySmtpAddress],
            ["EmailAddresses"] = (_, m) => [.. m.EmailAddresses, .. m.EmailAddresses.Select(a => a[(a.IndexOf(':', StringComparison.Ordinal) + 1)..])],
            ["Alias"] = (_, m) => [m.Alias],
            ["Name"] = (_, m) => [m.Name],
            ["DisplayName"] = (_, m) => [m.DisplayName],
            ["UserPrincipalName"] = (t, m) => [t.State.Users.GetValueOrDefault(m.OwnerId)?.UserPrincipalName],
            ["FirstName"] = (t, m) => [t.State.Users.GetValueOrDefault(m.OwnerId)?.GivenName],
            ["LastName"] = (t, m) => [t.State.Users.GetValueOrDefault(m.OwnerId)?.Surname],
            ["HiddenFromAddressListsEnabled"] = (_, m) => [m.Hidden],
            ["IsResource"] = (_, m) => [m.RecipientTypeDetails is "RoomMailbox" or "EquipmentMailbox"],
            ["ResourceCapacity"] = (_, m) => [m.ResourceCapacity],
            ["ResourceType"] = (_, m) => [m.RecipientTypeDetails switch { "RoomMailbox" => "Room", "EquipmentMailbox" => "Equipment", _ => null }],
            ["ExternalDirectoryObjectId"] = (_, m) => [m.OwnerId.ToString()],
            ["Guid"] = (_, m) => [m.Guid.ToString()],
            ["ExchangeGuid"] = (_, m) => [m.ExchangeGuid.ToString()],
            ["Office"] = (_, m) => [m.Place.Building],
            ["City"] = (_, m) => [m.Place.City],
            ["MemberOfGroup"] = (t, m) => t.State.RoomLists.Where(l => l.Members.Contains(m.OwnerId)).Select(l => (object?)DirectoryNames.DistinguishedName(t, l.Name)),
        };
        for (var i = 1; i <= 15; i++)
        {
            var number = i;
            all[$"CustomAttribute{number}"] = (_, m) => [m.CustomAttributes.GetValueOrDefault(number)];
        }
        return all;
    }
}
