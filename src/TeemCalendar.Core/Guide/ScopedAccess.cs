using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Exchange;
using TeemCalendar.Core.Graph;
using TeemCalendar.Core.Planning;

namespace TeemCalendar.Core.Guide;

/// <summary>Gives an application one role on one scope of mailboxes: RBAC for Applications, what the guide's impersonation became.</summary>
/// <param name="tenant">The connection.</param>
/// <param name="application">The application, by its name or its application id.</param>
/// <param name="role">Exchange's role.</param>
/// <param name="name">The chapter's word.</param>
/// <param name="title">The chapter's title.</param>
internal abstract class ScopedAccess(Tenant tenant, string application, string role, string name, string title) : Chapter<ScopedAccess.Observed>(name, title)
{
    /// <param name="Application">The application; null when this tenant has none of that name.</param>
    /// <param name="KnownAs">The id by which Exchange knows it; null when it does not. Another than its enterprise application's was a mistake.</param>
    /// <param name="Wanted">The scope that is wished for.</param>
    /// <param name="Assignments">Every assignment of the organization.</param>
    /// <param name="His">Those of the application.</param>
    /// <param name="Scopes">The filters of all management scopes, by name.</param>
    /// <param name="Dehydrated">Whether the organization has to be customized before roles can be changed.</param>
    internal sealed record Observed(KnownApplication? Application, Guid? KnownAs, MailboxScope Wanted, IReadOnlyList<RoleAssignment> Assignments, IReadOnlyList<RoleAssignment> His, IReadOnlyDictionary<string, string> Scopes, bool Dehydrated)
    {
        internal bool IsKnown => KnownAs is { } id && id == Application?.Principal?.Id;
    }

    protected Tenant Tenant => tenant;
    protected string Application => application;
    protected string Role => role;

    /// <summary>The scope that is wished for.</summary>
    /// <param name="applicationName">The application's name.</param>
    /// <param name="cancel">Ends it.</param>
    protected abstract Task<MailboxScope> WantedAsync(string applicationName, CancellationToken cancel);

    protected override async Task<Observed> ReadAsync(CancellationToken cancel)
    {
        var finding = ApplicationFinder.FindAsync(tenant, application, cancel);
        var config = tenant.Exchange.InvokeAsync(AccessCommands.GetOrganizationConfig(), cancel);
        var principals = tenant.Exchange.InvokeAsync(AccessCommands.GetServicePrincipals(), cancel);
        var scopes = await RoleAssignment.ScopesAsync(tenant, cancel).ConfigureAwait(false);
        var assignments = await RoleAssignment.ReadAsync(tenant, scopes, cancel).ConfigureAwait(false);
        var found = await finding.ConfigureAwait(false);
        var knownAs = (await principals.ConfigureAwait(false)).Rows.Where(p => found is not null && p.Id("AppId") == found.AppId).Select(p => p.Id("ObjectId")).FirstOrDefault();
        var his = found?.Principal is { } principal && knownAs == principal.Id ? await RoleAssignment.WithScopeNamesAsync(tenant, principal.Id, assignments, cancel).ConfigureAwait(false) : [];
        var dehydrated = (await config.ConfigureAwait(false)).Rows.Any(c => c.Flag("IsDehydrated") == true);
        return new(found, knownAs, await WantedAsync(found?.Name ?? application, cancel).ConfigureAwait(false), assignments, his, scopes, dehydrated);
    }

    /// <summary>Whether an assignment of the role that somebody else made gets the scope that is wished, instead of standing beside it.</summary>
    protected virtual bool TakesOver => false;

    /// <summary>The assignment that grants what is wished; null when there is none.</summary>
    protected virtual RoleAssignment? Granted(Observed observed) => observed.His.Where(a => a.Role == role && a.Enabled && a.Scope.IsSameAs(observed.Wanted)).OrderByDescending(a => IsOurs(observed, a)).FirstOrDefault();

    protected bool IsOurs(Observed observed, RoleAssignment assignment) => assignment.Name.Equals(NameOf(observed), StringComparison.OrdinalIgnoreCase);

    string NameOf(Observed observed) => RoleAssignment.NameOf(observed.Application?.Name ?? application, role);

    protected override string Found(Observed observed) => observed switch
    {
        _ when Granted(observed) is { } granted => $"'{observed.Application!.Name}' has {role} on {granted.Scope}.",
        { IsKnown: true } when observed.His.FirstOrDefault(a => a.Role == role) is { } other => $"'{observed.Application!.Name}' has {role} on {other.Scope}, not on {observed.Wanted}.",
        { IsKnown: true } => $"Exchange knows '{observed.Application!.Name}', and gives it no {role} on {observed.Wanted}.",
        _ => $"Exchange does not know '{observed.Application?.Name ?? application}'.",
    };

    protected override IEnumerable<GuideStep> Plan(Observed observed, IReadOnlySet<string> expected, List<TeemException> problems)
    {
        if (observed.Application?.Principal is null && !expected.Contains(Keys.Application(application)))
        {
            problems.Add(observed.Application is null ? ApplicationFinder.Missing(tenant, application) : Applications.Missing(observed.Application.Name));
            yield break;
        }
        if (Granted(observed) is not null) yield break;
        var (named, wanted) = (observed.Application?.Name ?? application, observed.Wanted);
        if (observed.Dehydrated && !expected.Contains(Keys.Customization))
            yield return new(Change(Keys.Customization, tenant.Domain, "Customize the organization", reason: "Exchange refuses new roles and scopes until this was done once."), [],
                cancel => tenant.Exchange.InvokeAsync(AccessCommands.EnableOrganizationCustomization(), cancel));
        if (!observed.IsKnown && !expected.Contains(Keys.ExchangePrincipal(application))) yield return MakeKnown(observed, named);
        var blocked = problems.Count;
        if (ManagementScopes.Plan(tenant, Name, wanted, observed.Scopes, observed.Assignments.Where(a => !(observed.His.Any(h => h.Name == a.Name) && IsOurs(observed, a))), problems) is { } scope) yield return scope;
        if (problems.Count > blocked) yield break;
        if (Grant(observed, named) is { } grant) yield return grant;
    }

    GuideStep MakeKnown(Observed observed, string named)
    {
        var wrong = observed.KnownAs;
        return new(Change(Keys.ExchangePrincipal(application), named, wrong is null ? "Make the application known to Exchange" : "Correct how Exchange knows the application",
            wrong is null ? [] : [new("ObjectId", wrong.ToString(), observed.Application?.Principal?.Id.ToString() ?? "the enterprise application's")],
            wrong is null ? null : "It is not the id of its enterprise application: whatever was granted to it lets nobody in.", wrong is null ? ChangeImpact.Medium : ChangeImpact.High), [Keys.Application(application), Keys.Customization], async cancel =>
        {
            var principal = await PrincipalAsync(cancel).ConfigureAwait(false);
            if (wrong is { } other) await tenant.Exchange.InvokeAsync(AccessCommands.RemoveServicePrincipal(other), cancel).ConfigureAwait(false);
            await tenant.Exchange.InvokeAsync(AccessCommands.NewServicePrincipal(principal.AppId, principal.Id, named), cancel).ConfigureAwait(false);
        });
    }

    /// <summary>The role on the scope; where the application has the role on another, that one changes, since two add up.</summary>
    GuideStep? Grant(Observed observed, string named)
    {
        var wanted = observed.Wanted;
        var waits = new[] { Keys.ExchangePrincipal(application), Keys.Scope(wanted.Name ?? ""), Keys.Application(application), Keys.Customization };
        // One that somebody switched off gives nothing, and stays off: it could only be given back switched on.
        var before = observed.His.Where(a => a.Role == role && (TakesOver && a.Enabled || IsOurs(observed, a))).OrderByDescending(a => IsOurs(observed, a)).FirstOrDefault();
        if (before is null)
            return new(Change(Keys.Assignment(application, role), named, $"Grant {role}", MailboxScope.Differences(null, wanted), wanted.Why, wanted.Impact), waits, async cancel =>
            {
                var principal = await PrincipalAsync(cancel).ConfigureAwait(false);
                await tenant.Exchange.InvokeAsync(AccessCommands.NewAssignment(RoleAssignment.NameOf(named, role), role, principal.Id, wanted), cancel).ConfigureAwait(false);
            });
        var ours = IsOurs(observed, before);
        // An assignment keeps its name under the same scope of another filter: the management scope's change is all there is to do.
        if (before.Enabled && before.Scope.Kind == wanted.Kind && string.Equals(before.Scope.Name, wanted.Name, StringComparison.OrdinalIgnoreCase)) return null;
        var differences = MailboxScope.Differences(before.Scope, wanted).ToList();
        if (!before.Enabled) differences.Add(new("Enabled", "False", "True"));
        return new(Change(ours ? Keys.Assignment(application, role) : Keys.AssignmentScope(before.Name), named, $"Change where it has {role} ({before.Name})", differences, wanted.Why, ours ? wanted.Impact : ChangeImpact.High), waits,
            cancel => ChangeAsync(tenant, before, wanted, cancel));
    }

    /// <summary>Gives an assignment another scope.</summary>
    internal static async Task ChangeAsync(Tenant tenant, RoleAssignment assignment, MailboxScope scope, CancellationToken cancel)
    {
        if (scope.Kind != ScopeKind.Organization)
        {
            await tenant.Exchange.InvokeAsync(AccessCommands.SetAssignment(assignment.Name, scope), cancel).ConfigureAwait(false);
            return;
        }
        await tenant.Exchange.InvokeAsync(AccessCommands.RemoveAssignment(assignment.Name), cancel).ConfigureAwait(false);
        await tenant.Exchange.InvokeAsync(AccessCommands.NewAssignment(assignment.Name, assignment.Role, Guid.Parse(assignment.Assignee), scope), cancel).ConfigureAwait(false);
    }

    protected async Task<EnterpriseApplication> PrincipalAsync(CancellationToken cancel) =>
        (await ApplicationFinder.GetAsync(tenant, application, cancel).ConfigureAwait(false)).Principal ?? throw Applications.Missing(application);

    /// <summary>The grant as commands show it; null when there is none.</summary>
    internal async Task<AccessGrant?> ReadGrantAsync(CancellationToken cancel) => await ReadAsync(cancel).ConfigureAwait(false) is var observed && Granted(observed) is { } granted ? Shown(observed, granted) : null;

    /// <summary>An assignment as commands show it.</summary>
    protected AccessGrant Shown(Observed observed, RoleAssignment assignment)
    {
        var made = tenant.Store.FindMade(IsOurs(observed, assignment) ? Keys.Assignment(application, role) : Keys.AssignmentScope(assignment.Name));
        return new AccessGrant
        {
            Principal = observed.Application?.Name ?? application,
            AccessMode = AccessMode.Impersonation,
            Method = AccessMethod.ApplicationRole,
            Role = assignment.Role,
            Scope = assignment.Scope.Shown,
            ScopeType = assignment.Scope.ShownKind,
            RecipientFilter = assignment.Scope.Filter,
            Assignment = assignment.Name,
            // Another scope for the same assignment is younger than the assignment.
            GrantedAt = made.Count > 0 ? Later(made[0].At, assignment.CreatedAt) : assignment.CreatedAt,
            GrantedBy = made.Count > 0 ? ThisModule : null,
        };
    }

    /// <summary>Who granted it, where this module's journal has it.</summary>
    internal const string ThisModule = "TeemCalendar";

    static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset? other) => other is { } time && time > one ? time : one;
}
