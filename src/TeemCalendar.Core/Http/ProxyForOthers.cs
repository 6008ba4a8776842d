using System.Net;

namespace TeemCalendar.Core.Http;

/// <summary>The system's proxy for everybody but this computer's own neighbours: the managed identity's address (169.254.169.254) leads elsewhere from a proxy, as its documentation warns.</summary>
internal sealed class ProxyForOthers(IWebProxy system) : IWebProxy
{
    public ICredentials? Credentials { get => system.Credentials; set => system.Credentials = value; }

    public Uri? GetProxy(Uri destination) => IsNear(destination) ? null : system.GetProxy(destination);

    public bool IsBypassed(Uri host) => IsNear(host) || system.IsBypassed(host);

    static bool IsNear(Uri address) => address.IsLoopback || address.Host.StartsWith("169.254.", StringComparison.Ordinal);
}
