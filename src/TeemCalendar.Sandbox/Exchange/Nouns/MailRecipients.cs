using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Exchange.Nouns;

/// <summary>Get-MailUser, and what other commands ask of mail users and contacts. Documented: a room whose mailbox is on-premises is a mail user in the cloud.</summary>
internal static class MailRecipients
{
    internal static IReadOnlyList<Func<Row>> GetUsers(CommandContext c)
    {
        if (c.Args.Text("Identity") is { Length: > 0 } identity)
            return Find(c, identity) is { OwnerId: not null } found ? Rows.One(Of(c, found)) : throw ExchangeFault.NotFound(identity);
        return c.Args.Flag("SoftDeletedMailUser") ? Rows.None : Rows.Of(Select(c, ["MailUser"]), r => Of(c, r));
    }

    internal static MailRecipient? Find(CommandContext c, string identity) => c.State.MailRecipients.Find(r => Guid.TryParse(identity, out var id) ? r.Guid == id || r.OwnerId == id
        : new[] { r.PrimarySmtpAddress, r.Name, r.Alias, r.DisplayName }.Any(name => Identities.Same(name, identity)));

    /// <summary>Those of some kinds that Filter and Anr choose.</summary>
    internal static IEnumerable<MailRecipient> Select(CommandContext c, string[] kinds)
    {
        var found = c.State.MailRecipients.Where(r => kinds.Contains(r.Kind));
        if (c.Args.Text("Filter") is { Length: > 0 } filter)
        {
            var opath = MailboxCommands.Filter(filter);
            found = found.Where(r => opath.Matches(new(c.Tenant, r)));
        }
        if (c.Args.Text("Anr") is { Length: > 0 } anr) found = found.Where(r => new[] { r.DisplayName, r.Alias, r.PrimarySmtpAddress }.Any(v => v.StartsWith(anr, StringComparison.OrdinalIgnoreCase)));
        return found.OrderBy(r => r.Name, StringComparer.OrdinalIgnoreCase);
    }

    static Row Of(CommandContext c, MailRecipient r) => new Row().Text("Identity", r.Name).Text("Name", r.Name).Text("Alias", r.Alias).Text("DisplayName", r.DisplayName).Text("PrimarySmtpAddress", r.PrimarySmtpAddress)
        .Strings("EmailAddresses", [$"SMTP:{r.PrimarySmtpAddress}"]).Text("RecipientType", r.Kind).Text("RecipientTypeDetails", r.Kind).Text("ExternalDirectoryObjectId", r.OwnerId?.ToString() ?? "")
        .Text("UserPrincipalName", r.OwnerId is { } owner ? c.State.Users.GetValueOrDefault(owner)?.UserPrincipalName : null)
        .Flag("IsDirSynced", r.OwnerId is { } account && c.State.Users.GetValueOrDefault(account) is { SyncedFromOnPremises: true }).Guid("Guid", r.Guid)
        .Date("WhenCreated", r.Created).Date("WhenCreatedUTC", r.Created).Flag("IsValid", true);
}
