using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Exchange;
using TeemCalendar.Core.Planning;

namespace TeemCalendar.Core.Guide;

/// <summary>"Impersonation", limited to conference rooms as the guide recommends, or reaching as far as was asked for.</summary>
/// <param name="tenant">The connection.</param>
/// <param name="application">The application, ours or Teem's own, by its name or its application id.</param>
/// <param name="rooms">The rooms that have to be inside.</param>
/// <param name="outsider">A mailbox that has to be outside, to see that the scope holds; null for none.</param>
/// <param name="request">The scope that is asked for; null for what this module granted already, and rooms when it granted nothing.</param>
/// <param name="includeWrite">Whether reading back also writes an event into each room, and removes it.</param>
internal sealed class Impersonation(Tenant tenant, string application, IReadOnlyList<string> rooms, string? outsider = null, ScopeRequest? request = null, bool includeWrite = false)
    : ScopedAccess(tenant, application, CalendarRole, "Impersonation", "Impersonation")
{
    /// <summary>The role that the guide's impersonation became.</summary>
    internal const string CalendarRole = "Application Calendars.ReadWrite";

    protected override bool TakesOver => true;

    protected override Task<MailboxScope> WantedAsync(string applicationName, CancellationToken cancel) =>
        request is null ? Task.FromResult(MailboxScope.Rooms) : request.ResolveAsync(Tenant, applicationName, cancel);

    protected override RoleAssignment? Granted(Observed observed) =>
        (request is null ? observed.His.FirstOrDefault(a => a.Role == Role && a.Enabled && IsOurs(observed, a)) : null) ?? base.Granted(observed);

    /// <summary>All that lets the application into calendars, as commands show it.</summary>
    internal async Task<IReadOnlyList<AccessGrant>> ReadAllAsync(CancellationToken cancel)
    {
        var observed = await ReadAsync(cancel).ConfigureAwait(false);
        return [.. observed.His.Where(a => a.Enabled && DefeatedScope.OpensCalendars(a.Role)).OrderByDescending(a => IsOurs(observed, a)).Select(a => Shown(observed, a))];
    }

    /// <summary>The grant, said of each room: whether Exchange would let the application in; and the rooms that could not be asked for, with the reason.</summary>
    internal async Task<(IReadOnlyList<AccessGrant> Grants, IReadOnlyList<TeemException> Errors)> ReadGrantsAsync(CancellationToken cancel)
    {
        var all = await ReadAllAsync(cancel).ConfigureAwait(false);
        if (all.Count == 0) return ([], []);
        var probe = new AccessProbe(Tenant, await PrincipalAsync(cancel).ConfigureAwait(false), all[0].Principal, all[0]);
        var decided = await Task.WhenAll(rooms.Select(async room =>
        {
            try
            {
                var roles = await probe.AskAsync(room, cancel).ConfigureAwait(false);
                return (Grants: (IEnumerable<AccessGrant>)all.Select(g => g with { Mailbox = room, InScope = roles.Any(r => r.Role == g.Role && r.InScope && string.Equals(r.Scope, g.Scope, StringComparison.OrdinalIgnoreCase)) }), Error: (TeemException?)null);
            }
            catch (TeemException error) { return (Grants: (IEnumerable<AccessGrant>)[], Error: error); }
        })).ConfigureAwait(false);
        return ([.. decided.SelectMany(d => d.Grants)], [.. decided.Select(d => d.Error).OfType<TeemException>()]);
    }

    public override async Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel)
    {
        var observed = await ReadAsync(cancel).ConfigureAwait(false);
        var named = observed.Application?.Name ?? Application;
        if (observed.Application is null) return [Fail(named, ApplicationFinder.Missing(Tenant, Application))];
        if (observed.Application.Principal is not { } principal) return [Fail(named, Applications.Missing(named))];
        var granted = Granted(observed);
        if (granted is null && !observed.His.Any(a => a.Enabled && DefeatedScope.OpensCalendars(a.Role)))
            return [Fail(named, await NotGrantedAsync(observed, cancel).ConfigureAwait(false))];

        var probe = new AccessProbe(Tenant, principal, named, granted is null ? null : Shown(observed, granted));
        var defeats = await DefeatedScope.FindAsync(Tenant, principal, named, observed.His, granted, cancel).ConfigureAwait(false);
        var inside = await probe.InsideAsync(rooms, cancel).ConfigureAwait(false);
        return
        [
            .. granted is null ? new[] { Fail(named, $"It has no {Role} on {observed.Wanted}.", "NotGranted", Granting) } : [],
            .. defeats.Select(d => Fail(named, d)),
            .. granted is { Scope.Kind: ScopeKind.Organization } && rooms.Count == 0 ? new[] { Pass(named, "It reaches every mailbox, as it was granted.") } : [],
            .. inside,
            .. includeWrite ? await WriteAsync(probe, [.. inside.Where(c => c is { Status: CheckStatus.Pass, Evidence: CheckEvidence.Proven }).Select(c => c.Target)], cancel).ConfigureAwait(false) : [],
            .. outsider is null || granted?.Scope.IsSameAs(MailboxScope.Rooms) != true ? [] : new[] { await probe.OutsideAsync(outsider, cancel).ConfigureAwait(false) },
            // Whose key is nobody's here, nobody here can see at work.
            .. observed.Application.Registered is null ? new[] { OnlyTeemSees(named) } : [],
        ];
    }

    async Task<IReadOnlyList<Check>> WriteAsync(AccessProbe probe, IReadOnlyList<string> opened, CancellationToken cancel) =>
        opened.Count == 0 ? [] : await WriteCheck.VerifyAsync(Tenant, await probe.SignInAsync(fresh: false, cancel).ConfigureAwait(false), Name, opened, cancel).ConfigureAwait(false);

    Check OnlyTeemSees(string named) => Manual(named, $"'{named}' belongs to another tenant: what Exchange would decide was asked, and nobody here can sign in as it.",
        "In Teem: Manage, Calendars: the account is active and a room shows today's meetings. A refusal there within two hours of the grant is Exchange's cache.");

    /// <summary>Why the application has nothing: nobody granted it, it was granted to another, or it was taken away behind the journal's back.</summary>
    async Task<TeemException> NotGrantedAsync(Observed observed, CancellationToken cancel)
    {
        var named = observed.Application!.Name;
        var (name, principal) = (RoleAssignment.NameOf(named, Role), observed.Application.Principal!);
        if (observed.KnownAs is { } wrong && wrong != principal.Id)
            return new("GrantedToAnother", TeemErrorKind.Conflict, $"Exchange knows '{named}' by the id {wrong}, which is not its enterprise application's ({principal.Id}): what was granted there lets nobody in.", named, $"{Granting} # corrects it");
        var others = observed.Assignments.Where(a => a.Role == Role && a.AssigneeType == "ServicePrincipal" && !a.IsOf(principal.Id)).ToList();
        if (others.Find(a => a.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } another)
            return new("GrantedToAnother", TeemErrorKind.Conflict, $"'{another.Name}' grants {Role} on {another.Scope} to {await WhoAsync(another.Assignee, cancel).ConfigureAwait(false)}, not to '{named}' ({principal.Id}).", named,
                $"{CommandLine.Of("Remove-ManagementRoleAssignment", ("Identity", another.Name))} # when nobody needs it; then {Granting}");
        var journal = Tenant.Store.FindMade(Keys.Assignment(Application, Role));
        return new("NotGranted", TeemErrorKind.NotFound,
            journal.Count > 0 ? $"It has no {Role} on {observed.Wanted}: this module granted it at {journal[0].At:u}, and it is not there any more."
            : others.Count > 0 ? $"It has no {Role} on {observed.Wanted}; {string.Join(", ", await Task.WhenAll(others.Select(o => WhoAsync(o.Assignee, cancel))).ConfigureAwait(false))} has the role."
            : $"It has no {Role} on {observed.Wanted}.", named, Granting);
    }

    string Granting => CommandLine.Of("Grant-TeemImpersonation", ("Application", Application == ApplicationRequest.UsualName ? null : Application));

    async Task<string> WhoAsync(string assignee, CancellationToken cancel) =>
        (await Tenant.Exchange.InvokeAsync(AccessCommands.GetServicePrincipals(), cancel).ConfigureAwait(false)).Rows
            .Where(p => p.Text("ObjectId") == assignee).Select(p => $"'{p.Text("DisplayName")}' ({assignee})").FirstOrDefault() ?? assignee;
}
