using System.Text.Json.Nodes;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Guide;
using TeemCalendar.Sandbox;

namespace TeemCalendar.Core.Tests.Onboarding;

/// <summary>Each prerequisite, over the wire, with what is wrong present; where nothing is, all of them pass.</summary>
public sealed class PrerequisiteTests
{
    /// <summary>How a tenant gets what a cause names.</summary>
    /// <param name="Status">What the check is then.</param>
    /// <param name="History">What the tenant brings along.</param>
    /// <param name="Shape">What is done to it.</param>
    sealed record Wrong(CheckStatus Status, SandboxHistory History = SandboxHistory.None, Func<IntegrationWorld, Task>? Shape = null, SandboxCloud Cloud = default);

    static async Task EwsAsync(IntegrationWorld w, params (string, object?)[] settings)
    {
        await w.ConsentAsync(await w.TeemAsync(), IntegrationWorld.Exchange, "full_access_as_app");
        if (settings.Length > 0) await w.InvokeAsync("Set-OrganizationConfig", settings);
    }

    static async Task SecretAsync(IntegrationWorld w, TimeSpan later)
    {
        await w.GraphAsync(HttpMethod.Post, $"servicePrincipals/{(await w.TeemAsync())["id"]}/addPassword", new { passwordCredential = new { endDateTime = DateTimeOffset.UtcNow.AddDays(60) } });
        await w.ConnectAsync(later: later);
    }

    static async Task PasswordAsync(IntegrationWorld w, TimeSpan later)
    {
        w.Sandbox.AddServiceAccount("teem");
        await w.GraphAsync(HttpMethod.Patch, $"users/{IntegrationWorld.Account}", new { passwordPolicies = "None" });
        await w.ConnectAsync(later: later);
    }

    static readonly Dictionary<string, Wrong> Causes = new()
    {
        ["NoExchange"] = new(CheckStatus.Fail, Shape: w => w.ConnectAsync(wire: inner => new Altered(inner, "Get-AcceptedDomain", answer => { answer["value"] = new JsonArray(); return answer; }))),
        ["GovernmentCloud"] = new(CheckStatus.Fail, Cloud: SandboxCloud.Gcc),
        ["RoleMissing"] = new(CheckStatus.Fail, Shape: async w => await w.ConnectAsync(await w.GlobalReaderAsync())),
        ["RoleEligible"] = new(CheckStatus.Manual, SandboxHistory.EligibleAdministrator, EligibleAsync),
        ["Dehydrated"] = new(CheckStatus.Fail, Shape: w => w.EditAsync(state => state["Organization"]!["IsDehydrated"] = true)),
        ["NoLicence"] = new(CheckStatus.Fail, Shape: w => w.EditAsync(state => { foreach (var sku in state["Skus"]!.AsArray()) sku!["Enabled"] = 0; })),
        ["DomainFederated"] = new(CheckStatus.Fail, SandboxHistory.FederatedDomain, w => { w.Request = w.Request with { ServiceAccount = "teem@corp.contoso.example" }; return Task.CompletedTask; }),
        ["DomainNotAccepted"] = new(CheckStatus.Fail, Shape: w => { w.Request = w.Request with { ServiceAccount = "teem@elsewhere.example" }; return Task.CompletedTask; }),
        ["SecurityDefaults"] = new(CheckStatus.Manual, SandboxHistory.SecurityDefaults),
        ["ConditionalAccess"] = new(CheckStatus.Manual, SandboxHistory.ConditionalAccess),
        ["EwsOff"] = new(CheckStatus.Fail, SandboxHistory.TeemApplication, w => EwsAsync(w)),
        ["EwsNotAllowed"] = new(CheckStatus.Fail, SandboxHistory.TeemApplication, w => EwsAsync(w, ("EwsEnabled", true), ("EwsAllowedAppIDs", "11111111-2222-3333-4444-555555555555"))),
        ["EwsEnds"] = new(CheckStatus.Manual, SandboxHistory.TeemApplication, async w => await EwsAsync(w, ("EwsEnabled", true), ("EwsAllowedAppIDs", (string)(await w.TeemAsync())["appId"]!))),
        ["EwsListUnknown"] = new(CheckStatus.Manual, SandboxHistory.TeemApplication, w => EwsAsync(w, ("EwsEnabled", true))),
        ["EwsEnded"] = new(CheckStatus.Fail, SandboxHistory.TeemApplication, async w => { await EwsAsync(w); await w.ConnectAsync(later: TimeSpan.FromDays(900)); }),
        ["ApplicationDisabled"] = new(CheckStatus.Fail, SandboxHistory.TeemApplication, async w => await w.GraphAsync(HttpMethod.Patch, $"servicePrincipals/{(await w.TeemAsync())["id"]}", new { accountEnabled = false })),
        ["TenantWideConsent"] = new(CheckStatus.Fail, SandboxHistory.TeemApplication),
        ["AccessPolicy"] = new(CheckStatus.Manual, SandboxHistory.AccessPolicy),
        ["UnscopedAssignment"] = new(CheckStatus.Fail, SandboxHistory.TeemApplication, async w =>
        {
            var teem = await w.TeemAsync();
            await w.InvokeAsync("New-ServicePrincipal", ("AppId", (string)teem["appId"]!), ("ObjectId", (string)teem["id"]!), ("DisplayName", "Teem"));
            await w.InvokeAsync("New-ManagementRoleAssignment", ("Name", "Somebody's"), ("Role", "Application Exchange Full Access"), ("App", (string)teem["id"]!));
        }),
        ["SecretExpires"] = new(CheckStatus.Manual, SandboxHistory.TeemApplication, w => SecretAsync(w, TimeSpan.FromDays(40))),
        ["SecretExpired"] = new(CheckStatus.Fail, SandboxHistory.TeemApplication, w => SecretAsync(w, TimeSpan.FromDays(61))),
        ["CertificateExpires"] = new(CheckStatus.Manual, Shape: async w => { await w.OnboardAsync(); await w.ConnectAsync(later: TimeSpan.FromDays(350)); }),
        ["CertificateExpired"] = new(CheckStatus.Fail, Shape: async w => { await w.OnboardAsync(); await w.ConnectAsync(later: TimeSpan.FromDays(400)); }),
        ["PasswordExpires"] = new(CheckStatus.Manual, Shape: w => PasswordAsync(w, TimeSpan.FromDays(70))),
        ["PasswordExpired"] = new(CheckStatus.Fail, Shape: w => PasswordAsync(w, TimeSpan.FromDays(100))),
        ["PermissionMissing"] = new(CheckStatus.Manual, Shape: async w => { await w.WithdrawAsync(await w.PrincipalAsync($"appId eq '{w.Sandbox.Facts.ClientId}'"), "Policy.Read.All"); await w.ConnectAsync(); }),
    };

    public static TheoryData<string> Names => [.. Causes.Keys];

    /// <summary>A person who reads everything, and may become an Exchange administrator.</summary>
    static async Task EligibleAsync(IntegrationWorld w)
    {
        const string Shell = "fb78d390-0c51-40cd-8e17-fdbfab77341b", Person = "ellis.marlowe@contoso.example";
        var client = await w.PrincipalAsync($"appId eq '{Shell}'");
        await w.GraphAsync(HttpMethod.Post, "oauth2PermissionGrants", new
        {
            clientId = (string)client["id"]!, consentType = "AllPrincipals", resourceId = (string)(await w.PrincipalAsync($"appId eq '{IntegrationWorld.Graph}'"))["id"]!,
            scope = "Directory.Read.All Policy.Read.All Organization.Read.All RoleManagement.ReadWrite.Directory User.Read",
        });
        await w.GiveRoleAsync((string)(await w.GraphAsync(HttpMethod.Get, $"users/{Person}"))!["id"]!, "f2ef992c-3afb-46b9-b7cf-a126ee74c451");
        await w.ConnectAsync(new DeviceCodeSignIn(Shell, Person, (code, _) => { Assert.Null(w.Sandbox.EnterDeviceCode(code.UserCode, Person)); return Task.CompletedTask; }));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task What_is_wrong_is_named_with_its_remedy_and_hides_nothing_else(string cause)
    {
        var wrong = Causes[cause];
        using var world = await IntegrationWorld.OpenAsync(new() { History = wrong.History, Cloud = wrong.Cloud, MeetingsPerRoom = 0 });
        if (wrong.Shape is { } shape) await shape(world);
        var writes = world.Sandbox.Counters.Writes;
        var checks = await world.CheckAsync(Prerequisites.Name);

        var named = checks.Where(c => c.Cause == cause).ToList();
        Assert.NotEmpty(named);
        Assert.All(named, check =>
        {
            Assert.Equal(wrong.Status, check.Status);
            Assert.False(string.IsNullOrEmpty(check.Detail) || string.IsNullOrEmpty(check.Remedy), check.ToString());
        });
        Assert.True(checks.Count(c => c.Status == CheckStatus.Pass) >= 7, string.Join('\n', checks));
        Assert.Equal(writes, world.Sandbox.Counters.Writes);
    }

    [Fact]
    public async Task Where_nothing_is_wrong_every_prerequisite_passes_before_the_guide_and_after_it()
    {
        using var world = await IntegrationWorld.OpenAsync(new() { MeetingsPerRoom = 0 });
        Assert.All(await world.CheckAsync(Prerequisites.Name), check => Assert.Equal((CheckStatus.Pass, null), (check.Status, check.Cause)));
        await world.OnboardAsync("aurora@contoso.example");
        Assert.All(await world.CheckAsync(Prerequisites.Name), check => Assert.Equal((CheckStatus.Pass, null), (check.Status, check.Cause)));
    }

    [Fact]
    public async Task A_policy_against_device_codes_stops_a_delegate_and_nobody_else()
    {
        using var world = await IntegrationWorld.OpenAsync(new() { History = SandboxHistory.ConditionalAccess });
        Assert.DoesNotContain(await world.CheckAsync(Prerequisites.Name), c => c.Cause == "ConditionalAccess" && c.Status == CheckStatus.Fail);
        world.Request = world.Request with { AccessMode = AccessMode.Delegate };
        Assert.Contains("Block device code flow", (await world.CheckAsync(Prerequisites.Name)).Single(c => c.Cause == "ConditionalAccess" && c.Status == CheckStatus.Fail).Detail, StringComparison.Ordinal);
        // The administrator is excluded from both, and what only reports stops nobody.
        world.Request = world.Request with { ServiceAccount = world.Sandbox.Facts.Administrator };
        Assert.DoesNotContain(await world.CheckAsync(Prerequisites.Name), c => c.Cause == "ConditionalAccess");
    }

    [Fact]
    public async Task Who_consented_to_what_is_told()
    {
        using var world = await IntegrationWorld.OpenAsync(new() { History = SandboxHistory.TeemApplication });
        world.Sandbox.AddServiceAccount("teem");
        var teem = await world.TeemAsync();
        await world.GraphAsync(HttpMethod.Post, "oauth2PermissionGrants", new
        {
            clientId = (string)teem["id"]!, consentType = "Principal", principalId = (string)(await world.GraphAsync(HttpMethod.Get, $"users/{IntegrationWorld.Account}"))!["id"]!,
            resourceId = (string)(await world.PrincipalAsync($"appId eq '{IntegrationWorld.Exchange}'"))["id"]!, scope = "EWS.AccessAsUser.All",
        });
        var told = (await world.CheckAsync(Prerequisites.Name)).Single(c => c.Detail.Contains("Consented:", StringComparison.Ordinal)).Detail;
        Assert.Contains($"for {IntegrationWorld.Account}: EWS.AccessAsUser.All", told, StringComparison.Ordinal);
        Assert.Contains("for the whole tenant (since ", told, StringComparison.Ordinal);
        Assert.Contains("Calendars.ReadWrite", told, StringComparison.Ordinal);
    }
}
