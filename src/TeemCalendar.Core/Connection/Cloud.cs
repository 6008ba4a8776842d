namespace TeemCalendar.Core.Connection;

/// <summary>Where a Microsoft cloud is reached, as data.</summary>
/// <param name="Environment">Its name.</param>
/// <param name="Login">Sign-in, without a slash at the end.</param>
/// <param name="Graph">Microsoft Graph's base address with its version.</param>
/// <param name="Exchange">Exchange's admin REST, up to and with its version.</param>
/// <param name="GraphResource">The resource that Graph's tokens are for.</param>
/// <param name="ExchangeResource">The resource that Exchange's tokens are for.</param>
internal sealed record Cloud(TenantEnvironment Environment, string Login, string Graph, string Exchange, string GraphResource, string ExchangeResource)
{
    const string WorldGraph = "https://graph.microsoft.com", WorldExchange = "https://outlook.office365.com";

    internal static readonly Cloud Global = new(TenantEnvironment.Global,
        "https://login.microsoftonline.com", WorldGraph + "/v1.0", WorldExchange + "/adminapi/beta", WorldGraph, WorldExchange);

    /// <summary>A made-up tenant. Its hosts are reserved names (RFC 2606), so that no mistake reaches Microsoft and no token cache mixes the two.</summary>
    internal static readonly Cloud Sandbox = new(TenantEnvironment.Sandbox,
        "https://login.sandbox.invalid", "https://graph.sandbox.invalid/v1.0", "https://exchange.sandbox.invalid/adminapi/beta", WorldGraph, WorldExchange);
}
