using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Exchange;
using TeemCalendar.Core.Planning;

namespace TeemCalendar.Core.Guide;

/// <summary>Takes back what <see cref="AccountImpersonation"/> gave: the account's own assignment, the scope that another one got, the place in a role group and the group's role, and management scopes that nothing else uses.</summary>
/// <param name="tenant">The connection.</param>
/// <param name="login">The service account's sign-in name.</param>
internal sealed class AccountImpersonationRemoval(Tenant tenant, string login) : Chapter<AccountImpersonationRemoval.Observed>("Impersonation", "Removal of impersonation")
{
    const string Role = AccountImpersonation.Role;

    /// <param name="Assignments">Every assignment of the organization.</param>
    /// <param name="His">Those of the role that the account has; none when it is not there any more.</param>
    /// <param name="Scopes">The filters of every management scope, by name.</param>
    /// <param name="Groups">The role groups that this module put it into.</param>
    /// <param name="Made">What the journal has of each key that matters, the oldest last.</param>
    internal sealed record Observed(IReadOnlyList<RoleAssignment> Assignments, IReadOnlyList<RoleAssignment> His, IReadOnlyDictionary<string, string> Scopes, IReadOnlyList<AccountImpersonation.RoleGroup> Groups, ILookup<string, Storage.JournalEntry> Made);

    protected override async Task<Observed> ReadAsync(CancellationToken cancel)
    {
        var scopes = await RoleAssignment.ScopesAsync(tenant, cancel).ConfigureAwait(false);
        var all = await RoleAssignment.ReadAsync(tenant, scopes, cancel).ConfigureAwait(false);
        var account = await AccountImpersonation.FindAsync(tenant, login, cancel).ConfigureAwait(false);
        // Of an account that is gone the assignments went with it.
        IReadOnlyList<RoleAssignment> his = account is null ? [] : [.. (await RoleAssignment.OfAsync(tenant, login, scopes, cancel).ConfigureAwait(false)).Where(a => a.Role == Role && a.AssigneeType == "User")];
        var groups = new List<AccountImpersonation.RoleGroup>();
        var (start, end) = (Keys.RoleGroupMembers(), $":{login.ToLowerInvariant()}");
        foreach (var key in tenant.Store.FindMade(start, end).Select(e => e.Key).Distinct())
            if (await AccountImpersonation.GroupAsync(tenant, key[start.Length..^end.Length], account, scopes, cancel).ConfigureAwait(false) is { } group) groups.Add(group);
        string[] keys = [Keys.Assignment(login, Role), .. groups.SelectMany(g => new[] { Keys.Assignment(g.Name, Role), Keys.RoleGroupMember(g.Name, login) }), .. his.Select(a => Keys.AssignmentScope(a.Name)), .. scopes.Keys.Where(MailboxScope.IsOurs).Select(Keys.Scope)];
        return new(all, his, scopes, groups, keys.SelectMany(tenant.Store.FindMade).ToLookup(e => e.Key, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>What this module made: by its name, as an application's.</summary>
    List<(RoleAssignment Assignment, string Assignee)> Ours(Observed observed) =>
    [
        .. observed.His.Where(a => Named(a, login)).Select(a => (a, login)),
        .. observed.Groups.Where(g => observed.Made.Contains(Keys.Assignment(g.Name, Role)) && !OthersOf(g).Any()).SelectMany(g => g.Assignments.Where(a => Named(a, g.Name)).Select(a => (a, g.Name))),
    ];

    static bool Named(RoleAssignment assignment, string assignee) => assignment.Role == Role && assignment.Name.Equals(AccountImpersonation.NameOf(assignee), StringComparison.OrdinalIgnoreCase);

    // The role stays while another account that was put into the group from here needs it.
    IEnumerable<Storage.JournalEntry> OthersOf(AccountImpersonation.RoleGroup group) => tenant.Store.FindMade(Keys.RoleGroupMembers(group.Name), "").Where(e => e.Key != Keys.RoleGroupMember(group.Name, login));

    protected override string Found(Observed observed) => $"{login} has {Ours(observed).Count} assignments of this module, and was put into {observed.Groups.Count} role groups.";

    protected override IEnumerable<GuideStep> Plan(Observed observed, IReadOnlySet<string> expected, List<TeemException> problems)
    {
        var ours = Ours(observed);
        var changed = observed.His.Where(a => !Named(a, login)).Select(a => (Assignment: a, Before: observed.Made[Keys.AssignmentScope(a.Name)].LastOrDefault() is { } oldest ? MailboxScope.Before(oldest.Differences) : null))
            .Where(pair => pair.Before is not null).Select(pair => (pair.Assignment, Before: pair.Before!)).ToList();
        var first = new List<string>();
        foreach (var group in observed.Groups.Where(g => g.IsMember))
        {
            var key = Keys.RoleGroupMember(group.Name, login);
            first.Add(Keys.Removal(key));
            yield return new(Change(first[^1], login, $"Take it out of {group.Name}", [new("Member", group.Name, null)]), [], async cancel =>
            {
                await tenant.Exchange.InvokeAsync(AccessCommands.RemoveRoleGroupMember(group.Name, login), cancel).ConfigureAwait(false);
                tenant.Store.TakenBack(key);
            });
        }
        foreach (var (assignment, assignee) in ours)
        {
            first.Add(Keys.Removal(Keys.Assignment(assignee, Role)));
            yield return new(Change(first[^1], assignee, $"Take back {Role}", MailboxScope.Differences(assignment.Scope, null, MailboxScope.OfAccounts)), [], async cancel =>
            {
                await tenant.Exchange.InvokeAsync(AccessCommands.RemoveAssignment(assignment.Name), cancel).ConfigureAwait(false);
                tenant.Store.TakenBack(Keys.Assignment(assignee, Role));
            });
        }
        foreach (var (assignment, before) in changed)
        {
            first.Add(Keys.Removal(Keys.AssignmentScope(assignment.Name)));
            yield return new(Change(first[^1], login, $"Give back the scope that '{assignment.Name}' had", MailboxScope.Differences(assignment.Scope, before, MailboxScope.OfAccounts), "It was there before, on other mailboxes.",
                before.Kind == ScopeKind.Organization ? ChangeImpact.High : ChangeImpact.Medium), [], async cancel =>
            {
                await AccountImpersonation.ChangeAsync(tenant, assignment.Name, login, toGroup: false, before, cancel).ConfigureAwait(false);
                tenant.Store.TakenBack(Keys.AssignmentScope(assignment.Name));
            });
        }
        var freed = ours.Select(o => o.Assignment).Concat(changed.Select(c => c.Assignment)).ToList();
        // Where this journal has the grant, it has the scope too when the scope was made for it; another computer's grant is known by its names alone.
        var unwritten = ours.Where(o => !observed.Made.Contains(Keys.Assignment(o.Assignee, Role))).Select(o => o.Assignment.Scope.Name);
        foreach (var step in ManagementScopes.Remove(tenant, Name, observed.Scopes, observed.Assignments.Where(a => !freed.Exists(f => f.Name == a.Name)).Select(a => a.Scope.Name).Concat(changed.Select(c => c.Before.Name)),
            unwritten, observed.Made, first)) yield return step;
    }

    public override async Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel)
    {
        var observed = await ReadAsync(cancel).ConfigureAwait(false);
        return Ours(observed).Count == 0 && !observed.Groups.Any(g => g.IsMember) ? [Pass(login, $"It has no {Role} of this module any more.")] : [Fail(login, $"It still has {Role}.", "NotRemoved", CommandLine.Of("Revoke-TeemImpersonation", ("ServiceAccount", login)))];
    }
}
