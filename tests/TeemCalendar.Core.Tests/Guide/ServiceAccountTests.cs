using TeemCalendar.Core.Guide;
using TeemCalendar.Sandbox;

namespace TeemCalendar.Core.Tests.Guide;

/// <summary>The service account: made, completed, corrected, licensed directly or by a group, and taken back.</summary>
public class ServiceAccountTests
{
    const string Login = "teem@contoso.example";

    static ServiceAccounts Chapter(ChapterWorld world, string? sku = null, string? group = null, string? name = null, string? country = null, string login = Login) =>
        new(world.Tenant, new ServiceAccountRequest { UserPrincipalName = login, LicenceSku = sku, LicenceGroup = group, DisplayName = name, UsageLocation = country });

    static async Task MakeAsync(ChapterWorld world, string? licence = null, bool wrong = false)
    {
        await world.Tenant.Directory.CreateAccountAsync(Login, "Teem", "GB", "Long enough, 1 hopes!", default);
        if (licence is not null) await world.Tenant.Directory.AssignLicenceAsync(Login, await SkuAsync(world, licence), default);
        if (wrong) await world.Tenant.Directory.UpdateAccountAsync(Login, [new("accountEnabled", false), new("passwordPolicies", null), new("usageLocation", null)], default);
    }

    static async Task<Guid> SkuAsync(ChapterWorld world, string part) => (await world.Tenant.Directory.GetLicencesAsync(default)).First(l => l.PartNumber == part).Sku;

    [Theory]
    [InlineData("nothing", null, null, "service-account:,licence:")]
    [InlineData("nothing", null, "Exchange licences", "service-account:,licence-group:")]
    [InlineData("half", null, null, "licence:")]
    [InlineData("half", null, "Exchange licences", "licence-group:")]
    [InlineData("wrong", null, null, "service-account-properties:,usage-location:,licence:")]
    [InlineData("other licence", "EXCHANGESTANDARD", null, "licence:")]
    [InlineData("done", null, null, "")]
    [InlineData("done", "EXCHANGESTANDARD", null, "")]
    public async Task From_any_start_to_a_mailbox_and_back(string start, string? sku, string? group, string keys)
    {
        using var world = await ChapterWorld.OpenAsync(SandboxHistory.LicenceGroups);
        if (start != "nothing") await MakeAsync(world, start switch { "done" => "EXCHANGESTANDARD", "other licence" => "ENTERPRISEPACK", _ => null }, start == "wrong");
        var before = await StateAsync(world);

        var applied = await world.CarryOutAsync(() => Chapter(world, sku, group));
        Assert.Empty(applied.Problems);
        Assert.Equal(keys.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(k => k + Login), applied.Changes.Select(c => c.Key));
        var account = (await ServiceAccounts.ReadAccountAsync(world.Tenant, Login, default))!;
        Assert.Equal((MailboxState.Ready, true), (account.Mailbox, account.Enabled));

        if (start == "done") return;
        Assert.Empty((await world.ApplyAsync(new ServiceAccountRemoval(world.Tenant, Login))).Problems);
        Assert.Equal(before, await StateAsync(world));
    }

    // Entra keeps the address that a mailbox had; the mailbox that a licence brings has new ids each time.
    static async Task<string> StateAsync(ChapterWorld world) =>
        string.Join('\n', world.State().Split('\n').Where(line => !line.Contains("\"Mail\": \"" + Login, StringComparison.Ordinal) && !line.Contains("\"Mail\": null", StringComparison.Ordinal))) + (await world.Tenant.Directory.FindAccountAsync(Login, default))?.Enabled;

    [Fact]
    public async Task What_differs_is_shown_before_and_after()
    {
        using var world = await ChapterWorld.OpenAsync();
        await MakeAsync(world, "ENTERPRISEPACK", wrong: true);
        var changes = (await ChapterWorld.PlanAsync(Chapter(world, sku: "EXCHANGESTANDARD", name: "Teem displays", country: "NO"))).Changes.SelectMany(c => c.Differences);
        Assert.Equal(
            [new("DisplayName", "Teem", "Teem displays"), new("PasswordPolicies", null, "DisablePasswordExpiration"), new("AccountEnabled", "False", "True"), new("UsageLocation", null, "NO"), new("Licence", "ENTERPRISEPACK", "EXCHANGESTANDARD")],
            changes);
        // What was not asked for is left.
        Assert.DoesNotContain((await ChapterWorld.PlanAsync(Chapter(world))).Changes.SelectMany(c => c.Differences), d => d.Property is "DisplayName" or "Licence");
    }

    [Theory]
    [InlineData("teem@elsewhere.example", null, null, "DomainNotAccepted")]
    [InlineData("teem@corp.contoso.example", null, null, "DomainFederated")]
    [InlineData("frida.larsen@corp.contoso.example", "EXCHANGESTANDARD", null, "AccountSynced")]
    [InlineData(Login, "EXCHANGEDESKLESS", null, "NoLicence")]
    [InlineData(Login, "NOSUCHTHING", null, "NoLicence")]
    [InlineData(Login, null, "No such group", "LicenceGroupNotFound")]
    [InlineData(Login, null, "Kiosk licences", "LicenceGroupWithoutExchange")]
    [InlineData(Login, null, "All staff", "LicenceGroupDynamic")]
    public async Task What_cannot_be_is_refused_with_the_reason(string login, string? sku, string? group, string error)
    {
        using var world = await ChapterWorld.OpenAsync(SandboxHistory.FederatedDomain | SandboxHistory.LicenceGroups);
        var refused = Assert.Single((await ChapterWorld.PlanAsync(Chapter(world, sku, group, login: login))).Problems);
        Assert.Equal((error, login), (refused.Id, refused.Target));
        Assert.NotNull(refused.Remedy);
        if (error == "NoLicence") Assert.Contains("EXCHANGESTANDARD: 25 bought, 0 in use, 25 free", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exchange_switched_off_within_the_licence_is_said()
    {
        using var world = await ChapterWorld.OpenAsync();
        await MakeAsync(world);
        var sku = (await world.Tenant.Directory.GetLicencesAsync(default)).First(l => l.PartNumber == "ENTERPRISEPACK");
        await world.PostAsync($"/v1.0/users/{Login}/assignLicense", new { addLicenses = new[] { new { skuId = sku.Sku, disabledPlans = sku.ExchangePlans } }, removeLicenses = Array.Empty<Guid>() });
        Assert.Equal("ExchangePlanDisabled", Assert.Single((await ChapterWorld.PlanAsync(Chapter(world))).Problems).Id);
    }

    [Fact]
    public async Task What_stands_in_the_way_of_a_groups_licence_is_told()
    {
        using var world = await ChapterWorld.OpenAsync(SandboxHistory.LicenceGroups);
        await MakeAsync(world, "ENTERPRISEPACK");
        await world.ApplyAsync(Chapter(world, group: "Exchange licences"));
        var told = Assert.Single((await ChapterWorld.PlanAsync(Chapter(world, group: "Exchange licences"))).Problems);
        Assert.Equal("LicenceGroupError", told.Id);
        Assert.Contains("MutuallyExclusiveViolation", told.Message, StringComparison.Ordinal);
        Assert.Equal("LicenceGroupError", (await Assert.ThrowsAsync<TeemException>(() => ServiceAccounts.WaitForLicenceAsync(world.Tenant, Login, "Exchange licences", _ => { }, default))).Id);
    }

    [Fact]
    public async Task A_licence_that_was_taken_away_in_the_middle_is_given_again()
    {
        using var world = await ChapterWorld.OpenAsync();
        await world.CarryOutAsync(() => Chapter(world));
        await world.Tenant.Directory.TakeLicenceAsync(Login, await SkuAsync(world, "EXCHANGESTANDARD"), default);
        Assert.Equal(MailboxState.None, (await ServiceAccounts.WaitForMailboxAsync(world.Tenant, Login, _ => { }, default))!.Mailbox);
        Assert.Equal(["licence:" + Login], (await world.CarryOutAsync(() => Chapter(world))).Changes.Select(c => c.Key));
    }

    [Fact]
    public async Task What_somebody_changed_since_stays()
    {
        using var world = await ChapterWorld.OpenAsync();
        await MakeAsync(world, "EXCHANGESTANDARD");
        await world.CarryOutAsync(() => Chapter(world, name: "Teem displays"));
        await world.Tenant.Directory.UpdateAccountAsync(Login, [new("displayName", "Ours now")], default);
        Assert.Equal("ChangedSince", Assert.Single((await world.ApplyAsync(new ServiceAccountRemoval(world.Tenant, Login))).Problems).Id);
        Assert.Equal("Ours now", (await world.Tenant.Directory.FindAccountAsync(Login, default))!.DisplayName);
    }
}
