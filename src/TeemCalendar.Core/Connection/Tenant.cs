using System.Net;
using Microsoft.Graph;
using TeemCalendar.Core.Exchange;
using TeemCalendar.Core.Graph;
using TeemCalendar.Core.Http;
using TeemCalendar.Core.Storage;
using TeemCalendar.Core.Sync;

namespace TeemCalendar.Core.Connection;

/// <summary>A connection: who is signed in, and the gateways that go through it.</summary>
internal sealed class Tenant : TenantConnection, IDisposable
{
    readonly ConnectOptions options;
    readonly OutgoingPipeline pipeline;
    readonly HttpClient signInClient;
    readonly ITokenSource? tokens;
    readonly string account;
    readonly IDisposable? rest;
    readonly OpenIdConfiguration openId;
    readonly Dictionary<string, CalendarAccess> opened = [];
    readonly SemaphoreSlim opening = new(1);
    int disconnected;

    Tenant(ConnectOptions options, OutgoingPipeline pipeline, HttpClient signInClient, OpenIdConfiguration openId, ITokenSource? tokens, Ways ways, TeemStore store)
    {
        (this.options, this.pipeline, this.signInClient, this.openId, this.tokens, Store) = (options, pipeline, signInClient, openId, tokens, store);
        account = (options.ExchangeSession?.Account ?? options.GraphSession?.Account) ?? "";
        rest = ways.Exchange as IDisposable;
        Exchange = ways.Exchange;
        (ExchangeTransport, GraphTransport) = (ways.Exchange is RestExchange ? "Rest" : "Session", ways.GraphName);
        var graph = GraphCalls.Client(ways.Graph, options.Cloud);
        Directory = new DirectoryGateway(graph);
        Applications = new ApplicationGateway(graph);
        Governance = new GovernanceGateway(graph);
        TenantConsents = new TenantConsents(graph);
        StorePath = StoreFile(options, openId.TenantId);
        Certificates = options.Cloud.Environment == TenantEnvironment.Sandbox ? new SandboxCertificates(StorePath) : new UserCertificates();
        ConnectedAt = options.Clock.GetUtcNow();
    }

    /// <inheritdoc/>
    public override Guid TenantId => openId.TenantId;
    /// <inheritdoc/>
    public override string Domain => Organization.Domain;
    /// <inheritdoc/>
    public override TenantEnvironment Environment => options.Cloud.Environment == TenantEnvironment.Sandbox ? TenantEnvironment.Sandbox : openId.Environment;
    /// <inheritdoc/>
    public override string Account => tokens?.Account ?? account;
    /// <inheritdoc/>
    public override string SignIn => options.SignIn?.Kind ?? "Session";
    /// <inheritdoc/>
    public override string ExchangeTransport { get; }
    /// <inheritdoc/>
    public override string GraphTransport { get; }
    /// <inheritdoc/>
    public override string? StorePath { get; }
    /// <inheritdoc/>
    public override DateTimeOffset ConnectedAt { get; }
    /// <inheritdoc/>
    public override bool IsConnected => disconnected == 0;
    /// <inheritdoc/>
    public override long Requests => pipeline.Counters.Requests;
    /// <inheritdoc/>
    public override long Writes => pipeline.Counters.Writes;

    internal TimeProvider Clock => options.Clock;
    internal Cloud Cloud => options.Cloud;
    internal DirectoryOrganization Organization { get; private set; } = new("", "", null);
    internal IReadOnlyList<string> AcceptedDomains { get; private set; } = [];
    internal IExchangeTransport Exchange { get; }

    /// <summary>Whether Exchange's commands go through a session of an Exchange on-premises, where the guide's own steps still run.</summary>
    internal bool IsOnPremises => ExchangeTransport == "Session" && options.ExchangeSession is { TenantId: null };

    internal DirectoryGateway Directory { get; }
    internal ApplicationGateway Applications { get; }
    internal GovernanceGateway Governance { get; }
    internal TenantConsents TenantConsents { get; }
    internal TeemStore Store { get; }

    /// <summary>False for a session of Exchange alone.</summary>
    internal bool HasGraph => GraphTransport != Ways.None;

    internal CertificateKeep Certificates { get; }

    /// <summary>Keys of changes that were planned under -WhatIf: later commands of the same rehearsal take them as there.</summary>
    internal HashSet<string> Rehearsed { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Signs in and looks who answers: the tenant's name from Graph, its mail domains from Exchange.</summary>
    /// <exception cref="TeemException">The tenant is unknown, the sign-in was refused, or a permission is missing; which, it says.</exception>
    internal static async Task<Tenant> ConnectAsync(ConnectOptions options, CancellationToken cancel)
    {
        var pipeline = new OutgoingPipeline(Wire(options), options.Limits, options.Clock);
        var signInClient = pipeline.SignInClient();
        Tenant? tenant = null;
        Ways? ways = null;
        TeemStore? store = null;
        try
        {
            var (openId, tokens) = await SignInAsync(options, pipeline, signInClient, cancel).ConfigureAwait(false);
            ways = Ways.Choose(options, pipeline, tokens, openId.TenantId);
            if (tokens is not null && ways.GraphName == Ways.Sdk) RequireTenant(await tokens.GetTokenAsync(options.Cloud.GraphResource, null, cancel).ConfigureAwait(false), openId, tokens);
            store = TeemStore.Open(StoreFile(options, openId.TenantId), options.Clock);
            tenant = new Tenant(options, pipeline, signInClient, openId, tokens, ways, store);
            if (tenant.HasGraph) tenant.Organization = await tenant.Directory.GetOrganizationAsync(cancel).ConfigureAwait(false);
            var domains = (await tenant.Exchange.InvokeAsync(AccessCommands.GetAcceptedDomains(), cancel).ConfigureAwait(false)).Rows;
            tenant.AcceptedDomains = [.. domains.Select(Name).OfType<string>()];
            if (!tenant.HasGraph && domains.Where(d => d.Flag("Default") == true).Concat(domains).Select(Name).FirstOrDefault() is { } domain) tenant.Organization = new(domain, domain, null);
            return tenant;

            static string? Name(System.Text.Json.JsonElement domain) => domain.Text("DomainName") ?? domain.Text("Name");
        }
        catch
        {
            if (tenant is not null) tenant.Dispose();
            else
            {
                (ways?.Exchange as IDisposable)?.Dispose();
                store?.Dispose();
                signInClient.Dispose();
                pipeline.Dispose();
            }
            throw;
        }
    }

    /// <summary>Begins to sign in, and finds which tenant it is: the one that is named, or the one that the first token names.</summary>
    static async Task<(OpenIdConfiguration, ITokenSource?)> SignInAsync(ConnectOptions options, OutgoingPipeline pipeline, HttpClient signInClient, CancellationToken cancel)
    {
        var authority = new Authority(options.Cloud, options.TenantId ?? Authority.AnyTenant, signInClient, options.Clock);
        if (options.SignIn is null) return (await FindAsync(options, authority, pipeline, cancel).ConfigureAwait(false), null);
        if (options.TenantId is not null)
        {
            var named = (await OpenIdConfiguration.ReadAsync(authority, cancel).ConfigureAwait(false)).In(authority);
            return (named, options.SignIn.Open(authority with { Tenant = named.TenantId.ToString() }));
        }
        var tokens = options.SignIn.Open(authority);
        var first = await tokens.GetTokenAsync(options.GraphSession is null ? options.Cloud.GraphResource : options.Cloud.ExchangeResource, null, cancel).ConfigureAwait(false);
        var of = AccessTokenContent.Read(first).TenantId
            ?? throw new TeemException("TenantUnknown", TeemErrorKind.InvalidInput, "The token does not say of which tenant it is.", tokens.Account, "Give -TenantId the directory's id, or one of its verified domains.");
        authority = authority with { Tenant = of.ToString() };
        return ((await OpenIdConfiguration.ReadAsync(authority, cancel).ConfigureAwait(false)).In(authority), tokens);
    }

    /// <summary>A token of another tenant than the named one opens nothing here, and the services' own refusals do not say why.</summary>
    static void RequireTenant(string token, OpenIdConfiguration openId, ITokenSource tokens)
    {
        if (AccessTokenContent.Read(token).TenantId is { } of && of != openId.TenantId)
            throw new TeemException("OtherTenant", TeemErrorKind.InvalidInput, $"{tokens.Account} signed in to the tenant {of}, and -TenantId names {openId.TenantId}.", openId.TenantId.ToString(), "Correct -TenantId, or leave it out.");
    }

    /// <summary>Which tenant it is where a session is the whole connection: it knows that itself, and what anyone may ask is only good to know.</summary>
    static async Task<OpenIdConfiguration> FindAsync(ConnectOptions options, Authority authority, OutgoingPipeline pipeline, CancellationToken cancel)
    {
        if (!Guid.TryParse(authority.Tenant, out var tenantId)) return (await OpenIdConfiguration.ReadAsync(authority, cancel).ConfigureAwait(false)).In(authority);
        var known = new OpenIdConfiguration(tenantId, options.Cloud.Environment, null);
        if (options.ExchangeSession is { TenantId: null } && options.GraphSession is null) return known;   // Exchange on-premises knows no tenant, and its network perhaps no internet
        using var once = pipeline.OnceClient();
        try { return await OpenIdConfiguration.ReadAsync(authority with { Client = once }, cancel).ConfigureAwait(false); }
        catch (Exception unknown) when (unknown is TeemException or HttpRequestException or IOException || unknown is OperationCanceledException && !cancel.IsCancellationRequested) { return known; }
    }

    static HttpMessageHandler Wire(ConnectOptions options)
    {
        var wire = options.Wire ?? Network();
        return options.Cloud.Environment == TenantEnvironment.Sandbox ? TrafficRecorder.Around(wire) : wire;
    }

    static SocketsHttpHandler Network() => new()
    {
        AutomaticDecompression = DecompressionMethods.All,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        // Where no managed identity is, nobody answers at its address at all.
        ConnectTimeout = TimeSpan.FromSeconds(10),
        Proxy = new ProxyForOthers(HttpClient.DefaultProxy),
    };

    static string? StoreFile(ConnectOptions options, Guid tenantId)
    {
        if (options.StorePath is not null || options.Cloud.Environment == TenantEnvironment.Sandbox) return options.StorePath;
        var folder = Path.Combine(System.Environment.GetFolderPath(System.Environment.SpecialFolder.LocalApplicationData, System.Environment.SpecialFolderOption.Create), "TeemCalendar");
        System.IO.Directory.CreateDirectory(folder);
        return Path.Combine(folder, tenantId + ".db");
    }

    /// <summary>The guide excludes Office 365 GCC, and with it the other national clouds: what connects, imports or synchronises calendars refuses, in its words.</summary>
    internal void RefuseGovernment()
    {
        if (openId.IsExcluded)
            throw new TeemException("GovernmentCloud", TeemErrorKind.NotSupported, $"This tenant is in {openId.CloudName}. The guide says: Office 365 GCC is not supported at this time.", Domain,
                "Ask Teem's support whether that has changed. Reading, revoking and undoing work.");
    }

    /// <summary>The way to the rooms' calendars that the stored account uses; signs in the first time.</summary>
    /// <param name="account">The account.</param>
    /// <param name="cancel">Ends it.</param>
    /// <param name="fresh">Signs in anew: a token tells what was consented to when it was issued.</param>
    /// <param name="deviceCode">True for a code, also where a browser could be opened.</param>
    internal async Task<CalendarAccess> OpenCalendarsAsync(CalendarAccount account, CancellationToken cancel, bool fresh = false, bool deviceCode = false)
    {
        var key = $"{account.AccessMode}/{account.Login}/{account.ApplicationId}/{account.CertificateThumbprint}";
        await opening.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            if (!fresh && opened.TryGetValue(key, out var known)) return known;
            var signIn = SignInOf(account, deviceCode);
            var access = signIn.Open(new Authority(options.Cloud, TenantId.ToString(), signInClient, options.Clock));
            await access.GetTokenAsync(options.Cloud.GraphResource, null, cancel).ConfigureAwait(false);
            return opened[key] = new CalendarAccess(GraphCalls.Client(pipeline, access, options.Cloud), pipeline);
        }
        finally { opening.Release(); }
    }

    /// <summary>The way to what an account may open as a delegate, where it has signed in over this connection; else null, and nobody is asked.</summary>
    internal async Task<CalendarAccess?> FindDelegateAsync(string login, CancellationToken cancel)
    {
        await opening.WaitAsync(cancel).ConfigureAwait(false);
        try { return opened.FirstOrDefault(o => o.Key.StartsWith($"{AccessMode.Delegate}/{login}/", StringComparison.OrdinalIgnoreCase)).Value; }
        finally { opening.Release(); }
    }

    /// <summary>The synchronisation of the registered calendars, through the stored account.</summary>
    /// <exception cref="TeemException">No account is stored, or it does not work.</exception>
    internal async Task<SyncEngine> OpenSyncAsync(CancellationToken cancel)
    {
        var access = await OpenReadingAsync(cancel).ConfigureAwait(false);
        return new(Store, access.Calendars, Clock, new RoomWriter(Store, access.Events, new NativeRelease(Exchange, Clock), Clock), pipeline.Counters);
    }

    /// <summary>Where reservations are made and changed, through the stored account.</summary>
    /// <exception cref="TeemException">No account is stored, or it does not work.</exception>
    internal async Task<ReservationDesk> OpenDeskAsync(CancellationToken cancel) => new(Store, (await OpenReadingAsync(cancel).ConfigureAwait(false)).Events, Clock);

    /// <summary>The way to the rooms' calendars through the stored account.</summary>
    /// <exception cref="TeemException">No account is stored, or it does not work.</exception>
    internal async Task<CalendarAccess> OpenReadingAsync(CancellationToken cancel)
    {
        RefuseGovernment();
        var account = Store.GetAccount() ?? throw new TeemException("NotConnected", TeemErrorKind.NotFound, "No calendar account is stored.", Domain, "Connect-TeemCalendarAccount -Login <service account> -AccessMode Impersonation");
        if (account.State == CalendarAccountState.Inactive)
            throw new TeemException("AccountInactive", TeemErrorKind.AccessDenied, $"The calendar account {account.Login} is inactive ({account.Cause}).", account.Login, account.Remedy ?? "Connect-TeemCalendarAccount tries it again.");
        return await OpenCalendarsAsync(account, cancel).ConfigureAwait(false);
    }

    SignIn SignInOf(CalendarAccount account, bool deviceCode)
    {
        if (account.AccessMode == AccessMode.Delegate && !deviceCode && options.Browser is { } browser && browser.IsThere())
            return new BrowserSignIn(account.ApplicationId.ToString(), browser, account.Login, DelegateScopes);
        if (account.AccessMode == AccessMode.Delegate)
            return new DeviceCodeSignIn(account.ApplicationId.ToString(), account.Login,
                options.DeviceCodePrompt ?? throw new TeemException("NobodyToSignIn", TeemErrorKind.SignInRefused, $"{account.Login} has to sign in, and nobody is here to do it.", account.Login,
                    "Run Connect-TeemCalendarAccount in a console."), DelegateScopes);
        var certificate = account.CertificateThumbprint is { } thumbprint ? Certificates.Find(thumbprint) : null;
        return new CertificateSignIn(account.ApplicationId.ToString(), certificate ?? throw new TeemException("CertificateMissing", TeemErrorKind.NotFound,
            $"The certificate {account.CertificateThumbprint} of {account.ApplicationId} is not on this computer.", account.ApplicationId.ToString(),
            "Run Register-TeemApplication here: it adds a certificate of this computer."));
    }

    /// <summary>What a delegate's sign-in asks for: the calendars shared with it, and mail as itself for the summary.</summary>
    internal static readonly IReadOnlyList<string> DelegateScopes = ["Calendars.ReadWrite.Shared", "Mail.Send"];

    /// <summary>Closes the connection.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref disconnected, 1) != 0) return;
        rest?.Dispose();
        Store.Dispose();
        signInClient.Dispose();
        pipeline.Dispose();
    }
}

/// <summary>The way to the rooms' calendars, and to the mailbox that the summary is sent from.</summary>
internal sealed class CalendarAccess(GraphServiceClient graph, OutgoingPipeline pipeline)
{
    internal CalendarGateway Calendars { get; } = new(graph);
    internal EventGateway Events { get; } = new(graph);
    internal SubscriptionGateway Subscriptions { get; } = new(graph);
    internal CalendarList List { get; } = new(graph);
    internal CalendarProbe Probe { get; } = new(graph, pipeline.Limits, pipeline.Clock);
    internal WriteProbe Write { get; } = new(graph, pipeline.Clock);
    internal MailGateway Mail { get; } = new(graph);
    internal ReadinessGateway Readiness { get; } = new(graph);
}
