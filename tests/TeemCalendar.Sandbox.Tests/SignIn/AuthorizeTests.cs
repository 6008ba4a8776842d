using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Tests.SignIn;

/// <summary>The browser's way, without a client library: what is given to whom, and what is refused.</summary>
public class AuthorizeTests
{
    const string Verifier = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJ", Back = "http://localhost:5050";
    readonly Wire wire = new();

    static string Challenge => Base64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    string Address(string scope = "https://graph.microsoft.com/.default openid offline_access", string back = Back, string extra = "") =>
        $"https://login.microsoftonline.com/organizations/oauth2/v2.0/authorize?client_id={TenantSeed.GraphPowerShell}&response_type=code&redirect_uri={Uri.EscapeDataString(back)}&scope={Uri.EscapeDataString(scope)}&state=s1&code_challenge={Challenge}&code_challenge_method=S256{extra}";

    async Task<HttpResponseMessage> Submit(string address, string? name = null, string? password = null, string answer = "accept") => await wire.Http.PostAsync(new Uri(address), new FormUrlEncodedContent(
        [new("username", name ?? wire.Tenant.Facts.Administrator), new("password", password ?? wire.Tenant.Facts.AdministratorPassword), new("answer", answer)]));

    async Task<string> Code()
    {
        using var answer = await Submit(Address());
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var query = WireForm.Parse(answer.Headers.Location!.Query.TrimStart('?'));
        Assert.Equal("s1", query["state"]);
        return query["code"];
    }

    Task<(HttpStatusCode Status, JsonObject Json)> Redeem(string code, string verifier = Verifier, string back = Back) => wire.Form(wire.TokenUrl,
        ("grant_type", "authorization_code"), ("client_id", TenantSeed.GraphPowerShell.ToString()), ("code", code), ("code_verifier", verifier), ("redirect_uri", back), ("scope", "https://graph.microsoft.com/.default offline_access"));

    static void Refused(int number, (HttpStatusCode Status, JsonObject Json) answer) => Assert.Equal(number, (int)answer.Json["error_codes"]![0]!);

    [Fact]
    public async Task A_code_is_good_for_one_token_to_whoever_asked_for_it()
    {
        var code = await Code();
        Refused(501481, await Redeem(code, verifier: "another"));
        Refused(500112, await Redeem(code, back: "http://localhost:1"));
        Assert.Equal(HttpStatusCode.OK, (await Redeem(code)).Status);
        Refused(54005, await Redeem(code));
        var late = await Code();
        wire.Clock.Now += TimeSpan.FromMinutes(11);
        Refused(70008, await Redeem(late));
    }

    [Theory]
    [InlineData("https://evil.example", "AADSTS50011")]
    [InlineData("https://localhost", "AADSTS50011")]
    public async Task Another_address_gets_nothing(string back, string said)
    {
        using var answer = await wire.Http.GetAsync(new Uri(Address(back: back)));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(said, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_with_the_person_stays_on_the_page()
    {
        async Task<string> Page(string address, string? name = null, string? password = null) { using var answer = await Submit(address, name, password); return await answer.Content.ReadAsStringAsync(); }
        Assert.Contains("AADSTS50126", await Page(Address(), password: "wrong"), StringComparison.Ordinal);
        Assert.Contains("AADSTS50034", await Page(Address(), name: "nobody@contoso.example"), StringComparison.Ordinal);
        var person = wire.Tenant.State.Users.Values.Last();
        Assert.Contains("AADSTS90094", await Page(Address("https://graph.microsoft.com/User.ReadWrite.All"), person.UserPrincipalName, person.Password), StringComparison.Ordinal);
        wire.Tenant.State.ConditionalAccess.Add(new() { IncludeUsers = ["All"], BuiltInControls = ["block"] });
        Assert.Contains("AADSTS53003", await Page(Address()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_by_the_person_goes_back_by_form_when_that_is_asked()
    {
        using var answer = await Submit(Address(extra: "&response_mode=form_post"), answer: "decline");
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains("action=\"http://localhost:5050\"", page, StringComparison.Ordinal);
        Assert.Contains("access_denied", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Revoked_sign_ins_end_at_once_for_whoever_understands_and_later_for_others()
    {
        async Task<string> Token(string? claims) => (string)(await wire.Form(wire.TokenUrl, [("grant_type", "client_credentials"), ("client_id", wire.Tenant.Facts.ClientId.ToString()), ("client_secret", wire.Tenant.Facts.ClientSecret), ("scope", Wire.Graph), .. claims is null ? Array.Empty<(string, string)>() : [("claims", claims)]])).Json["access_token"]!;
        async Task<HttpResponseMessage> Ask(string token)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "https://graph.microsoft.com/v1.0/organization") { Headers = { { "Authorization", "Bearer " + token } } };
            return await wire.Http.SendAsync(request);
        }
        var (plain, capable) = (await Token(null), await Token("""{"access_token":{"xms_cc":{"values":["cp1"]}}}"""));
        wire.Clock.Now += TimeSpan.FromSeconds(5);
        wire.Tenant.RevokeSignIns(wire.Tenant.Facts.ClientId.ToString());
        Assert.Equal(HttpStatusCode.OK, (await Ask(plain)).StatusCode);
        using var refused = await Ask(capable);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Contains("insufficient_claims", refused.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await Ask(await Token("""{"access_token":{"xms_cc":{"values":["cp1"]}}}"""))).StatusCode);
    }

    [Theory]
    [InlineData("http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fgraph.microsoft.com", "Metadata", "true", HttpStatusCode.OK)]
    [InlineData("http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fgraph.microsoft.com", "X-Other", "true", HttpStatusCode.BadRequest)]
    [InlineData("http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fnowhere.example", "Metadata", "true", HttpStatusCode.BadRequest)]
    [InlineData("http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fgraph.microsoft.com&client_id=1", "Metadata", "true", HttpStatusCode.BadRequest)]
    [InlineData("http://127.0.0.1:41000/msi/token?api-version=2019-08-01&resource=https%3A%2F%2Fgraph.microsoft.com", "X-IDENTITY-HEADER", "*", HttpStatusCode.OK)]
    [InlineData("http://127.0.0.1:41000/msi/token?api-version=2019-08-01&resource=https%3A%2F%2Fgraph.microsoft.com", "X-IDENTITY-HEADER", "wrong", HttpStatusCode.Forbidden)]
    public async Task A_managed_identity_has_a_token_for_its_own_computer(string address, string header, string value, HttpStatusCode expected)
    {
        var identity = wire.Tenant.AddManagedIdentity("machine");
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Add(header, value == "*" ? wire.Tenant.ManagedIdentityHeader : value);
        using var answer = await wire.Http.SendAsync(request);
        var json = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal(expected, answer.StatusCode);
        if (expected == HttpStatusCode.OK) Assert.Equal((identity.ToString(), "86400"), ((string?)Wire.Claims((string)json["access_token"]!)["appid"], (string?)json["expires_in"]));
        else Assert.NotNull(json["error"]);
    }
}
