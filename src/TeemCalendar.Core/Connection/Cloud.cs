namespace TeemCalendar.Core.Connection;

/// <summary>Where a Microsoft cloud is reached, as data.</summary>
/// <remarks>
/// Sign-in and Graph: Microsoft's "National cloud deployments" (learn.microsoft.com/graph/deployments). Exchange: the connection addresses that Microsoft's "Connect to Exchange Online PowerShell" names
/// for each environment, and for DoD the address of the published list of its endpoints that Microsoft's own Exchange scripts (microsoft/CSS-Exchange) ask for tokens of; that the admin REST answers at
/// these hosts under the same path as worldwide is inferred.
/// </remarks>
/// <param name="Environment">Its name.</param>
/// <param name="Login">Sign-in, without a slash at the end.</param>
/// <param name="Graph">Microsoft Graph's base address with its version.</param>
/// <param name="Exchange">Exchange's admin REST, up to and with its version.</param>
/// <param name="GraphResource">The resource that Graph's tokens are for.</param>
/// <param name="ExchangeResource">The resource that Exchange's tokens are for.</param>
internal sealed record Cloud(TenantEnvironment Environment, string Login, string Graph, string Exchange, string GraphResource, string ExchangeResource)
{
    internal static readonly Cloud Global = At(TenantEnvironment.Global, "https://login.microsoftonline.com", "https://graph.microsoft.com", "https://outlook.office365.com");

    static readonly Cloud[] National =
    [
        At(TenantEnvironment.USGovHigh, "https://login.microsoftonline.us", "https://graph.microsoft.us", "https://outlook.office365.us"),
        At(TenantEnvironment.USGovDoD, "https://login.microsoftonline.us", "https://dod-graph.microsoft.us", "https://outlook-dod.office365.us"),
        At(TenantEnvironment.China, "https://login.partner.microsoftonline.cn", "https://microsoftgraph.chinacloudapi.cn", "https://partner.outlook.cn"),
    ];

    /// <summary>A made-up tenant. Its hosts are reserved names (RFC 2606), so that no mistake reaches Microsoft and no token cache mixes the two.</summary>
    internal static readonly Cloud Sandbox = Global with
    {
        Environment = TenantEnvironment.Sandbox, Login = "https://login.sandbox.invalid", Graph = "https://graph.sandbox.invalid/v1.0", Exchange = "https://exchange.sandbox.invalid/adminapi/beta",
    };

    /// <summary>The cloud of a name.</summary>
    internal static Cloud Of(TenantEnvironment environment) => environment switch
    {
        TenantEnvironment.Global => Global,
        TenantEnvironment.Sandbox => Sandbox,
        _ => National.First(c => c.Environment == environment),
    };

    static Cloud At(TenantEnvironment environment, string login, string graph, string exchange) => new(environment, login, graph + "/v1.0", exchange + "/adminapi/beta", graph, exchange);
}
