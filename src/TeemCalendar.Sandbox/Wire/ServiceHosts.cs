namespace TeemCalendar.Sandbox.Wire;

internal enum Service { SignIn, Graph, Exchange }

/// <summary>The host names under which Microsoft serves the three services, and the made-up ones of the sandbox.</summary>
internal static class ServiceHosts
{
    static readonly Dictionary<string, Service> Hosts = new(StringComparer.OrdinalIgnoreCase)
    {
        ["login.microsoftonline.com"] = Service.SignIn,
        ["login.microsoftonline.us"] = Service.SignIn,
        ["login.chinacloudapi.cn"] = Service.SignIn,
        ["login.partner.microsoftonline.cn"] = Service.SignIn,
        ["login.windows.net"] = Service.SignIn,
        ["login.microsoft.com"] = Service.SignIn,
        ["169.254.169.254"] = Service.SignIn,   // the metadata service of a virtual machine
        ["login.sandbox.invalid"] = Service.SignIn,
        ["graph.microsoft.com"] = Service.Graph,
        ["graph.microsoft.us"] = Service.Graph,
        ["dod-graph.microsoft.us"] = Service.Graph,
        ["microsoftgraph.chinacloudapi.cn"] = Service.Graph,
        ["graph.sandbox.invalid"] = Service.Graph,
        ["outlook.office365.com"] = Service.Exchange,
        ["outlook.office.com"] = Service.Exchange,
        ["outlook.office365.us"] = Service.Exchange,
        ["outlook-dod.office365.us"] = Service.Exchange,
        ["outlook.office365.cn"] = Service.Exchange,
        ["partner.outlook.cn"] = Service.Exchange,
        ["exchange.sandbox.invalid"] = Service.Exchange,
    };

    internal static Service? Of(string host) => Hosts.TryGetValue(host, out var service) ? service : null;

    /// <summary>On any other host the first segment of the path names the service.</summary>
    internal static (Service Service, string Prefix)? OfPath(string path)
    {
        foreach (var (prefix, service) in new[] { ("/login", Service.SignIn), ("/msi", Service.SignIn), ("/graph", Service.Graph), ("/exchange", Service.Exchange) })
            if (path.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && (path.Length == prefix.Length || path[prefix.Length] == '/'))
                return (service, path[..prefix.Length]);
        return null;
    }
}
