using System.Text.Json.Nodes;
using TeemCalendar.Core.Exchange;
using TeemCalendar.Core.Guide;
using TeemCalendar.Core.Planning;
using TeemCalendar.Sandbox;

namespace TeemCalendar.Core.Tests.Guide;

/// <summary>From what earlier years left to a scoped role, and back when it cannot be shown.</summary>
public sealed class AccessMoveTests
{
    static AccessMove Move(AccessWorld world, string application = AccessWorld.Application, IReadOnlyList<string>? rooms = null, TimeSpan? timeout = null, string? account = null) =>
        new(world.Tenant, application, rooms ?? world.Rooms, new ScopeRequest(), account, timeout ?? TimeSpan.FromHours(3));

    static async Task<List<StepResult>> RunAsync(AccessMove move, Func<Change, bool>? approve = null, Action? waiting = null, CancellationToken cancel = default)
    {
        var results = new List<StepResult>();
        await foreach (var result in move.RunAsync(change => Task.FromResult(approve?.Invoke(change) ?? true), (_, _) => waiting?.Invoke(), cancel)) results.Add(result);
        return results;
    }

    /// <summary>Ours, with a consent to every calendar and an old policy.</summary>
    static async Task<AccessWorld> OldAsync()
    {
        var world = await AccessWorld.MakeAsync();
        await world.ConsentAsync("Calendars.ReadWrite");
        await world.InvokeAsync("New-ApplicationAccessPolicy", ("AppId", new[] { (await Applications.GetAsync(world.Tenant, AccessWorld.Application, default)).AppId.ToString() }), ("PolicyScopeGroupId", AccessWorld.Group), ("AccessRight", "RestrictAccess"));
        return world;
    }

    static async Task<IReadOnlyList<string>> ConsentsAsync(AccessWorld world, string application = AccessWorld.Application) =>
        [.. (await world.Tenant.TenantConsents.GetAsync(await world.PrincipalAsync(application), default)).Select(c => c.Name.Split(": ")[1]).Order()];

    static async Task<int> PoliciesAsync(AccessWorld world) => (await world.Tenant.Exchange.InvokeAsync(AccessCommands.GetAccessPolicies(), default)).Rows.Count;

    [Fact]
    public async Task Consent_and_policy_give_way_to_the_role_and_the_second_time_there_is_nothing_to_do()
    {
        using var world = await OldAsync();
        Assert.Equal(world.Organizers, await world.OpenedAsync(world.All));
        var results = await RunAsync(Move(world));
        Assert.All(results, r => Assert.Equal(ChangeOutcome.Applied, r.Change.Outcome));
        Assert.Equal(["Grant", "Take", "Remove"], results.Skip(2).Select(r => r.Change.Action.Split(' ')[0]));
        Assert.Equal(world.Rooms, await world.OpenedAsync(world.All));
        Assert.Empty(await ConsentsAsync(world));
        Assert.Equal(0, await PoliciesAsync(world));
        Assert.Empty(await RunAsync(Move(world)));
    }

    [Fact]
    public async Task Refused_it_writes_nothing_and_tells_the_same_changes()
    {
        using var world = await OldAsync();
        var (before, writes) = (world.State(), world.Sandbox.Counters.Writes);
        var results = await RunAsync(Move(world), _ => false);
        Assert.Equal(5, results.Count);
        Assert.All(results, r => Assert.Equal(ChangeOutcome.Skipped, r.Change.Outcome));
        Assert.Equal((writes, before), (world.Sandbox.Counters.Writes, world.State()));
    }

    [Fact]
    public async Task What_Exchange_would_not_authorise_is_taken_back_and_the_consent_never_touched()
    {
        using var world = await OldAsync();
        var before = world.State();
        var results = await RunAsync(Move(world, rooms: [.. world.Rooms, world.Organizers[0]]));
        Assert.Contains(results, r => r.Error?.Id == "NotProven" && r.Error.Target == world.Organizers[0]);
        Assert.DoesNotContain(results, r => r.Change.Action.Contains("consent", StringComparison.Ordinal) && r.Change.Outcome == ChangeOutcome.Applied);
        Assert.Equal(before, world.State());
    }

    [Fact]
    public async Task What_does_not_open_in_time_gives_the_consent_again_and_takes_the_role_back()
    {
        using var world = await OldAsync();
        var before = Bare(world.State());
        world.Deny();
        var waits = 0;
        var results = await RunAsync(Move(world, timeout: TimeSpan.FromMinutes(5)), waiting: () => waits++);
        Assert.Contains(results, r => r.Error?.Id == "NotProven");
        Assert.Contains(results, r => r.Change is { Action: "Give the consent again", Outcome: ChangeOutcome.Applied });
        Assert.True(waits >= 5);
        Assert.Equal(1, await PoliciesAsync(world));
        Assert.Equal(["Calendars.ReadWrite"], await ConsentsAsync(world));
        Assert.Equal(before, Bare(world.State()));
    }

    [Fact]
    public async Task What_cannot_even_be_asked_gives_the_consent_again_too()
    {
        using var world = await OldAsync();
        var before = Bare(world.State());
        var isTaken = false;
        world.Intercept = request =>
        {
            isTaken |= request.Method == HttpMethod.Delete && request.RequestUri!.AbsolutePath.Contains("appRoleAssignments", StringComparison.OrdinalIgnoreCase);
            return isTaken && request.Content is { } content && content.ReadAsStringAsync().GetAwaiter().GetResult().Contains("Test-ServicePrincipalAuthorization", StringComparison.Ordinal) ? ScriptedWire.Answer(403, new string('\0', 8)) : null;   // as Exchange refuses a command
        };
        var results = await RunAsync(Move(world));
        Assert.True(isTaken);
        Assert.Contains(results, r => r.Error?.Kind == TeemErrorKind.AccessDenied);
        Assert.Contains(results, r => r.Change is { Action: "Give the consent again", Outcome: ChangeOutcome.Applied });
        world.Intercept = null;
        Assert.Equal(before, Bare(world.State()));
    }

    [Fact]
    public async Task What_an_earlier_run_left_open_is_asked_for_and_refused_writes_nothing()
    {
        using var world = await OldAsync();
        using var cut = new CancellationTokenSource();
        try
        {
            await foreach (var result in Move(world).RunAsync(_ => Task.FromResult(true), (_, _) => { }, cut.Token))
                if (result.Change.Action.Contains("consent", StringComparison.Ordinal)) await cut.CancelAsync();
        }
        catch (OperationCanceledException) { /* as Ctrl+C does */ }
        Assert.Empty(await ConsentsAsync(world));
        world.Deny();
        var (before, writes) = (world.State(), world.Sandbox.Counters.Writes);
        Assert.All(await RunAsync(Move(world, timeout: TimeSpan.FromMinutes(5)), _ => false, () => Assert.Fail("It waits for nothing.")), r => Assert.Equal(ChangeOutcome.Skipped, r.Change.Outcome));
        Assert.Equal((writes, before), (world.Sandbox.Counters.Writes, world.State()));
    }

    [Fact]
    public async Task What_was_granted_on_other_mailboxes_before_is_so_again_when_it_cannot_be_shown()
    {
        using var world = await OldAsync();
        await world.ApplyAsync(new Impersonation(world.Tenant, AccessWorld.Application, [], request: new() { RoomLists = [AccessWorld.RoomList] }));
        var before = Bare(world.State());
        world.Deny();
        var results = await RunAsync(Move(world, timeout: TimeSpan.FromMinutes(5)));
        Assert.Contains(results, r => r.Error?.Id == "NotProven");
        Assert.Equal(before, Bare(world.State()));
    }

    /// <summary>A consent that is given again has another id.</summary>
    static string Bare(string state)
    {
        var json = JsonNode.Parse(state)!.AsObject();
        foreach (var (name, value) in json)
            if (name.Contains("AppRoleAssignment", StringComparison.Ordinal) && value is JsonArray list) foreach (var entry in list) foreach (var passing in new[] { "Id", "Created" }) entry!.AsObject().Remove(passing);
        return json.ToJsonString();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Cut_off_after_any_change_and_run_again_it_finishes(int after)
    {
        using var world = await OldAsync();
        using var cut = new CancellationTokenSource();
        var done = 0;
        try
        {
            if (after == 0) await cut.CancelAsync();
            await foreach (var _ in Move(world).RunAsync(_ => Task.FromResult(true), (_, _) => { }, cut.Token)) if (++done == after) await cut.CancelAsync();
        }
        catch (OperationCanceledException) { /* as Ctrl+C does */ }
        await RunAsync(Move(world));
        Assert.Equal(world.Rooms, await world.OpenedAsync(world.All));
        Assert.Empty(await ConsentsAsync(world));
        Assert.Equal(0, await PoliciesAsync(world));
        Assert.Empty(await RunAsync(Move(world)));
    }

    [Fact]
    public async Task Teems_own_application_waits_the_cache_out_and_is_proved_by_authorisation_alone()
    {
        using var world = await AccessWorld.MakeAsync(options: new() { History = SandboxHistory.TeemApplication | SandboxHistory.AccessPolicy });
        var teem = (await world.Tenant.Applications.FindPrincipalsAsync("Teem", default)).Single(p => p.DisplayName == "Teem").AppId.ToString();
        var (from, waits) = (world.Clock.GetUtcNow(), 0);
        var results = await RunAsync(Move(world, teem), waiting: () => waits++);
        Assert.All(results, r => Assert.Null(r.Error));
        Assert.True(world.Clock.GetUtcNow() - from >= AccessProbe.Usually);
        Assert.True(waits > 100);
        Assert.Equal(["Place.Read.All", "User.Read.All"], await ConsentsAsync(world, teem));
        Assert.Equal(0, await PoliciesAsync(world));
        var checks = await new Impersonation(world.Tenant, teem, world.Rooms).VerifyAsync(default);
        Assert.All(checks.Where(c => world.Rooms.Contains(c.Target)), c => Assert.Equal((CheckStatus.Pass, CheckEvidence.Authorised), (c.Status, c.Evidence)));
        Assert.Single(checks, c => c.Status == CheckStatus.Manual);
        Assert.Empty(await RunAsync(Move(world, teem)));
    }

    [Fact]
    public async Task What_is_left_of_impersonation_is_taken_from_the_account_and_from_nobody_else()
    {
        using var world = await AccessWorld.MakeAsync(options: new() { History = SandboxHistory.Impersonation });
        const string account = "teem.service@contoso.example";
        async Task<int> LeftAsync(string person) => (await world.Tenant.Exchange.InvokeAsync(AccessCommands.GetAssignmentsOf(person), default)).Rows.Count(r => r.Text("Role") == AccountImpersonation.Role);
        var (before, writes) = (world.State(), world.Sandbox.Counters.Writes);
        Assert.All(await RunAsync(Move(world, account: account), _ => false), r => Assert.Equal(ChangeOutcome.Skipped, r.Change.Outcome));
        Assert.Equal((writes, before, 2), (world.Sandbox.Counters.Writes, world.State(), await LeftAsync(account)));

        var results = await RunAsync(Move(world, account: account));
        Assert.All(results, r => Assert.Equal(ChangeOutcome.Applied, r.Change.Outcome));
        Assert.Equal(["Take back ApplicationImpersonation", "Take it out of Discovery Management"], results.TakeLast(2).Select(r => r.Change.Action).Order());
        Assert.Equal((0, 1), (await LeftAsync(account), await LeftAsync("ada.auditor@contoso.example")));
        Assert.Equal(world.Rooms, await world.OpenedAsync(world.All));
        Assert.Empty(await RunAsync(Move(world, account: account)));
        Assert.Equal("AccountNotFound", (await Assert.ThrowsAsync<TeemException>(() => RunAsync(Move(world, account: "nobody@contoso.example")))).Id);
    }

    [Fact]
    public async Task An_application_that_nobody_consented_to_here_is_told_what_makes_it()
    {
        using var world = await AccessWorld.MakeAsync();
        var id = Guid.NewGuid();
        var missing = Assert.Single((await world.PlanAsync(new Impersonation(world.Tenant, id.ToString(), []))).Problems);
        Assert.Equal("ApplicationNotFound", missing.Id);
        Assert.Contains($"New-MgServicePrincipal -AppId {id}", missing.Remedy, StringComparison.Ordinal);
    }
}
