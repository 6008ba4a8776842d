using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Graph;
using Microsoft.Graph.Models;
using Microsoft.Identity.Client;
using Microsoft.Kiota.Abstractions.Authentication;
using TeemCalendar.Contract;
using TeemCalendar.Contract.Graph;
using TeemCalendar.Contract.Traffic;
using TeemCalendar.Sandbox;
using TeemCalendar.Worker.Loopback;

namespace TeemCalendar.Core.Tests.Contract;

/// <summary>How a library reaches the tenant.</summary>
public enum Transport
{
    /// <summary>The tenant's handler, in this process.</summary>
    InProcess,
    /// <summary>A socket of 127.0.0.1; the library believes in Microsoft's hosts.</summary>
    SocketByHost,
    /// <summary>The same socket, under the address that the sandbox prints when it starts. MSAL takes no http, and goes by host.</summary>
    SocketByPath,
}

/// <summary>A tenant, a way to it, and Microsoft's libraries as they are: nothing of the engine.</summary>
sealed class SdkWorld : IAsyncDisposable, IMsalHttpClientFactory, IAccessTokenProvider
{
    const string GraphAppId = "00000003-0000-0000-c000-000000000000";
    static readonly string[] Permissions = ["ef54d2bf-783f-4e0f-bca1-3210c0444d99", "b633e1c5-b582-4048-a93e-9f11b44c7e96"];   // Calendars.ReadWrite, Mail.Send
    readonly LoopbackServer? server;
    readonly HttpClient http;
    readonly IConfidentialClientApplication administrator;

    SdkWorld(Transport transport, SandboxTenant tenant, LoopbackServer? server)
    {
        (Tenant, this.server) = (tenant, server);
        http = new(Wire());
        administrator = Confidential().WithClientSecret(tenant.Facts.ClientSecret).Build();
        var address = transport == Transport.SocketByPath ? new Uri(server!.Address, "graph/v1.0").ToString() : null;
        Graph = new(GraphClientFactory.Create(finalHandler: new Watching(Wire(), Sent)), new BaseBearerTokenAuthenticationProvider(this), address);
    }

    public SandboxTenant Tenant { get; }
    public GraphServiceClient Graph { get; }
    public Guid RoomId { get; private set; }
    public string PrincipalId { get; private set; } = "";
    public string GraphPrincipalId { get; private set; } = "";

    /// <summary>What went out to Graph, as <c>GET users/*</c>; nothing where the published schema, which knows the kinds, is not there.</summary>
    public ConcurrentQueue<string> Sent { get; } = [];

    public static async Task<SdkWorld> OpenAsync(Transport transport)
    {
        // MSAL compares tokens with the machine's clock, so this tenant lives by it.
        var tenant = SandboxTenant.Create(new() { People = 3, MeetingsPerRoom = 12, History = SandboxHistory.LicenceGroups, NotificationHandler = new Subscriber() });
        var world = new SdkWorld(transport, tenant, transport == Transport.InProcess ? null : await LoopbackServer.StartAsync(tenant, 0, CancellationToken.None));
        await world.PrepareAsync();
        return world;
    }

    async Task PrepareAsync()
    {
        PrincipalId = await PrincipalOf(Tenant.Facts.ClientId.ToString());
        GraphPrincipalId = await PrincipalOf(GraphAppId);
        foreach (var permission in Permissions)
            await Graph.ServicePrincipals[PrincipalId].AppRoleAssignments.PostAsync(new AppRoleAssignment { PrincipalId = Guid.Parse(PrincipalId), ResourceId = Guid.Parse(GraphPrincipalId), AppRoleId = Guid.Parse(permission) });
        await administrator.AcquireTokenForClient(["https://graph.microsoft.com/.default"]).WithForceRefresh(true).ExecuteAsync();

        using var command = new HttpRequestMessage(HttpMethod.Post, $"https://outlook.office365.com/adminapi/beta/{Tenant.Facts.TenantId}/InvokeCommand")
        {
            Content = JsonContent.Create(new { CmdletInput = new { CmdletName = "New-Mailbox", Parameters = new { Name = "Harbour", Room = true, PrimarySmtpAddress = $"harbour@{Tenant.Facts.Domain}" } } }, options: JsonSerializerOptions.Default),
        };
        command.Headers.Authorization = new("Bearer", (await administrator.AcquireTokenForClient(["https://outlook.office365.com/.default"]).ExecuteAsync()).AccessToken);
        using var made = await http.SendAsync(command);
        RoomId = Guid.Parse((string)(await made.Content.ReadFromJsonAsync<JsonNode>())!["value"]![0]!["ExternalDirectoryObjectId"]!);
    }

    async Task<string> PrincipalOf(string appId) => (await Graph.ServicePrincipals.GetAsync(r => r.QueryParameters.Filter = $"appId eq '{appId}'"))!.Value!.Single().Id!;

    public ConfidentialClientApplicationBuilder Confidential(string? clientId = null) => ConfidentialClientApplicationBuilder.Create(clientId ?? Tenant.Facts.ClientId.ToString())
        .WithAuthority($"https://login.microsoftonline.com/{Tenant.Facts.TenantId}").WithInstanceDiscovery(false).WithHttpClientFactory(this, retryOnceOn5xx: false);

    public IPublicClientApplication Public(string clientId) => PublicClientApplicationBuilder.Create(clientId)
        .WithAuthority($"https://login.microsoftonline.com/{Tenant.Facts.TenantId}").WithInstanceDiscovery(false).WithHttpClientFactory(this, retryOnceOn5xx: false).Build();

    public HttpClient GetHttpClient() => http;

    AllowedHostsValidator IAccessTokenProvider.AllowedHostsValidator { get; } = new();

    async Task<string> IAccessTokenProvider.GetAuthorizationTokenAsync(Uri uri, Dictionary<string, object>? additionalAuthenticationContext, CancellationToken cancellationToken) =>
        (await administrator.AcquireTokenForClient(["https://graph.microsoft.com/.default"]).ExecuteAsync(cancellationToken)).AccessToken;

    HttpMessageHandler Wire() => Recording.AroundLibraries(server is null ? Tenant.CreateHandler() : new OverSocket(server.Address));

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        if (server is not null) await server.DisposeAsync();
    }

    /// <summary>Where notifications go: nobody but the tenant's own handler is there.</summary>
    internal const string NotificationAddress = "https://notifications.contoso.example/rooms";

    /// <summary>Whoever is subscribed: says back what he is asked, and takes what he is told.</summary>
    sealed class Subscriber : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            const string name = "?validationToken=";
            var query = request.RequestUri!.Query;
            return Task.FromResult(query.StartsWith(name, StringComparison.Ordinal)
                ? new HttpResponseMessage(System.Net.HttpStatusCode.OK) { Content = new StringContent(Uri.UnescapeDataString(query[name.Length..].Replace('+', ' ')), null, "text/plain") }
                : new(System.Net.HttpStatusCode.Accepted));
        }
    }

    /// <summary>Carries a request for a host of Microsoft's over a plain connection to loopback, as a proxy of the network would: nothing of it is altered but the way.</summary>
    sealed class OverSocket(Uri address) : DelegatingHandler(new SocketsHttpHandler { AutomaticDecompression = System.Net.DecompressionMethods.All })
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var meant = request.RequestUri!;
            if (meant.Scheme == "https") (request.Headers.Host, request.RequestUri) = (meant.Host, new UriBuilder(meant) { Scheme = "http", Host = address.Host, Port = address.Port }.Uri);
            try { return await base.SendAsync(request, cancellationToken); }
            finally { request.RequestUri = meant; }
        }
    }

    sealed class Watching(HttpMessageHandler inner, ConcurrentQueue<string> sent) : DelegatingHandler(inner)
    {
        readonly GraphContract? contract = Reference.Missing is null ? new() : null;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (contract is not null) sent.Enqueue(contract.Template(new(request.Method.Method, request.RequestUri!, null, null, [], null)));
            return base.SendAsync(request, cancellationToken);
        }
    }
}
