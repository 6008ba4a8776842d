using System.Net;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Http;
using TeemCalendar.Sandbox;

namespace TeemCalendar.Core.Tests.Connection;

/// <summary>Every way to sign in, through unmodified MSAL against the sandbox's endpoints: the first time, when tokens are over, when a sign-in is revoked, when the endpoint is busy.</summary>
public sealed class SignInTests : IDisposable
{
    readonly SignInLab lab = new();

    public void Dispose() => lab.Dispose();

    public static TheoryData<string> Ways => ["Secret", "Certificate", "FederatedToken", "ManagedIdentity", "AccessToken", "DeviceCode", "Browser"];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Each_way_connects_and_says_what_it_is(string way)
    {
        using var tenant = await lab.ConnectAsync(await lab.PrepareAsync(way));
        Assert.Equal((lab.Sandbox.Facts.TenantId, way), (tenant.TenantId, tenant.SignIn));
        Assert.Equal(way is "DeviceCode" or "Browser" ? lab.Sandbox.Facts.Administrator : way == "ManagedIdentity" ? tenant.Account : lab.Sandbox.Facts.ClientId.ToString(), tenant.Account);
        Assert.True(way is "DeviceCode" or "Browser" || Guid.TryParse(tenant.Account, out _));
        Assert.Equal("contoso.example", tenant.Domain);
        Assert.Equal(0, tenant.Writes);
    }

    [Theory]
    [InlineData("ManagedIdentity")]
    [InlineData("AccessToken")]
    [InlineData("Browser")]
    public async Task The_tenant_is_the_one_that_signs_in_where_none_is_named(string way)
    {
        using var tenant = await lab.ConnectAsync(await lab.PrepareAsync(way), named: false);
        Assert.Equal((lab.Sandbox.Facts.TenantId, "contoso.example"), (tenant.TenantId, tenant.Domain));
    }

    [Theory]
    [InlineData("Secret", 0)]
    [InlineData("FederatedToken", 0)]
    [InlineData("ManagedIdentity", 0)]
    [InlineData("DeviceCode", 1)]
    [InlineData("Browser", 2)]   // Microsoft's clients are two
    public async Task Tokens_that_are_over_are_renewed_and_nobody_is_asked(string way, int asked)
    {
        using var tenant = await lab.ConnectAsync(await lab.PrepareAsync(way));
        lab.Clock.Advance(TimeSpan.FromHours(25));
        if (way == "FederatedToken") lab.WriteToken();   // as the cluster does
        await tenant.Directory.GetOrganizationAsync(default);
        await tenant.Exchange.InvokeAsync(Core.Exchange.AccessCommands.GetAcceptedDomains(), default);
        Assert.Equal(asked, lab.Asked);
    }

    [Fact]
    public async Task Given_tokens_are_over_one_day_and_the_error_says_so()
    {
        using var tenant = await lab.ConnectAsync(await lab.PrepareAsync("AccessToken"));
        lab.Clock.Advance(TimeSpan.FromHours(2));
        var over = await Assert.ThrowsAsync<TeemException>(() => tenant.Directory.GetOrganizationAsync(default));
        Assert.Equal("AccessTokenOver", over.Id);
        Assert.Contains("cannot be renewed", over.Message, StringComparison.Ordinal);
        Assert.Contains("-GraphAccessToken", over.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Given_tokens_that_do_not_belong_together_are_told_before_anybody_is_asked()
    {
        var (graph, exchange) = (await lab.TokenAsync("https://graph.microsoft.com"), await lab.TokenAsync("https://outlook.office365.com"));
        using var elsewhere = new SignInLab(new() { Domain = "fabrikam.example" });
        var foreign = await elsewhere.TokenAsync("https://outlook.office365.com");
        async Task<string> Refused(string one, string other, bool named = true) => (await Assert.ThrowsAsync<TeemException>(() => lab.ConnectAsync(new GivenTokensSignIn(SignInLab.Secure(one), SignInLab.Secure(other)), named))).Id;
        Assert.Equal("TokensMixedUp", await Refused(exchange, graph));
        Assert.Equal("TokensOfTwoTenants", await Refused(graph, foreign));
        Assert.Equal("OtherTenant", await Refused(await elsewhere.TokenAsync("https://graph.microsoft.com"), foreign));
        Assert.Equal("TenantUnknown", await Refused("opaque", "opaque", named: false));
    }

    [Theory]
    [InlineData("Secret", 0)]
    [InlineData("Certificate", 0)]
    [InlineData("FederatedToken", 0)]
    [InlineData("DeviceCode", 2)]   // the person has to come back: the refresh token went with the sign-in
    [InlineData("Browser", 3)]
    public async Task A_claims_challenge_is_answered(string way, int asked)
    {
        using var tenant = await lab.ConnectAsync(await lab.PrepareAsync(way));
        lab.Clock.Advance(TimeSpan.FromSeconds(2));
        lab.Sandbox.RevokeSignIns(tenant.Account);
        await tenant.Directory.GetOrganizationAsync(default);
        Assert.Equal(asked, lab.Asked);
        // The new token was asked for with what the challenge wants.
        Assert.Contains(lab.Between.Bodies, body => Values(body, "claims").Any(claims => claims.Contains("\"nbf\"", StringComparison.Ordinal) && claims.Contains("cp1", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_challenge_to_given_tokens_is_told()
    {
        // Tokens of a client that understands challenges; ours of the lab are of one that does not.
        // At Microsoft's addresses, where nothing is recorded: what this test answers in the tenant's place is not the tenant's.
        using var tenant = await lab.ConnectAsync(await lab.PrepareAsync("AccessToken"), cloud: Cloud.Global);
        lab.Between.Answer = r => r.RequestUri!.Host.StartsWith("graph", StringComparison.Ordinal) ? Challenge() : null;
        Assert.Equal("AccessTokenOver", (await Assert.ThrowsAsync<TeemException>(() => tenant.Directory.GetOrganizationAsync(default))).Id);
    }

    static HttpResponseMessage Challenge()
    {
        var answer = new HttpResponseMessage(HttpStatusCode.Unauthorized);
        answer.Headers.TryAddWithoutValidation("WWW-Authenticate", $"Bearer realm=\"\", error=\"insufficient_claims\", claims=\"{Convert.ToBase64String("""{"access_token":{"nbf":{"essential":true,"value":"1"}}}"""u8)}\"");
        return answer;
    }

    [Theory]
    [InlineData("Secret")]
    [InlineData("Certificate")]
    [InlineData("FederatedToken")]
    [InlineData("ManagedIdentity")]
    [InlineData("DeviceCode")]
    [InlineData("Browser")]
    public async Task A_busy_token_endpoint_is_waited_for(string way)
    {
        var signIn = await lab.PrepareAsync(way);
        var busy = 1;
        lab.Between.Answer = r => r.RequestUri!.AbsolutePath.EndsWith("/token", StringComparison.Ordinal) && Interlocked.Exchange(ref busy, 0) == 1
            ? ScriptedWire.Answer(429, """{"error":"temporarily_unavailable"}""", ("Retry-After", "40")) : null;
        var start = lab.Clock.GetUtcNow();
        var connecting = lab.ConnectAsync(signIn, limits: RetryLimits.Default);
        while (!connecting.IsCompleted)
        {
            // Attempts are timed by the same clock; it moves on only for the wait that was asked for.
            if (lab.Clock.NextIn == TimeSpan.FromSeconds(40)) lab.Clock.Advance(TimeSpan.FromSeconds(40));
            await Task.Yield();
        }
        using var tenant = await connecting;
        Assert.Equal(TimeSpan.FromSeconds(40), lab.Clock.GetUtcNow() - start);
    }

    [Fact]
    public async Task A_token_endpoint_that_stays_busy_is_told()
    {
        var signIn = await lab.PrepareAsync("Secret");
        lab.Between.Answer = r => r.RequestUri!.AbsolutePath.EndsWith("/token", StringComparison.Ordinal) ? ScriptedWire.Answer(429, """{"error":"temporarily_unavailable"}""") : null;
        var error = await Assert.ThrowsAsync<TeemException>(() => lab.ConnectAsync(signIn));
        Assert.Equal(("SignInThrottled", TeemErrorKind.Throttled), (error.Id, error.Kind));
    }

    [Fact]
    public async Task Connections_do_not_share_tokens()
    {
        using var other = new SignInLab(new() { Domain = "fabrikam.example" });
        foreach (var way in new[] { "ManagedIdentity", "Browser", "Secret" })
        {
            using var one = await lab.ConnectAsync(await lab.PrepareAsync(way));
            using var two = await other.ConnectAsync(await other.PrepareAsync(way));
            await Task.WhenAll(one.Directory.GetOrganizationAsync(default), two.Directory.GetOrganizationAsync(default));
            Assert.Equal(("contoso.example", "fabrikam.example"), (one.Domain, two.Domain));
        }
        static IEnumerable<string?> Tokens(SignInLab of) => of.Between.Seen.Select(s => s.Token).OfType<string>();
        Assert.NotEmpty(Tokens(lab));
        Assert.Empty(Tokens(lab).Intersect(Tokens(other)));
    }

    [Fact]
    public async Task A_second_connection_signs_in_anew()
    {
        var signIn = await lab.PrepareAsync("ManagedIdentity");
        (await lab.ConnectAsync(signIn)).Dispose();
        (await lab.ConnectAsync(signIn)).Dispose();
        Assert.Equal(4, lab.Between.Seen.Count(s => s.Address.Host == "169.254.169.254"));
    }

    // The browser

    [Fact]
    public async Task A_client_of_ones_own_asks_for_both_services_with_one_name()
    {
        using var tenant = await lab.ConnectAsync(new BrowserSignIn(await lab.PublicClientAsync(), lab.Browser()));
        Assert.Equal(lab.Sandbox.Facts.Administrator, tenant.Account);
        Assert.All(lab.Between.Bodies.Where(b => b.Contains("grant_type=authorization_code", StringComparison.Ordinal)), b => Assert.Contains("code_verifier=", b, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_person_who_declines_is_not_asked_again()
    {
        var error = await Assert.ThrowsAsync<TeemException>(() => lab.ConnectAsync(new BrowserSignIn(null, lab.Browser(answer: "decline"))));
        Assert.Equal("ConsentRequired", error.Id);
        Assert.Contains("AADSTS65004", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, lab.Asked);
    }

    [Fact]
    public async Task Without_a_desktop_the_alternatives_are_named()
    {
        var error = await Assert.ThrowsAsync<TeemException>(() => lab.ConnectAsync(new BrowserSignIn(null, new(() => false)), named: false));
        Assert.Equal("NoBrowser", error.Id);
        Assert.Contains("-DeviceCode", error.Remedy, StringComparison.Ordinal);
        Assert.Contains("-ManagedIdentity", error.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, true, null, false)]
    [InlineData(true, true, "DISPLAY", true)]
    [InlineData(true, true, "WAYLAND_DISPLAY", true)]
    [InlineData(true, true, "WSL_DISTRO_NAME", true)]
    [InlineData(false, true, null, true)]
    [InlineData(false, false, null, false)]
    [InlineData(true, false, "DISPLAY", false)]
    public void A_desktop_is_seen(bool isLinux, bool isInteractive, string? set, bool expected) => Assert.Equal(expected, Browser.HasDesktop(isLinux, isInteractive, name => name == set ? "x" : null));

    // Managed identities

    [Fact]
    public async Task An_identity_that_a_person_assigned_is_named_by_either_id()
    {
        const string resource = "/subscriptions/1/resourcegroups/r/providers/Microsoft.ManagedIdentity/userAssignedIdentities/teem";
        await lab.PrepareAsync("ManagedIdentity");
        var assigned = lab.Sandbox.AddManagedIdentity("teem", resource);
        await lab.MayAdministerAsync(assigned);
        foreach (var id in new[] { resource, assigned.ToString() })
        {
            using var tenant = await lab.ConnectAsync(new ManagedIdentitySignIn(id), named: false);
            Assert.Equal(assigned.ToString(), tenant.Account);
        }
        Assert.Equal("ManagedIdentityIdUnknown", (await Assert.ThrowsAsync<TeemException>(() => lab.ConnectAsync(new ManagedIdentitySignIn("teem")))).Id);
        Assert.Equal("ManagedIdentityNotAssigned", (await Assert.ThrowsAsync<TeemException>(() => lab.ConnectAsync(new ManagedIdentitySignIn(Guid.NewGuid().ToString())))).Id);
    }

    [Fact]
    public async Task Where_no_identity_answers_it_says_so()
    {
        lab.Between.Answer = r => r.RequestUri!.Host == "169.254.169.254" ? throw new HttpRequestException("No route to host") : null;
        var error = await Assert.ThrowsAsync<TeemException>(() => lab.ConnectAsync(new ManagedIdentitySignIn(null)));
        Assert.Equal("ManagedIdentityMissing", error.Id);
        Assert.Contains("-CertificateThumbprint", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task App_Service_functions_and_runbooks_have_an_address_of_their_own()
    {
        var signIn = await lab.PrepareAsync("ManagedIdentity");
        lab.Secrets.Add(lab.Sandbox.ManagedIdentityHeader);
        Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", "http://127.0.0.1:41741/msi/token");
        Environment.SetEnvironmentVariable("IDENTITY_HEADER", lab.Sandbox.ManagedIdentityHeader);
        try
        {
            using var tenant = await lab.ConnectAsync(signIn, named: false);
            lab.Clock.Advance(TimeSpan.FromSeconds(2));
            lab.Sandbox.RevokeSignIns(tenant.Account);
            await tenant.Directory.GetOrganizationAsync(default);
            Assert.DoesNotContain(lab.Between.Seen, s => s.Address.Host == "169.254.169.254");
            Assert.Contains(lab.Between.Seen, s => s.Address.Port == 41741);
            Environment.SetEnvironmentVariable("IDENTITY_HEADER", "wrong");
            Assert.Equal("ManagedIdentityNotAssigned", (await Assert.ThrowsAsync<TeemException>(() => lab.ConnectAsync(signIn))).Id);
        }
        finally
        {
            Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", null);
            Environment.SetEnvironmentVariable("IDENTITY_HEADER", null);
        }
    }

    // Federated tokens

    [Fact]
    public async Task A_federated_token_is_read_anew_each_time()
    {
        using var tenant = await lab.ConnectAsync(await lab.PrepareAsync("FederatedToken"));
        lab.Clock.Advance(TimeSpan.FromHours(2));
        var stale = await Assert.ThrowsAsync<TeemException>(() => tenant.Directory.GetOrganizationAsync(default));
        Assert.Equal("AssertionExpired", stale.Id);
        lab.WriteToken();
        await tenant.Directory.GetOrganizationAsync(default);
        File.Delete(lab.TokenFile);
        lab.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal("FederatedTokenUnreadable", (await Assert.ThrowsAsync<TeemException>(() => tenant.Directory.GetOrganizationAsync(default))).Id);
    }

    [Theory]
    [InlineData("system:serviceaccount:other:sync", "api://AzureADTokenExchange", "AADSTS700213")]
    [InlineData(SignInLab.Subject, "api://elsewhere", "AADSTS700212")]
    public async Task A_federated_token_of_somebody_else_is_refused(string subject, string audience, string code)
    {
        var signIn = await lab.PrepareAsync("FederatedToken");
        lab.WriteToken(lab.Sandbox.IssueWorkloadToken(subject, audience));
        var error = await Assert.ThrowsAsync<TeemException>(() => lab.ConnectAsync(signIn));
        Assert.Equal("FederatedTokenRefused", error.Id);
        Assert.Contains(code, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_federated_token_without_a_credential_is_refused()
    {
        lab.WriteToken();
        Assert.Contains("AADSTS700211", (await Assert.ThrowsAsync<TeemException>(() => lab.ConnectAsync(new FederatedSignIn(lab.Sandbox.Facts.ClientId.ToString(), lab.TokenFile)))).Message, StringComparison.Ordinal);
    }

    // Nothing secret

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task No_secret_is_in_an_error_whatever_refuses(string way)
    {
        var signIn = await lab.PrepareAsync(way);
        var errors = new List<TeemException>();
        foreach (var path in new[] { "/token", "/organization", "/InvokeCommand", "/$batch" })
        {
            lab.Between.Answer = r => r.RequestUri!.AbsolutePath.EndsWith(path, StringComparison.Ordinal) ? ScriptedWire.Answer(400, """{"error":"invalid_grant","error_description":"AADSTS70000: no"}""") : null;
            try { (await lab.ConnectAsync(signIn, cloud: Cloud.Global)).Dispose(); }
            catch (TeemException refused) { errors.Add(refused); }
        }
        Assert.NotEmpty(errors);
        var secrets = lab.Secrets.Concat(lab.Between.Seen.Select(s => s.Token).OfType<string>()).Concat(lab.Between.Bodies.SelectMany(b => Values(b, "client_secret", "client_assertion", "refresh_token", "code", "code_verifier", "device_code"))).Where(s => s.Length > 15).Distinct().ToList();
        Assert.NotEmpty(secrets);
        foreach (var text in errors.Select(e => $"{e}\n{e.Explained}\n{e.Target}\n{signIn}"))
            Assert.All(secrets, secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
    }

    static IEnumerable<string> Values(string body, params string[] names) => body.Split('&').Select(p => p.Split('=', 2)).Where(p => p.Length == 2 && names.Contains(p[0])).Select(p => WebUtility.UrlDecode(p[1]));
}
