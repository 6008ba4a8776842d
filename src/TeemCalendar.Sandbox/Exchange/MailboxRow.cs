using System.Globalization;
using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Exchange;

/// <summary>The row of Get-Mailbox, property by property as it was captured.</summary>
internal static class MailboxRow
{
    static readonly (string Name, string Type, string Usual)[] Properties =
        [.. EmbeddedText.Lines("MailboxProperties.txt").Select(l => l.Split(' ', 3)).Select(w => (w[0], w[1], w.Length > 2 ? w[2] : ""))];

    internal static string LegacyDn(Mailbox m) => $"/o=ExchangeLabs/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn={m.Guid:N}-{m.Alias}";

    /// <summary>The mailbox's id in a legacy name; null for any other text.</summary>
    internal static Guid? IdInLegacyDn(string text)
    {
        const string start = "/cn=Recipients/cn=";
        var at = text.IndexOf(start, StringComparison.OrdinalIgnoreCase) + start.Length;
        return at >= start.Length && text.Length >= at + 32 && System.Guid.TryParseExact(text.AsSpan(at, 32), "N", out var id) ? id : null;
    }

    internal static Row Of(SandboxTenant tenant, Mailbox mailbox)
    {
        var user = tenant.State.Users.GetValueOrDefault(mailbox.OwnerId);
        var row = new Row();
        foreach (var (name, type, usual) in Properties)
        {
            var value = Value(tenant, mailbox, user, name, out var known);
            if (!known && mailbox.Settings.TryGetValue(name, out var set)) (value, known) = (set, true);
            switch (type)
            {
                case "b": row.Flag(name, known && value is bool flag ? flag : known && value is string text ? text.Equals("True", StringComparison.OrdinalIgnoreCase) : usual == "true"); break;
                case "[]": row.Strings(name, known ? value as IEnumerable<string> ?? (value as string)?.Split('\n', StringSplitOptions.RemoveEmptyEntries) ?? [] : usual.Length == 0 ? [] : usual.Split(',')); break;
                case "g": row.Guid(name, known ? (Guid?)value : System.Guid.Empty); break;
                case "i": row.Number(name, known ? (int?)value : 0); break;
                case "i16": row.Short(name, 0); break;
                case "d": row.Date(name, known ? (DateTimeOffset?)value : mailbox.Created); break;
                case "n" when !known: row.Text(name, null); break;
                case "n" when value is int number: row.Number(name, number); break;
                case "n" when value is DateTimeOffset moment: row.Date(name, moment); break;
                case "n" when value is bool yes: row.Flag(name, yes); break;
                default: row.Text(name, known ? value as string : usual); break;
            }
        }
        return row;
    }

    static object? Value(SandboxTenant tenant, Mailbox m, DirectoryUser? user, string name, out bool known)
    {
        known = true;
        switch (name)
        {
            case "DatabaseGuid": return SandboxTenant.GuidOf("database");
            case "ExchangeGuid": return m.ExchangeGuid;
            case "MailboxLocations": return new[] { $"1;{m.ExchangeGuid};Primary;{DirectoryNames.Forest.ToLowerInvariant()};{SandboxTenant.GuidOf("database")}" };
            // Inferred: a disabled room account shows here as it does in AccountDisabled.
            case "ExchangeUserAccountControl": return user is { AccountEnabled: false } ? "AccountDisabled" : "None";
            case "AccountDisabled": return user is { AccountEnabled: false };
            case "IsMailboxEnabled": return true;
            case "IsSoftDeletedByRemove": return user is null;
            case "WhenSoftDeleted": return tenant.State.DeletedUsers.Find(d => d.Mailbox == m)?.Deleted;
            case "IsValid": return true;
            case "AuditEnabled": return true;
            case "IsResource": return m.ResourceType is not null;
            case "IsShared": return m.RecipientTypeDetails == "SharedMailbox";
            case "IsDirSynced": return user is { SyncedFromOnPremises: true };
            case "Languages": return m.Language is null ? Array.Empty<string>() : [m.Language];
            case "ResourceCapacity": return m.ResourceCapacity;
            case "ResourceType": return m.ResourceType;
            case "RoomMailboxAccountEnabled": return m.RecipientTypeDetails == "RoomMailbox" ? user is { AccountEnabled: true } && m.Settings.ContainsKey("EnableRoomMailboxAccount") : null;
            case "SamAccountName": return $"$MFU660-{m.Guid.ToString("N")[..12].ToUpperInvariant()}";
            case "Office": return m.Settings.GetValueOrDefault("Office", m.Place.Building ?? "");
            case "UserPrincipalName" or "WindowsLiveID" or "MicrosoftOnlineServicesID": return user?.UserPrincipalName ?? m.PrimarySmtpAddress;
            case "MailboxPlan": return m.ResourceType is null ? $"ExchangeOnlineEnterprise-{SandboxTenant.GuidOf("mailbox plan")}" : null;
            case "WhenMailboxCreated" or "WhenCreated" or "WhenCreatedUTC": return m.Created;
            case "WhenChanged" or "WhenChangedUTC": return m.Changed;
            case "UsageLocation": return user?.UsageLocation is { Length: 2 } code ? Country(code) : null;
            // Inferred for resources; seen for people.
            case "AddressListMembership": return m.Hidden ? Array.Empty<string>() : m.ResourceType is null ? ["\\All Users", "\\Default Global Address List"] : ["\\All Rooms", "\\Default Global Address List"];
            case "Alias": return m.Alias;
            case "OrganizationalUnit": return DirectoryNames.OrganizationalUnit(tenant);
            case "DisplayName": return m.DisplayName;
            case "EmailAddresses": return m.EmailAddresses;
            case "ExternalDirectoryObjectId": return m.OwnerId.ToString();
            case "HiddenFromAddressListsEnabled": return m.Hidden;
            case "LegacyExchangeDN": return LegacyDn(m);
            case "PrimarySmtpAddress" or "WindowsEmailAddress": return m.PrimarySmtpAddress;
            case "RecipientType": return "UserMailbox";
            case "RecipientTypeDetails": return m.RecipientTypeDetails;
            case "Identity" or "Id" or "Name": return m.Name;
            case "DistinguishedName": return DirectoryNames.DistinguishedName(tenant, m.Name);
            case "ExchangeObjectId" or "Guid": return m.Guid;
            case "OrganizationalUnitRoot": return tenant.State.InitialDomain;
            case "OrganizationId": return DirectoryNames.OrganizationId(tenant);
            case "OriginatingServer": return DirectoryNames.Server;
        }
        if (name.StartsWith("CustomAttribute", StringComparison.Ordinal)) return m.CustomAttributes.GetValueOrDefault(int.Parse(name["CustomAttribute".Length..], CultureInfo.InvariantCulture), "");
        known = false;
        return null;
    }

    // Seen: the location is shown by its name, not by its code.
    static string Country(string code)
    {
        try
        {
            return new RegionInfo(code).EnglishName;
        }
        catch (ArgumentException)
        {
            return code;
        }
    }
}
