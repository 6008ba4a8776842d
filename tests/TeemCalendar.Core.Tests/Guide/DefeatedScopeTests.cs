using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Exchange;
using TeemCalendar.Core.Guide;
using TeemCalendar.Core.Onboarding;
using TeemCalendar.Sandbox;

namespace TeemCalendar.Core.Tests.Guide;

/// <summary>What lets an application reach further than its scope is found and named.</summary>
public sealed class DefeatedScopeTests
{
    const string Room = "aurora@contoso.example", Account = "teem@contoso.example", Person = "admin@contoso.example";

    readonly SandboxTenant sandbox = SandboxTenant.Create(new SandboxOptions { MeetingsPerRoom = 0 });

    async Task<Tenant> OnboardAsync()
    {
        var tenant = await Tenant.ConnectAsync(new ConnectOptions
        {
            Cloud = Cloud.Sandbox,
            TenantId = sandbox.Facts.TenantId.ToString(),
            SignIn = new SecretSignIn(sandbox.Facts.ClientId.ToString(), sandbox.Facts.ClientSecret),
            Wire = sandbox.CreateHandler(),
        }, default);
        var guide = new WholeGuide(tenant, new OnboardingRequest { Rooms = [new() { Mailbox = Room, DisplayName = "Aurora" }], ServiceAccount = Account });
        await foreach (var result in guide.ApplyAsync(await guide.PlanAsync(default), _ => Task.FromResult(true), default)) Assert.Null(result.Error);
        return tenant;
    }

    static async Task<List<Check>> FailuresAsync(Tenant tenant) =>
        [.. (await new Impersonation(tenant, ApplicationRequest.UsualName, [Room], outsider: Person).VerifyAsync(default)).Where(c => c.Status == CheckStatus.Fail)];

    [Fact]
    public async Task Nothing_defeats_what_the_guide_grants()
    {
        using var tenant = await OnboardAsync();
        Assert.Empty(await FailuresAsync(tenant));
    }

    [Theory]
    [InlineData("00000003-0000-0000-c000-000000000000", "Calendars.Read")]
    [InlineData("00000003-0000-0000-c000-000000000000", "Calendars.ReadWrite")]
    public async Task A_consent_of_the_whole_tenant_is_named(string resource, string permission)
    {
        using var tenant = await OnboardAsync();
        await ConsentAsync((await Applications.GetAsync(tenant, ApplicationRequest.UsualName, default)).AppId, resource, permission);

        var failures = await FailuresAsync(tenant);
        var named = failures.Single(c => c.Target == ApplicationRequest.UsualName);
        Assert.Equal("TenantWideConsent", named.Cause);
        Assert.Contains($": {permission}", named.Detail, StringComparison.Ordinal);
        Assert.Contains("Entra", named.Remedy, StringComparison.Ordinal);
        // And it is shown to be so: the person's calendar opens.
        Assert.Equal(CheckEvidence.Proven, failures.Single(c => c.Target == Person).Evidence);
    }

    [Theory]
    [InlineData("Application Calendars.Read")]
    [InlineData("Application Exchange Full Access")]
    public async Task A_second_assignment_is_named(string role)
    {
        using var tenant = await OnboardAsync();
        var principal = (await Applications.GetAsync(tenant, ApplicationRequest.UsualName, default)).Principal!;
        await tenant.Exchange.InvokeAsync(AccessCommands.NewAssignment("Somebody's", role, principal.Id, (string?)null), default);

        var failures = await FailuresAsync(tenant);
        var named = failures.Single(c => c.Target == ApplicationRequest.UsualName);
        Assert.Equal("UnscopedAssignment", named.Cause);
        Assert.Contains(role, named.Detail, StringComparison.Ordinal);
        Assert.Equal("SecondAssignment", failures.Single(c => c.Target == Person).Cause);
    }

    async Task ConsentAsync(Guid application, string resourceAppId, string permission)
    {
        using var http = new HttpClient(sandbox.CreateHandler());
        using var token = await http.PostAsync(new Uri($"https://login.sandbox.invalid/{sandbox.Facts.TenantId}/oauth2/v2.0/token"), new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_id"] = sandbox.Facts.ClientId.ToString(), ["client_secret"] = sandbox.Facts.ClientSecret, ["scope"] = "https://graph.microsoft.com/.default",
        }));
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)(await token.Content.ReadFromJsonAsync<JsonNode>())!["access_token"]!);
        var ours = await PrincipalAsync(http, application.ToString());
        var resource = await PrincipalAsync(http, resourceAppId);
        var role = resource["appRoles"]!.AsArray().First(r => (string?)r!["value"] == permission)!;
        using var granted = await http.PostAsJsonAsync($"https://graph.sandbox.invalid/v1.0/servicePrincipals/{ours["id"]}/appRoleAssignments",
            new { principalId = (string)ours["id"]!, resourceId = (string)resource["id"]!, appRoleId = (string)role["id"]! });
        Assert.True(granted.IsSuccessStatusCode, await granted.Content.ReadAsStringAsync());
    }

    static async Task<JsonNode> PrincipalAsync(HttpClient http, string appId) => (await http.GetFromJsonAsync<JsonNode>($"https://graph.sandbox.invalid/v1.0/servicePrincipals?$filter=appId eq '{appId}'"))!["value"]![0]!;
}
