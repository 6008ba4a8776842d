using System.Security.Cryptography;
using System.Text;
using TeemCalendar.Sandbox.Graph.Notifications;
using TeemCalendar.Sandbox.SignIn;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox;

/// <summary>A simulated Office 365 tenant: sign-in, Microsoft Graph and Exchange's admin REST, answered on the wire.</summary>
/// <remarks>It shares no code with the engine: what it knows of Microsoft's services it knows from their documentation.</remarks>
public sealed class SandboxTenant : IDisposable
{
    readonly SandboxWeather? weather;
    readonly object saving = new();
    SandboxRouter? router;
    StateKeeper? keeper;

    SandboxTenant(TenantState state, SandboxOptions options, string? path)
    {
        State = state;
        Clock = options.Clock;
        weather = options.Weather;
        Webhook = new(options.NotificationHandler);
        SubscriptionMinutes = options.SubscriptionMinutes;
        Path = path;
        DeviceCodes = new(this);
        AuthorizationCodes = new(this);
        Notifier = new(this);
    }

    internal TenantState State { get; }
    /// <summary>The clock of the tenant. Whoever waits for it waits by this one.</summary>
    public TimeProvider Clock { get; }

    /// <summary>How many times faster than the wall's that clock runs. The tenant itself computes no faster: whoever waits for one answer has to be as many times more patient.</summary>
    public double Speed => (Clock as FastClock)?.Speed ?? 1;
    internal DeviceCodes DeviceCodes { get; }
    internal AuthorizationCodes AuthorizationCodes { get; }
    internal WorkloadIssuer WorkloadIssuer { get; } = new();
    internal int? Refusal { get; private set; }
    internal Exchange.RateLimit RateLimit { get; } = new();
    internal ChangeNotifier Notifier { get; }
    internal Webhook Webhook { get; }
    internal int SubscriptionMinutes { get; }
    /// <summary>Held while one request is answered: the tenant does one thing at a time.</summary>
    internal object Gate { get; } = new();
    internal DateTimeOffset Now => Clock.GetUtcNow();
    /// <summary>The time by which callers sign what they sign: they know nothing of a fast clock of ours.</summary>
    internal DateTimeOffset CallersNow => (Clock as FastClock)?.Wall.GetUtcNow() ?? Now;

    /// <summary>The file that keeps the tenant between runs, or null when it is gone with the process.</summary>
    public string? Path { get; }

    /// <summary>What the tenant has seen so far.</summary>
    public SandboxCounters Counters { get; } = new();

    /// <summary>What one needs to sign in: ids, names and secrets of this made-up tenant.</summary>
    public SandboxFacts Facts => State.Facts();

    /// <summary>The key that encrypts a password parameter of an Exchange command, as RSAKeyValue XML.</summary>
    public string PublicKeyXml { get { lock (Gate) return Exchange.PasswordKey.PublicXml(this); } }

    /// <summary>Makes a new tenant that is gone with the process.</summary>
    public static SandboxTenant Create(SandboxOptions? options = null) => Create(options ?? new(), null);

    /// <summary>Takes up the tenant that a file keeps, or makes a new one for that file.</summary>
    /// <param name="path">The state file. It is written by <see cref="Save"/> only; <see cref="Keep"/> is for a tenant that is worked in.</param>
    /// <param name="options">What a new tenant is like. Of an existing one only the clock, the weather, the missing domains and the missing history are taken.</param>
    /// <exception cref="InvalidDataException">The file is there but holds no tenant.</exception>
    public static SandboxTenant Open(string path, SandboxOptions? options = null)
    {
        options ??= new();
        var full = System.IO.Path.GetFullPath(path);
        if (!File.Exists(full)) return Create(options, full);
        var tenant = new SandboxTenant(StateFile.Read(full), options, full);
        TenantSeed.AddDomains(tenant, options.MoreDomains.Prepend(options.Domain));
        HistorySeed.Apply(tenant, options.History);
        return tenant;
    }

    /// <summary>Takes up a tenant as <see cref="Open"/> does, for this process alone, and writes it as it changes until it is disposed of. A process that is killed leaves the last whole tenant.</summary>
    /// <exception cref="InvalidDataException">The file is there but holds no tenant.</exception>
    /// <exception cref="IOException">Another process has the file, or it cannot be read.</exception>
    public static SandboxTenant Keep(string path, SandboxOptions? options = null)
    {
        var claim = StateKeeper.Claim(System.IO.Path.GetFullPath(path));
        try
        {
            var tenant = Open(path, options);
            tenant.keeper = StateKeeper.Begin(claim, tenant.Save);
            tenant.keeper.Changed();
            return tenant;
        }
        catch
        {
            claim.Dispose();
            throw;
        }
    }

    /// <summary>Makes the account that a service signs in with, with a mailbox, when it is not there yet; <see cref="Facts"/> then tells its name and password.</summary>
    /// <param name="name">The name before the default domain.</param>
    public void AddServiceAccount(string name)
    {
        lock (Gate) TenantSeed.AddServiceAccount(this, name);
        keeper?.Changed();
    }

    /// <summary>Accepts further mail domains, as an administrator who has verified them would.</summary>
    public void AcceptDomains(IEnumerable<string> domains)
    {
        lock (Gate) TenantSeed.AddDomains(this, domains);
        keeper?.Changed();
    }

    /// <summary>A handler that answers for the tenant in this process. Every handler of a tenant sees the same tenant.</summary>
    public HttpMessageHandler CreateHandler()
    {
        // What is in the tenant before it is first asked is old, and known everywhere.
        lock (Gate) router ??= new(this, weather is null ? null : new(this, weather));
        return new SandboxHandler(this, router);
    }

    /// <summary>A handler past the weather, for whoever plays the people in the tenant: their own clients' troubles are not what is tried.</summary>
    public HttpMessageHandler CreateCalmHandler() => new SandboxHandler(this, new(this, null));

    /// <summary>Writes the tenant to its file, whole or not at all; without a file this does nothing.</summary>
    public void Save()
    {
        if (Path is null) return;
        // One after another, so that the last one written is the newest; the tenant is held only while it is looked at.
        lock (saving)
        {
            StateSnapshot now;
            lock (Gate) now = StateFile.Snapshot(State);
            StateFile.Write(Path, now);
        }
    }

    /// <summary>The person at the browser: enters the code, signs in and accepts. An administrator's acceptance is consent for everybody.</summary>
    /// <returns>False when the code is unknown or over, or the person cannot sign in.</returns>
    public bool ApproveDeviceCode(string userCode, string userPrincipalName) => EnterDeviceCode(userCode, userPrincipalName) is null;

    /// <summary>The same, with what the page says when it goes wrong: then nobody need wait for a token.</summary>
    /// <returns>Null when the person has accepted.</returns>
    public string? EnterDeviceCode(string userCode, string userPrincipalName)
    {
        try
        {
            lock (Gate) return DeviceCodes.Approve(userCode, State.FindUser(userPrincipalName)) ? null : "The code is not known or has expired, or the person cannot sign in.";
        }
        catch (SignInError refused)
        {
            return $"AADSTS{refused.Number}: {refused.Message}";
        }
        finally
        {
            keeper?.Changed();
        }
    }

    /// <summary>The person at Outlook: accepts the invitation to a shared calendar, which then stands in his list.</summary>
    /// <param name="userPrincipalName">Who does it.</param>
    /// <param name="mailbox">Whose calendar it is, by address.</param>
    /// <param name="group">Where it comes to stand; Outlook's choice depends on the version, and people move calendars.</param>
    /// <returns>False when there is no invitation to that calendar, or the person may not read it any more.</returns>
    public bool AcceptSharingInvitation(string userPrincipalName, string mailbox, SandboxCalendarGroup group = SandboxCalendarGroup.Other)
    {
        lock (Gate)
        {
            if (State.FindUser(userPrincipalName) is not { } user || State.Mailboxes.GetValueOrDefault(user.Id) is not { } own || State.FindAddress(mailbox) is not Mailbox shared) return false;
            if (own.Invitations.RemoveAll(i => i.CalendarOf == shared.OwnerId) == 0 || !Permissions.FolderRights.CanRead(Permissions.FolderRights.Of(shared, user.Id))) return false;
            own.SharedCalendars.RemoveAll(c => c.CalendarOf == shared.OwnerId);
            own.SharedCalendars.Add(new() { Id = NewGuid(), CalendarOf = shared.OwnerId, Group = group });
        }
        keeper?.Changed();
        return true;
    }

    /// <summary>Makes a managed identity, as Azure does for a computer, and lets this tenant's computer use it. It may do nothing yet.</summary>
    /// <param name="name">Its display name.</param>
    /// <param name="resourceId">The resource id of one that a person assigned; null for the computer's own.</param>
    /// <returns>Its client id.</returns>
    public Guid AddManagedIdentity(string name, string? resourceId = null)
    {
        lock (Gate)
        {
            var principal = TenantSeed.AddPrincipal(this, NewGuid(), name, TenantSeed.MicrosoftTenant);
            (principal.IsManagedIdentity, principal.ResourceId) = (true, resourceId);
            return principal.AppId;
        }
    }

    /// <summary>What App Service puts into IDENTITY_HEADER, beside an IDENTITY_ENDPOINT that ends in <c>/msi/token</c>.</summary>
    public string ManagedIdentityHeader => GuidOf($"identity header/{State.TenantId}").ToString("N");

    /// <summary>A token that another identity provider gives to a workload of its own, as Kubernetes and build services do.</summary>
    /// <param name="subject">The workload.</param>
    /// <param name="audience">Whom it is for.</param>
    /// <param name="lifetime">How long it lives: ten minutes, unless this says otherwise.</param>
    public string IssueWorkloadToken(string subject, string audience = "api://AzureADTokenExchange", TimeSpan? lifetime = null) =>
        WorkloadIssuer.Issue(WorkloadIssuerAddress, subject, audience, Now, Now + (lifetime ?? TimeSpan.FromMinutes(10)));

    /// <summary>The name of that identity provider.</summary>
    public static string WorkloadIssuerAddress => SignIn.WorkloadIssuer.Address;

    /// <summary>Ends the sign-ins of a person or an application, as an administrator or a found risk does. Clients that understand it are told at once; others when their token is over.</summary>
    /// <param name="who">A sign-in name, or an application's id.</param>
    public void RevokeSignIns(string who)
    {
        lock (Gate)
        {
            if (Guid.TryParse(who, out var id) && State.FindServicePrincipal(id) is { } application) application.SignInsValidFrom = Now;
            else (State.FindUser(who) ?? throw new ArgumentException($"Nobody is called {who}.", nameof(who))).SignInsValidFrom = Now;
        }
        keeper?.Changed();
    }

    /// <summary>Lets the token endpoint refuse everybody, for a reason that is outside the tenant: a device, a risk, a policy of another tenant.</summary>
    /// <param name="number">The AADSTS number; null for what is in the tenant alone.</param>
    /// <exception cref="ArgumentOutOfRangeException">The sandbox knows no such refusal.</exception>
    public void RefuseSignIns(int? number)
    {
        if (number is { } known) _ = RefusalCatalog.Of(known);
        Refusal = number;
    }

    /// <summary>Writes a kept tenant for the last time, and gives its file free; any other has nothing to end.</summary>
    public void Dispose() => keeper?.Dispose();

    /// <summary>One request's work, while the tenant is held.</summary>
    internal T Work<T>(WireRequest request, Func<T> service)
    {
        var writes = Counters.Writes;
        try
        {
            return service();
        }
        finally
        {
            State.Calendars.Tidy();
            // Signing in is no write, and may leave a code or a consent behind.
            if (Counters.Writes != writes || request.Path.Contains("oauth2", StringComparison.OrdinalIgnoreCase)) keeper?.Changed();
        }
    }

    /// <summary>The next id of this tenant. A tenant made again from the same seed gives the same ids in the same order.</summary>
    internal Guid NewGuid() => GuidOf($"{State.Seed}/{State.IdsMade++}");

    /// <summary>A random source that depends on the seed and on what it is for, and on nothing that happened before.</summary>
    internal Random RandomFor(string purpose) => new(BitConverter.ToInt32(SHA256.HashData(Encoding.UTF8.GetBytes($"{State.Seed}/{purpose}"))));

    internal static Guid GuidOf(string text)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(text))[..16];
        bytes[6] = (byte)(bytes[6] & 0x0f | 0x40);
        bytes[8] = (byte)(bytes[8] & 0x3f | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    static SandboxTenant Create(SandboxOptions options, string? path)
    {
        var state = new TenantState { Seed = options.Seed, MeetingsPerRoom = options.MeetingsPerRoom, Cloud = options.Cloud };
        var tenant = new SandboxTenant(state, options, path);
        TenantSeed.Fill(tenant, options);
        return tenant;
    }
}
