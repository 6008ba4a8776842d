using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Guide;
using TeemCalendar.Core.Planning;
using TeemCalendar.Core.Tests.Guide;
using TeemCalendar.Sandbox;

namespace TeemCalendar.Core.Tests.Connection;

/// <summary>The national clouds: their hosts, what a wrong choice says, and what the guide excludes there.</summary>
public sealed class CloudTests
{
    public static TheoryData<TenantEnvironment, SandboxCloud, string, string, string> Clouds => new()
    {
        { TenantEnvironment.Global, SandboxCloud.Worldwide, "login.microsoftonline.com", "graph.microsoft.com", "outlook.office365.com" },
        { TenantEnvironment.USGovHigh, SandboxCloud.GccHigh, "login.microsoftonline.us", "graph.microsoft.us", "outlook.office365.us" },
        { TenantEnvironment.USGovDoD, SandboxCloud.DoD, "login.microsoftonline.us", "dod-graph.microsoft.us", "outlook-dod.office365.us" },
        { TenantEnvironment.China, SandboxCloud.China, "login.partner.microsoftonline.cn", "microsoftgraph.chinacloudapi.cn", "partner.outlook.cn" },
    };

    [Theory]
    [MemberData(nameof(Clouds))]
    public async Task Each_cloud_is_reached_at_its_own_hosts_only(TenantEnvironment environment, SandboxCloud cloud, string login, string graph, string exchange)
    {
        using var lab = new SignInLab(new() { Cloud = cloud });
        using var tenant = await lab.ConnectAsync(await lab.PrepareAsync("Secret"), cloud: Cloud.Of(environment));
        Assert.Equal((environment, "contoso.example"), (tenant.Environment, tenant.Domain));
        Assert.Equal([login, graph, exchange], lab.Between.Seen.Select(s => s.Address.Host).Distinct());
        // Tokens are asked for the cloud's own services.
        Assert.Contains(lab.Between.Bodies, b => b.Contains(Uri.EscapeDataString($"https://{graph}/.default"), StringComparison.Ordinal));
        Assert.Contains(lab.Between.Bodies, b => b.Contains(Uri.EscapeDataString($"https://{exchange}/.default"), StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Clouds))]
    public async Task A_wrong_cloud_is_told_with_the_right_one(TenantEnvironment environment, SandboxCloud cloud, string login, string graph, string exchange)
    {
        _ = (login, graph, exchange);
        using var lab = new SignInLab(new() { Cloud = cloud });
        var signIn = await lab.PrepareAsync("Secret");
        foreach (var wrong in new[] { TenantEnvironment.Global, TenantEnvironment.USGovHigh, TenantEnvironment.USGovDoD, TenantEnvironment.China }.Where(e => e != environment))
        {
            var error = await Assert.ThrowsAsync<TeemException>(() => lab.ConnectAsync(signIn, cloud: Cloud.Of(wrong)));
            Assert.Equal("OtherCloud", error.Id);
            Assert.Contains($"-Environment {environment}", error.Remedy, StringComparison.Ordinal);
        }
        Assert.DoesNotContain(lab.Between.Bodies, b => b.Contains("client_secret", StringComparison.Ordinal));   // nobody was told the secret
    }

    [Theory]
    [InlineData(SandboxCloud.Worldwide, false)]
    [InlineData(SandboxCloud.Gcc, true)]
    [InlineData(SandboxCloud.GccHigh, true)]
    [InlineData(SandboxCloud.DoD, true)]
    [InlineData(SandboxCloud.China, true)]
    public async Task What_the_guide_excludes_is_refused_in_its_words_and_the_rest_works(SandboxCloud cloud, bool excluded)
    {
        using var lab = new SignInLab(new() { Cloud = cloud, History = SandboxHistory.SyncedRooms });
        using var tenant = await lab.ConnectAsync(await lab.PrepareAsync("Secret"));
        // Reading works.
        var rooms = await new RoomFinder(tenant).AllAsync(default);
        Assert.NotEmpty(rooms);
        async Task<string> Tried(Func<Task> what)
        {
            try { await what(); }
            catch (TeemException refused)
            {
                if (refused.Id == "GovernmentCloud") Assert.Contains("Office 365 GCC is not supported at this time", refused.Message, StringComparison.Ordinal);
                return refused.Id;
            }
            return "";
        }
        Assert.Equal(excluded, await Tried(async () => { foreach (var _ in (await new CalendarAccounts(tenant, new("teem@contoso.example", null, AccessMode.Impersonation)).ObserveAsync(default))(new HashSet<string>()).Steps) { } }) == "GovernmentCloud");
        Assert.Equal(excluded, await Tried(async () => { foreach (var _ in (await new Core.Guide.Calendars(tenant, [rooms[0].Room.Mailbox]).ObserveAsync(default))(new HashSet<string>()).Steps) { } }) == "GovernmentCloud");
        Assert.Equal(excluded, await Tried(() => tenant.OpenSyncAsync(default)) == "GovernmentCloud");
    }

    [Theory]
    [InlineData(SandboxCloud.Gcc, TenantEnvironment.Global)]
    [InlineData(SandboxCloud.GccHigh, TenantEnvironment.USGovHigh)]
    [InlineData(SandboxCloud.DoD, TenantEnvironment.USGovDoD)]
    [InlineData(SandboxCloud.China, TenantEnvironment.China)]
    public async Task What_was_made_and_granted_is_read_and_taken_back_there_too(SandboxCloud cloud, TenantEnvironment environment)
    {
        const string Account = "teem@contoso.example", Old = "galileo@contoso.example", New = "aurora@contoso.example", Application = ApplicationRequest.UsualName;
        using var world = await ChapterWorld.OpenAsync(SandboxHistory.RenamedRoom, cloud, Cloud.Of(environment));
        var tenant = world.Tenant;
        // A calendar is made when it is opened for the first time; that is nobody's change.
        await DelegateRights.CalendarFolderAsync(tenant, Old, default);
        var before = world.State();
        foreach (var chapter in new Func<IChapter>[]
        {
            () => new ServiceAccounts(tenant, new ServiceAccountRequest { UserPrincipalName = Account }), () => new Rooms(tenant, [new() { Mailbox = New, DisplayName = "Aurora", City = "Oslo" }]),
            () => new RoomSettings(tenant, [RoomSettingsRequest.Of(new() { Mailbox = Old, DisplayName = "Galileo", TimeZone = "Europe/Rome" }, RoomProfile.Display)]),
            () => new Applications(tenant, new ApplicationRequest()), () => new Impersonation(tenant, Application, [Old, New]), () => new DelegateAccess(tenant, Application, Account, [Old, New], fullAccess: true),
        })
            Assert.Empty((await world.CarryOutAsync(chapter)).Problems);
        Assert.NotEqual(before, world.State());
        // Read.
        Assert.All((await new Impersonation(tenant, Application, [Old, New]).ReadGrantsAsync(default)).Grants, g => Assert.True(g.InScope));
        Assert.Equal(4, (await new DelegateAccess(tenant, Application, Account, [Old, New], fullAccess: true).ReadGrantsAsync(default)).Grants.Count);
        // Revoked and undone.
        foreach (var chapter in new IChapter[]
        {
            new DelegateRemoval(tenant, Application, Account, [Old, New]), new AccessRemoval(tenant, Application, AccessRemoval.Every), new ApplicationRemoval(tenant, Application),
            new RoomSettingsRemoval(tenant, [Old]), new RoomRemoval(tenant, [New]), new ServiceAccountRemoval(tenant, Account),
        })
            Assert.Empty((await world.ApplyAsync(chapter)).Problems);
        Assert.Equal(before, world.State());
    }
}
