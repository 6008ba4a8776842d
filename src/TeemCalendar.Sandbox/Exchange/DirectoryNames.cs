namespace TeemCalendar.Sandbox.Exchange;

/// <summary>Names as Exchange's own directory writes them; the forest and its servers are made up, their form was seen.</summary>
internal static class DirectoryNames
{
    internal const string Forest = "EURPR07A013.PROD.OUTLOOK.COM";
    internal const string Server = "AM0PR07A13DC001." + Forest;

    internal static string DistinguishedName(SandboxTenant tenant, string name) =>
        $"CN={Escape(name)},OU={tenant.State.InitialDomain},OU=Microsoft Exchange Hosted Organizations,DC=EURPR07A013,DC=PROD,DC=OUTLOOK,DC=COM";

    internal static string OrganizationalUnit(SandboxTenant tenant) => $"{Forest.ToLowerInvariant()}/Microsoft Exchange Hosted Organizations/{tenant.State.InitialDomain}";

    internal static string OrganizationId(SandboxTenant tenant) =>
        $"{Forest}/Microsoft Exchange Hosted Organizations/{tenant.State.InitialDomain} - {Forest}/ConfigurationUnits/{tenant.State.InitialDomain}/Configuration";

    static string Escape(string name) => name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal);
}
