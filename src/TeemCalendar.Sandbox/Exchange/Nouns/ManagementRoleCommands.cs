using System.IO.Enumeration;

namespace TeemCalendar.Sandbox.Exchange.Nouns;

/// <summary>Get-ManagementRole.</summary>
internal static class ManagementRoleCommands
{
    internal static IReadOnlyList<Func<Row>> Get(CommandContext c)
    {
        IEnumerable<string> roles = RoleCatalog.Of(c.State);
        if (c.Args.Text("Identity") is { Length: > 0 } identity)
        {
            var found = identity.Contains('*', StringComparison.Ordinal) ? roles.Where(r => FileSystemName.MatchesSimpleExpression(identity, r)).ToList()
                : roles.Where(r => Identities.Same(r, identity) || Guid.TryParse(identity, out var id) && IdOf(c, r) == id).ToList();
            roles = found.Count > 0 || identity.Contains('*', StringComparison.Ordinal) ? found : throw ExchangeFault.NotFound(identity);
        }
        if (c.Args.Text("RoleType") is { Length: > 0 } type) roles = roles.Where(r => Identities.Same(TypeOf(r), type));
        return Rows.Of(roles.Order(StringComparer.OrdinalIgnoreCase), r => new Row().Text("RoleType", TypeOf(r)).Text("ImplicitRecipientReadScope", "Organization").Text("ImplicitRecipientWriteScope", "Organization")
            .Flag("IsRootRole", true).Flag("IsEndUserRole", false).Text("Description", "").Text("Name", r).Text("Identity", r).Guid("Guid", IdOf(c, r)).Flag("IsValid", true));
    }

    static Guid IdOf(CommandContext c, string role) => SandboxTenant.GuidOf($"{c.State.TenantId}/role/{role}");

    static string TypeOf(string role) => role.Replace(" ", "", StringComparison.Ordinal).Replace(".", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
}
