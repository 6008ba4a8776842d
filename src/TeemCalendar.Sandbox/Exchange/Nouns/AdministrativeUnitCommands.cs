namespace TeemCalendar.Sandbox.Exchange.Nouns;

/// <summary>Get-AdministrativeUnit: the directory's containers, as Exchange sees them. The properties' names are inferred.</summary>
internal static class AdministrativeUnitCommands
{
    internal static IReadOnlyList<Func<Row>> Get(CommandContext c)
    {
        var units = c.Args.Text("Identity") is { Length: > 0 } identity ? [Identities.AdministrativeUnit(c.Tenant, identity)] : c.State.AdministrativeUnits.OrderBy(u => u.DisplayName, StringComparer.OrdinalIgnoreCase).AsEnumerable();
        return Rows.Of(units, u => new Row().Text("DisplayName", u.DisplayName).Text("Description", u.Description).Text("ExternalDirectoryObjectId", u.Id.ToString()).Text("Name", u.DisplayName).Text("Identity", u.DisplayName)
            .Text("Id", u.DisplayName).Guid("Guid", SandboxTenant.GuidOf($"{c.State.TenantId}/unit/{u.Id}")).Date("WhenCreated", u.Created).Date("WhenCreatedUTC", u.Created).Flag("IsValid", true));
    }
}
