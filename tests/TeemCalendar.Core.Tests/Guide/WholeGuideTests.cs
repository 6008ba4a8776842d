using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Guide;
using TeemCalendar.Core.Onboarding;
using TeemCalendar.Core.Storage;
using TeemCalendar.Sandbox;

namespace TeemCalendar.Core.Tests.Guide;

/// <summary>The guide, chapter by chapter, over the wire against the sandbox.</summary>
public sealed class WholeGuideTests
{
    static readonly IReadOnlyList<Room> Rooms =
    [
        new() { Mailbox = "aurora@contoso.example", DisplayName = "Aurora", Capacity = 8, Building = "North", Floor = 2, City = "Oslo", CountryOrRegion = "NO", TimeZone = "Europe/Oslo", Tags = ["whiteboard"] },
        new() { Mailbox = "sakura@contoso.example", DisplayName = "桜", Capacity = 12, City = "東京", CountryOrRegion = "JP", TimeZone = "Asia/Tokyo", RoomList = "rooms-tokyo@contoso.example" },
        new() { Mailbox = "o'brien@contoso.example", DisplayName = "O'Brien", Capacity = 4, TimeZone = "Europe/Dublin", RoomList = "rooms-tokyo@contoso.example" },
    ];

    const string Account = "teem@contoso.example";

    static OnboardingRequest Request(AccessMode mode = AccessMode.Impersonation) => new() { Rooms = Rooms, ServiceAccount = Account, AccessMode = mode, SendSummary = true };

    static Task<Tenant> ConnectAsync(SandboxTenant sandbox) => Tenant.ConnectAsync(new ConnectOptions
    {
        Cloud = Cloud.Sandbox,
        TenantId = sandbox.Facts.TenantId.ToString(),
        SignIn = new SecretSignIn(sandbox.Facts.ClientId.ToString(), sandbox.Facts.ClientSecret),
        Wire = sandbox.CreateHandler(),
        DeviceCodePrompt = (code, _) => { Assert.True(sandbox.ApproveDeviceCode(code.UserCode, code.Login!)); return Task.CompletedTask; },
    }, default);

    static async Task<List<Change>> ApplyAsync(WholeGuide guide, Func<Change, bool>? approve = null)
    {
        var changes = new List<Change>();
        await foreach (var result in guide.ApplyAsync(await guide.PlanAsync(default), change => Task.FromResult(approve?.Invoke(change) ?? true), default)) changes.Add(result.Change);
        return changes;
    }

    static async Task<List<SyncResult>> SyncAsync(WholeGuide guide)
    {
        var results = new List<SyncResult>();
        await foreach (var result in guide.SyncAsync(default)) results.Add(result);
        return results;
    }

    static void AllWell(IEnumerable<Change> changes) => Assert.Empty(changes.Where(c => c.Outcome != ChangeOutcome.Applied).Select(c => $"{c.Key}: {c.Outcome}: {c.Detail}"));

    static void AllWell(IEnumerable<Check> checks) => Assert.Empty(checks.Where(c => c.Status is not (CheckStatus.Pass or CheckStatus.Manual)).Select(c => $"{c.Chapter} {c}"));

    [Theory]
    [InlineData(AccessMode.Impersonation)]
    [InlineData(AccessMode.Delegate)]
    public async Task From_nothing_to_reservations_and_then_nothing_more_to_do(AccessMode mode)
    {
        var sandbox = SandboxTenant.Create(new SandboxOptions());
        using var tenant = await ConnectAsync(sandbox);
        var guide = new WholeGuide(tenant, Request(mode));

        AllWell(await ApplyAsync(guide));
        AllWell(await guide.VerifyAsync(default));
        var first = await SyncAsync(guide);
        Assert.All(first, r => Assert.Equal((SyncOutcome.Synchronised, null), (r.Outcome, r.Detail)));
        Assert.NotNull(await guide.SendSummaryAsync(first, default));
        var reservations = tenant.Store.CountReservations();
        Assert.True(reservations > 60, $"{reservations} reservations");
        Assert.Equal(1, sandbox.Counters.MailsSent);

        var writes = sandbox.Counters.Writes;
        var again = new WholeGuide(tenant, Request(mode));
        var plan = await again.PlanAsync(default);
        Assert.Empty(plan.Changes.Select(c => c.Key));
        Assert.Empty(plan.Problems);
        Assert.All(await SyncAsync(again), r => Assert.Equal((SyncOutcome.Synchronised, 0, 0, 0), (r.Outcome, r.Added, r.Updated, r.Removed)));
        Assert.Null(await again.SendSummaryAsync(first, default));
        Assert.Equal(writes, sandbox.Counters.Writes);
        Assert.Equal(reservations, tenant.Store.CountReservations());
        Assert.Equal(tenant.Requests, sandbox.Counters.Requests);
        Assert.Equal(tenant.Writes, sandbox.Counters.Writes);
    }

    [Fact]
    public async Task Planning_writes_nothing()
    {
        var sandbox = SandboxTenant.Create(new SandboxOptions());
        using var tenant = await ConnectAsync(sandbox);
        var changes = await ApplyAsync(new WholeGuide(tenant, Request()), approve: _ => false);
        Assert.NotEmpty(changes);
        Assert.All(changes, c => Assert.Equal(ChangeOutcome.Skipped, c.Outcome));
        Assert.Equal(0, sandbox.Counters.Writes);
    }

    [Fact]
    public async Task What_is_half_done_is_finished_and_what_is_wrong_is_corrected()
    {
        var sandbox = SandboxTenant.Create(new SandboxOptions());
        using var tenant = await ConnectAsync(sandbox);
        AllWell(await ApplyAsync(new WholeGuide(tenant, Request() with { Rooms = [Rooms[0]] })));
        await tenant.Exchange.InvokeAsync(Core.Exchange.RoomCommands.SetCalendarProcessing(Rooms[0].Mailbox, [new("DeleteSubject", true)]), default);
        await tenant.Exchange.InvokeAsync(Core.Exchange.RoomCommands.SetTimeZone(Rooms[0].Mailbox, "Pacific Standard Time"), default);

        var plan = await new WholeGuide(tenant, Request()).PlanAsync(default);
        var aurora = plan.Changes.Where(c => c.Target == Rooms[0].Mailbox).ToList();
        Assert.Equal([new Difference("DeleteSubject", "True", "False")], aurora.Single(c => c.Key == Keys.Settings(Rooms[0].Mailbox)).Differences);
        Assert.Equal([new Difference("TimeZone", "Pacific Standard Time", "W. Europe Standard Time")], aurora.Single(c => c.Key == Keys.TimeZone(Rooms[0].Mailbox)).Differences);
        // The registered calendar follows the zone: all-day meetings are at other hours.
        Assert.Equal([new Difference("TimeZone", "W. Europe Standard Time", "Pacific Standard Time")], aurora.Single(c => c.Key == Keys.Calendar(Rooms[0].Mailbox)).Differences);
        Assert.Equal(3, aurora.Count);

        AllWell(await ApplyAsync(new WholeGuide(tenant, Request())));
        AllWell(await new WholeGuide(tenant, Request()).VerifyAsync(default));
    }

    [Fact]
    public async Task A_consent_that_is_half_there_is_completed()
    {
        var sandbox = SandboxTenant.Create(new SandboxOptions());
        using var tenant = await ConnectAsync(sandbox);
        AllWell(await ApplyAsync(new WholeGuide(tenant, Request())));   // by impersonation: no consent yet
        var application = await Applications.GetAsync(tenant, ApplicationRequest.UsualName, default);
        var account = await tenant.Directory.FindAccountAsync(Account, default);
        await tenant.Applications.ConsentAsync(application.Principal!.Id, account!.Id, ["Calendars.ReadWrite.Shared"], default);

        AllWell(await ApplyAsync(new WholeGuide(tenant, Request(AccessMode.Delegate))));
        Assert.Equal(["Calendars.ReadWrite.Shared", "Mail.Send"], await tenant.Applications.GetDelegatedScopesAsync(application.Principal.Id, account.Id, default));
    }

    [Fact]
    public async Task Two_rooms_may_have_the_same_name()
    {
        var sandbox = SandboxTenant.Create(new SandboxOptions { MoreDomains = ["fabrikam.example"] });
        using var tenant = await ConnectAsync(sandbox);
        Room[] rooms = [new() { Mailbox = "boardroom@contoso.example", DisplayName = "Boardroom" }, new() { Mailbox = "boardroom@fabrikam.example", DisplayName = "Boardroom" }];
        AllWell(await ApplyAsync(new WholeGuide(tenant, Request() with { Rooms = rooms })));
        Assert.Equal(["Boardroom", "Boardroom"], tenant.Store.GetCalendars().Select(c => c.DisplayName));
    }

    [Fact]
    public async Task One_bad_room_is_one_failure_and_the_others_go_on()
    {
        var sandbox = SandboxTenant.Create(new SandboxOptions());
        using var tenant = await ConnectAsync(sandbox);
        var rooms = Rooms.Append(new Room { Mailbox = "lost@elsewhere.example", DisplayName = "Lost" }).ToList();
        var changes = await ApplyAsync(new WholeGuide(tenant, Request() with { Rooms = rooms }));
        var failed = changes.Where(c => c.Outcome != ChangeOutcome.Applied).ToList();
        Assert.All(failed, c => Assert.Equal("lost@elsewhere.example", c.Target));
        Assert.Contains(failed, c => c.Detail!.Contains("not in a domain of this tenant", StringComparison.Ordinal));
        Assert.Equal(3, tenant.Store.GetCalendars().Count);
    }

    [Fact]
    public async Task The_application_cannot_open_a_mailbox_that_is_no_room()
    {
        var sandbox = SandboxTenant.Create(new SandboxOptions());
        using var tenant = await ConnectAsync(sandbox);
        AllWell(await ApplyAsync(new WholeGuide(tenant, Request())));
        var access = await tenant.OpenCalendarsAsync(tenant.Store.GetAccount()!, default);
        var opened = await access.Probe.TryAsync([Rooms[0].Mailbox, sandbox.Facts.Administrator, Account], default);
        Assert.Null(opened[Rooms[0].Mailbox]);
        Assert.Equal("ErrorAccessDenied", opened[sandbox.Facts.Administrator]);
        Assert.Equal("ErrorAccessDenied", opened[Account]);
    }

    [Fact]
    public async Task A_room_that_cannot_be_made_is_one_problem_and_hides_no_other()
    {
        var sandbox = SandboxTenant.Create(new SandboxOptions());
        using var tenant = await ConnectAsync(sandbox);
        AllWell(await ApplyAsync(new WholeGuide(tenant, Request() with { Rooms = [Rooms[0]] })));

        var guide = new WholeGuide(tenant, Request() with
        {
            Rooms = [Rooms[0], Rooms[1], new() { Mailbox = "far@fabrikam.example", DisplayName = "Far" }, new() { Mailbox = Account, DisplayName = "No room" }],
        });
        var plan = await guide.PlanAsync(default);
        Assert.Equal([("DomainNotAccepted", "far@fabrikam.example"), ("NotARoom", Account)], plan.Problems.Select(p => (p.Id, p.Target)));
        await ApplyAsync(guide);
        Assert.Equal([Rooms[0].Mailbox, Rooms[1].Mailbox], tenant.Store.GetCalendars().Select(c => c.Mailbox));
    }

    [Fact]
    public async Task What_was_rehearsed_counts_in_a_rehearsal_and_nowhere_else()
    {
        var sandbox = SandboxTenant.Create(new SandboxOptions());
        using var tenant = await ConnectAsync(sandbox);
        tenant.Rehearsed.UnionWith((await new WholeGuide(tenant, Request()).PlanAsync(default)).Changes.Select(c => c.Key));
        var calendars = new Calendars(tenant, [Rooms[0].Mailbox]);
        var planFrom = await calendars.ObserveAsync(default);
        Assert.Single(planFrom(tenant.Rehearsed).Changes);
        Assert.Equal("RoomNotFound", Assert.Single(planFrom(new HashSet<string>()).Problems).Id);
        AllWell(await ApplyAsync(new WholeGuide(tenant, Request())));
        AllWell(await new WholeGuide(tenant, Request()).VerifyAsync(default));
    }

    [Fact]
    public async Task Only_the_chapters_asked_for_are_checked()
    {
        var sandbox = SandboxTenant.Create(new SandboxOptions());
        using var tenant = await ConnectAsync(sandbox);
        var chapters = new List<string>();
        await foreach (var check in new WholeGuide(tenant, Request()).VerifyAsync(c => c is "Prerequisites" or "Rooms", default)) chapters.Add(check.Chapter);
        Assert.Equal(["Prerequisites", "Rooms"], chapters.Distinct());
    }
}
