namespace TeemCalendar.Sandbox.Exchange.Nouns;

/// <summary>The organization: its domains and its settings.</summary>
internal static class OrganizationCommands
{
    internal static IReadOnlyList<Func<Row>> GetAcceptedDomain(CommandContext c)
    {
        var domains = c.State.Domains.AsEnumerable();
        if (c.Args.Text("Identity") is { Length: > 0 } identity)
            domains = domains.Any(d => Identities.Same(d, identity)) ? domains.Where(d => Identities.Same(d, identity)) : throw ExchangeFault.NotFound(identity);
        return Rows.Of(domains, d => new Row().Text("DomainName", d).Text("DomainType", "Authoritative").Flag("MatchSubDomains", false).Flag("Default", d == c.State.Domains[0])
            .Flag("InitialDomain", d == c.State.InitialDomain).Text("AuthenticationType", c.State.IsFederated(d) ? "Federated" : "Managed").Flag("EmailOnly", false).Flag("AddressBookEnabled", true)
            .Text("Name", d).Text("Identity", d).Text("Id", d).Guid("Guid", SandboxTenant.GuidOf($"{c.State.TenantId}/domain/{d}")).Flag("IsValid", true));
    }

    internal static IReadOnlyList<Func<Row>> GetConfig(CommandContext c)
    {
        var o = c.State.Organization;
        var row = new Row();
        // Only a server's is of use here: what Exchange Online shows changes by the week.
        if (c.State.IsExchangeServer) row.Text("AdminDisplayVersion", ServerVersion);
        return Rows.One(row.Text("Name", c.State.InitialDomain).Text("DisplayName", c.State.Name).Text("Identity", c.State.InitialDomain).Guid("Guid", SandboxTenant.GuidOf($"{c.State.TenantId}/organization"))
            .Text("OrganizationId", DirectoryNames.OrganizationId(c.Tenant)).Flag("IsDehydrated", o.IsDehydrated).Flag("EwsEnabled", o.EwsEnabled).Text("EwsApplicationAccessPolicy", null)
            .Strings("EwsAllowList", []).Strings("EwsBlockList", []).Text("EwsAllowedAppIDs", o.EwsAllowedAppIds).Flag("MailTipsAllTipsEnabled", true).Flag("MailTipsExternalRecipientsTipsEnabled", false)
            .Flag("MailTipsGroupMetricsEnabled", true).Number("MailTipsLargeAudienceThreshold", 25).Flag("MailTipsMailboxSourcedTipsEnabled", true).Flag("OAuth2ClientProfileEnabled", true).Flag("AuditDisabled", false).Flag("IsValid", true));
    }

    const string ServerVersion = "Version 15.2 (Build 2562.17)";

    /// <summary>Only what concerns Exchange Web Services can be set here; a command that names anything else is refused rather than believed.</summary>
    internal static IReadOnlyList<Func<Row>> SetConfig(CommandContext c)
    {
        var o = c.State.Organization;
        var changed = false;
        foreach (var name in c.Settings)
            changed |= name switch
            {
                "EwsEnabled" => c.Change(o.EwsEnabled, c.Args.Bool(name), v => o.EwsEnabled = v),
                "EwsAllowedAppIDs" => c.Change(o.EwsAllowedAppIds, c.Args.Text(name), v => o.EwsAllowedAppIds = v),
                _ => throw ExchangeFault.Failed("System.NotSupportedException", $"The sandbox tenant has no organization setting '{name}'."),
            };
        if (!changed) c.WarnUnchanged(c.State.InitialDomain);
        return Rows.None;
    }

    internal static IReadOnlyList<Func<Row>> EnableCustomization(CommandContext c)
    {
        // Seen text; the exception's class is inferred.
        if (!c.State.Organization.IsDehydrated) throw ExchangeFault.Failed("Microsoft.Exchange.Management.Deployment.OperationNotAvailableException", "This operation is not available in current service offer.");
        c.State.Organization.IsDehydrated = false;
        return Rows.None;
    }
}
