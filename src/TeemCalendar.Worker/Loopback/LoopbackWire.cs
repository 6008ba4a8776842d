using System.Net;

namespace TeemCalendar.Worker.Loopback;

/// <summary>The wire to a sandbox tenant that another process serves: a request for https://*.sandbox.invalid goes to the loopback address, under the host that was meant.</summary>
/// <remarks>MSAL takes no plain HTTP address for signing in: it may go on believing in HTTPS.</remarks>
internal sealed class LoopbackWire : DelegatingHandler
{
    const string Reserved = ".sandbox.invalid";

    readonly Uri address;

    /// <param name="address">Where the tenant is served.</param>
    public LoopbackWire(Uri address) : base(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All, AllowAutoRedirect = false, UseProxy = false, UseCookies = false })
    {
        if (!address.IsLoopback) throw new ArgumentException($"{address} is not on this computer.", nameof(address));
        this.address = address;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var meant = request.RequestUri!;
        if (!meant.Host.EndsWith(Reserved, StringComparison.OrdinalIgnoreCase))
            throw new InvalidOperationException($"{meant.Host} is no host of a sandbox tenant: nothing is sent there.");
        request.Headers.Host = meant.Host;
        request.RequestUri = new Uri(address, meant.PathAndQuery);
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        finally
        {
            // Whoever sends it again, or tells where it went, has to find it as it was.
            (request.RequestUri, request.Headers.Host) = (meant, null);
        }
    }
}
