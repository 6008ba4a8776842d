namespace TeemCalendar.Sandbox.Exchange;

/// <summary>Names as Exchange's own directory writes them; the forest and its servers are made up, their form was seen.</summary>
internal static class DirectoryNames
{
    internal const string Forest = "EURPR07A013.PROD.OUTLOOK.COM";
    internal const string Server = "AM0PR07A13DC001." + Forest;

    internal static string DistinguishedName(SandboxTenant tenant, string name) =>
        $"CN={Escape(name)}{Container(tenant)}";

    /// <summary>The name in a distinguished name of this tenant; null for any other text.</summary>
    internal static string? NameIn(SandboxTenant tenant, string text) =>
        text.StartsWith("CN=", StringComparison.OrdinalIgnoreCase) && Container(tenant) is var container && text.EndsWith(container, StringComparison.OrdinalIgnoreCase) && text.Length > 3 + container.Length
            ? text[3..^container.Length].Replace("\\,", ",", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal) : null;

    /// <summary>A principal's security identifier; made up.</summary>
    internal static string Sid(SandboxTenant tenant, Guid principal)
    {
        var bytes = SandboxTenant.GuidOf($"{tenant.State.TenantId}/sid/{principal}").ToByteArray();
        return $"S-1-5-21-{BitConverter.ToUInt32(bytes, 0)}-{BitConverter.ToUInt32(bytes, 4)}-{BitConverter.ToUInt32(bytes, 8)}-{BitConverter.ToUInt16(bytes, 12)}";
    }

    static string Container(SandboxTenant tenant) => $",OU={tenant.State.InitialDomain},OU=Microsoft Exchange Hosted Organizations,DC=EURPR07A013,DC=PROD,DC=OUTLOOK,DC=COM";

    internal static string OrganizationalUnit(SandboxTenant tenant) => $"{Forest.ToLowerInvariant()}/Microsoft Exchange Hosted Organizations/{tenant.State.InitialDomain}";

    internal static string OrganizationId(SandboxTenant tenant) =>
        $"{Forest}/Microsoft Exchange Hosted Organizations/{tenant.State.InitialDomain} - {Forest}/ConfigurationUnits/{tenant.State.InitialDomain}/Configuration";

    static string Escape(string name) => name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal);
}
