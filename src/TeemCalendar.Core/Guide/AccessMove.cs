using System.Runtime.CompilerServices;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Exchange;
using TeemCalendar.Core.Graph;
using TeemCalendar.Core.Planning;

namespace TeemCalendar.Core.Guide;

/// <summary>
/// Moves an application from a consent of the whole tenant, an application access policy or ApplicationImpersonation to a scoped role: the role first, seen to be authorised; then the consent away; then, when
/// the rooms are seen to open and others not to, the policy. What cannot be shown puts everything back.
/// </summary>
/// <param name="tenant">The connection.</param>
/// <param name="application">The application, by its name or its application id.</param>
/// <param name="rooms">The rooms that have to be inside.</param>
/// <param name="request">The scope of the role.</param>
/// <param name="serviceAccount">The account that has ApplicationImpersonation from earlier; null for none.</param>
/// <param name="timeout">How long to wait for Exchange's cache at the most.</param>
internal sealed class AccessMove(Tenant tenant, string application, IReadOnlyList<string> rooms, ScopeRequest request, string? serviceAccount, TimeSpan timeout)
    : Chapter<AccessMove.Observed>("Impersonation", "Move to a scoped role")
{
    const string ConsentStart = "consent-removal:";

    readonly Impersonation target = new(tenant, application, rooms, request: request);

    /// <param name="Application">The application.</param>
    /// <param name="Target">The plan of the scoped role.</param>
    /// <param name="Consents">The consents that open every calendar.</param>
    /// <param name="Policies">The access policies about it.</param>
    /// <param name="Assignments">The assignments of ApplicationImpersonation that the account has, by itself and by role groups.</param>
    /// <param name="IsOpen">Whether an earlier run took a consent away, and has not shown yet that it works without.</param>
    internal sealed record Observed(KnownApplication Application, Func<IReadOnlySet<string>, ChapterPlan> Target, IReadOnlyList<TenantConsent> Consents, IReadOnlyList<AccessPolicy> Policies, IReadOnlyList<RoleAssignment> Assignments, bool IsOpen);

    string ConsentKey(TenantConsent consent) => $"{ConsentStart}{application}:{consent.Resource}/{consent.Role}".ToLowerInvariant();

    IReadOnlyList<Storage.JournalEntry> Taken() => tenant.Store.FindMade($"{ConsentStart}{application}:".ToLowerInvariant(), "");

    protected override async Task<Observed> ReadAsync(CancellationToken cancel)
    {
        var found = await ApplicationFinder.GetAsync(tenant, application, cancel).ConfigureAwait(false);
        var principal = found.Principal ?? throw Applications.Missing(found.Name);
        var plan = await target.ObserveAsync(cancel).ConfigureAwait(false);
        var consents = (await tenant.TenantConsents.GetAsync(principal.Id, cancel).ConfigureAwait(false)).Where(c => DefeatedScope.Of([c.Name]).Count > 0).ToList();
        var policies = await AccessPolicy.ReadAsync(tenant, found.AppId, cancel).ConfigureAwait(false);
        return new(found, plan, consents, policies, serviceAccount is null ? [] : await LeftAsync(serviceAccount, cancel).ConfigureAwait(false), Taken().Count > 0);
    }

    /// <summary>What is left of ApplicationImpersonation: the account's own assignments, and those of role groups that it is in.</summary>
    async Task<IReadOnlyList<RoleAssignment>> LeftAsync(string account, CancellationToken cancel)
    {
        try { return [.. (await RoleAssignment.OfAsync(tenant, account, new Dictionary<string, string>(), cancel).ConfigureAwait(false)).Where(a => a.Role == AccountImpersonation.Role)]; }
        catch (ExchangeException missing) when (missing.Is("ManagementObjectNotFoundException")) { throw ServiceAccounts.Missing(account); }
    }

    protected override string Found(Observed observed) => $"'{observed.Application.Name}' has {observed.Consents.Count} consents of the whole tenant to calendars, {observed.Policies.Count} access policies and {observed.Assignments.Count} assignments of ApplicationImpersonation.";

    protected override IEnumerable<GuideStep> Plan(Observed observed, IReadOnlySet<string> expected, List<TeemException> problems)
    {
        if (rooms.Count == 0) { problems.Add(new("NoRooms", TeemErrorKind.NotFound, "There is no room with which it could be shown that access works.", observed.Application.Name, "New-TeemRoom, or give -Mailbox.")); yield break; }
        var plan = observed.Target(expected);
        problems.AddRange(plan.Problems);
        if (plan.Problems.Count > 0) yield break;
        foreach (var step in plan.Steps) yield return step;
        var (named, principal) = (observed.Application.Name, observed.Application.Principal!.Id);
        string[] granting = [.. plan.Steps.Select(s => s.Change.Key)], before = [.. granting, .. observed.Consents.Select(ConsentKey)];
        foreach (var consent in observed.Consents)
        {
            yield return new(Change(ConsentKey(consent), named, "Take back the consent of the whole tenant", [new("AppRoleAssignment", consent.Name, null)], "It reaches every mailbox, whatever Exchange's scope says. It is given again when access cannot be shown without.", ChangeImpact.High),
                granting, cancel => tenant.TenantConsents.RemoveAsync(principal, consent, cancel));
        }
        foreach (var policy in observed.Policies.Where(p => p.Applications.Count > 1))
            problems.Add(new("PolicyShared", TeemErrorKind.Conflict, $"The access policy on '{policy.Scope}' is about other applications too, and stays. It limits consents only.", policy.Identity, "Remove-ApplicationAccessPolicy, when nobody needs it."));
        foreach (var policy in observed.Policies.Where(p => p.Applications.Count == 1))
            yield return new(Change(Keys.Removal($"access-policy:{policy.Identity}"), named, "Remove the application access policy", [new("AccessRight", $"{policy.Right} {policy.Scope}", null)], "It limits consents only; the role has its scope. Microsoft announces its end.", ChangeImpact.High),
                before, cancel => tenant.Exchange.InvokeAsync(AccessCommands.RemoveAccessPolicy(policy.Identity), cancel));
        foreach (var assignment in observed.Assignments.Where(a => a.AssigneeType == "User"))
            yield return new(Change(Keys.Removal($"assignment:{assignment.Name}"), serviceAccount!, "Take back ApplicationImpersonation", [new("Role", assignment.Role, null)], "The application has taken its place.", ChangeImpact.High),
                before, cancel => tenant.Exchange.InvokeAsync(AccessCommands.RemoveAssignment(assignment.Name), cancel));
        // A group's role may be others' too: the account leaves the group, as it came in by the guide.
        foreach (var group in observed.Assignments.Where(a => a.AssigneeType == "RoleGroup").Select(a => a.AssigneeName ?? a.Assignee).Distinct())
            yield return new(Change(Keys.Removal(Keys.RoleGroupMember(group, serviceAccount!)), serviceAccount!, $"Take it out of {group}", [new("Member", group, null)], "The group gives it ApplicationImpersonation, and whatever else its members may do. The application has taken its place.", ChangeImpact.High),
                before, cancel => tenant.Exchange.InvokeAsync(AccessCommands.RemoveRoleGroupMember(group, serviceAccount!), cancel));
    }

    public override Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel) => target.VerifyAsync(cancel);

    /// <summary>Moves. Interrupted anywhere and run again, it goes on where it was.</summary>
    /// <param name="approve">Asked for every change in order, before the first is sent.</param>
    /// <param name="waiting">Told before each wait what it is for, and since when.</param>
    /// <param name="cancel">Stops it; nothing is put back, and running it again finishes.</param>
    internal async IAsyncEnumerable<StepResult> RunAsync(Func<Change, Task<bool>> approve, Action<string, DateTimeOffset> waiting, [EnumeratorCancellation] CancellationToken cancel)
    {
        var observed = await ReadAsync(cancel).ConfigureAwait(false);
        var problems = new List<TeemException>();
        var steps = Plan(observed, new HashSet<string>(), problems).ToList();
        foreach (var problem in problems)
            yield return new(new Change { Key = $"problem:{Name}:{problem.Target}", Chapter = Name, Target = problem.Target ?? "", Action = "Plan", Outcome = ChangeOutcome.Failed, Detail = problem.Explained }, problem);
        if (steps.Count == 0 && !(observed.IsOpen && problems.Count == 0)) yield break;

        var refused = new HashSet<string>();
        foreach (var step in steps)
            if (!await approve(step.Change).ConfigureAwait(false)) refused.Add(step.Change.Key);
        var consents = steps.Where(s => s.Change.Key.StartsWith(ConsentStart, StringComparison.Ordinal)).ToList();
        var last = steps.Where(s => s.Change.Key.StartsWith(Keys.Removal(""), StringComparison.Ordinal)).ToList();
        var first = steps.Except(consents).Except(last).ToList();
        var (made, failed) = (new List<Change>(), false);
        TeemException? unproven = null;
        var proof = new Change
        {
            Key = $"proof:{application}", Chapter = Name, Target = observed.Application.Name, Action = "Show that access works as wished",
            Reason = observed.IsOpen ? "An earlier run took a consent of the whole tenant back; it is given again when access cannot be shown without." : null, Impact = ChangeImpact.High,
        };
        // What an earlier run left open may end in giving a consent again, and is asked for as any change.
        if (observed.IsOpen && !await approve(proof).ConfigureAwait(false))
        {
            failed = true;
            yield return new(proof with { Outcome = ChangeOutcome.Skipped, Detail = "Not confirmed." }, null);
        }

        foreach (var phase in new[] { first, consents, last })
        {
            if (failed) { foreach (var step in phase) yield return new(step.Change with { Outcome = ChangeOutcome.Skipped, Detail = "What comes before it was not done." }, null); continue; }
            await foreach (var result in new LostAnswers(tenant, async again => [(await ObserveAsync(again).ConfigureAwait(false))(new HashSet<string>())]).RunAsync(phase, change => Task.FromResult(!refused.Contains(change.Key)), cancel).ConfigureAwait(false))
            {
                if (result.Change.Outcome == ChangeOutcome.Applied) made.Add(result.Change); else failed = true;
                // A refusal leaves everything as it was before it; only what went wrong is put back.
                if (result.Error is { } error) unproven ??= error;
                yield return result;
            }
            if (failed) continue;
            // What cannot even be asked is not shown.
            try { unproven = phase == first ? await AuthoriseAsync(cancel).ConfigureAwait(false) : phase == consents ? await ProveAsync(waiting, cancel).ConfigureAwait(false) : null; }
            catch (TeemException error) { unproven = error; }
            failed = unproven is not null;
            if (phase == consents && !failed) tenant.Store.TakenBack([.. Taken().Select(e => e.Key)]);
        }
        if (unproven is null || last.Exists(s => made.Exists(m => m.Key == s.Change.Key))) yield break;

        yield return new(proof with { Outcome = ChangeOutcome.Failed, Detail = unproven.Explained }, made.Count > 0 || observed.IsOpen ? unproven : null);
        await foreach (var result in RestoreAsync(observed.Application, made, cancel).ConfigureAwait(false)) yield return result;
    }

    /// <summary>What Exchange would decide, past its cache: every room inside, and somebody who is none outside.</summary>
    /// <returns>Why it is not so; null when it is.</returns>
    async Task<TeemException?> AuthoriseAsync(CancellationToken cancel)
    {
        var (probe, named) = await ProbeAsync(cancel).ConfigureAwait(false);
        foreach (var room in rooms)
        {
            try
            {
                if (!(await probe.AskAsync(room, cancel).ConfigureAwait(false)).Any(r => r.Role == Impersonation.CalendarRole && r.InScope))
                    return NotProven($"Exchange would not let '{named}' into {room}.", room, "Is it a room, and inside the scope? Get-TeemRoom; leave it out with -Mailbox when it is not meant.");
            }
            catch (TeemException error) when (error.Kind == TeemErrorKind.NotFound) { return error; }
        }
        return null;
    }

    /// <summary>Waits until the application's own token opens every room and not a mailbox outside. Whose key is elsewhere cannot be tried: for it the cache is waited out, and Exchange asked once more.</summary>
    async Task<TeemException?> ProveAsync(Action<string, DateTimeOffset> waiting, CancellationToken cancel)
    {
        var (probe, named) = await ProbeAsync(cancel).ConfigureAwait(false);
        var outside = await OutsiderAsync(probe, cancel).ConfigureAwait(false);
        var (start, since) = (tenant.Clock.GetTimestamp(), tenant.Clock.GetUtcNow());
        var changed = Taken().Select(e => e.At).Append((await target.ReadGrantAsync(cancel).ConfigureAwait(false))?.GrantedAt ?? DateTimeOffset.MinValue).Max();
        while (true)
        {
            var opened = await probe.OpenAsync(outside is null ? rooms : [.. rooms, outside], fresh: true, cancel).ConfigureAwait(false);
            string reason;
            if (opened.Count == 0)
            {
                if (tenant.Clock.GetUtcNow() - changed >= AccessProbe.Usually) return await AuthoriseAsync(cancel).ConfigureAwait(false);
                reason = $"Nobody here can sign in as '{named}': Exchange's cache is waited out, two hours from {changed.ToLocalTime():t}.";
            }
            else
            {
                var shut = rooms.Where(r => opened.GetValueOrDefault(r) is not null).ToList();
                if (shut.Count == 0 && (outside is null || opened.GetValueOrDefault(outside) == "ErrorAccessDenied")) return null;
                reason = shut.Count > 0 ? $"{shut.Count} of {rooms.Count} rooms do not open yet ({shut[0]})." : $"{outside} still opens, and is outside the scope.";
            }
            var left = timeout - tenant.Clock.GetElapsedTime(start);
            if (left <= TimeSpan.Zero) return NotProven($"After {timeout}: {reason}", named, "Test-TeemAccess shows what lets it in or keeps it out; then run Update-TeemImpersonation again.");
            waiting(reason, since);
            await Task.Delay(left < AccessWait.Interval ? left : AccessWait.Interval, tenant.Clock, cancel).ConfigureAwait(false);
        }
    }

    async Task<(AccessProbe Probe, string Named)> ProbeAsync(CancellationToken cancel)
    {
        var found = await ApplicationFinder.GetAsync(tenant, application, cancel).ConfigureAwait(false);
        return (new AccessProbe(tenant, found.Principal ?? throw Applications.Missing(found.Name), found.Name, null), found.Name);
    }

    /// <summary>A person's mailbox outside the scope; null when everybody is inside.</summary>
    async Task<string?> OutsiderAsync(AccessProbe probe, CancellationToken cancel)
    {
        foreach (var row in (await tenant.Exchange.InvokeAsync(AccessCommands.GetPeople(), cancel).ConfigureAwait(false)).Rows)
            if (row.Text("PrimarySmtpAddress") is { } address && !(await probe.AskAsync(address, cancel).ConfigureAwait(false)).Any(r => r.InScope)) return address;
        return null;
    }

    /// <summary>Gives the consents again, and takes back what this run granted.</summary>
    async IAsyncEnumerable<StepResult> RestoreAsync(KnownApplication found, List<Change> made, [EnumeratorCancellation] CancellationToken cancel)
    {
        var principal = found.Principal!.Id;
        var there = await tenant.TenantConsents.GetAsync(principal, cancel).ConfigureAwait(false);
        var steps = Taken().DistinctBy(e => e.Key).Where(e => !there.Any(c => ConsentKey(c) == e.Key)).Select(entry =>
        {
            var ids = entry.Key[(entry.Key.LastIndexOf(':') + 1)..].Split('/');
            return new GuideStep(Change(Keys.Removal(entry.Key), found.Name, "Give the consent again", [new("AppRoleAssignment", null, entry.Differences is [var taken, ..] ? taken.Before : null)], "Access could not be shown without it."), [], async cancel =>
            {
                await tenant.TenantConsents.AddAsync(principal, Guid.Parse(ids[0]), Guid.Parse(ids[1]), cancel).ConfigureAwait(false);
                tenant.Store.TakenBack(entry.Key);
            });
        }).ToList();
        if (made.Find(c => c.Key == Keys.Assignment(application, Impersonation.CalendarRole)) is { } granted && MailboxScope.Before(granted.Differences) is { } earlier)
            // Granted from here in an earlier year, on other mailboxes: it was there before this run.
            steps.Add(new(Change(Keys.Removal(granted.Key), found.Name, "Give back the scope that it had", MailboxScope.Differences(MailboxScope.Before([.. granted.Differences.Select(d => d with { Before = d.After })]), earlier), "Access could not be shown with the new one.",
                earlier.Kind == ScopeKind.Organization ? ChangeImpact.High : ChangeImpact.Medium), [.. steps.Select(c => c.Change.Key)], async cancel =>
            {
                var all = await RoleAssignment.ReadAsync(tenant, await RoleAssignment.ScopesAsync(tenant, cancel).ConfigureAwait(false), cancel).ConfigureAwait(false);
                var name = RoleAssignment.NameOf(found.Name, Impersonation.CalendarRole);
                if (all.FirstOrDefault(a => a.IsOf(principal) && a.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } assignment) await ScopedAccess.ChangeAsync(tenant, assignment, earlier, cancel).ConfigureAwait(false);
            }));
        else if (made.Exists(c => c.Key == Keys.Assignment(application, Impersonation.CalendarRole) || c.Key.StartsWith(Keys.AssignmentScope(""), StringComparison.Ordinal)))
        {
            var removal = (await new AccessRemoval(tenant, application, [Impersonation.CalendarRole]).ObserveAsync(cancel).ConfigureAwait(false))(new HashSet<string>());
            // Never without both.
            steps.AddRange(removal.Steps.Select(s => s with { After = [.. s.After, .. steps.Select(c => c.Change.Key)] }).ToList());
        }
        foreach (var scope in made.Where(c => c.Key.StartsWith(Keys.Scope(""), StringComparison.Ordinal) && !steps.Exists(s => s.Change.Key == Keys.Removal(c.Key))).ToList())
        {
            var filter = scope.Differences is [{ Before: { } former }, ..] ? former : null;
            steps.Add(new(Change(Keys.Removal(scope.Key), scope.Target, filter is null ? "Remove the management scope" : "Give back the filter of the management scope", [.. scope.Differences.Select(d => new Difference(d.Property, d.After, d.Before))]),
                [.. steps.Select(c => c.Change.Key)], async cancel =>
            {
                await tenant.Exchange.InvokeAsync(filter is null ? AccessCommands.RemoveScope(scope.Target) : AccessCommands.SetScope(scope.Target, filter), cancel).ConfigureAwait(false);
                // Where it was made from here earlier, that still has to be taken back one day.
                if (filter is null || tenant.Store.FindMade(scope.Key).Count == 1) tenant.Store.TakenBack(scope.Key);
            }));
        }
        await foreach (var result in PlanRunner.RunAsync(steps, _ => Task.FromResult(true), tenant.Exchange.Capacity, tenant.Store, tenant.Clock, new HashSet<string>(), cancel).ConfigureAwait(false)) yield return result;
    }

    static TeemException NotProven(string message, string target, string remedy) => new("NotProven", TeemErrorKind.Conflict, message, target, remedy);
}
