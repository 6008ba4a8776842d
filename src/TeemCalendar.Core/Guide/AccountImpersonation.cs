using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Exchange;
using TeemCalendar.Core.Planning;

namespace TeemCalendar.Core.Guide;

/// <summary>"Impersonation" as the guide has it: the service account acts as other mailboxes, by the role ApplicationImpersonation. Only an Exchange of the organization's own still has it.</summary>
/// <param name="tenant">The connection.</param>
/// <param name="login">The service account's sign-in name.</param>
/// <param name="rooms">The rooms that have to be inside.</param>
/// <param name="request">The scope that is asked for; null for rooms.</param>
/// <param name="roleGroup">The role group that gives it the role; null for the role by itself.</param>
internal sealed class AccountImpersonation(Tenant tenant, string login, IReadOnlyList<string> rooms, ScopeRequest? request = null, string? roleGroup = null) : Chapter<AccountImpersonation.Observed>("Impersonation", "Impersonation")
{
    /// <summary>The guide's role.</summary>
    internal const string Role = "ApplicationImpersonation";

    /// <param name="IsThere">Whether Exchange knows the account.</param>
    /// <param name="Wanted">The scope that is wished for.</param>
    /// <param name="Assignments">Every assignment of the organization.</param>
    /// <param name="His">Those of the role that let the account in, by itself or by a role group.</param>
    /// <param name="Scopes">The filters of all management scopes, by name.</param>
    /// <param name="Group">The role group that was named; null for none, and for one that is not there.</param>
    internal sealed record Observed(bool IsThere, MailboxScope Wanted, IReadOnlyList<RoleAssignment> Assignments, IReadOnlyList<RoleAssignment> His, IReadOnlyDictionary<string, string> Scopes, RoleGroup? Group);

    /// <param name="Name">The group's name.</param>
    /// <param name="Assignments">The roles that it has, and where.</param>
    /// <param name="IsMember">Whether the account is in it.</param>
    internal sealed record RoleGroup(string Name, IReadOnlyList<RoleAssignment> Assignments, bool IsMember)
    {
        /// <summary>What else its members may do.</summary>
        internal string Others => Assignments.Where(a => a.Role != Role).Select(a => a.Role).Distinct().ToList() is { Count: > 0 } roles ? string.Join(", ", roles) : "nothing";
    }

    /// <summary>What this module calls an assignment of the role; Exchange takes 64 characters.</summary>
    internal static string NameOf(string assignee) => RoleAssignment.NameOf(assignee, Role);

    /// <summary>Applications have no roles in an Exchange of the organization's own.</summary>
    /// <exception cref="TeemException">It is one.</exception>
    internal static void RefuseApplication(Tenant tenant, string application)
    {
        if (tenant.IsOnPremises)
            throw new TeemException("ApplicationRolesOnlineOnly", TeemErrorKind.NotSupported, "This is an Exchange server of the organization's own: role based access control for applications is Exchange Online's alone.", application,
                "Name the account instead: Grant-TeemImpersonation -Method ApplicationImpersonation -ServiceAccount teem@contoso.com, and -ServiceAccount with Get-, Test- and Revoke-.");
    }

    /// <summary>Accounts do not impersonate in Exchange Online any more.</summary>
    /// <exception cref="TeemException">It is Exchange Online.</exception>
    internal static void RefuseOnline(Tenant tenant, string target)
    {
        if (!tenant.IsOnPremises)
            throw new TeemException("ImpersonationRetired", TeemErrorKind.NotSupported, "Exchange Online has no ApplicationImpersonation any more: Microsoft stopped new assignments of the role in 2024 and removed it in 2025.", target,
                $"{CommandLine.Of("Grant-TeemImpersonation", ("Application", ApplicationRequest.UsualName), ("Method", "ApplicationRole"))} # the application gets the role Application Calendars.ReadWrite on rooms, which does the same with less. What is left of ApplicationImpersonation, Update-TeemImpersonation -ServiceAccount takes away.");
    }

    protected override async Task<Observed> ReadAsync(CancellationToken cancel)
    {
        var scopes = await RoleAssignment.ScopesAsync(tenant, cancel).ConfigureAwait(false);
        var all = await RoleAssignment.ReadAsync(tenant, scopes, cancel).ConfigureAwait(false);
        var wanted = request is null ? MailboxScope.Rooms : await request.ResolveAsync(tenant, login, cancel).ConfigureAwait(false);
        if (await FindAsync(tenant, login, cancel).ConfigureAwait(false) is not { } account) return new(false, wanted, all, [], scopes, null);
        var his = (await RoleAssignment.OfAsync(tenant, login, scopes, cancel).ConfigureAwait(false)).Where(a => a.Role == Role).ToList();
        return new(true, wanted, all, his, scopes, roleGroup is null ? null : await GroupAsync(tenant, roleGroup, account, scopes, cancel).ConfigureAwait(false));
    }

    /// <param name="Id">The id of its object in Exchange.</param>
    /// <param name="HasMailbox">Whether it has a mailbox.</param>
    internal sealed record Account(Guid? Id, bool HasMailbox);

    /// <summary>An account as an Exchange server knows it; null when it does not.</summary>
    internal static async Task<Account?> FindAsync(Tenant tenant, string login, CancellationToken cancel)
    {
        try { return (await tenant.Exchange.InvokeAsync(AccessCommands.GetUser(login), cancel).ConfigureAwait(false)).Rows is [var row, ..] ? new(row.Id("Guid"), row.Text("RecipientType") == "UserMailbox") : null; }
        catch (ExchangeException missing) when (missing.Is("ManagementObjectNotFoundException")) { return null; }
    }

    /// <summary>A role group as it is; null when there is none of that name.</summary>
    /// <param name="tenant">The connection.</param>
    /// <param name="name">Its name.</param>
    /// <param name="account">The account; null when it is not there.</param>
    /// <param name="scopes">The filters of all management scopes, by name.</param>
    /// <param name="cancel">Ends it.</param>
    internal static async Task<RoleGroup?> GroupAsync(Tenant tenant, string name, Account? account, IReadOnlyDictionary<string, string> scopes, CancellationToken cancel)
    {
        try
        {
            var group = (await tenant.Exchange.InvokeAsync(AccessCommands.GetRoleGroup(name), cancel).ConfigureAwait(false)).Rows[0].Text("Name") ?? name;
            var members = (await tenant.Exchange.InvokeAsync(AccessCommands.GetRoleGroupMembers(group), cancel).ConfigureAwait(false)).Rows;
            return new(group, await RoleAssignment.OfAsync(tenant, group, scopes, cancel).ConfigureAwait(false), account is { Id: { } id } && members.Any(m => m.Id("Guid") == id));
        }
        catch (ExchangeException missing) when (missing.Is("ManagementObjectNotFoundException")) { return null; }
    }

    /// <summary>The assignment that grants what is wished, of those that are looked at; null when there is none.</summary>
    static RoleAssignment? Granted(Observed observed, IEnumerable<RoleAssignment> among) =>
        among.Where(a => a.Role == Role && a.Enabled && a.Scope.IsSameAs(observed.Wanted)).OrderByDescending(a => a.AssigneeType == "User").FirstOrDefault();

    bool IsGranted(Observed observed) => roleGroup is null ? Granted(observed, observed.His) is not null : observed.Group is { IsMember: true } group && Granted(observed, group.Assignments) is not null;

    protected override string Found(Observed observed) => !observed.IsThere ? $"Exchange does not know {login}."
        : observed.His.FirstOrDefault(a => a.Enabled) is { } has ? $"{login} has {Role} on {has.Scope}." : $"{login} has no {Role}.";

    protected override IEnumerable<GuideStep> Plan(Observed observed, IReadOnlySet<string> expected, List<TeemException> problems)
    {
        if (!observed.IsThere) { problems.Add(Missing(login)); yield break; }
        if (observed.Wanted.Kind is not (ScopeKind.Organization or ScopeKind.Filter))
        {
            problems.Add(new("ScopeOnlineOnly", TeemErrorKind.NotSupported, "The units of the directory are Exchange Online's: on-premises a role of an account is limited by a filter.", login, "Give -RoomList or -RecipientFilter instead of -AdministrativeUnit."));
            yield break;
        }
        if (roleGroup is not null && observed.Group is null) { problems.Add(new("RoleGroupNotFound", TeemErrorKind.NotFound, $"There is no role group '{roleGroup}'.", roleGroup, "Get-RoleGroup lists them.")); yield break; }
        if (IsGranted(observed)) yield break;

        var (toGroup, assignee, among) = observed.Group is { } group ? (true, group.Name, group.Assignments) : (false, login, observed.His.Where(a => a.AssigneeType == "User"));
        // One that somebody switched off gives nothing, and stays off: it could only be given back switched on.
        var before = among.Where(a => a.Role == Role && (a.Enabled || IsOurs(a, assignee))).OrderByDescending(a => IsOurs(a, assignee)).FirstOrDefault();
        var isThere = Granted(observed, among) is not null;
        // A group's role is its members': it is not this account's to change.
        if (toGroup && !isThere && before is not null && !IsOurs(before, assignee))
        {
            problems.Add(new("RoleGroupHasRole", TeemErrorKind.Conflict, $"'{assignee}' has {Role} on {before.Scope} already ('{before.Name}'): whoever is in it acts as those mailboxes.", assignee,
                $"Leave -RoleGroup out: the account then gets the role by itself, on {observed.Wanted}.{(before.Scope.Kind == ScopeKind.Organization ? " Or accept it with -Scope AllMailboxes." : "")}"));
            yield break;
        }
        var blocked = problems.Count;
        if (!isThere && ManagementScopes.Plan(tenant, Name, observed.Wanted, observed.Scopes, observed.Assignments.Where(a => !IsOurs(a, assignee)), problems) is { } scope) yield return scope;
        if (problems.Count > blocked) yield break;
        if (!isThere && Grant(observed, assignee, toGroup, before) is { } grant) yield return grant;
        if (observed.Group is { IsMember: false } joined)
            yield return new(Change(Keys.RoleGroupMember(joined.Name, login), login, $"Put it into {joined.Name}", [new("Member", null, joined.Name)],
                Warning(joined), ChangeImpact.High), [Keys.Assignment(joined.Name, Role)], cancel => tenant.Exchange.InvokeAsync(AccessCommands.AddRoleGroupMember(joined.Name, login), cancel));
    }

    static bool IsOurs(RoleAssignment assignment, string assignee) => assignment.Name.Equals(NameOf(assignee), StringComparison.OrdinalIgnoreCase);

    string Warning(RoleGroup group) => $"The group carries more than impersonation ({group.Others}){(group.Assignments.Any(a => a.Role == "Mailbox Search") ? $": {login} could search the mailboxes of everybody" : "")}. Without -RoleGroup the account gets the role alone.";

    /// <summary>What a role group gives beside the role; null without one, and where the account is in it already.</summary>
    internal async Task<string?> WarningAsync(CancellationToken cancel) => roleGroup is not null && await ReadAsync(cancel).ConfigureAwait(false) is { Group: { IsMember: false } group } && group.Assignments.Any(a => a.Role != Role) ? $"{group.Name}: {Warning(group)}" : null;

    /// <summary>The role on the scope; where it is there on another, that one changes, since two add up.</summary>
    GuideStep? Grant(Observed observed, string assignee, bool toGroup, RoleAssignment? before)
    {
        var wanted = observed.Wanted;
        var (why, waits) = (wanted.Kind == ScopeKind.Organization ? "It acts as EVERY mailbox of the organization." : $"It acts as whoever {wanted} covers, those who are added later too, and as nobody else.", new[] { Keys.Scope(wanted.Name ?? "") });
        var impact = toGroup ? ChangeImpact.High : wanted.Impact;
        if (before is null)
            return new(Change(Keys.Assignment(assignee, Role), assignee, $"Grant {Role}", MailboxScope.Differences(null, wanted, MailboxScope.OfAccounts), why, impact), waits,
                cancel => tenant.Exchange.InvokeAsync(AccessCommands.NewAssignment(NameOf(assignee), Role, assignee, toGroup, wanted), cancel));
        // Under the same scope with another filter the scope's change is all there is to do.
        if (before.Enabled && before.Scope.Kind == wanted.Kind && string.Equals(before.Scope.Name, wanted.Name, StringComparison.OrdinalIgnoreCase)) return null;
        var differences = MailboxScope.Differences(before.Scope, wanted, MailboxScope.OfAccounts).ToList();
        if (!before.Enabled) differences.Add(new("Enabled", "False", "True"));
        var ours = IsOurs(before, assignee);
        return new(Change(ours ? Keys.Assignment(assignee, Role) : Keys.AssignmentScope(before.Name), assignee, $"Change where it has {Role} ({before.Name})", differences, why, ours ? impact : ChangeImpact.High), waits,
            cancel => ChangeAsync(tenant, before.Name, assignee, toGroup, wanted, cancel));
    }

    /// <summary>Gives an assignment another scope. There is no way back to the whole organization but a new assignment.</summary>
    internal static async Task ChangeAsync(Tenant tenant, string name, string assignee, bool toGroup, MailboxScope scope, CancellationToken cancel)
    {
        if (scope is { Kind: ScopeKind.Filter, Name: { } filter })
        {
            await tenant.Exchange.InvokeAsync(AccessCommands.SetAccountAssignment(name, filter), cancel).ConfigureAwait(false);
            return;
        }
        await tenant.Exchange.InvokeAsync(AccessCommands.RemoveAssignment(name), cancel).ConfigureAwait(false);
        await tenant.Exchange.InvokeAsync(AccessCommands.NewAssignment(name, Role, assignee, toGroup, scope), cancel).ConfigureAwait(false);
    }

    /// <summary>All that lets the account act as others, as commands show it: of each room, when rooms are named.</summary>
    internal async Task<IReadOnlyList<AccessGrant>> ReadGrantsAsync(CancellationToken cancel)
    {
        var observed = await ReadAsync(cancel).ConfigureAwait(false);
        if (!observed.IsThere) throw Missing(login);
        var grants = new List<AccessGrant>();
        foreach (var assignment in observed.His.Where(a => a.Enabled).OrderByDescending(a => IsOurs(a, login)))
        {
            if (rooms.Count == 0) { grants.Add(Shown(assignment)); continue; }
            var inside = await InsideAsync(assignment.Scope, cancel).ConfigureAwait(false);
            grants.AddRange(rooms.Select(room => Shown(assignment) with { Mailbox = room, InScope = inside(room) }));
        }
        return grants;
    }

    /// <summary>Whether impersonation is what an account is for: it has the role, or nothing on any of the rooms.</summary>
    internal async Task<bool> IsMeantAsync(IReadOnlyList<string> all, CancellationToken cancel) => await ReadAsync(cancel).ConfigureAwait(false) is var observed && (!observed.IsThere || observed.His.Any(a => a.Enabled)
        || (await new DelegateRights(tenant, login, withMailbox: true).ReadAsync(all, accountExists: true, cancel).ConfigureAwait(false)).Values.All(r => r is { Editor: false, Full: false }));

    AccessGrant Shown(RoleAssignment assignment)
    {
        var group = assignment.AssigneeType == "User" ? null : assignment.AssigneeName ?? assignment.Assignee;
        var made = tenant.Store.FindMade(group is not null ? Keys.RoleGroupMember(group, login) : IsOurs(assignment, login) ? Keys.Assignment(login, Role) : Keys.AssignmentScope(assignment.Name));
        return new AccessGrant
        {
            Principal = login, AccessMode = AccessMode.Impersonation, Method = AccessMethod.ApplicationImpersonation, Role = assignment.Role, Scope = assignment.Scope.Shown, ScopeType = assignment.Scope.ShownKind,
            RecipientFilter = assignment.Scope.Filter, Assignment = assignment.Name, GrantedAt = made.Count > 0 ? made[0].At : assignment.CreatedAt, GrantedBy = made.Count > 0 ? ScopedAccess.ThisModule : null,
        };
    }

    /// <summary>Who is inside a scope, as Exchange reads its filter now.</summary>
    async Task<Func<string, bool>> InsideAsync(MailboxScope scope, CancellationToken cancel)
    {
        if (scope.Kind == ScopeKind.Organization) return _ => true;
        if (scope.Filter is not { Length: > 0 } filter) return _ => false;
        var addresses = (await tenant.Exchange.InvokeAsync(AccessCommands.GetMatching(filter), cancel).ConfigureAwait(false)).Rows.SelectMany(r => FoundRoom.Addresses(r).Append(r.Text("PrimarySmtpAddress") ?? "")).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return addresses.Contains;
    }

    public override async Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel)
    {
        var observed = await ReadAsync(cancel).ConfigureAwait(false);
        if (!observed.IsThere) return [Fail(login, Missing(login))];
        var his = observed.His.Where(a => a.Enabled).ToList();
        if (his.Count == 0)
            return [Fail(login, $"It has no {Role}{(tenant.Store.FindMade(Keys.Assignment(login, Role)) is [var made, ..] ? $": this module granted it at {made.At:u}, and it is not there any more" : "")}.", "NotGranted", GrantLine)];
        var granted = Granted(observed, his) ?? his.Find(a => IsOurs(a, login));
        var (checks, inside) = (new List<Check>(), new List<Func<string, bool>>());
        foreach (var assignment in his) inside.Add(await InsideAsync(assignment.Scope, cancel).ConfigureAwait(false));
        // Two roles add up: what is beside the one that is meant reaches further.
        foreach (var other in his.Where(a => a.Name != granted?.Name && (granted is null || !a.Scope.IsSameAs(granted.Scope))))
            checks.Add(Fail(login, $"{(granted is null ? "It has" : $"Beside {Role} on {granted.Scope} it has")} {Role} on {other.Scope} ('{other.Name}'{(other.AssigneeType == "User" ? "" : $", as a member of {other.AssigneeName}")}).",
                other.Scope.Kind == ScopeKind.Organization ? "UnscopedAssignment" : "SecondAssignment",
                other.AssigneeType == "User" ? granted is null ? GrantLine : $"{CommandLine.Of("Remove-ManagementRoleAssignment", ("Identity", other.Name))} # when it is not meant"
                    : $"{CommandLine.Of("Remove-RoleGroupMember", ("Identity", other.AssigneeName), ("Member", login))} # when it is not meant"));
        checks.AddRange(rooms.Select(room => inside.Exists(isInside => isInside(room)) ? Pass(room, $"{login} may act as it.")
            : Fail(room, $"It is not among those as whom {login} may act.", "OutOfScope", "Is it a room? Get-TeemRoom; then look at the scope's filter with Get-TeemAccess.")));
        checks.Add(Manual(login, "What is configured was read. Whether it works shows over Exchange Web Services alone, which this module does not speak.",
            "In Teem: Manage, Calendars: the account is active and a room shows today's meetings."));
        return checks;
    }

    string GrantLine => CommandLine.Of("Grant-TeemImpersonation", ("Method", Role), ("ServiceAccount", login));

    internal static TeemException Missing(string login) => new("AccountNotFound", TeemErrorKind.NotFound, $"Exchange does not know the account {login}.", login, "Give its sign-in name (Get-User shows it), or make it with New-Mailbox on the server.");
}
