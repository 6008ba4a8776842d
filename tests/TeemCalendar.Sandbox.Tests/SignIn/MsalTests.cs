using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Identity.Client;
using TeemCalendar.Contract.Traffic;
using TeemCalendar.Sandbox.Permissions;
using TeemCalendar.Sandbox.SignIn;
using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Tests.SignIn;

/// <summary>Microsoft's own client library, unmodified, against the sandbox.</summary>
public class MsalTests
{
    // The library compares tokens with the machine's clock, so these tenants live by it.
    readonly SandboxTenant tenant = SandboxTenant.Create(new() { People = 3, MeetingsPerRoom = 0 });

    sealed class Factory(SandboxTenant tenant) : IMsalHttpClientFactory
    {
        readonly HttpClient client = new(Recording.Around(tenant.CreateHandler()));
        public HttpClient GetHttpClient() => client;
    }

    string Authority(string host = "login.sandbox.invalid") => $"https://{host}/{tenant.Facts.TenantId}";

    ConfidentialClientApplicationBuilder Confidential() =>
        ConfidentialClientApplicationBuilder.Create(tenant.Facts.ClientId.ToString()).WithHttpClientFactory(new Factory(tenant), retryOnceOn5xx: false);

    static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        return new CertificateRequest("CN=sandbox test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
    }

    void Register(X509Certificate2 certificate, DateTimeOffset? end = null) => tenant.State.Applications.Values.First(a => a.AppId == tenant.Facts.ClientId).Keys.Add(new()
    {
        KeyId = Guid.NewGuid(), Certificate = certificate.RawData, Start = DateTimeOffset.UtcNow.AddDays(-1), End = end ?? DateTimeOffset.UtcNow.AddDays(30),
    });

    [Fact]
    public async Task Secret_gives_a_token_with_the_consented_roles()
    {
        var app = Confidential().WithClientSecret(tenant.Facts.ClientSecret).WithAuthority(Authority()).WithInstanceDiscovery(false).Build();
        var result = await app.AcquireTokenForClient([Wire.Exchange]).ExecuteAsync();
        var claims = Wire.Claims(result.AccessToken);
        Assert.Equal("https://outlook.office365.com", (string?)claims["aud"]);
        Assert.Equal(tenant.Facts.TenantId.ToString(), (string?)claims["tid"]);
        Assert.Equal("1", (string?)claims["appidacr"]);
        Assert.Equal(["Exchange.ManageAsApp"], claims["roles"]!.AsArray().Select(r => (string)r!));
        Assert.Equal([DirectoryRoleCatalog.ExchangeAdministrator.ToString()], claims["wids"]!.AsArray().Select(r => (string)r!));
        var graph = Wire.Claims((await app.AcquireTokenForClient([Wire.Graph]).ExecuteAsync()).AccessToken);
        var roles = graph["roles"]!.AsArray().Select(r => (string)r!).ToList();
        Assert.Contains("User.ReadWrite.All", roles);
        Assert.DoesNotContain(roles, r => r.StartsWith("Calendars", StringComparison.Ordinal) || r.StartsWith("Mail", StringComparison.Ordinal));
        Assert.Equal(TokenSource.Cache, (await app.AcquireTokenForClient([Wire.Graph]).ExecuteAsync()).AuthenticationResultMetadata.TokenSource);
    }

    [Theory]
    [InlineData("login.sandbox.invalid", false)]
    [InlineData("login.microsoftonline.com", false)]
    [InlineData("login.microsoftonline.com", true)]
    public async Task Certificate_signs_in(string host, bool discovery)
    {
        using var certificate = Certificate();
        Register(certificate);
        var app = Confidential().WithCertificate(certificate).WithAuthority(Authority(host)).WithInstanceDiscovery(discovery).Build();
        var result = await app.AcquireTokenForClient([Wire.Graph]).ExecuteAsync();
        Assert.Equal("2", (string?)Wire.Claims(result.AccessToken)["appidacr"]);
    }

    [Fact]
    public async Task Certificate_that_is_unknown_or_expired_is_refused()
    {
        using var certificate = Certificate();
        var app = Confidential().WithCertificate(certificate).WithAuthority(Authority()).WithInstanceDiscovery(false).Build();
        var unknown = await Assert.ThrowsAsync<MsalServiceException>(() => app.AcquireTokenForClient([Wire.Graph]).ExecuteAsync());
        Assert.Equal("invalid_client", unknown.ErrorCode);
        Assert.Contains("AADSTS700027", unknown.Message, StringComparison.Ordinal);
        Register(certificate, DateTimeOffset.UtcNow.AddMinutes(-1));
        var expired = await Assert.ThrowsAsync<MsalServiceException>(() => app.AcquireTokenForClient([Wire.Graph]).ExecuteAsync());
        Assert.Contains("AADSTS700027", expired.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Assertion_for_another_endpoint_or_signed_by_another_key_is_refused()
    {
        using var certificate = Certificate();
        using var other = Certificate();
        Register(certificate);
        async Task<string> Refusal(string audience, X509Certificate2 signer)
        {
            var app = Confidential().WithClientAssertion((AssertionRequestOptions _) => Task.FromResult(Sign(audience, certificate, signer))).WithAuthority(Authority()).WithInstanceDiscovery(false).Build();
            return (await Assert.ThrowsAsync<MsalServiceException>(() => app.AcquireTokenForClient([Wire.Graph]).ExecuteAsync())).Message;
        }
        Assert.Contains("AADSTS700023", await Refusal("https://login.sandbox.invalid/elsewhere/oauth2/v2.0/token", certificate), StringComparison.Ordinal);
        Assert.Contains("AADSTS700027", await Refusal($"{Authority()}/oauth2/v2.0/token", other), StringComparison.Ordinal);
    }

    string Sign(string audience, X509Certificate2 named, X509Certificate2 signer)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var thumb = Sandbox.Wire.Base64Url.Encode(SHA256.HashData(named.RawData));
        var id = tenant.Facts.ClientId;
        var signed = AccessTokens.Part($$"""{"alg":"PS256","typ":"JWT","x5t#S256":"{{thumb}}"}""") + "." +
            AccessTokens.Part($$"""{"aud":"{{audience}}","iss":"{{id}}","sub":"{{id}}","jti":"1","nbf":{{now}},"exp":{{now + 300}}}""");
        using var key = signer.GetRSAPrivateKey()!;
        return signed + "." + Sandbox.Wire.Base64Url.Encode(key.SignData(System.Text.Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pss));
    }

    [Fact]
    public async Task Device_code_approved_by_the_administrator_consents_and_refreshes()
    {
        var client = PublicClient();
        var result = await client.AcquireTokenWithDeviceCode(["Calendars.ReadWrite.Shared"], code =>
        {
            Assert.StartsWith("https://login.sandbox.invalid/", code.VerificationUrl, StringComparison.Ordinal);
            Assert.True(tenant.ApproveDeviceCode(code.UserCode, tenant.Facts.Administrator));
            return Task.CompletedTask;
        }).ExecuteAsync();
        Assert.Equal(tenant.Facts.Administrator, result.Account.Username);
        Assert.Contains("Calendars.ReadWrite.Shared", (string?)Wire.Claims(result.AccessToken)["scp"], StringComparison.Ordinal);
        var silent = await client.AcquireTokenSilent(["Calendars.ReadWrite.Shared"], result.Account).ExecuteAsync();
        Assert.Equal(TokenSource.Cache, silent.AuthenticationResultMetadata.TokenSource);
        var fresh = await client.AcquireTokenSilent(["Calendars.ReadWrite.Shared"], result.Account).WithForceRefresh(true).ExecuteAsync();
        Assert.Equal(TokenSource.IdentityProvider, fresh.AuthenticationResultMetadata.TokenSource);
        tenant.State.FindUser(tenant.Facts.Administrator)!.Password = "changed";
        await Assert.ThrowsAsync<MsalUiRequiredException>(() => client.AcquireTokenSilent(["Calendars.ReadWrite.Shared"], result.Account).WithForceRefresh(true).ExecuteAsync());
    }

    [Fact]
    public async Task Device_code_approved_by_an_ordinary_person_needs_consent()
    {
        var person = tenant.State.Users.Values.Last().UserPrincipalName;
        var refused = await Assert.ThrowsAnyAsync<MsalServiceException>(() => PublicClient().AcquireTokenWithDeviceCode(["Calendars.ReadWrite"], code =>
        {
            Assert.True(tenant.ApproveDeviceCode(code.UserCode, person));
            return Task.CompletedTask;
        }).ExecuteAsync());
        Assert.Contains("AADSTS65001", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exchange_client_of_Microsoft_needs_no_consent()
    {
        var client = PublicClientApplicationBuilder.Create(TenantSeed.ExchangePowerShell.ToString()).WithHttpClientFactory(new Factory(tenant)).WithAuthority(Authority()).WithInstanceDiscovery(false).Build();
        var result = await client.AcquireTokenWithDeviceCode([Wire.Exchange], code =>
        {
            tenant.ApproveDeviceCode(code.UserCode, tenant.Facts.Administrator);
            return Task.CompletedTask;
        }).ExecuteAsync();
        var claims = Wire.Claims(result.AccessToken);
        Assert.Equal("AdminApi.AccessAsUser.All", (string?)claims["scp"]);
        Assert.Equal(tenant.Facts.Administrator, (string?)claims["upn"]);
        Assert.Equal([DirectoryRoleCatalog.GlobalAdministrator.ToString()], claims["wids"]!.AsArray().Select(r => (string)r!));
    }

    [Fact]
    public async Task Person_signs_in_at_the_page()
    {
        using var http = new HttpClient(tenant.CreateHandler());
        var result = await PublicClient().AcquireTokenWithDeviceCode(["User.Read"], async code =>
        {
            async Task<System.Net.HttpStatusCode> Post(string password)
            {
                using var form = new FormUrlEncodedContent([new("user_code", code.UserCode), new("username", tenant.Facts.Administrator), new("password", password)]);
                return (await http.PostAsync(new Uri(code.VerificationUrl), form)).StatusCode;
            }
            Assert.Contains("user_code", await http.GetStringAsync(new Uri(code.VerificationUrl)), StringComparison.Ordinal);
            Assert.Equal(System.Net.HttpStatusCode.BadRequest, await Post("wrong"));
            Assert.Equal(System.Net.HttpStatusCode.OK, await Post(tenant.Facts.AdministratorPassword));
        }).ExecuteAsync();
        Assert.Equal(tenant.Facts.TenantId.ToString(), result.TenantId);
    }

    IPublicClientApplication PublicClient() =>
        PublicClientApplicationBuilder.Create(TenantSeed.GraphPowerShell.ToString()).WithHttpClientFactory(new Factory(tenant)).WithAuthority(Authority()).WithInstanceDiscovery(false).Build();
}
