using System.Text.Json.Nodes;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Exchange;
using TeemCalendar.Core.Guide;
using TeemCalendar.Core.Onboarding;
using TeemCalendar.Core.Planning;
using TeemCalendar.Sandbox;

namespace TeemCalendar.Core.Tests.Guide;

/// <summary>What was added is taken back, and nothing that was there before: over the wire, against the sandbox's whole state.</summary>
public sealed class TakingBackTests : IDisposable
{
    const string Account = "teem@contoso.example";

    static readonly IReadOnlyList<Room> Rooms =
    [
        new() { Mailbox = "aurora@contoso.example", DisplayName = "Aurora", Capacity = 8, City = "Oslo", CountryOrRegion = "NO", TimeZone = "Europe/Oslo" },
        new() { Mailbox = "sakura@contoso.example", DisplayName = "桜", Capacity = 12, TimeZone = "Asia/Tokyo" },
    ];

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("teem");
    readonly SandboxTenant sandbox;

    public TakingBackTests() => sandbox = SandboxTenant.Open(Path.Combine(folder.FullName, "tenant.json"), new SandboxOptions { MeetingsPerRoom = 0 });

    public void Dispose() => folder.Delete(recursive: true);

    Task<Tenant> ConnectAsync() => Tenant.ConnectAsync(new ConnectOptions
    {
        Cloud = Cloud.Sandbox,
        TenantId = sandbox.Facts.TenantId.ToString(),
        SignIn = new SecretSignIn(sandbox.Facts.ClientId.ToString(), sandbox.Facts.ClientSecret),
        Wire = sandbox.CreateHandler(),
        DeviceCodePrompt = (code, _) => { Assert.True(sandbox.ApproveDeviceCode(code.UserCode, code.Login!)); return Task.CompletedTask; },
    }, default);

    static OnboardingRequest Request(AccessMode mode = AccessMode.Impersonation) => new() { Rooms = Rooms, ServiceAccount = Account, AccessMode = mode, SendSummary = true };

    static async Task OnboardAsync(Tenant tenant, AccessMode mode = AccessMode.Impersonation)
    {
        var guide = new WholeGuide(tenant, Request(mode));
        await foreach (var result in guide.ApplyAsync(await guide.PlanAsync(default), _ => Task.FromResult(true), default)) Assert.Null(result.Error);
    }

    /// <summary>Applies the chapters one after another; what cannot be planned is given back.</summary>
    static async Task<List<TeemException>> ApplyAsync(Tenant tenant, params IChapter[] chapters)
    {
        var problems = new List<TeemException>();
        foreach (var chapter in chapters)
        {
            var plan = (await chapter.ObserveAsync(default))(new HashSet<string>());
            problems.AddRange(plan.Problems);
            await foreach (var result in PlanRunner.RunAsync(plan.Steps, _ => Task.FromResult(true), 8, tenant.Store, TimeProvider.System, new HashSet<string>(), default)) Assert.Null(result.Error);
        }
        return problems;
    }

    static Task<List<TeemException>> TakeAllBackAsync(Tenant tenant, AccessMode mode) => ApplyAsync(tenant,
    [
        .. mode == AccessMode.Delegate ? new IChapter[] { new DelegateRemoval(tenant, ApplicationRequest.UsualName, Account, [.. Rooms.Select(r => r.Mailbox)]) } : [],
        new AccessRemoval(tenant, ApplicationRequest.UsualName, AccessRemoval.Every), new ApplicationRemoval(tenant, ApplicationRequest.UsualName),
        new RoomRemoval(tenant, [.. Rooms.Select(r => r.Mailbox)]), new ServiceAccountRemoval(tenant, Account),
    ]);

    /// <summary>The tenant's whole state, apart from what counts and what tells the time.</summary>
    string State()
    {
        sandbox.Save();
        var state = JsonNode.Parse(File.ReadAllText(sandbox.Path!))!.AsObject();
        // What is deleted lies in the directory's bin for thirty days.
        foreach (var passing in new[] { "IdsMade", "RefreshTokens", "DeviceCodes", "DeletedUsers", "DeletedApplications" }) state.Remove(passing);
        return state.ToJsonString(new() { WriteIndented = true });
    }

    [Theory]
    [InlineData(AccessMode.Impersonation)]
    [InlineData(AccessMode.Delegate)]
    public async Task All_that_the_guide_added_is_taken_back(AccessMode mode)
    {
        using var tenant = await ConnectAsync();
        var before = State();
        await OnboardAsync(tenant, mode);
        Assert.NotEqual(before, State());

        Assert.Empty(await TakeAllBackAsync(tenant, mode));
        Assert.Equal(before, State());
        Assert.Empty(tenant.Store.GetCalendars());
        Assert.Null(tenant.Certificates.Find(tenant.Store.GetAccount()!.CertificateThumbprint ?? ""));
    }

    [Fact]
    public async Task What_was_taken_back_can_be_made_again()
    {
        using var tenant = await ConnectAsync();
        await OnboardAsync(tenant);
        Assert.Empty(await TakeAllBackAsync(tenant, AccessMode.Impersonation));
        await OnboardAsync(tenant);
        Assert.DoesNotContain(await new WholeGuide(tenant, Request()).VerifyAsync(default), c => c.Status == CheckStatus.Fail);
    }

    [Fact]
    public async Task A_room_that_was_there_before_is_refused_and_removed_only_by_force()
    {
        using var tenant = await ConnectAsync();
        await tenant.Exchange.InvokeAsync(RoomCommands.NewRoomMailbox(Rooms[0]), default);
        await OnboardAsync(tenant);

        // What was changed of it is put back, and the next time there is nothing left to take back.
        Assert.Empty(await ApplyAsync(tenant, new RoomRemoval(tenant, [.. Rooms.Select(r => r.Mailbox)])));
        Assert.Null((await new RoomFinder(tenant).FindAsync(Rooms[0].Mailbox, default))!.Room.City);
        var refused = Assert.Single(await ApplyAsync(tenant, new RoomRemoval(tenant, [Rooms[0].Mailbox])));
        Assert.Equal(("NotMadeHere", Rooms[0].Mailbox), (refused.Id, refused.Target));
        Assert.Null(await new RoomFinder(tenant).FindAsync(Rooms[1].Mailbox, default));

        Assert.Empty(await ApplyAsync(tenant, new RoomRemoval(tenant, [Rooms[0].Mailbox], force: true)));
        Assert.Null(await new RoomFinder(tenant).FindAsync(Rooms[0].Mailbox, default));
    }

    [Fact]
    public async Task An_account_that_was_there_before_loses_the_licence_and_stays()
    {
        using var tenant = await ConnectAsync();
        await tenant.Directory.CreateAccountAsync(Account, "Teem", "GB", "Long enough, 1 hopes!", default);
        var before = await tenant.Directory.FindAccountAsync(Account, default);
        await OnboardAsync(tenant);
        Assert.NotEmpty((await tenant.Directory.FindAccountAsync(Account, default))!.Licences);

        Assert.Empty(await ApplyAsync(tenant, new ServiceAccountRemoval(tenant, Account)));
        // Entra keeps the address that the mailbox had.
        Assert.Equivalent(before! with { Mail = Account }, await tenant.Directory.FindAccountAsync(Account, default));
        Assert.Equal("NotMadeHere", Assert.Single(await ApplyAsync(tenant, new ServiceAccountRemoval(tenant, Account))).Id);
    }

    [Fact]
    public async Task A_role_and_a_scope_of_somebody_else_stay()
    {
        using var tenant = await ConnectAsync();
        await OnboardAsync(tenant);
        var principal = (await Applications.GetAsync(tenant, ApplicationRequest.UsualName, default)).Principal!;
        await tenant.Exchange.InvokeAsync(AccessCommands.NewAssignment("Somebody's", "Application Mail.Read", principal.Id, MailboxScope.Rooms.Name), default);

        Assert.Empty(await ApplyAsync(tenant, new AccessRemoval(tenant, ApplicationRequest.UsualName, AccessRemoval.Every)));
        Assert.Equal(["Somebody's"], await NamesAsync(tenant, AccessCommands.GetAssignments(), principal.Id.ToString()));
        Assert.Contains(MailboxScope.Rooms.Name!, (await tenant.Exchange.InvokeAsync(AccessCommands.GetScopes(), default)).Rows.Select(r => r.Text("Name")));
        Assert.Contains((await tenant.Exchange.InvokeAsync(AccessCommands.GetServicePrincipals(), default)).Rows, r => r.Id("ObjectId") == principal.Id);
    }

    static async Task<IEnumerable<string?>> NamesAsync(Tenant tenant, ExchangeCommand command, string assignee) =>
        (await tenant.Exchange.InvokeAsync(command, default)).Rows.Where(r => r.Text("RoleAssignee") == assignee).Select(r => r.Text("Name"));

    [Fact]
    public async Task A_certificate_that_was_given_stays_on_this_computer()
    {
        using var tenant = await ConnectAsync();
        using var given = tenant.Certificates.Create("somebody's", tenant.Clock.GetUtcNow(), 30);
        Assert.Empty(await ApplyAsync(tenant, new Applications(tenant, new ApplicationRequest { Certificate = given })));
        Assert.Empty(await ApplyAsync(tenant, new ApplicationRemoval(tenant, ApplicationRequest.UsualName)));
        Assert.NotNull(tenant.Certificates.Find(given.Thumbprint));
    }

    [Fact]
    public async Task An_application_of_somebody_else_is_refused()
    {
        using var tenant = await ConnectAsync();
        var own = await tenant.Applications.FindAsync(sandbox.Facts.ClientId, default);
        Assert.Equal("NotMadeHere", Assert.Single(await ApplyAsync(tenant, new ApplicationRemoval(tenant, own!.DisplayName))).Id);
        Assert.NotNull(await tenant.Applications.FindAsync(sandbox.Facts.ClientId, default));
    }

    [Fact]
    public async Task A_right_that_the_account_had_before_is_restored()
    {
        using var tenant = await ConnectAsync();
        await OnboardAsync(tenant);
        var room = Rooms[0].Mailbox;
        var folder = await DelegateRights.CalendarFolderAsync(tenant, room, default);
        await tenant.Exchange.InvokeAsync(AccessCommands.AddEditor(room, folder, Account, notify: false), default);
        await tenant.Exchange.InvokeAsync(AccessCommands.SetFolderRights(room, folder, Account, ["Reviewer"]), default);

        Assert.Empty(await ApplyAsync(tenant, new DelegateAccess(tenant, ApplicationRequest.UsualName, Account, [room])));
        Assert.Equal(["Editor"], await RightsAsync(tenant, room, folder));
        Assert.Empty(await ApplyAsync(tenant, new DelegateRemoval(tenant, ApplicationRequest.UsualName, Account, [room])));
        Assert.Equal(["Reviewer"], await RightsAsync(tenant, room, folder));
        Assert.Equal("NotGrantedHere", Assert.Single(await ApplyAsync(tenant, new DelegateRemoval(tenant, ApplicationRequest.UsualName, Account, [room]))).Id);
    }

    static async Task<IReadOnlyList<string>> RightsAsync(Tenant tenant, string room, string folder) =>
        (await tenant.Exchange.InvokeAsync(AccessCommands.GetFolderPermissions(room, folder, Account), default)).Rows.Single().List("AccessRights");
}
