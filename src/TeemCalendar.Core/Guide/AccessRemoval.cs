using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Exchange;
using TeemCalendar.Core.Planning;

namespace TeemCalendar.Core.Guide;

/// <summary>Takes back what an application may do in Exchange: the assignments that this module makes and the scopes that it gave to others', its management scopes when nothing else uses them, and, with the last role, what makes Exchange know the application.</summary>
/// <param name="tenant">The connection.</param>
/// <param name="application">The application, by its name or its application id.</param>
/// <param name="roles">The roles to take back.</param>
internal sealed class AccessRemoval(Tenant tenant, string application, IReadOnlyCollection<string> roles) : Chapter<AccessRemoval.Observed>("Impersonation", "Removal of access")
{
    /// <summary>Every role that this module grants.</summary>
    internal static readonly IReadOnlyCollection<string> Every = [Impersonation.CalendarRole, SummaryMail.SendRole];

    /// <param name="Application">The application; null when this tenant has none of that name.</param>
    /// <param name="Known">Whether Exchange knows it.</param>
    /// <param name="Assignments">Every assignment of the organization.</param>
    /// <param name="His">Those of the application.</param>
    /// <param name="Scopes">The filters of every management scope, by name.</param>
    /// <param name="Made">What this module's journal has of each key that matters, the oldest last.</param>
    internal sealed record Observed(KnownApplication? Application, bool Known, IReadOnlyList<RoleAssignment> Assignments, IReadOnlyList<RoleAssignment> His, IReadOnlyDictionary<string, string> Scopes, ILookup<string, Storage.JournalEntry> Made);

    protected override async Task<Observed> ReadAsync(CancellationToken cancel)
    {
        var finding = ApplicationFinder.FindAsync(tenant, application, cancel);
        var principals = tenant.Exchange.InvokeAsync(AccessCommands.GetServicePrincipals(), cancel);
        var scopes = await RoleAssignment.ScopesAsync(tenant, cancel).ConfigureAwait(false);
        var assignments = await RoleAssignment.ReadAsync(tenant, scopes, cancel).ConfigureAwait(false);
        var found = await finding.ConfigureAwait(false);
        var known = (await principals.ConfigureAwait(false)).Rows.Any(p => found?.Principal is { } principal && p.Id("ObjectId") == principal.Id);
        var his = known ? await RoleAssignment.WithScopeNamesAsync(tenant, found!.Principal!.Id, assignments, cancel).ConfigureAwait(false) : [];
        string[] keys = [Keys.ExchangePrincipal(application), .. roles.Select(role => Keys.Assignment(application, role)), .. his.Select(a => Keys.AssignmentScope(a.Name)), .. scopes.Keys.Where(MailboxScope.IsOurs).Select(Keys.Scope)];
        return new(found, known, assignments, his, scopes, keys.SelectMany(tenant.Store.FindMade).ToLookup(e => e.Key, StringComparer.OrdinalIgnoreCase));
    }

    // A role that somebody else gave it, under a name of his, is not ours to take.
    List<RoleAssignment> Ours(Observed observed) => [.. observed.His.Where(a => roles.Contains(a.Role) && a.Name.Equals(RoleAssignment.NameOf(observed.Application!.Name, a.Role), StringComparison.OrdinalIgnoreCase))];

    /// <summary>Assignments of somebody else that got another scope from here, with the one that they had.</summary>
    List<(RoleAssignment Assignment, MailboxScope Before)> Changed(Observed observed) =>
    [
        .. observed.His.Where(a => roles.Contains(a.Role)).Select(a => (a, observed.Made[Keys.AssignmentScope(a.Name)].LastOrDefault() is { } oldest ? MailboxScope.Before(oldest.Differences) : null))
            .Where(pair => pair.Item2 is not null).Select(pair => (pair.a, pair.Item2!)),
    ];

    protected override string Found(Observed observed) => observed.Application is null ? $"No application is called '{application}'." : $"'{observed.Application.Name}' has {Ours(observed).Count} roles of this module.";

    protected override IEnumerable<GuideStep> Plan(Observed observed, IReadOnlySet<string> expected, List<TeemException> problems)
    {
        if (observed.Application is not { Principal: { } principal, Name: var named }) { problems.Add(ApplicationFinder.Missing(tenant, application)); yield break; }
        var (ours, changed) = (Ours(observed), Changed(observed));
        var first = new List<string>();
        foreach (var assignment in ours)
        {
            first.Add(Keys.Removal(Keys.Assignment(application, assignment.Role)));
            yield return new(Change(first[^1], named, $"Take back {assignment.Role}", MailboxScope.Differences(assignment.Scope, null),
                "It can no longer use these mailboxes, as soon as Exchange's cache has forgotten: 30 minutes to 2 hours."), [], async cancel =>
            {
                await tenant.Exchange.InvokeAsync(AccessCommands.RemoveAssignment(assignment.Name), cancel).ConfigureAwait(false);
                tenant.Store.TakenBack(Keys.Assignment(application, assignment.Role));
            });
        }
        foreach (var (assignment, before) in changed)
        {
            first.Add(Keys.Removal(Keys.AssignmentScope(assignment.Name)));
            yield return new(Change(first[^1], named, $"Give back the scope that '{assignment.Name}' had", MailboxScope.Differences(assignment.Scope, before), "It was there before, on other mailboxes.",
                before.Kind == ScopeKind.Organization ? ChangeImpact.High : ChangeImpact.Medium), [], async cancel =>
            {
                await ScopedAccess.ChangeAsync(tenant, assignment, before, cancel).ConfigureAwait(false);
                tenant.Store.TakenBack(Keys.AssignmentScope(assignment.Name));
            });
        }

        var left = observed.Assignments.Where(a => !ours.Exists(o => o.Name == a.Name) && !changed.Exists(c => c.Assignment.Name == a.Name)).Select(a => a.Scope.Name).Concat(changed.Select(c => c.Before.Name));
        var used = IsFromElsewhere(observed) ? ours.Concat(changed.Select(c => c.Assignment)).Select(a => a.Scope.Name) : [];
        foreach (var step in ManagementScopes.Remove(tenant, Name, observed.Scopes, left, used, observed.Made, first)) yield return step;

        if (observed.Known && WasMadeKnown(observed) && ours.Count == observed.His.Count)
            yield return new(Change(Keys.Removal(Keys.ExchangePrincipal(application)), named, "Let Exchange forget the application", reason: "It has no role left."), first, async cancel =>
            {
                await tenant.Exchange.InvokeAsync(AccessCommands.RemoveServicePrincipal(principal.Id), cancel).ConfigureAwait(false);
                tenant.Store.TakenBack(Keys.ExchangePrincipal(application));
            });
    }

    // What the journal of this computer does not have, another computer's may: our own application is known to Exchange through us, unless the journal shows that it was known before. Where no role of ours is left, nothing shows that it was through us.
    bool WasMadeKnown(Observed observed) => observed.Made[Keys.ExchangePrincipal(application)].LastOrDefault() is { } entry ? entry.Differences.Count == 0
        : observed.Application!.IsOurs && IsFromElsewhere(observed);

    /// <summary>Roles of ours that this computer's journal does not have: another computer granted them, and all around them.</summary>
    bool IsFromElsewhere(Observed observed) => Ours(observed).Count > 0 && !roles.Any(role => observed.Made.Contains(Keys.Assignment(application, role)));

    public override async Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel) =>
        Ours(await ReadAsync(cancel).ConfigureAwait(false)) is { Count: > 0 } left
            ? [.. left.Select(a => Fail(application, $"It still has {a.Role}.", "NotRemoved", "Revoke-TeemImpersonation"))]
            : [Pass(application, "It has no role of this module any more.")];
}
