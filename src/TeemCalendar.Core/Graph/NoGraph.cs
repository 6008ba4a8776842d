namespace TeemCalendar.Core.Graph;

/// <summary>The way to Graph of a connection that has none: every step that needs it says so, and what only asks whether it may goes on without.</summary>
internal sealed class NoGraph : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => throw new TeemException(
        "GraphNotConnected", TeemErrorKind.AccessDenied, "This step needs Microsoft Graph, and the connection goes through a session of Exchange alone.",
        remedy: "Connect-MgGraph -Scopes Directory.Read.All, then Connect-TeemTenant again; or sign in with a certificate or a device code.");
}
