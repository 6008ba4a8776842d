using TeemCalendar.Core;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Exchange;

namespace TeemCalendar.Commands;

/// <summary>Takes the caller's sessions into a connection.</summary>
/// <param name="sessions">The sessions that are there.</param>
/// <param name="exchange">What is wanted for Exchange: Auto, Session, Rest.</param>
/// <param name="graph">What is wanted for Graph: Auto, Session, Sdk.</param>
sealed class SessionOptions(CallerSessions sessions, string exchange, string graph)
{
    internal const string Auto = "Auto", Session = "Session", Rest = "Rest", Sdk = "Sdk";

    ExchangeSession? Exchange => exchange == Rest ? null : sessions.Exchange;

    GraphSession? Graph => graph == Sdk ? null : sessions.Graph;

    /// <summary>The same connection, through the sessions where they are asked for or there.</summary>
    /// <param name="options">The connection as its parameters say.</param>
    /// <param name="isBrowser">True when no way to sign in was named: a session then saves the browser.</param>
    /// <param name="environmentGiven">True when the cloud was named.</param>
    /// <param name="cancel">Ends the look at an organization.</param>
    internal async Task<ConnectOptions> ApplyAsync(ConnectOptions options, bool isBrowser, bool environmentGiven, CancellationToken cancel)
    {
        if (exchange == Session && Exchange is null)
            throw Missing("Exchange", "ExchangeNotConnected", "Connect-ExchangeOnline, or Import-PSSession with a session of an Exchange server");
        if (graph == Session && Graph is null)
            throw Missing("Microsoft Graph", "GraphNotConnected", "Connect-MgGraph");
        // Without a session of Exchange somebody has to sign in; without one of Graph, what needs Graph says so.
        var isAlone = isBrowser && Exchange is not null && graph != Sdk && Fits(options.TenantId);
        if (isAlone && Exchange!.TenantId is { } one && Graph is { TenantId: var other } && one != other)
            throw new TeemException("TenantsDiffer", TeemErrorKind.Conflict, $"The session of Exchange ({Exchange.Account}) is in the tenant {one}, and the session of Microsoft Graph ({Graph.Account}) in {other}.", one.ToString(),
                "Connect both to the same tenant, then run Connect-TeemTenant again; or leave one out with -ExchangeTransport Rest or -GraphTransport Sdk.");
        options = options with
        {
            ExchangeSession = Exchange is null ? null : new(new SessionExchange(Exchange.TenantId), Exchange.TenantId, Exchange.Account, isAlone || exchange == Session),
            GraphSession = Graph is null ? null : new(new SessionGraph(Graph.TenantId), Graph.TenantId, Graph.Account, isAlone || graph == Session),
        };
        return !isAlone ? options : options with
        {
            SignIn = null,
            TenantId = options.TenantId ?? (Exchange!.TenantId ?? Graph?.TenantId ?? await OrganizationAsync(options.ExchangeSession!.Way, cancel).ConfigureAwait(false)).ToString(),
            Cloud = environmentGiven ? options.Cloud : Cloud.Of(Environment),
        };
    }

    /// <summary>False when another tenant is named than the sessions are in: then they are not meant. A domain only the sign-in service knows to be one or the other.</summary>
    bool Fits(string? tenant) => exchange == Session || !Guid.TryParse(tenant, out var named) || (Exchange!.TenantId ?? named) == named;

    TenantEnvironment Environment => (Graph?.Environment, Exchange?.Address) switch
    {
        ("USGov", _) => TenantEnvironment.USGovHigh,
        ("USGovDoD", _) => TenantEnvironment.USGovDoD,
        ("China", _) => TenantEnvironment.China,
        (null, var address) when Has(address, "outlook-dod.") || Has(address, "webmail.apps.mil") => TenantEnvironment.USGovDoD,
        (null, var address) when Has(address, "office365.us") => TenantEnvironment.USGovHigh,
        (null, var address) when Has(address, "partner.outlook.cn") => TenantEnvironment.China,
        _ => TenantEnvironment.Global,
    };

    static bool Has(string? address, string part) => address?.Contains(part, StringComparison.OrdinalIgnoreCase) == true;

    // An organization on-premises has no tenant; its own id keeps its store apart from others'.
    static async Task<Guid> OrganizationAsync(IExchangeTransport session, CancellationToken cancel) =>
        (await session.InvokeAsync(new ExchangeCommand("Get-OrganizationConfig"), cancel).ConfigureAwait(false)).Rows is [var row, ..] && row.Id("Guid") is { } id ? id
            : throw new TeemException("ExchangeUnexpected", TeemErrorKind.Unexpected, "Get-OrganizationConfig gave no organization with an id.", remedy: "See what Get-OrganizationConfig gives in this session.");

    static TeemException Missing(string what, string id, string how) => new(id, TeemErrorKind.SignInRefused, $"There is no session of {what} here.",
        remedy: $"{how}; then run Connect-TeemTenant again. Or sign in with -DeviceCode, -CertificateThumbprint or another parameter of Connect-TeemTenant.");
}
