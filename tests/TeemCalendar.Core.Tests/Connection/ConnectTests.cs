using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Guide;
using TeemCalendar.Core.Planning;
using TeemCalendar.Sandbox;

namespace TeemCalendar.Core.Tests.Connection;

/// <summary>Signing in through unmodified MSAL against the sandbox; what is refused says which and what to do.</summary>
public sealed class ConnectTests
{
    const string Graph = "00000003-0000-0000-c000-000000000000", Exchange = "00000002-0000-0ff1-ce00-000000000000";

    readonly SandboxTenant sandbox = SandboxTenant.Create(new SandboxOptions());

    string TenantId => sandbox.Facts.TenantId.ToString();

    SecretSignIn Secret => new(sandbox.Facts.ClientId.ToString(), sandbox.Facts.ClientSecret);

    Task<Tenant> ConnectAsync(SignIn signIn, string? tenantId = null) =>
        Tenant.ConnectAsync(new ConnectOptions { Cloud = Cloud.Sandbox, TenantId = tenantId ?? TenantId, SignIn = signIn, Wire = sandbox.CreateHandler() }, default);

    async Task<TeemException> RefusedAsync(SignIn signIn, string? tenantId = null)
    {
        var error = await Assert.ThrowsAnyAsync<TeemException>(() => ConnectAsync(signIn, tenantId));
        Assert.NotNull(error.Remedy);
        for (Exception? inner = error; inner is not null; inner = inner.InnerException)
            Assert.DoesNotContain(sandbox.Facts.ClientSecret, inner.ToString(), StringComparison.Ordinal);
        return error;
    }

    /// <summary>Our application with a certificate, and nothing granted to it.</summary>
    async Task<(string ClientId, X509Certificate2 Certificate)> RegisterAsync(Tenant tenant)
    {
        var chapter = new Applications(tenant, new ApplicationRequest());
        var plan = (await chapter.ObserveAsync(default))(new HashSet<string>());
        await foreach (var result in PlanRunner.RunAsync(plan.Steps, _ => Task.FromResult(true), 8, tenant.Store, TimeProvider.System, new HashSet<string>(), default)) Assert.Null(result.Error);
        var application = await Applications.GetAsync(tenant, ApplicationRequest.UsualName, default);
        return (application.AppId.ToString(), tenant.Certificates.Find(Applications.UsableThumbprint(tenant, application)!)!);
    }

    /// <summary>Microsoft Graph, as the administering application sees it.</summary>
    async Task<HttpClient> AdministratorAsync()
    {
        var http = new HttpClient(sandbox.CreateHandler());
        using var answer = await http.PostAsync(new Uri($"https://login.sandbox.invalid/{TenantId}/oauth2/v2.0/token"), new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_id"] = sandbox.Facts.ClientId.ToString(), ["client_secret"] = sandbox.Facts.ClientSecret, ["scope"] = "https://graph.microsoft.com/.default",
        }));
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)(await answer.Content.ReadFromJsonAsync<JsonNode>())!["access_token"]!);
        return http;
    }

    static async Task<JsonNode> PrincipalAsync(HttpClient http, string appId) => (await http.GetFromJsonAsync<JsonNode>($"https://graph.sandbox.invalid/v1.0/servicePrincipals?$filter=appId eq '{appId}'"))!["value"]![0]!;

    /// <summary>Consents to delegated permissions for everyone, as an administrator does in the portal.</summary>
    async Task ConsentForPeopleAsync(string clientId, string resourceAppId, string scope)
    {
        using var http = await AdministratorAsync();
        using var granted = await http.PostAsJsonAsync("https://graph.sandbox.invalid/v1.0/oauth2PermissionGrants", new
        {
            clientId = (string)(await PrincipalAsync(http, clientId))["id"]!, consentType = "AllPrincipals", resourceId = (string)(await PrincipalAsync(http, resourceAppId))["id"]!, scope,
        });
        Assert.True(granted.IsSuccessStatusCode, await granted.Content.ReadAsStringAsync());
    }

    /// <summary>Consents to an application permission, as an administrator does in the portal.</summary>
    async Task ConsentAsync(string clientId, string resourceAppId, string permission)
    {
        using var http = await AdministratorAsync();
        var ours = await PrincipalAsync(http, clientId);
        var resource = await PrincipalAsync(http, resourceAppId);
        var role = resource["appRoles"]!.AsArray().First(r => (string?)r!["value"] == permission)!;
        using var granted = await http.PostAsJsonAsync($"https://graph.sandbox.invalid/v1.0/servicePrincipals/{ours["id"]}/appRoleAssignments",
            new { principalId = (string)ours["id"]!, resourceId = (string)resource["id"]!, appRoleId = (string)role["id"]! });
        Assert.True(granted.IsSuccessStatusCode, await granted.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_secret_signs_in_and_the_connection_says_where_it_is()
    {
        using var tenant = await ConnectAsync(Secret);
        Assert.Equal((sandbox.Facts.TenantId, "contoso.example", sandbox.Facts.ClientId.ToString(), "Secret", true),
            (tenant.TenantId, tenant.Domain, tenant.Account, tenant.SignIn, tenant.IsConnected));
        Assert.Equal(0, tenant.Writes);
    }

    [Fact]
    public async Task A_domain_names_the_tenant_as_well_as_its_id()
    {
        using var tenant = await ConnectAsync(Secret, "contoso.example");
        Assert.Equal(sandbox.Facts.TenantId, tenant.TenantId);
    }

    [Theory]
    [InlineData("7d6e3c1e-0000-4000-8000-000000000000")]
    [InlineData("nowhere.example")]
    public async Task A_wrong_tenant_is_named(string tenantId)
    {
        var error = await RefusedAsync(Secret, tenantId);
        Assert.Equal("TenantNotFound", error.Id);
        Assert.Contains(tenantId, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_secret_is_told_and_not_shown()
    {
        const string wrong = "canary-5d1e";
        var error = await Assert.ThrowsAsync<TeemException>(() => ConnectAsync(new SecretSignIn(sandbox.Facts.ClientId.ToString(), wrong)));
        Assert.Equal("SecretRefused", error.Id);
        Assert.Contains("AADSTS7000215", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(wrong, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_application_is_named() =>
        Assert.Equal("ApplicationNotFound", (await RefusedAsync(new SecretSignIn("11111111-2222-4333-8444-555555555555", "x"))).Id);

    [Fact]
    public async Task A_certificate_that_is_not_registered_is_told()
    {
        var stranger = new SandboxCertificates(null).Create("stranger", DateTimeOffset.UtcNow, 10);
        Assert.Equal("CertificateRefused", (await RefusedAsync(new CertificateSignIn(sandbox.Facts.ClientId.ToString(), stranger))).Id);
    }

    [Fact]
    public void A_certificate_without_its_key_is_told_before_anybody_is_asked()
    {
        using var whole = new SandboxCertificates(null).Create("half", DateTimeOffset.UtcNow, 10);
        using var half = X509CertificateLoader.LoadCertificate(whole.RawData);
        Assert.Equal("CertificateWithoutKey", Assert.Throws<TeemException>(() => new CertificateSignIn(sandbox.Facts.ClientId.ToString(), half)).Id);
    }

    [Fact]
    public async Task What_is_missing_is_said_permission_by_permission()
    {
        using var administrator = await ConnectAsync(Secret);
        var (clientId, certificate) = await RegisterAsync(administrator);

        var nothing = await RefusedAsync(new CertificateSignIn(clientId, certificate));
        Assert.Equal("GraphPermissionMissing", nothing.Id);
        Assert.Contains("Organization.Read.All", nothing.Remedy, StringComparison.Ordinal);

        await ConsentAsync(clientId, Graph, "Organization.Read.All");
        var noExchange = await RefusedAsync(new CertificateSignIn(clientId, certificate));
        Assert.Equal("ExchangePermissionMissing", noExchange.Id);
        Assert.Contains("Exchange.ManageAsApp", noExchange.Remedy, StringComparison.Ordinal);

        await ConsentAsync(clientId, Exchange, "Exchange.ManageAsApp");
        var noRole = await RefusedAsync(new CertificateSignIn(clientId, certificate));
        Assert.Contains("Exchange Administrator", noRole.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_signs_in_with_a_code_at_another_browser()
    {
        using var administrator = await ConnectAsync(Secret);
        var (clientId, _) = await RegisterAsync(administrator);
        await ConsentForPeopleAsync(clientId, Graph, "Organization.Read.All User.ReadWrite.All");
        await ConsentForPeopleAsync(clientId, Exchange, "Exchange.Manage");
        DeviceCode? shown = null;
        using var tenant = await ConnectAsync(new DeviceCodeSignIn(clientId, null, (code, _) =>
        {
            shown = code;
            Assert.True(sandbox.ApproveDeviceCode(code.UserCode, sandbox.Facts.Administrator));
            return Task.CompletedTask;
        }));
        Assert.NotNull(shown);
        Assert.Equal((sandbox.Facts.Administrator, "DeviceCode"), (tenant.Account, tenant.SignIn));
    }

    [Fact]
    public async Task Whoever_else_signs_in_with_the_code_is_refused()
    {
        using var administrator = await ConnectAsync(Secret);
        var (clientId, _) = await RegisterAsync(administrator);
        var error = await RefusedAsync(new DeviceCodeSignIn(clientId, "teem@contoso.example", (code, _) => { sandbox.ApproveDeviceCode(code.UserCode, sandbox.Facts.Administrator); return Task.CompletedTask; }));
        Assert.Equal("WrongAccount", error.Id);
    }

    [Fact]
    public async Task A_closed_connection_says_so()
    {
        var tenant = await ConnectAsync(Secret);
        tenant.Dispose();
        tenant.Dispose();
        Assert.False(tenant.IsConnected);
    }
}
