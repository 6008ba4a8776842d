using System.Collections.Concurrent;
using System.Net;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Exchange;
using TeemCalendar.Core.Guide;
using TeemCalendar.Core.Planning;
using TeemCalendar.Core.Tests.Guide.AnyOrder;

namespace TeemCalendar.Core.Tests.Guide;

/// <summary>Bad days: tokens that end, a licence that goes, and a second administrator at the same work. One clear error for each room or object, the rest done, and running it again finishes.</summary>
public sealed class BadDaysTests
{
    const string One = "one@contoso.example", Two = "two@contoso.example", Three = "three@contoso.example", Four = "four@contoso.example", List = "north@contoso.example", OurApplication = ApplicationRequest.UsualName;
    static readonly string[] There = [One, Two, Three];

    static Room Room(string mailbox) => new() { Mailbox = mailbox, DisplayName = mailbox.Split('@')[0] };

    static RoomSettingsRequest Display(string mailbox, string? zone = null) => new(mailbox, new Dictionary<string, object> { ["DeleteSubject"] = false, ["AddOrganizerToSubject"] = true }, zone);

    static async Task InvokeAsync(Tenant tenant, string command, params (string, object?)[] parameters) => await tenant.Exchange.InvokeAsync(new(command, parameters), default);

    /// <summary>Carries out what was planned before.</summary>
    static async Task<List<TeemException>> RunAsync(Tenant tenant, ChapterPlan plan)
    {
        var errors = new List<TeemException>();
        await foreach (var result in PlanRunner.RunAsync(plan.Steps, _ => Task.FromResult(true), 40, tenant.Store, tenant.Clock, new HashSet<string>(), default))
            if (result.Error is { } error) errors.Add(error);
        return errors;
    }

    static void AssertClear(IEnumerable<TeemException> errors) => Assert.All(errors, e =>
    {
        Assert.False(e.Kind == TeemErrorKind.Unexpected, $"{e.Id}: {e.Message}");
        Assert.False(string.IsNullOrEmpty(e.Target), $"{e.Id} has no target: {e.Message}");
        Assert.False(string.IsNullOrEmpty(e.Remedy), $"{e.Id} has no remedy: {e.Message}");
    });

    static IEnumerable<string> Told(IEnumerable<TeemException> errors) => errors.Select(e => $"{e.Id} {e.Target}").Order(StringComparer.Ordinal);

    /// <summary>The tenant's time, which can be moved on.</summary>
    sealed class TenantClock : TimeProvider
    {
        internal TimeSpan Ahead { get; set; }
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
    }

    /// <summary>The way to the tenant, on which tokens end; counts the requests whose token was refused.</summary>
    sealed class EndingWire(HttpMessageHandler inner, Action end) : DelegatingHandler(inner)
    {
        int sent, refused;

        internal int Refused => refused;

        /// <summary>At how many requests each time; 0 for never.</summary>
        internal int Every { get; set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            // The request at which it ends comes too late already.
            if (Every > 0 && request.Headers.Authorization is not null && Interlocked.Increment(ref sent) % Every == 0) end();
            var answer = await base.SendAsync(request, cancellationToken);
            if (answer.StatusCode == HttpStatusCode.Unauthorized) Interlocked.Increment(ref refused);
            return answer;
        }
    }

    /// <summary>How a token ends, and at how many requests each time.</summary>
    public static TheoryData<string, int> Ends => new() { { "over", 20 }, { "over", 6 }, { "revoked", 20 } };

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task A_token_that_ends_in_the_middle_of_500_rooms_ends_nothing_else(string how, int every)
    {
        const int Many = 500;
        var clock = new TenantClock();
        using var bench = new GuideBench(new() { Clock = clock, People = 1 });
        EndingWire wire = null!;
        var tenant = await bench.ConnectAsync(around: inner => wire = new(inner, End));
        var rooms = Enumerable.Range(1, Many).Select(n => Room($"room{n}@contoso.example")).ToList();
        string[] mailboxes = [.. rooms.Select(r => r.Mailbox)];
        void End()
        {
            lock (clock)
            {
                // Times in tokens are whole seconds.
                clock.Ahead += how == "revoked" ? TimeSpan.FromMinutes(1) : TimeSpan.FromMinutes(61);
                if (how == "revoked") bench.Sandbox.RevokeSignIns(bench.Sandbox.Facts.ClientId.ToString());
            }
        }

        foreach (var chapter in new Func<IChapter>[] { () => new Rooms(tenant, rooms), () => new RoomSettings(tenant, [.. rooms.Select(r => Display(r.Mailbox))]), () => new Core.Guide.Calendars(tenant, mailboxes) })
        {
            // The connection may have been idle, too.
            End();
            var plan = await GuideBench.PlanAsync(chapter());
            Assert.Equal((Many, 0), (plan.Steps.Count, plan.Problems.Count));
            var before = wire.Refused;
            wire.Every = every;
            Assert.Empty(Told(await RunAsync(tenant, plan)));
            wire.Every = 0;
            Assert.True(wire.Refused > before, "No token was refused: nothing ended.");
            Assert.Empty((await GuideBench.PlanAsync(chapter())).Steps);
        }
        Assert.Equal(mailboxes.Order(), (await new RoomFinder(tenant).AllAsync(default)).Select(r => r.Room.Mailbox).Where(mailboxes.Contains).Order());
        Assert.Equal(Many, tenant.Store.GetCalendars().Count);
    }

    /// <summary>Three rooms, the account and the application.</summary>
    static async Task<Tenant> PrepareAsync(GuideBench bench)
    {
        var tenant = await bench.ConnectAsync();
        var (_, errors) = await GuideBench.ApplyAsync(tenant, new Rooms(tenant, [.. There.Select(Room)]), new ServiceAccounts(tenant, new ServiceAccountRequest { UserPrincipalName = GuideBench.Account }), new Applications(tenant, new ApplicationRequest()));
        Assert.Empty(Told(errors));
        return tenant;
    }

    static async Task UnlicenseAsync(GuideBench bench)
    {
        var account = await bench.GraphAsync(HttpMethod.Get, $"users/{GuideBench.Account}?$select=id,assignedLicenses");
        await bench.GraphAsync(HttpMethod.Post, $"users/{account!["id"]}/assignLicense", new { addLicenses = Array.Empty<object>(), removeLicenses = account["assignedLicenses"]!.AsArray().Select(l => (string)l!["skuId"]!).ToArray() });
    }

    [Fact]
    public async Task A_licence_that_is_taken_away_in_the_middle_is_one_error_and_giving_it_again_finishes()
    {
        const int Many = 40;
        using var bench = new GuideBench(new() { People = 1 });
        var tenant = await PrepareAsync(bench);
        var rooms = Enumerable.Range(1, Many).Select(n => Room($"room{n}@contoso.example")).ToList();
        Assert.Empty((await GuideBench.ApplyAsync(tenant, new Rooms(tenant, rooms))).Errors);
        DelegateAccess Chapter() => new(tenant, OurApplication, GuideBench.Account, [.. rooms.Select(r => r.Mailbox)]);

        var plan = await GuideBench.PlanAsync(Chapter());
        Assert.Empty(Told(await RunAsync(tenant, plan with { Steps = [.. plan.Steps.Take(10)] })));
        await UnlicenseAsync(bench);
        // Exchange knows the account still, and takes its rights.
        Assert.Empty(Told(await RunAsync(tenant, plan with { Steps = [.. plan.Steps.Skip(10).Take(10)] })));

        // It is one thing that is missing, and not twenty.
        Assert.Equal((GuideBench.Account, "LicenceMissing"), Assert.Single(await Chapter().VerifyAsync(default), c => c.Target == GuideBench.Account) is { Status: CheckStatus.Fail } check ? (check.Target, check.Cause) : default);
        var refused = Assert.Single((await GuideBench.ApplyAsync(tenant, Chapter())).Errors);
        Assert.Equal(("LicenceMissing", GuideBench.Account), (refused.Id, refused.Target));
        Assert.Contains("New-TeemServiceAccount", refused.Remedy, StringComparison.Ordinal);

        Assert.Empty(Told((await GuideBench.ApplyAsync(tenant, new ServiceAccounts(tenant, new ServiceAccountRequest { UserPrincipalName = GuideBench.Account }), Chapter())).Errors));
        Assert.Empty((await GuideBench.PlanAsync(Chapter())).Steps);
        Assert.Equal(Many, (await Chapter().ReadGrantsAsync(default)).Grants.Count);
    }

    /// <summary>What somebody else does between the look and the deed.</summary>
    /// <param name="Chapter">What is under way.</param>
    /// <param name="Other">What the other does meanwhile.</param>
    /// <param name="Errors">Whose errors come of it, as id and target.</param>
    /// <param name="Left">What is still to be told when it is run again.</param>
    /// <param name="Before">What is there before.</param>
    sealed record Meanwhile(Func<Tenant, IChapter> Chapter, Func<GuideBench, Tenant, Task> Other, string[] Errors, string[] Left, Func<GuideBench, Tenant, Task>? Before = null);

    static DelegateAccess Delegate(Tenant tenant, bool full = false) => new(tenant, OurApplication, GuideBench.Account, There, full);

    static Impersonation Impersonation(Tenant tenant) => new(tenant, OurApplication, []);

    static async Task EditorAsync(Tenant tenant, string room, params string[] rights)
    {
        var folder = await DelegateRights.CalendarFolderAsync(tenant, room, default);
        await tenant.Exchange.InvokeAsync(AccessCommands.AddEditor(room, folder, GuideBench.Account, notify: false), default);
        if (rights.Length > 0) await tenant.Exchange.InvokeAsync(AccessCommands.SetFolderRights(room, folder, GuideBench.Account, rights), default);
    }

    static async Task NoEditorAsync(Tenant tenant, string room) =>
        await tenant.Exchange.InvokeAsync(AccessCommands.RemoveFolderRights(room, await DelegateRights.CalendarFolderAsync(tenant, room, default), GuideBench.Account), default);

    static async Task<Guid> PrincipalAsync(Tenant tenant) => (await Applications.GetAsync(tenant, OurApplication, default)).Principal!.Id;

    static async Task DeleteApplicationAsync(GuideBench bench, Tenant tenant) => await bench.GraphAsync(HttpMethod.Delete, $"applications/{(await Applications.GetAsync(tenant, OurApplication, default)).ObjectId}");

    static async Task RemoveAsync(Tenant tenant, string room) => await tenant.Exchange.InvokeAsync(RoomCommands.RemoveMailbox(room), default);

    static async Task AppliedAsync(Tenant tenant, params IChapter[] chapters) => Assert.Empty(Told((await GuideBench.ApplyAsync(tenant, chapters)).Errors));

    /// <summary>Only the first steps of a chapter.</summary>
    static async Task BeginAsync(Tenant tenant, IChapter chapter, int steps)
    {
        var plan = await GuideBench.PlanAsync(chapter);
        Assert.Empty(await RunAsync(tenant, plan with { Steps = [.. plan.Steps.Take(steps)] }));
    }

    static Task CopyAsync(Tenant tenant, IChapter chapter, string key) => GuideBench.PlanAsync(chapter).ContinueWith(p => p.Result.Steps.Single(s => s.Change.Key.StartsWith(key, StringComparison.Ordinal)).ApplyAsync(default), TaskScheduler.Default).Unwrap();

    static readonly string[] None = [], NotHere = [.. There.Order(StringComparer.Ordinal).Select(r => $"NotGrantedHere {r}")];

    static readonly string Assignment = RoleAssignment.NameOf(OurApplication, Core.Guide.Impersonation.CalendarRole);

    static readonly Dictionary<string, Meanwhile> Others = new()
    {
        ["a room is deleted while it is located"] = new(t => new Rooms(t, [.. There.Select(r => Room(r) with { Building = "North" })]), (_, t) => RemoveAsync(t, Two), [$"ExchangeObjectNotFound {Two}"], [$"RoomDeleted {Two}"]),
        ["the same room is made"] = new(t => new Rooms(t, [Room(Four), Room("five@contoso.example")]), (_, t) => t.Exchange.InvokeAsync(RoomCommands.NewRoomMailbox(Room(Four)), default), [$"ExchangeObjectExists {Four}"], None),
        ["the same room list is made"] = new(t => new Rooms(t, [.. There.Select(r => Room(r) with { RoomList = List })]), (_, t) => t.Exchange.InvokeAsync(RoomCommands.NewRoomList("north", List), default), [$"ExchangeObjectExists {List}"], None),
        ["a room is put into its list"] = new(t => new Rooms(t, [.. There.Select(r => Room(r) with { RoomList = List })]), (_, t) => t.Exchange.InvokeAsync(RoomCommands.AddRoomListMember(List, Two), default), [$"ExchangeObjectExists {Two}"], None,
            (_, t) => t.Exchange.InvokeAsync(RoomCommands.NewRoomList("north", List), default)),
        ["a room list is deleted"] = new(t => new Rooms(t, [.. There.Select(r => Room(r) with { RoomList = List })]), (_, t) => t.Exchange.InvokeAsync(RoomCommands.RemoveRoomList(List), default), [.. There.Select(r => $"ExchangeObjectNotFound {r}").Order(StringComparer.Ordinal)], None,
            (_, t) => t.Exchange.InvokeAsync(RoomCommands.NewRoomList("north", List), default)),
        ["a room is deleted before its settings"] = new(t => new RoomSettings(t, [.. There.Select(r => Display(r))]), (_, t) => RemoveAsync(t, Two), [$"ExchangeObjectNotFound {Two}"], [$"RoomNotFound {Two}"]),
        ["a room is deleted before its zone"] = new(t => new RoomSettings(t, [.. There.Select(r => new RoomSettingsRequest(r, new Dictionary<string, object>(), "Asia/Tokyo"))]), (_, t) => RemoveAsync(t, Two), [$"ExchangeObjectNotFound {Two}"], [$"RoomNotFound {Two}"]),
        ["a setting gets another value"] = new(t => new RoomSettings(t, [.. There.Select(r => Display(r))]), (_, t) => InvokeAsync(t, "Set-CalendarProcessing", ("Identity", Two), ("AddOrganizerToSubject", false)), None, None),
        ["a room is deleted before its calendar"] = new(t => new Core.Guide.Calendars(t, There), (_, t) => RemoveAsync(t, Two), [$"ExchangeObjectNotFound {Two}"], [$"RoomNotFound {Two}"]),
        ["a room is deleted before it is shared"] = new(t => Delegate(t), (_, t) => RemoveAsync(t, Two), [$"ExchangeObjectNotFound {Two}"], [$"RoomNotFound {Two}"]),
        ["the account becomes an editor"] = new(t => Delegate(t), (_, t) => EditorAsync(t, Two), [$"FolderRightsThere {Two}"], None),
        ["the account becomes a reviewer"] = new(t => Delegate(t), (_, t) => EditorAsync(t, Two, "Reviewer"), [$"FolderRightsThere {Two}"], None),
        ["the account loses the lesser right"] = new(t => Delegate(t), (_, t) => NoEditorAsync(t, Two), [$"FolderRightsGone {Two}"], None, (_, t) => EditorAsync(t, Two, "Reviewer")),
        ["the account gets full access"] = new(t => Delegate(t, full: true), (_, t) => t.Exchange.InvokeAsync(AccessCommands.AddFullAccess(Two, GuideBench.Account), default), None, None),
        ["the right is taken back"] = new(t => new DelegateRemoval(t, OurApplication, GuideBench.Account, There), (_, t) => NoEditorAsync(t, Two), None, NotHere, (_, t) => AppliedAsync(t, Delegate(t))),
        ["full access is taken back"] = new(t => new DelegateRemoval(t, OurApplication, GuideBench.Account, There), (_, t) => t.Exchange.InvokeAsync(AccessCommands.RemoveFullAccess(Two, GuideBench.Account), default), None, NotHere, (_, t) => AppliedAsync(t, Delegate(t, full: true))),
        ["a room is deleted before its settings are restored"] = new(t => new RoomSettingsRemoval(t, There), (_, t) => RemoveAsync(t, Two), [$"ExchangeObjectNotFound {Two}"], [$"RoomNotFound {Two}"], (_, t) => AppliedAsync(t, new RoomSettings(t, [.. There.Select(r => Display(r))]))),
        ["a room is removed by both"] = new(t => new RoomRemoval(t, There), (_, t) => RemoveAsync(t, Two), [$"ExchangeObjectNotFound {Two}"], [$"RoomNotFound {One}", $"RoomNotFound {Three}", $"RoomNotFound {Two}"]),
        ["the application is deleted before it is granted"] = new(Impersonation, DeleteApplicationAsync, [$"ApplicationNotFound {OurApplication}"], [$"ApplicationNotFound {OurApplication}"]),
        ["the scope is removed"] = new(Impersonation, (_, t) => t.Exchange.InvokeAsync(AccessCommands.RemoveScope(MailboxScope.Rooms.Name!), default), [$"ExchangeObjectNotFound {Assignment}"], None, (_, t) => BeginAsync(t, Impersonation(t), 2)),
        ["the same scope is made"] = new(Impersonation, (_, t) => CopyAsync(t, Impersonation(t), "scope:"), [$"ExchangeObjectExists {MailboxScope.Rooms.Name}"], None),
        ["the application becomes known"] = new(Impersonation, (_, t) => CopyAsync(t, Impersonation(t), "exchange-principal:"), [$"ExchangeObjectExists {OurApplication}"], None),
        ["the same is granted"] = new(Impersonation, (_, t) => AppliedAsync(t, Impersonation(t)), [$"ExchangeObjectExists {Assignment}"], None, (_, t) => BeginAsync(t, Impersonation(t), 2)),
        ["the grant is taken back"] = new(t => new AccessRemoval(t, OurApplication, AccessRemoval.Every), (_, t) => AppliedAsync(t, new AccessRemoval(t, OurApplication, AccessRemoval.Every)), [$"ExchangeObjectNotFound {Assignment}"], None, (_, t) => AppliedAsync(t, Impersonation(t))),
        ["the application is deleted before its certificate"] = new(t => new ApplicationRollover(t, new RolloverRequest { Application = new ApplicationRequest(), Force = true }), DeleteApplicationAsync, [$"ApplicationNotFound {OurApplication}"], [$"ApplicationNotFound {OurApplication}"]),
        ["the application is deleted by both"] = new(t => new ApplicationRemoval(t, OurApplication), DeleteApplicationAsync, [$"GraphObjectNotFound {OurApplication}"], [$"ApplicationNotFound {OurApplication}"]),
        ["the same account is made"] = new(t => new ServiceAccounts(t, new ServiceAccountRequest { UserPrincipalName = "teem2@contoso.example" }), (_, t) => CopyAsync(t, new ServiceAccounts(t, new ServiceAccountRequest { UserPrincipalName = "teem2@contoso.example" }), "service-account:"), ["AlreadyThere teem2@contoso.example"], None),
        ["the account is deleted by both"] = new(t => new ServiceAccountRemoval(t, GuideBench.Account), (b, _) => b.GraphAsync(HttpMethod.Delete, $"users/{GuideBench.Account}"), [$"GraphObjectNotFound {GuideBench.Account}"], [$"AccountNotFound {GuideBench.Account}"]),
    };

    public static TheoryData<string> Deeds => [.. Others.Keys];

    [Theory]
    [MemberData(nameof(Deeds))]
    public async Task What_a_second_administrator_does_between_look_and_deed_is_one_error_and_running_again_finishes(string deed)
    {
        var meanwhile = Others[deed];
        using var bench = new GuideBench(new() { People = 1 });
        var tenant = await PrepareAsync(bench);
        var other = await bench.ConnectAsync(store: "other.db");
        if (meanwhile.Before is { } before) await before(bench, tenant);

        var plan = await GuideBench.PlanAsync(meanwhile.Chapter(tenant));
        Assert.NotEmpty(plan.Steps);
        await meanwhile.Other(bench, other);
        var errors = await RunAsync(tenant, plan);
        AssertClear(errors);
        Assert.Equal(meanwhile.Errors, Told(errors));

        var again = await GuideBench.ApplyAsync(tenant, meanwhile.Chapter(tenant));
        AssertClear(again.Errors);
        Assert.Equal(meanwhile.Left, Told(again.Errors));
        Assert.Empty((await GuideBench.PlanAsync(meanwhile.Chapter(tenant))).Steps);
    }

    static readonly Dictionary<string, Func<Tenant, IChapter>> Chapters = new()
    {
        ["rooms"] = t => new Rooms(t, [.. There.Append(Four).Select(r => Room(r) with { Building = "North", RoomList = List })]),
        ["settings"] = t => new RoomSettings(t, [.. There.Select(r => Display(r, "Asia/Tokyo"))]),
        ["service account"] = t => new ServiceAccounts(t, new ServiceAccountRequest { UserPrincipalName = "teem2@contoso.example" }),
        ["application"] = t => new Applications(t, new ApplicationRequest { DisplayName = "Teem displays" }),
        ["impersonation"] = Impersonation,
        ["delegate"] = t => Delegate(t, full: true),
    };

    // A calendar is there, empty, once it was looked at; an account keeps what it was sent; and each computer registers a certificate of its own.
    static readonly string[] Own = ["Calendars", "Invitations", "Keys"];

    public static TheoryData<string, bool> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, bool>();
            foreach (var chapter in Chapters.Keys) foreach (var atOnce in new[] { false, true }) pairs.Add(chapter, atOnce);
            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Two_who_do_the_same_end_in_the_tenant_that_one_makes(string chapter, bool atOnce)
    {
        string alone;
        using (var bench = new GuideBench(new() { People = 1 }))
        {
            var tenant = await PrepareAsync(bench);
            await AppliedAsync(tenant, Chapters[chapter](tenant));
            alone = TenantText.Of(bench.Sandbox, Own);
        }

        using var both = new GuideBench(new() { People = 1 });
        Tenant[] two = [await PrepareAsync(both), await both.ConnectAsync(store: "other.db")];
        var plans = await Task.WhenAll(two.Select(t => GuideBench.PlanAsync(Chapters[chapter](t))));
        Assert.All(plans, p => Assert.NotEmpty(p.Steps));
        var errors = new ConcurrentBag<TeemException>();
        async Task OneAsync(int who) { foreach (var error in await RunAsync(two[who], plans[who])) errors.Add(error); }
        if (atOnce) await Task.WhenAll(OneAsync(0), OneAsync(1));
        else { await OneAsync(0); Assert.Empty(Told(errors)); await OneAsync(1); }
        AssertClear(errors);

        foreach (var tenant in two) await AppliedAsync(tenant, Chapters[chapter](tenant));
        Assert.Equal(alone, TenantText.Of(both.Sandbox, Own));
        foreach (var tenant in two) Assert.Empty((await GuideBench.PlanAsync(Chapters[chapter](tenant))).Steps);
    }
}
