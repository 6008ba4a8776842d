using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Exchange.Nouns;

internal static class MailboxCommands
{
    internal static IReadOnlyList<Func<Row>> Get(CommandContext c) => Rows.Of(Select(c), m => MailboxRow.Of(c.Tenant, m));

    /// <summary>The mailboxes that Identity, Anr, Filter and RecipientTypeDetails choose, in the order of their names unless SortBy says otherwise.</summary>
    internal static IEnumerable<Mailbox> Select(CommandContext c)
    {
        IEnumerable<Mailbox> found = c.State.Mailboxes.Values;
        var removed = c.Args.Flag("SoftDeletedMailbox");
        if (removed) found = SoftDeletedMailboxes.All(c);
        if (c.Args.Text("Identity") is { Length: > 0 } identity) found = [removed ? SoftDeletedMailboxes.Find(c, identity) : Identities.Mailbox(c.Tenant, identity)];
        if (c.Args.List("RecipientTypeDetails") is { } types) found = found.Where(m => types.Contains(m.RecipientTypeDetails, StringComparer.Ordinal));
        if (c.Args.Text("Anr") is { Length: > 0 } anr) found = found.Where(m => Anr(c.State, m, anr));
        // These name kinds of mailboxes that this tenant has none of.
        if (c.Args.Flag("InactiveMailboxOnly") || c.Args.Flag("GroupMailbox") || c.Args.Flag("PublicFolder") || c.Args.Flag("Archive") || c.Args.Flag("Migration")) found = [];
        if (c.Args.Text("Filter") is { Length: > 0 } filter)
        {
            var opath = Filter(filter);
            found = found.Where(m => opath.Matches(new(c.Tenant, m)));
        }
        return (c.Args.Text("SortBy")?.ToUpperInvariant() switch
        {
            "ALIAS" => found.OrderBy(m => m.Alias, StringComparer.OrdinalIgnoreCase),
            "DISPLAYNAME" => found.OrderBy(m => m.DisplayName, StringComparer.OrdinalIgnoreCase),
            _ => found.OrderBy(m => m.Name, StringComparer.OrdinalIgnoreCase),
        }).ThenBy(m => m.Guid);
    }

    /// <exception cref="ExchangeFault">The text is no filter. The exception's class is inferred.</exception>
    internal static OpathFilter Filter(string text)
    {
        try
        {
            return OpathFilter.Parse(text);
        }
        catch (OpathException e)
        {
            throw ExchangeFault.Failed("Microsoft.Exchange.Data.ParsingInvalidFilterException", e.Message);
        }
    }

    /// <summary>Documented: the mailbox goes and its directory account with it, for thirty days in which both can be taken back.</summary>
    internal static IReadOnlyList<Func<Row>> Remove(CommandContext c)
    {
        var mailbox = Identities.Mailbox(c.Tenant, c.Args.Required("Identity"));
        OnPremises.RefuseRemoval(c, mailbox);
        RecycleBin.Put(c.Tenant, c.State.Users[mailbox.OwnerId], c.Args.Flag("PermanentlyDelete"));
        return Rows.None;
    }

    /// <summary>Documented: ambiguous name resolution looks at the beginnings of names, addresses and aliases.</summary>
    internal static bool Anr(TenantState state, Mailbox m, string text)
    {
        var user = state.Users.GetValueOrDefault(m.OwnerId);
        return new[] { m.DisplayName, m.Name, m.Alias, m.PrimarySmtpAddress, user?.GivenName, user?.Surname }.Any(v => v is not null && v.StartsWith(text, StringComparison.OrdinalIgnoreCase));
    }
}
