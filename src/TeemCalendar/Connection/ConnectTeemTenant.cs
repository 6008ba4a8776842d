using System.Management.Automation;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using TeemCalendar.Core;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Http;

namespace TeemCalendar.Commands;

/// <summary>Connects to an Office 365 tenant, or to a sandbox tenant in which everything can be rehearsed.</summary>
/// <remarks>
/// <para>
/// The connection is used by every other command of this session until the next Connect-TeemTenant. Kept in a variable it goes on working after that: give it to
/// commands with -Connection. Signing in changes nothing in the tenant.
/// </para>
/// <para>
/// What the signed-in application or person needs: in Microsoft Graph User.ReadWrite.All, Organization.Read.All, Application.ReadWrite.All and,
/// for delegate access, DelegatedPermissionGrant.ReadWrite.All; in Exchange Online the application permission Exchange.ManageAsApp and the Entra role Exchange Administrator. None of them opens a calendar.
/// </para>
/// <para>
/// Without a parameter that says how, the sessions that are there are used: Connect-ExchangeOnline's, or that of an Exchange server by Import-PSSession, and Connect-MgGraph's. Their commands then do the
/// work, as who is signed in there; a Global Reader audits a tenant so, with no new application. Both have to be in one tenant. They run one command at a time, and only in this PowerShell session: jobs and
/// ForEach-Object -Parallel need a connection with a token of its own.
/// </para>
/// <para>
/// Where no session of Exchange is there either, the system's browser is opened. Signing in at the browser, with a code or with given tokens acts for a person, the other ways for an application; Conditional Access
/// treats the two differently, and a refusal names the way round it. Tokens are kept in memory, for this connection alone, and renewed silently; those of -GraphAccessToken and -ExchangeAccessToken cannot be.
/// </para>
/// <para>
/// A sandbox tenant is simulated in this process: sign-in, Microsoft Graph and Exchange are answered as Microsoft answers them, and no request leaves the computer.
/// </para>
/// </remarks>
/// <example>
/// <code>Connect-TeemTenant -Sandbox</code>
/// <para>Makes a tenant with the domain contoso.example that is gone with the connection.</para>
/// </example>
/// <example>
/// <code>Connect-TeemTenant -Sandbox -SandboxPath ./tenant.json -SandboxDomain fabrikam.example, fabrikam.test</code>
/// <para>Takes up the tenant that the file keeps, or makes it, and lets it accept mail of two domains. Its calendars and reservations are kept beside it, in tenant.db.</para>
/// </example>
/// <example>
/// <code>Connect-TeemTenant -Sandbox -SandboxHistory SyncedRooms, RenamedRoom, LocalizedCalendars</code>
/// <para>Connects to a simulated tenant that is not new: with rooms of an on-premises directory, a room that was renamed, and calendars with German and French names.</para>
/// </example>
/// <example>
/// <code>Connect-ExchangeOnline; Connect-MgGraph -Scopes Directory.Read.All; Connect-TeemTenant; Test-TeemIntegration</code>
/// <para>Reads how the tenant stands through the two sessions, as a Global Reader may.</para>
/// </example>
/// <example>
/// <code>Connect-TeemTenant -TenantId contoso.com -ExchangeTransport Rest -GraphTransport Sdk</code>
/// <para>Opens the browser, where an administrator signs in: once to Microsoft Graph and once to Exchange, through Microsoft's own command line clients.</para>
/// </example>
/// <example>
/// <code>Connect-TeemTenant -TenantId contoso.com -ClientId 4c2fd6a1-37a0-4bf5-8f0c-1d1f4bcd6dbb -CertificateThumbprint 9D4E1A0C5B7F2E83D6A4C1B09F8E7D6C5B4A3921</code>
/// <para>Signs in as an application with a certificate of this user's certificate store, as a runbook does.</para>
/// </example>
/// <example>
/// <code>Connect-TeemTenant -TenantId contoso.com -ClientSecretCredential (Get-Credential -UserName 4c2fd6a1-37a0-4bf5-8f0c-1d1f4bcd6dbb)</code>
/// <para>Signs in as an application with a client secret, which is asked for.</para>
/// </example>
/// <example>
/// <code>Connect-TeemTenant -DeviceCode -TenantId contoso.com -ClientId 4c2fd6a1-37a0-4bf5-8f0c-1d1f4bcd6dbb</code>
/// <para>Shows a code with which an administrator signs in at any browser.</para>
/// </example>
/// <example>
/// <code>Connect-TeemTenant -ManagedIdentity</code>
/// <para>Signs in as the identity that Azure gave this computer, function or automation account. There is no secret to keep.</para>
/// </example>
/// <example>
/// <code>Connect-TeemTenant -TenantId $env:AZURE_TENANT_ID -ClientId $env:AZURE_CLIENT_ID -FederatedTokenFile $env:AZURE_FEDERATED_TOKEN_FILE</code>
/// <para>Signs in from a Kubernetes pod with workload identity: by the token that the cluster puts into the file.</para>
/// </example>
/// <example>
/// <code>Connect-TeemTenant -TenantId contoso.us -Environment USGovHigh -ClientId 4c2fd6a1-37a0-4bf5-8f0c-1d1f4bcd6dbb -CertificatePath ./app.pfx</code>
/// <para>Connects to a tenant in GCC High. Reading, revoking and undoing work there; what the guide excludes (calendar account, calendars, synchronisation) is refused.</para>
/// </example>
/// <seealso cref="GetTeemTenant"/>
/// <seealso cref="DisconnectTeemTenant"/>
[Cmdlet(VerbsCommunications.Connect, "TeemTenant", DefaultParameterSetName = ByBrowser)]
[OutputType(typeof(TenantConnection))]
public sealed class ConnectTeemTenant : TeemCmdlet
{
    const string Simulated = "Sandbox", ByThumbprint = "CertificateThumbprint", ByFile = "CertificatePath", ByCertificate = "Certificate", BySecret = "ClientSecret", ByCode = "DeviceCode",
        ByBrowser = "Browser", ByIdentity = "ManagedIdentity", ByFederation = "FederatedToken", ByToken = "AccessToken";

    // Carries the requests instead of the network; only tests set it.
    static HttpMessageHandler? Wire { get; set; }

    /// <summary>Connects to a simulated tenant.</summary>
    [Parameter(Mandatory = true, ParameterSetName = Simulated)]
    public SwitchParameter Sandbox { get; set; }

    /// <summary>The file that keeps the simulated tenant. It is written as the tenant changes, and one process has it at a time. Without it the tenant is gone with the connection.</summary>
    [Parameter(ParameterSetName = Simulated)]
    [ValidateNotNullOrEmpty]
    public string? SandboxPath { get; set; }

    /// <summary>The mail domains that the simulated tenant accepts. A new tenant has its people in the first one.</summary>
    [Parameter(ParameterSetName = Simulated)]
    [PSDefaultValue(Help = "contoso.example")]
    [ValidateNotNullOrEmpty]
    public string[] SandboxDomain { get; set; } = [];

    // As text: a type of the sandbox would load it at import.

    /// <summary>What a new simulated tenant brings along from earlier years, as a real one does. One that -SandboxPath has kept stays as it is.</summary>
    [Parameter(ParameterSetName = Simulated)]
    [ValidateSet("SyncedRooms", "TeamsRoom", "FederatedDomain", "TeemApplication", "AccessPolicy", "RenamedRoom", "ConditionalAccess", "SecurityDefaults", "EligibleAdministrator", "LocalizedCalendars", "KeyPolicy", "TrustedKeys", "EntraPremium", "OnPremisesRooms", "RoomInBuilding", "LicenceGroups", "ExchangeServer", "Impersonation")]
    public string[] SandboxHistory { get; set; } = [];

    /// <summary>A JSON file that says how the simulated services are in form: latency, throttling, propagation, faults, and how much faster than the clock their time passes. Without it nothing is slow and nothing breaks.</summary>
    [Parameter(ParameterSetName = Simulated)]
    [ValidateNotNullOrEmpty]
    public string? SandboxWeather { get; set; }

    /// <summary>The tenant: its directory id, or one of its verified domains. Where it may be left out, it is the one that whoever signs in belongs to.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByThumbprint)]
    [Parameter(Mandatory = true, ParameterSetName = ByFile)]
    [Parameter(Mandatory = true, ParameterSetName = ByCertificate)]
    [Parameter(Mandatory = true, ParameterSetName = BySecret)]
    [Parameter(Mandatory = true, ParameterSetName = ByCode)]
    [Parameter(Mandatory = true, ParameterSetName = ByFederation)]
    [Parameter(ParameterSetName = ByBrowser)]
    [Parameter(ParameterSetName = ByIdentity)]
    [Parameter(ParameterSetName = ByToken)]
    [ValidateNotNullOrEmpty]
    public string? TenantId { get; set; }

    /// <summary>
    /// The application (client) id. With -DeviceCode a public client of yours that may sign in to Microsoft Graph and to Exchange: Microsoft's own clients may sign in to one of them only.
    /// At the browser it may be left out: the person then signs in through Microsoft's two clients, one after the other. One of yours needs the redirect address http://localhost.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = ByThumbprint)]
    [Parameter(Mandatory = true, ParameterSetName = ByFile)]
    [Parameter(Mandatory = true, ParameterSetName = ByCertificate)]
    [Parameter(Mandatory = true, ParameterSetName = ByCode)]
    [Parameter(Mandatory = true, ParameterSetName = ByFederation)]
    [Parameter(ParameterSetName = ByBrowser)]
    public Guid ClientId { get; set; }

    // As text: the names of the clouds that one connects to, without the sandbox.

    /// <summary>The Microsoft cloud that the tenant is in. GCC is in Global. Where it is wrong, the error names the right one.</summary>
    [Parameter(ParameterSetName = ByThumbprint)]
    [Parameter(ParameterSetName = ByFile)]
    [Parameter(ParameterSetName = ByCertificate)]
    [Parameter(ParameterSetName = BySecret)]
    [Parameter(ParameterSetName = ByCode)]
    [Parameter(ParameterSetName = ByBrowser)]
    [Parameter(ParameterSetName = ByIdentity)]
    [Parameter(ParameterSetName = ByFederation)]
    [Parameter(ParameterSetName = ByToken)]
    [PSDefaultValue(Value = "Global")]
    [ValidateSet("Global", "USGovHigh", "USGovDoD", "China")]
    public string Environment { get; set; } = "Global";

    /// <summary>The thumbprint of a certificate in this user's own store (CurrentUser\My), with its private key.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByThumbprint)]
    [ValidateNotNullOrEmpty]
    public string CertificateThumbprint { get; set; } = "";

    /// <summary>A PFX file that holds the certificate and its private key.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByFile)]
    [ValidateNotNullOrEmpty]
    public string? CertificatePath { get; set; }

    /// <summary>The password of that file.</summary>
    [Parameter(ParameterSetName = ByFile)]
    public SecureString? CertificatePassword { get; set; }

    /// <summary>A certificate with its private key.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByCertificate)]
    [ValidateNotNull]
    public X509Certificate2? Certificate { get; set; }

    /// <summary>The application's client secret: the user name is its client id, the password is the secret.</summary>
    [Parameter(Mandatory = true, ParameterSetName = BySecret)]
    [ValidateNotNull]
    public PSCredential? ClientSecretCredential { get; set; }

    /// <summary>Signs in as a person, with a code at any browser. Conditional Access often refuses this way; an application with a certificate is the alternative.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByCode)]
    public SwitchParameter DeviceCode { get; set; }

    /// <summary>Signs in as the managed identity of the Azure machine, App Service, function, automation account or Azure Arc computer that this runs on.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByIdentity)]
    public SwitchParameter ManagedIdentity { get; set; }

    /// <summary>Which managed identity, where one was assigned by a person: its client id, or its resource id (/subscriptions/...). Without it the computer's own.</summary>
    [Parameter(ParameterSetName = ByIdentity)]
    [ValidateNotNullOrEmpty]
    public string? ManagedIdentityId { get; set; }

    /// <summary>The file with a token of another identity provider that a federated credential of the application trusts. It is read anew each time a token is needed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByFederation)]
    [ValidateNotNullOrEmpty]
    public string? FederatedTokenFile { get; set; }

    /// <summary>An access token for Microsoft Graph that something else fetched. It cannot be renewed here: when it is over, connect again.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByToken)]
    [ValidateNotNull]
    public SecureString? GraphAccessToken { get; set; }

    /// <summary>An access token for Exchange Online, of the same tenant.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByToken)]
    [ValidateNotNull]
    public SecureString? ExchangeAccessToken { get; set; }

    /// <summary>
    /// How Exchange is reached. Session runs the commands of the session that is there, of Connect-ExchangeOnline or of an Exchange server by Import-PSSession; Rest uses a token of this module's own;
    /// Auto takes the session when it is there and in the same tenant. A sandbox takes one only when it is asked to.
    /// </summary>
    [Parameter]
    [ValidateSet(SessionOptions.Auto, SessionOptions.Session, SessionOptions.Rest)]
    public string ExchangeTransport { get; set; } = SessionOptions.Auto;

    /// <summary>How Microsoft Graph is reached. Session sends with Invoke-MgGraphRequest in the session of Connect-MgGraph; Sdk uses a token of this module's own; Auto takes the session when it is there and in the same tenant.</summary>
    [Parameter]
    [ValidateSet(SessionOptions.Auto, SessionOptions.Session, SessionOptions.Sdk)]
    public string GraphTransport { get; set; } = SessionOptions.Auto;

    /// <summary>The SQLite file that keeps this tenant's calendars and reservations. A sandbox with a path keeps them beside it, one without keeps them in memory.</summary>
    [Parameter]
    [PSDefaultValue(Help = "A file for each tenant in this user's local application data.")]
    [ValidateNotNullOrEmpty]
    public string? StorePath { get; set; }

    /// <summary>How often a request that the service put off is sent again; 0 for never.</summary>
    [Parameter]
    [PSDefaultValue(Value = 5)]
    [ValidateRange(0, 20)]
    public int MaxRetry { get; set; } = 5;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var session = TeemSession.Here;
        // The current folder is this thread's to know.
        (SandboxPath, SandboxWeather, CertificatePath, FederatedTokenFile, StorePath) = (FullPath(SandboxPath), FullPath(SandboxWeather), FullPath(CertificatePath), FullPath(FederatedTokenFile), FullPath(StorePath));
        Run(async (pipeline, cancel) =>
        {
            var tenant = await Tenant.ConnectAsync(await WithSessionsAsync(Options(), pipeline, cancel).ConfigureAwait(false), cancel).ConfigureAwait(false);
            session.Current = tenant;
            if (!tenant.HasGraph)
                await pipeline.WriteWarningAsync("This connection goes through a session of Exchange alone: what needs Microsoft Graph says so. Run Connect-MgGraph, then Connect-TeemTenant again, to have both.").ConfigureAwait(false);
            await pipeline.WriteObjectAsync(session.Current).ConfigureAwait(false);
        });
    }

    async Task<ConnectOptions> WithSessionsAsync(ConnectOptions options, AsyncPipeline pipeline, CancellationToken cancel)
    {
        // A rehearsal leaves the sessions of the real tenant alone.
        var (exchange, graph) = Sandbox ? (ExchangeTransport == SessionOptions.Auto ? SessionOptions.Rest : ExchangeTransport, GraphTransport == SessionOptions.Auto ? SessionOptions.Sdk : GraphTransport) : (ExchangeTransport, GraphTransport);
        if (exchange == SessionOptions.Rest && graph == SessionOptions.Sdk)
            return options;
        var sessions = new SessionOptions(await pipeline.Sessions.FindAsync(cancel).ConfigureAwait(false), exchange, graph);
        return await sessions.ApplyAsync(options, ParameterSetName == ByBrowser, MyInvocation.BoundParameters.ContainsKey(nameof(Environment)), cancel).ConfigureAwait(false);
    }

    ConnectOptions Options()
    {
        var options = Sandbox ? RehearsalTenant.Options(SandboxPath, SandboxDomain, SandboxHistory, SandboxWeather)
            : new ConnectOptions { TenantId = TenantId, Cloud = Cloud.Of(Enum.Parse<TenantEnvironment>(Environment)), SignIn = SignIn(), Browser = Browser.OfSystem, DeviceCodePrompt = SignInScreen.ShowAsync, Wire = Wire };
        return options with
        {
            StorePath = StorePath ?? options.StorePath,
            Limits = MyInvocation.BoundParameters.ContainsKey(nameof(MaxRetry)) ? options.Limits with { Retries = MaxRetry } : options.Limits,
        };
    }

    SignIn SignIn() => ParameterSetName switch
    {
        BySecret => new SecretSignIn(ClientSecretCredential!.UserName, ClientSecretCredential.GetNetworkCredential().Password),
        ByCode => new DeviceCodeSignIn(ClientId.ToString(), login: null, SignInScreen.ShowAsync),
        ByFile => new CertificateSignIn(ClientId.ToString(), CertificateFile.ReadWithKey(CertificatePath!, CertificatePassword)),
        ByThumbprint => new CertificateSignIn(ClientId.ToString(), CertificateFile.FindWithKey(CertificateThumbprint)),
        ByCertificate => new CertificateSignIn(ClientId.ToString(), Certificate!),
        ByIdentity => new ManagedIdentitySignIn(ManagedIdentityId),
        ByFederation => new FederatedSignIn(ClientId.ToString(), FederatedTokenFile!),
        ByToken => new GivenTokensSignIn(GraphAccessToken!, ExchangeAccessToken!),
        _ => new BrowserSignIn(ClientId == Guid.Empty ? null : ClientId.ToString(), Browser.OfSystem),
    };

    string? FullPath(string? path)
    {
        try
        {
            return path is null ? null : FilePath.Resolve(this, path);
        }
        catch (TeemException refused)
        {
            ThrowTerminatingError(Errors.From(refused, path));
            throw;
        }
    }
}
