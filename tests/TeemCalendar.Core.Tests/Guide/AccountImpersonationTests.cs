using System.Text.Json.Nodes;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Exchange;
using TeemCalendar.Core.Guide;
using TeemCalendar.Core.Planning;
using TeemCalendar.Sandbox;

namespace TeemCalendar.Core.Tests.Guide;

/// <summary>The guide's own way, over a session of an Exchange server: from whatever there is to the role on rooms, and back to what there was.</summary>
public sealed class AccountImpersonationTests
{
    const string Discovery = "Discovery Management", Room = "atrium@contoso.example", Role = "ApplicationImpersonation";

    /// <summary>A server behind a session, with a room and some people; the session's commands go over the sandbox's wire.</summary>
    sealed class ServerWorld : IDisposable
    {
        readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("teem");
        Tenant behind = null!;

        internal SandboxTenant Sandbox { get; private set; } = null!;
        internal Tenant Tenant { get; private set; } = null!;
        /// <summary>Their addresses, by name.</summary>
        internal IReadOnlyList<string> People { get; private set; } = [];
        internal string Account => People[0];

        internal static async Task<ServerWorld> MakeAsync(SandboxHistory history = SandboxHistory.None)
        {
            var world = new ServerWorld();
            world.Sandbox = SandboxTenant.Open(Path.Combine(world.folder.FullName, "tenant.json"), new SandboxOptions { MeetingsPerRoom = 0, People = 4, History = SandboxHistory.ExchangeServer | history });
            var (id, facts) = (world.Sandbox.Facts.TenantId.ToString(), world.Sandbox.Facts);
            world.behind = await Tenant.ConnectAsync(new() { Cloud = Cloud.Sandbox, TenantId = id, SignIn = new SecretSignIn(facts.ClientId.ToString(), facts.ClientSecret), Wire = world.Sandbox.CreateHandler() }, default);
            world.Tenant = await Tenant.ConnectAsync(new()
            {
                Cloud = Cloud.Sandbox, TenantId = id, Wire = world.Sandbox.CreateHandler(), StorePath = Path.Combine(world.folder.FullName, "store.db"),
                ExchangeSession = new(new Session(world.behind.Exchange), null, "CONTOSO\\admin", true),
            }, default);
            await world.behind.Exchange.InvokeAsync(RoomCommands.NewRoomMailbox(new Room { Mailbox = Room, DisplayName = "Atrium" }), default);
            world.People = [.. (await world.behind.Exchange.InvokeAsync(AccessCommands.GetPeople(), default)).Rows.Select(r => r.Text("PrimarySmtpAddress")!).Where(a => !a.StartsWith("admin@", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
            return world;
        }

        internal Task<ExchangeAnswer> InvokeAsync(string command, params (string, object?)[] parameters) => Tenant.Exchange.InvokeAsync(new(command, parameters), default);

        internal static async Task<ChapterPlan> PlanAsync(IChapter chapter) => (await chapter.ObserveAsync(default))(new HashSet<string>());

        internal async Task<ChapterPlan> ApplyAsync(IChapter chapter, int steps = int.MaxValue)
        {
            var writes = Sandbox.Counters.Writes;
            var plan = await PlanAsync(chapter);
            Assert.Equal(writes, Sandbox.Counters.Writes);
            Assert.Empty(plan.Problems.Select(p => p.Explained));
            await foreach (var result in PlanRunner.RunAsync([.. plan.Steps.Take(steps)], _ => Task.FromResult(true), 1, Tenant.Store, TimeProvider.System, new HashSet<string>(), default)) Assert.Null(result.Error);
            return plan;
        }

        /// <summary>Plans without a write, applies, and finds nothing to do the second time.</summary>
        internal async Task<ChapterPlan> CarryOutAsync(Func<IChapter> chapter)
        {
            var plan = await ApplyAsync(chapter());
            Assert.Empty((await PlanAsync(chapter())).Changes.Select(c => c.ToString()));
            return plan;
        }

        /// <summary>Whole, apart from what counts; an assignment that was made again is the same.</summary>
        internal string State()
        {
            Sandbox.Save();
            var state = JsonNode.Parse(File.ReadAllText(Sandbox.Path!))!.AsObject();
            foreach (var passing in new[] { "IdsMade", "RefreshTokens", "Calendars" }) state.Remove(passing);
            foreach (var assignment in state["RoleAssignments"]!.AsArray()) foreach (var passing in new[] { "Guid", "Created" }) assignment!.AsObject().Remove(passing);
            return state.ToJsonString(new() { WriteIndented = true });
        }

        public void Dispose()
        {
            Tenant.Dispose();
            behind.Dispose();
            folder.Delete(recursive: true);
        }

        sealed class Session(IExchangeTransport server) : IExchangeTransport
        {
            public int Capacity => 1;
            public Task<ExchangeAnswer> InvokeAsync(ExchangeCommand command, CancellationToken cancel) => server.InvokeAsync(command, cancel);
        }
    }

    static AccountImpersonation Chapter(ServerWorld world, ScopeRequest? request = null, string? roleGroup = null, string? account = null) => new(world.Tenant, account ?? world.Account, [Room], request ?? new(), roleGroup);

    static Task<ExchangeAnswer> ScopeAsync(ServerWorld world, string filter) => world.InvokeAsync("New-ManagementScope", ("Name", "Teem rooms"), ("RecipientRestrictionFilter", filter));

    static Task<ExchangeAnswer> AssignAsync(ServerWorld world, string? scope) => world.InvokeAsync("New-ManagementRoleAssignment", ("Name", "By hand"), ("Role", Role), ("User", world.Account), ("CustomRecipientWriteScope", scope));

    // What an administrator had done before, and how many changes are left.
    static readonly Dictionary<string, (Func<ServerWorld, Task> Before, int Changes)> Starts = new()
    {
        ["nothing"] = (_ => Task.CompletedTask, 2),
        ["the scope alone"] = (w => ScopeAsync(w, "RecipientTypeDetails -eq 'RoomMailbox'"), 1),
        ["the scope with another filter"] = (w => ScopeAsync(w, "Alias -eq 'atrium'"), 2),
        ["the role on every mailbox"] = (w => AssignAsync(w, null), 2),
        ["the role on another scope"] = (async w => { await w.InvokeAsync("New-ManagementScope", ("Name", "Sales"), ("RecipientRestrictionFilter", "Department -eq 'Sales'")); await AssignAsync(w, "Sales"); }, 2),
        ["everything"] = (async w => { await ScopeAsync(w, "RecipientTypeDetails -eq 'RoomMailbox'"); await AssignAsync(w, "Teem rooms"); }, 0),
    };

    public static TheoryData<string> Names => [.. Starts.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Rooms_alone_from_whatever_there_is_and_back_to_it(string start)
    {
        using var world = await ServerWorld.MakeAsync();
        await Starts[start].Before(world);
        var before = world.State();
        Assert.Equal(Starts[start].Changes, (await world.CarryOutAsync(() => Chapter(world))).Steps.Count);
        var grant = Assert.Single(await Chapter(world).ReadGrantsAsync(default));
        Assert.Equal((AccessMethod.ApplicationImpersonation, Role, "Teem rooms", "RecipientTypeDetails -eq 'RoomMailbox'", (bool?)true), (grant.Method, grant.Role, grant.Scope, grant.RecipientFilter, grant.InScope));
        Assert.Equal([CheckStatus.Pass, CheckStatus.Manual], (await Chapter(world).VerifyAsync(default)).Select(c => c.Status));
        await world.CarryOutAsync(() => new AccountImpersonationRemoval(world.Tenant, world.Account));
        Assert.Equal(before, world.State());
    }

    [Fact]
    public async Task Cut_off_after_the_scope_it_goes_on_or_goes_back()
    {
        using var world = await ServerWorld.MakeAsync();
        var before = world.State();
        await world.ApplyAsync(Chapter(world), steps: 1);
        Assert.Single((await ServerWorld.PlanAsync(Chapter(world))).Steps);
        await world.CarryOutAsync(() => new AccountImpersonationRemoval(world.Tenant, world.Account));
        Assert.Equal(before, world.State());
    }

    [Fact]
    public async Task A_role_group_only_when_it_is_named_and_with_what_it_carries_besides()
    {
        using var world = await ServerWorld.MakeAsync();
        var before = world.State();
        Assert.Contains("search the mailboxes of everybody", await Chapter(world, roleGroup: Discovery).WarningAsync(default), StringComparison.Ordinal);
        var plan = await world.CarryOutAsync(() => Chapter(world, roleGroup: Discovery));
        Assert.Equal([ChangeImpact.Medium, ChangeImpact.High, ChangeImpact.High], plan.Changes.Select(c => c.Impact));
        Assert.Equal((Discovery, "Teem rooms"), Assert.Single(await Chapter(world).ReadGrantsAsync(default)) is var grant ? (grant.Assignment!.Split('-')[0], grant.Scope) : default);

        // Whoever comes second finds the role, and leaves it to the first.
        Assert.Single((await world.CarryOutAsync(() => Chapter(world, roleGroup: Discovery, account: world.People[1]))).Steps);
        await world.CarryOutAsync(() => new AccountImpersonationRemoval(world.Tenant, world.Account));
        Assert.Empty(await Chapter(world).ReadGrantsAsync(default));
        Assert.Single(await Chapter(world, account: world.People[1]).ReadGrantsAsync(default));
        await world.CarryOutAsync(() => new AccountImpersonationRemoval(world.Tenant, world.People[1]));
        Assert.Equal(before, world.State());
    }

    [Fact]
    public async Task What_reaches_further_is_named_and_a_groups_own_role_is_not_touched()
    {
        using var world = await ServerWorld.MakeAsync(SandboxHistory.Impersonation);
        const string account = "teem.service@contoso.example";
        var problem = Assert.Single((await ServerWorld.PlanAsync(Chapter(world, roleGroup: Discovery))).Problems);
        Assert.Equal("RoleGroupHasRole", problem.Id);
        Assert.Contains("-Scope AllMailboxes", problem.Remedy, StringComparison.Ordinal);

        await world.CarryOutAsync(() => Chapter(world, account: account));
        var checks = await Chapter(world, account: account).VerifyAsync(default);
        var wider = Assert.Single(checks, c => c.Status == CheckStatus.Fail);
        Assert.Equal(("UnscopedAssignment", account), (wider.Cause, wider.Target));
        Assert.StartsWith($"Remove-RoleGroupMember -Identity '{Discovery}' -Member {account}", wider.Remedy, StringComparison.Ordinal);
        await world.InvokeAsync("Remove-RoleGroupMember", ("Identity", Discovery), ("Member", account));
        Assert.DoesNotContain(await Chapter(world, account: account).VerifyAsync(default), c => c.Status == CheckStatus.Fail);
    }

    // What is asked for that cannot be, and what is said of it.
    static readonly Dictionary<string, Func<ServerWorld, AccountImpersonation>> Refused = new()
    {
        ["AccountNotFound"] = w => Chapter(w, account: "nobody@contoso.example"),
        ["RoleGroupNotFound"] = w => Chapter(w, roleGroup: "Nobody's"),
        ["ScopeDiffers"] = w => Chapter(w),
    };

    [Theory]
    [InlineData("AccountNotFound")]
    [InlineData("RoleGroupNotFound")]
    [InlineData("ScopeDiffers")]
    public async Task What_cannot_be_planned_is_said_and_nothing_is_written(string id)
    {
        using var world = await ServerWorld.MakeAsync();
        await ScopeAsync(world, "Alias -eq 'atrium'");
        await world.InvokeAsync("New-ManagementRoleAssignment", ("Name", "Another"), ("Role", "Mail Recipients"), ("User", world.People[1]), ("CustomRecipientWriteScope", "Teem rooms"));
        var before = world.State();
        var plan = await ServerWorld.PlanAsync(Refused[id](world));
        Assert.Equal(id, Assert.Single(plan.Problems).Id);
        Assert.Empty(plan.Steps);
        Assert.Equal(before, world.State());
    }

    [Fact]
    public async Task Filters_lists_and_everybody_are_scopes_too_and_one_is_exchanged_for_another()
    {
        using var world = await ServerWorld.MakeAsync();
        var before = world.State();
        foreach (var (request, scope, impact) in new[]
        {
            (new ScopeRequest { RecipientFilter = "Alias -eq 'atrium'" }, $"Teem mailboxes of {world.Account}", ChangeImpact.High),
            (new ScopeRequest { Reach = Reach.AllMailboxes }, "Organization", ChangeImpact.High),
            (new ScopeRequest(), "Teem rooms", ChangeImpact.Medium),
        })
        {
            var plan = await world.CarryOutAsync(() => Chapter(world, request));
            Assert.Equal(impact, plan.Changes.Last().Impact);
            Assert.Equal(scope, Assert.Single(await Chapter(world, request).ReadGrantsAsync(default)).Scope);
        }
        await world.CarryOutAsync(() => new AccountImpersonationRemoval(world.Tenant, world.Account));
        Assert.Equal(before, world.State());
    }

    [Fact]
    public async Task Rooms_and_delegate_access_need_Exchange_alone()
    {
        using var world = await ServerWorld.MakeAsync();
        await world.CarryOutAsync(() => new Rooms(world.Tenant, [new Room { Mailbox = "cellar@contoso.example", DisplayName = "Cellar", Capacity = 4 }]));
        Assert.Equal("PlacesOnlineOnly", Assert.Single((await ServerWorld.PlanAsync(new Rooms(world.Tenant, [new Room { Mailbox = Room, DisplayName = "Atrium", Building = "North" }]))).Problems).Id);
        var before = world.State();
        await world.CarryOutAsync(() => new DelegateAccess(world.Tenant, "", world.Account, [Room], fullAccess: true, notify: false));
        await world.CarryOutAsync(() => new DelegateRemoval(world.Tenant, "", world.Account, [Room]));
        Assert.Equal(before, world.State());
    }
}
