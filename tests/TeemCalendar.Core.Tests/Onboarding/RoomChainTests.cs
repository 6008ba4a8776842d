using System.Text.Json.Nodes;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Exchange;
using TeemCalendar.Core.Guide;
using TeemCalendar.Core.Http;
using TeemCalendar.Core.Onboarding;
using TeemCalendar.Core.Planning;
using TeemCalendar.Sandbox;

namespace TeemCalendar.Core.Tests.Onboarding;

/// <summary>One chain a room: it stops at the first link that does not hold, and names the command that mends it.</summary>
public sealed class RoomChainTests
{
    const string Room = "aurora@contoso.example";

    /// <param name="Link">Where the chain stops.</param>
    /// <param name="Status">What it is then.</param>
    /// <param name="Remedy">How its remedy begins.</param>
    /// <param name="Shape">What is done to a tenant in which the guide was carried out for <see cref="Room"/>.</param>
    /// <param name="Asked">The room that is asked for.</param>
    sealed record Broken(string Link, CheckStatus Status, string Remedy, Func<IntegrationWorld, Task> Shape, string Asked = Room);

    static Task Nothing(IntegrationWorld w) => Task.CompletedTask;

    static readonly Dictionary<string, Broken> Causes = new()
    {
        ["RoomNotFound"] = new("exists", CheckStatus.Fail, "New-TeemRoom -Mailbox nothing@contoso.example", Nothing, "nothing@contoso.example"),
        ["NotARoom"] = new("exists", CheckStatus.Fail, "Give a room's address; Get-TeemRoom lists them.", Nothing, "admin@contoso.example"),
        ["RoomOnPremises"] = new("in the cloud", CheckStatus.Fail, "Set it up where its mailbox is", _ => Task.CompletedTask, "hq-cellar@contoso.example"),
        ["SettingsDiffer"] = new("settings", CheckStatus.Fail, $"Set-TeemRoomSetting -Mailbox {Room} -Profile Display", w => w.InvokeAsync("Set-CalendarProcessing", ("Identity", Room), ("DeleteSubject", true))),
        ["NotGranted"] = new("rights", CheckStatus.Fail, "Grant-TeemImpersonation", w => w.InvokeAsync("Remove-ManagementRoleAssignment", ("Identity", RoleAssignment.NameOf(ApplicationRequest.UsualName, Impersonation.CalendarRole)), ("Confirm", false))),
        ["ApplicationNotFound"] = new("rights", CheckStatus.Fail, "Register-TeemApplication", async w => await w.GraphAsync(HttpMethod.Delete, $"applications/{(await Applications.GetAsync(w.Tenant, ApplicationRequest.UsualName, default)).ObjectId}")),
        ["CertificateMissing"] = new("consent", CheckStatus.Fail, "Register-TeemApplication", w => w.ConnectAsync(later: TimeSpan.FromDays(400))),
        ["ConsentRequired"] = new("consent", CheckStatus.Fail, "Connect-TeemCalendarAccount", async w =>
        {
            w.Request = w.Request with { AccessMode = AccessMode.Delegate };
            await w.OnboardAsync(Room);
            var client = await w.PrincipalAsync($"appId eq '{(await Applications.GetAsync(w.Tenant, ApplicationRequest.UsualName, default)).AppId}'");
            foreach (var grant in (await w.GraphAsync(HttpMethod.Get, $"servicePrincipals/{client["id"]}/oauth2PermissionGrants"))!["value"]!.AsArray()) await w.GraphAsync(HttpMethod.Delete, $"oauth2PermissionGrants/{grant!["id"]}");
        }),
        ["NotConnected"] = new("account", CheckStatus.Fail, $"Connect-TeemCalendarAccount -Login {IntegrationWorld.Account} -AccessMode Impersonation", w => { w.Tenant.Store.RemoveAccount(); return Task.CompletedTask; }),
        ["NotRegistered"] = new("registered", CheckStatus.Fail, $"Add-TeemRoomCalendar -Mailbox {Room}", w => { w.Tenant.Store.RemoveCalendar(w.Tenant.Store.GetCalendar(Room)!.RoomId); return Task.CompletedTask; }),
        ["NeverRead"] = new("last read", CheckStatus.Pending, $"Sync-TeemRoomCalendar -Mailbox {Room}", w =>
        {
            var calendar = w.Tenant.Store.GetCalendar(Room)!;
            w.Tenant.Store.RemoveCalendar(calendar.RoomId);
            w.Tenant.Store.RegisterCalendar(calendar);
            return Task.CompletedTask;
        }),
        ["NotReadLately"] = new("last read", CheckStatus.Pending, $"Sync-TeemRoomCalendar -Mailbox {Room}", w => w.ConnectAsync(later: TimeSpan.FromDays(2))),
    };

    public static TheoryData<string> Names => [.. Causes.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_first_link_that_does_not_hold_says_why_and_what_mends_it(string cause)
    {
        var broken = Causes[cause];
        using var world = await IntegrationWorld.OpenAsync(new() { MeetingsPerRoom = 0, History = SandboxHistory.OnPremisesRooms });
        await world.OnboardAsync(Room);
        await broken.Shape(world);
        var writes = world.Sandbox.Counters.Writes;
        var chain = await world.ChainAsync(broken.Asked);
        Assert.Equal((cause, broken.Link, broken.Status), (chain.Cause, chain.StoppedAt, chain.Status));
        Assert.StartsWith(broken.Remedy, chain.Remedy, StringComparison.Ordinal);
        Assert.Equal(broken.Link, chain.Links[^1].Name);
        Assert.All(chain.Links.SkipLast(1), link => Assert.True(link.Status is CheckStatus.Pass or CheckStatus.Manual, link.ToString()));
        Assert.Equal(writes, world.Sandbox.Counters.Writes);
    }

    [Fact]
    public async Task Several_things_that_are_wrong_are_told_one_after_another_in_order()
    {
        using var world = await IntegrationWorld.OpenAsync(new() { MeetingsPerRoom = 0 });
        world.Sandbox.AddServiceAccount("teem");
        await world.InvokeAsync("New-Mailbox", ("Room", true), ("Name", "aurora"), ("PrimarySmtpAddress", Room));
        var stops = new List<string?>();
        var request = new OnboardingRequest { Rooms = [new() { Mailbox = Room, DisplayName = "aurora" }], ServiceAccount = IntegrationWorld.Account };
        stops.Add((await world.ChainAsync(Room)).StoppedAt);
        foreach (var chapter in new IChapter[]
        {
            new RoomSettings(world.Tenant, [RoomSettingsRequest.Of(request.Rooms[0], RoomProfile.Display)]), new Applications(world.Tenant, new ApplicationRequest()), new Impersonation(world.Tenant, request.Application, [Room]),
            new CalendarAccounts(world.Tenant, new CalendarAccountRequest(IntegrationWorld.Account, null, AccessMode.Impersonation)), new Calendars(world.Tenant, [Room]),
        })
        {
            await foreach (var result in PlanRunner.RunAsync((await chapter.ObserveAsync(default))(new HashSet<string>()).Steps, _ => Task.FromResult(true), 8, world.Tenant.Store, world.Tenant.Clock, new HashSet<string>(), default)) Assert.Null(result.Error);
            stops.Add((await world.ChainAsync(Room)).StoppedAt);
        }
        await foreach (var result in (await world.Tenant.OpenSyncAsync(default)).RunRoundAsync(new(), default)) Assert.Equal(SyncOutcome.Synchronised, result.Outcome);
        var whole = await world.ChainAsync(Room);
        Assert.Equal(["settings", "rights", "rights", "account", "registered", "last read"], stops);
        Assert.Equal((CheckStatus.Pass, CheckEvidence.Proven, null), (whole.Status, whole.Evidence, whole.StoppedAt));
        Assert.Equal(["exists", "in the cloud", "settings", "rights", "consent", "account", "registered", "last read"], whole.Links.Select(l => l.Name));
    }

    [Theory]
    [InlineData(SandboxHistory.SyncedRooms, "hq-library@contoso.example", "HQ Library")]
    [InlineData(SandboxHistory.TeamsRoom, "mtr-atrium@contoso.example", "Atrium")]
    [InlineData(SandboxHistory.RenamedRoom, "galileo@contoso.example", "Galileo")]
    [InlineData(SandboxHistory.RenamedRoom, "blue-room@contoso.example", "Galileo")]
    [InlineData(SandboxHistory.LocalizedCalendars, "zugspitze@contoso.example", "Zugspitze")]
    public async Task Rooms_with_a_past_hold_once_the_guide_was_carried_out(SandboxHistory history, string room, string name)
    {
        using var world = await IntegrationWorld.OpenAsync(new() { History = history, MeetingsPerRoom = 0 });
        await world.OnboardAsync($"{room}|{name}");
        var chain = await world.ChainAsync(room);
        Assert.True(chain.Status == CheckStatus.Pass, chain.ToString());
        Assert.Equal(history == SandboxHistory.SyncedRooms, chain.Links[1].Detail.Contains("synchronised", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Not_yet_is_told_from_wrong()
    {
        using var world = await IntegrationWorld.OpenAsync(new() { MeetingsPerRoom = 0 });
        await world.OnboardAsync(Room);
        await world.ConnectAsync(wire: inner => new Refusing(inner));
        var chain = await world.ChainAsync(Room);
        Assert.Equal(("rights", CheckStatus.Pending, CheckEvidence.Authorised), (chain.StoppedAt, chain.Status, chain.Evidence));
        Assert.Equal($"Wait-TeemAccess -Mailbox {Room}", chain.Remedy);
        Assert.NotNull(chain.Since);
        Assert.NotNull(chain.UsuallyBy);
    }

    [Fact]
    public async Task A_Global_Reader_audits_what_another_has_done()
    {
        using var world = await IntegrationWorld.OpenAsync(new() { MeetingsPerRoom = 0 });
        await world.OnboardAsync(Room);
        await world.ConnectAsync(await world.GlobalReaderAsync());
        var writes = world.Sandbox.Counters.Writes;
        var checks = await world.CheckAsync();
        // What he may not do is told; nothing is there that he may not read.
        Assert.Equal(["RoleMissing"], checks.Where(c => c.Status == CheckStatus.Fail).Select(c => c.Cause).Distinct());
        Assert.DoesNotContain(checks, c => c.Cause == "PermissionMissing");
        Assert.Equal(CheckStatus.Pass, checks.OfType<RoomChain>().Single().Status);
        Assert.Equal(writes, world.Sandbox.Counters.Writes);
    }

    [Fact]
    public async Task Many_rooms_take_few_requests()
    {
        const int Rooms = 400;
        using var world = await IntegrationWorld.OpenAsync(new() { MeetingsPerRoom = 0 });
        var names = Enumerable.Range(1, Rooms).Select(n => $"room{n:000}@contoso.example").ToArray();
        await world.OnboardAsync(names);
        async Task<long> RequestsAsync(int count)
        {
            world.Request = world.Request with { Rooms = [.. names.Take(count).Select(r => new Room { Mailbox = r, DisplayName = r })] };
            var before = world.Sandbox.Counters.Requests;
            Assert.All((await world.CheckAsync()).OfType<RoomChain>(), chain => Assert.Equal(CheckStatus.Pass, chain.Status));
            return world.Sandbox.Counters.Requests - before;
        }
        var (some, all) = (await RequestsAsync(Rooms / 4), await RequestsAsync(Rooms));
        // In full batches a room costs three Exchange commands of ten and one of twenty requests of Graph, 0.35; a few batches go before they are full. 5,000 rooms are then 1,750 to 2,050 requests.
        Assert.True((all - some) / (Rooms * 0.75) < 0.4, $"{some} requests for {Rooms / 4} rooms, {all} for {Rooms}");
        Assert.True(some < 50 + Rooms / 4 * 0.4, $"{some} requests for {Rooms / 4} rooms");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_room_that_is_renamed_on_the_way_is_registered_under_its_new_name(bool wasRegistered)
    {
        using var world = await IntegrationWorld.OpenAsync();
        if (wasRegistered) await world.OnboardAsync($"{Room}|Aurora");
        else await world.Tenant.Exchange.InvokeAsync(RoomCommands.NewRoomMailbox(new Room { Mailbox = Room, DisplayName = "Aurora" }), default);

        await world.OnboardAsync($"{Room}|Polaris");
        Assert.Equal("Polaris", world.Tenant.Store.GetCalendar(Room)!.DisplayName);
        Assert.Empty((await new WholeGuide(world.Tenant, world.Request).PlanAsync(default)).Changes);
        Assert.DoesNotContain(await world.CheckAsync(RoomChains.Name), c => c.Status == CheckStatus.Fail);
    }

    [Theory]
    [InlineData(AccessMode.Impersonation)]
    [InlineData(AccessMode.Delegate)]
    public async Task The_write_probe_is_seen_by_nobody_and_gone(AccessMode mode)
    {
        using var world = await IntegrationWorld.OpenAsync(new() { MeetingsPerRoom = 0 });
        world.Request = world.Request with { AccessMode = mode, IncludeWrite = true };
        await world.OnboardAsync(Room);
        var seen = new List<JsonObject>();
        var (writes, mails) = (world.Sandbox.Counters.Writes, world.Sandbox.Counters.MailsSent);
        if (mode == AccessMode.Impersonation) await world.ConnectAsync(wire: inner => new Watching(inner, seen));
        world.Request = world.Request with { Rooms = [new() { Mailbox = Room, DisplayName = "aurora" }, new() { Mailbox = "nothing@contoso.example", DisplayName = "nothing" }] };
        var checks = await world.CheckAsync();
        Assert.Contains(checks, c => c.Target == Room && c.Detail.Contains("and is gone", StringComparison.Ordinal) && c is { Status: CheckStatus.Pass, Evidence: CheckEvidence.Proven });
        Assert.Equal((writes + 2, mails), (world.Sandbox.Counters.Writes, world.Sandbox.Counters.MailsSent));
        if (mode == AccessMode.Impersonation)
        {
            var written = Assert.Single(seen);
            Assert.Equal(("free", "private", 0), ((string?)written["showAs"], (string?)written["sensitivity"], written["attendees"]?.AsArray().Count ?? 0));
            Assert.True(DateTime.Parse((string)written["start"]!["dateTime"]!, System.Globalization.CultureInfo.InvariantCulture) > DateTime.UtcNow.AddDays(1081));
        }
        // Nothing of it is left in the calendar, nor in the mailbox.
        await world.EditAsync(state => Assert.DoesNotContain("Teem calendar check", state.ToJsonString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_room_that_may_only_be_read_fails_the_write_probe()
    {
        using var world = await IntegrationWorld.OpenAsync(new() { MeetingsPerRoom = 0 });
        await world.OnboardAsync(Room);
        world.Request = world.Request with { IncludeWrite = true };
        await world.ConnectAsync(wire: inner => new Refusing(inner, writesOnly: true));
        var chain = await world.ChainAsync(Room);
        Assert.Equal(("rights", "WriteDenied", CheckStatus.Fail), (chain.StoppedAt, chain.Cause, chain.Status));
    }

    /// <summary>Exchange as it is before its cache knows of a right: nobody's calendar opens, or nobody writes.</summary>
    sealed class Refusing(HttpMessageHandler inner, bool writesOnly = false) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (writesOnly) return request.Method == HttpMethod.Post && request.RequestUri!.AbsolutePath.EndsWith("/events", StringComparison.Ordinal) ? ScriptedWire.Denied() : await base.SendAsync(request, cancellationToken);
            if (!request.RequestUri!.AbsolutePath.EndsWith("/$batch", StringComparison.Ordinal) || !request.RequestUri.Host.StartsWith("graph", StringComparison.Ordinal)) return await base.SendAsync(request, cancellationToken);
            return await ScriptedWire.DenyAllAsync(request, cancellationToken);
        }
    }

    /// <summary>Keeps the events that were written.</summary>
    sealed class Watching(HttpMessageHandler inner, List<JsonObject> seen) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method == HttpMethod.Post && request.RequestUri!.AbsolutePath.EndsWith("/events", StringComparison.Ordinal)) lock (seen) seen.Add(JsonNode.Parse(request.Content!.ReadAsStringAsync(cancellationToken).Result)!.AsObject());
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
