using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Exchange;
using TeemCalendar.Core.Graph;
using TeemCalendar.Core.Planning;

namespace TeemCalendar.Core.Guide;

/// <summary>One role of an application on the mailboxes of one scope.</summary>
/// <param name="Role">Exchange's role, as in <c>Application Calendars.ReadWrite</c>.</param>
/// <param name="Scope">The management scope's name.</param>
/// <param name="Filter">Its filter, in Exchange's OPATH.</param>
/// <param name="Impact">High when it reaches beyond rooms.</param>
internal sealed record ScopedRole(string Role, string Scope, string Filter, ChangeImpact Impact)
{
    const string SummaryScope = "Teem summary mail from ";

    /// <summary>Whether this module made a scope of that name.</summary>
    internal static bool IsOurs(string scope) => scope == Rooms.Scope || scope.StartsWith(SummaryScope, StringComparison.Ordinal);

    /// <summary>Rooms, and rooms made later.</summary>
    internal static readonly ScopedRole Rooms = new("Application Calendars.ReadWrite", "Teem rooms", "RecipientTypeDetails -eq 'RoomMailbox'", ChangeImpact.Medium);

    /// <summary>Sending from one mailbox.</summary>
    internal static ScopedRole MailFrom(string address) => new("Application Mail.Send", $"{SummaryScope}{address}"[..Math.Min(64, SummaryScope.Length + address.Length)], $"PrimarySmtpAddress -eq '{address.Replace("'", "''", StringComparison.Ordinal)}'", ChangeImpact.High);
}

/// <summary>Gives an application one role on one scope of mailboxes: RBAC for Applications, what the guide's impersonation became.</summary>
internal abstract class ScopedAccess(Tenant tenant, string application, ScopedRole wanted, string name, string title) : Chapter<ScopedAccess.Observed>(name, title)
{
    /// <param name="Application">Ours, as Entra knows it; null when it is not registered.</param>
    /// <param name="Known">Whether Exchange knows it.</param>
    /// <param name="ScopeFilter">The filter of the scope of that name; null when there is none.</param>
    /// <param name="Granted">Whether the role is granted on that scope.</param>
    /// <param name="Dehydrated">Whether the organization has to be customized before roles can be changed.</param>
    internal sealed record Observed(RegisteredApplication? Application, bool Known, string? ScopeFilter, bool Granted, bool Dehydrated);

    protected Tenant Tenant => tenant;
    protected string Application => application;
    protected ScopedRole Wanted => wanted;

    protected override async Task<Observed> ReadAsync(CancellationToken cancel)
    {
        var registered = tenant.Applications.FindAsync(application, cancel);
        var config = tenant.Exchange.InvokeAsync(AccessCommands.GetOrganizationConfig(), cancel);
        var scopes = tenant.Exchange.InvokeAsync(AccessCommands.GetScopes(), cancel);
        var principals = await tenant.Exchange.InvokeAsync(AccessCommands.GetServicePrincipals(), cancel).ConfigureAwait(false);
        var found = await registered.ConfigureAwait(false);
        var known = found is not null && principals.Rows.Any(p => p.Id("AppId") == found.AppId);
        var granted = known && found!.Principal is { } principal
            && (await tenant.Exchange.InvokeAsync(AccessCommands.GetAuthorization(principal.Id), cancel).ConfigureAwait(false)).Rows.Any(r => r.Text("RoleName") == wanted.Role && r.Text("AllowedResourceScope") == wanted.Scope);
        var scope = (await scopes.ConfigureAwait(false)).Rows.Where(s => wanted.Scope.Equals(s.Text("Name"), StringComparison.OrdinalIgnoreCase)).Select(s => s.Text("RecipientFilter") ?? s.Text("RecipientRestrictionFilter") ?? "").FirstOrDefault();
        var dehydrated = (await config.ConfigureAwait(false)).Rows.Any(c => c.Flag("IsDehydrated") == true);
        return new(found, known, scope, granted, dehydrated);
    }

    protected override string Found(Observed observed) => observed switch
    {
        { Granted: true } => $"'{application}' has {wanted.Role} on '{wanted.Scope}'.",
        { Known: true } => $"Exchange knows '{application}', and gives it no {wanted.Role} on '{wanted.Scope}'.",
        _ => $"Exchange does not know '{application}'.",
    };

    protected override IEnumerable<GuideStep> Plan(Observed observed, IReadOnlySet<string> expected, List<TeemException> problems)
    {
        if (observed.Application?.Principal is null && !expected.Contains(Keys.Application(application))) { problems.Add(Applications.Missing(application)); yield break; }
        if (observed.ScopeFilter is { } other && !SameFilter(other, wanted.Filter))
        {
            problems.Add(new("ScopeDiffers", TeemErrorKind.Conflict, $"A management scope '{wanted.Scope}' is there with another filter: {other}.", wanted.Scope,
                $"Look what uses it (Get-ManagementRoleAssignment -CustomRecipientWriteScope '{wanted.Scope}'), then rename or remove it."));
            yield break;
        }
        if (observed.Dehydrated && !observed.Granted && !expected.Contains(Keys.Customization))
            yield return new(Change(Keys.Customization, tenant.Domain, "Customize the organization", reason: "Exchange refuses new roles and scopes until this was done once."), [],
                cancel => tenant.Exchange.InvokeAsync(AccessCommands.EnableOrganizationCustomization(), cancel));
        if (!observed.Known && !expected.Contains(Keys.ExchangePrincipal(application)))
            yield return new(Change(Keys.ExchangePrincipal(application), application, "Make the application known to Exchange"), [Keys.Application(application), Keys.Customization], async cancel =>
            {
                var principal = await PrincipalAsync(cancel).ConfigureAwait(false);
                await tenant.Exchange.InvokeAsync(AccessCommands.NewServicePrincipal(principal.AppId, principal.Id, application), cancel).ConfigureAwait(false);
            });
        if (observed.ScopeFilter is null)
            yield return new(Change(Keys.Scope(wanted.Scope), wanted.Scope, "Make the management scope", [new("RecipientRestrictionFilter", null, wanted.Filter)]), [Keys.Customization],
                cancel => tenant.Exchange.InvokeAsync(AccessCommands.NewScope(wanted.Scope, wanted.Filter), cancel));
        if (!observed.Granted)
            yield return new(Change(Keys.Assignment(application, wanted.Role), application, $"Grant {wanted.Role}", [new("CustomResourceScope", null, wanted.Scope)], Why, wanted.Impact),
                [Keys.ExchangePrincipal(application), Keys.Scope(wanted.Scope), Keys.Application(application), Keys.Customization], async cancel =>
            {
                var principal = await PrincipalAsync(cancel).ConfigureAwait(false);
                await tenant.Exchange.InvokeAsync(AccessCommands.NewAssignment(AssignmentName(application, wanted.Role), wanted.Role, principal.Id, wanted.Scope), cancel).ConfigureAwait(false);
            });
    }

    /// <summary>Why the role is wanted.</summary>
    protected abstract string Why { get; }

    /// <summary>What the assignment of a role is called; Exchange takes 64 characters.</summary>
    internal static string AssignmentName(string application, string role) => $"{application}-{role["Application ".Length..]}" is var name && name.Length > 64 ? name[..64] : name;

    // Exchange gives filters back with its own brackets and blanks.
    static bool SameFilter(string left, string right) => Bare(left).Equals(Bare(right), StringComparison.OrdinalIgnoreCase);
    static string Bare(string filter) => string.Concat(filter.Where(c => !char.IsWhiteSpace(c) && c is not ('(' or ')')));

    protected async Task<EnterpriseApplication> PrincipalAsync(CancellationToken cancel) =>
        (await Applications.GetAsync(tenant, application, cancel).ConfigureAwait(false)).Principal ?? throw Applications.Missing(application);

    /// <summary>When the role was granted, where Exchange recorded it.</summary>
    protected async Task<DateTimeOffset?> GrantedAtAsync(CancellationToken cancel) =>
        (await Tenant.Exchange.InvokeAsync(AccessCommands.GetAssignments(Wanted.Role), cancel).ConfigureAwait(false)).Rows.Where(a => a.Text("Name") == AssignmentName(application, wanted.Role)).Select(a => a.Time("WhenCreatedUTC") ?? a.Time("WhenCreated")).FirstOrDefault();

    /// <summary>The grant as commands show it; null when there is none.</summary>
    internal async Task<AccessGrant?> ReadGrantAsync(CancellationToken cancel)
    {
        var observed = await ReadAsync(cancel).ConfigureAwait(false);
        return !observed.Granted ? null : new AccessGrant
        {
            Principal = application,
            AccessMode = AccessMode.Impersonation,
            Role = wanted.Role,
            Scope = wanted.Scope,
            RecipientFilter = observed.ScopeFilter,
            Assignment = AssignmentName(application, wanted.Role),
            GrantedAt = await GrantedAtAsync(cancel).ConfigureAwait(false),
        };
    }
}

/// <summary>"Impersonation", limited to conference rooms as the guide recommends.</summary>
/// <param name="tenant">The connection.</param>
/// <param name="application">Our application's name.</param>
/// <param name="rooms">The rooms that have to be inside.</param>
/// <param name="outsider">A mailbox that has to be outside, to see that the scope holds; null for none.</param>
internal sealed class Impersonation(Tenant tenant, string application, IReadOnlyList<string> rooms, string? outsider = null) : ScopedAccess(tenant, application, ScopedRole.Rooms, "Impersonation", "Impersonation")
{
    protected override string Why => "It reads and writes the calendars of rooms, of rooms made later too, and of nobody else.";

    /// <summary>The grant, said of each room: whether Exchange would let the application in; and the rooms that could not be asked for, with the reason.</summary>
    internal async Task<(IReadOnlyList<AccessGrant> Grants, IReadOnlyList<TeemException> Errors)> ReadGrantsAsync(CancellationToken cancel)
    {
        if (await ReadGrantAsync(cancel).ConfigureAwait(false) is not { } grant) return ([], []);
        var probe = new AccessProbe(Tenant, await PrincipalAsync(cancel).ConfigureAwait(false), Application, grant.GrantedAt);
        var decided = await Task.WhenAll(rooms.Select(async room =>
        {
            try { return (Grant: grant with { Mailbox = room, InScope = (await probe.DecideAsync(room, cancel).ConfigureAwait(false)).InScope }, Error: null); }
            catch (TeemException error) { return (Grant: (AccessGrant?)null, Error: (TeemException?)error); }
        })).ConfigureAwait(false);
        return ([.. decided.Select(d => d.Grant).OfType<AccessGrant>()], [.. decided.Select(d => d.Error).OfType<TeemException>()]);
    }

    public override async Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel)
    {
        var found = await Tenant.Applications.FindAsync(Application, cancel).ConfigureAwait(false);
        if (found?.Principal is not { } principal) return [Fail(Application, Applications.Missing(Application))];
        var grant = await ReadGrantAsync(cancel).ConfigureAwait(false);
        if (grant is null) return [Fail(Application, $"It has no {Wanted.Role} on '{Wanted.Scope}'.", "NotGranted", "Grant-TeemImpersonation")];
        var probe = new AccessProbe(Tenant, principal, Application, grant.GrantedAt);
        var defeats = await DefeatedScope.FindAsync(Tenant, principal, Application, Wanted, cancel).ConfigureAwait(false);
        return [.. defeats.Select(d => Fail(Application, d)), .. await probe.InsideAsync(rooms, cancel).ConfigureAwait(false), .. outsider is null ? [] : new[] { await probe.OutsideAsync(outsider, cancel).ConfigureAwait(false) }];
    }
}

/// <summary>The right to send the summary of the first synchronisation from one mailbox: the guide's "You will receive an email directed to the sync account".</summary>
internal sealed class SummaryMail(Tenant tenant, string application, string from) : ScopedAccess(tenant, application, ScopedRole.MailFrom(from), "SummaryMail", "Summary mail")
{
    protected override string Why => $"It sends the summary from {from}, and from nobody else.";

    public override async Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel) => await ReadGrantAsync(cancel).ConfigureAwait(false) is null
        ? [Fail(Application, $"It may not send from {from}.", "NotGranted", "Run the onboarding again with -SendSummary.")]
        : [Pass(Application, $"It may send from {from}, and from nobody else.")];
}
