using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Guide;
using TeemCalendar.Core.Http;
using TeemCalendar.Core.Planning;
using TeemCalendar.Sandbox;

namespace TeemCalendar.Core.Tests.Guide;

/// <summary>The calendar account: active, or inactive with cause and remedy; each cause comes over the wire, from a sandbox tenant.</summary>
public sealed class CalendarAccountTests
{
    const string Login = GuideBench.Account;

    static readonly RetryLimits Impatient = RetryLimits.Default with { Retries = 0 };

    static CalendarAccounts Chapter(Tenant tenant, AccessMode mode, string login = Login) => new(tenant, new CalendarAccountRequest(login, null, mode));

    static async Task PrepareAsync(Tenant tenant)
    {
        Assert.Empty((await GuideBench.ApplyAsync(tenant, new ServiceAccounts(tenant, new ServiceAccountRequest { UserPrincipalName = Login }), new Applications(tenant, new ApplicationRequest()))).Errors);
    }

    /// <summary>What makes a mailbox that the account signs in to refuse it.</summary>
    sealed class Between(HttpMessageHandler inner, string how) : DelegatingHandler(inner)
    {
        // In a tenant in which everything stumbles, whoever asks.
        readonly HttpMessageInvoker stumbling = new(SandboxTenant.Create(new SandboxOptions { Weather = new SandboxWeather { Faults = new FaultWeather { InternalError = 1, InARow = int.MaxValue } } }).CreateHandler());
        AuthenticationHeaderValue? ofExchange;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri!.Host.StartsWith("exchange", StringComparison.Ordinal)) ofExchange = request.Headers.Authorization;
            if (!request.RequestUri.AbsolutePath.EndsWith("/calendar", StringComparison.Ordinal)) return base.SendAsync(request, cancellationToken);
            if (how == "InternalServerError") return stumbling.SendAsync(request, cancellationToken);
            request.Headers.Authorization = how == "InvalidAudience" ? ofExchange : new("Bearer", "no.token.ofours");
            return base.SendAsync(request, cancellationToken);
        }
    }

    [Theory]
    [InlineData("Unauthorized", AccessMode.Impersonation)]
    [InlineData("Unauthorized", AccessMode.Delegate)]
    [InlineData("InternalServerError", AccessMode.Impersonation)]
    [InlineData("InternalServerError", AccessMode.Delegate)]
    [InlineData("InvalidAudience", AccessMode.Impersonation)]
    [InlineData("InvalidAudience", AccessMode.Delegate)]
    [InlineData("ConditionalAccess", AccessMode.Delegate, "AADSTS53003")]
    [InlineData("LicenceMissing", AccessMode.Impersonation)]
    [InlineData("LicenceMissing", AccessMode.Delegate)]
    [InlineData("AccountNotFound", AccessMode.Impersonation)]
    [InlineData("CertificateMissing", AccessMode.Impersonation)]
    public async Task What_does_not_work_is_stored_as_inactive_with_its_cause_and_works_when_it_is_mended(string cause, AccessMode mode, string code = "")
    {
        using var bench = new GuideBench(new SandboxOptions { History = cause == "ConditionalAccess" ? SandboxHistory.ConditionalAccess : 0 });
        var isOnTheWay = cause is "Unauthorized" or "InternalServerError" or "InvalidAudience";
        var tenant = await bench.ConnectAsync(around: isOnTheWay ? wire => new Between(wire, cause) : null, limits: Impatient);
        await PrepareAsync(tenant);
        switch (cause)
        {
            case "LicenceMissing":
                var licences = (await tenant.Directory.FindAccountAsync(Login, default))!.Licences;
                await bench.GraphAsync(HttpMethod.Post, $"users/{Login}/assignLicense", new { addLicenses = Array.Empty<object>(), removeLicenses = licences });
                break;
            case "CertificateMissing":
                tenant.Certificates.Remove((await Applications.GetAsync(tenant, ApplicationRequest.UsualName, default)).Keys[0].Thumbprint);
                break;
        }
        var login = cause == "AccountNotFound" ? "nobody@contoso.example" : Login;

        var (_, errors) = await GuideBench.ApplyAsync(tenant, Chapter(tenant, mode, login));
        var error = Assert.Single(errors);
        Assert.Equal((cause, login), (error.Id, error.Target));
        Assert.Contains("support@teem.com", error.Remedy, StringComparison.Ordinal);
        var stored = tenant.Store.GetAccount()!;
        Assert.Equal((CalendarAccountState.Inactive, cause, error.Remedy), (stored.State, stored.Cause, stored.Remedy));
        Assert.Contains(code, stored.Detail, StringComparison.Ordinal);
        Assert.Equal("AccountInactive", (await Assert.ThrowsAsync<TeemException>(() => tenant.OpenSyncAsync(default))).Id);
        var check = Assert.Single(await Chapter(tenant, mode, login).VerifyAsync(default));
        Assert.Equal((CheckStatus.Fail, cause), (check.Status, check.Cause));

        // Mended, and tried again.
        switch (cause)
        {
            case "LicenceMissing" or "CertificateMissing": await PrepareAsync(tenant); break;
            case "ConditionalAccess": return;
            default: if (isOnTheWay) tenant = await bench.ConnectAsync(); break;
        }
        Assert.Empty((await GuideBench.ApplyAsync(tenant, Chapter(tenant, mode))).Errors);
        stored = tenant.Store.GetAccount()!;
        Assert.Equal((CalendarAccountState.Active, null, null, null), (stored.State, stored.Cause, stored.Detail, stored.Remedy));
    }

    [Fact]
    public async Task A_mailbox_that_is_still_being_made_is_not_ready()
    {
        using var bench = new GuideBench();
        Assert.Empty((await GuideBench.ApplyAsync(await bench.ConnectAsync(), new Applications(await bench.ConnectAsync(), new ApplicationRequest()))).Errors);
        // The machine's own time: tokens are looked at by it.
        var clock = new ManualClock(DateTimeOffset.UtcNow);
        var span = new WeatherSpan(TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(2));
        bench.Reopen(new SandboxOptions { Clock = clock, Weather = new SandboxWeather { Propagation = new PropagationWeather { NewObjects = span, RemovedObjects = span } } });
        var tenant = await bench.ConnectAsync(limits: Impatient);
        await tenant.Directory.CreateAccountAsync(Login, "Teem", "GB", "Not-a-real-1-password", default);
        clock.Advance(TimeSpan.FromMinutes(3));
        await tenant.Directory.AssignLicenceAsync(Login, (await tenant.Directory.GetLicencesAsync(default)).First(l => l.HasExchange).Sku, default);

        var error = await Assert.ThrowsAsync<TeemException>(() => Chapter(tenant, AccessMode.Impersonation).ConnectAsync(default));
        Assert.Equal("MailboxNotReady", error.Id);
        Assert.Equal((CalendarAccountState.Inactive, "MailboxNotReady"), (tenant.Store.GetAccount()!.State, tenant.Store.GetAccount()!.Cause));
        clock.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(CalendarAccountState.Active, (await Chapter(tenant, AccessMode.Impersonation).ConnectAsync(default)).State);
    }

    [Fact]
    public async Task Who_cannot_consent_is_given_the_address_at_which_an_administrator_can()
    {
        using var bench = new GuideBench();
        await PrepareAsync(await bench.ConnectAsync());
        // The application that administers loses the right to consent.
        var own = (string)(await bench.GraphAsync(HttpMethod.Get, $"servicePrincipals?$filter=appId eq '{bench.Sandbox.Facts.ClientId}'"))!["value"]![0]!["id"]!;
        var given = (await bench.GraphAsync(HttpMethod.Get, $"servicePrincipals/{own}/appRoleAssignments"))!["value"]!.AsArray().First(a => (string?)a!["appRoleId"] == "8e8e4742-1d95-4f68-9d56-6ee75648c72a")!["id"];
        await bench.GraphAsync(HttpMethod.Delete, $"servicePrincipals/{own}/appRoleAssignments/{given}");
        var tenant = await bench.ConnectAsync();

        var error = Assert.Single((await GuideBench.ApplyAsync(tenant, Chapter(tenant, AccessMode.Delegate))).Errors);
        Assert.Equal("ConsentRequired", error.Id);
        Assert.Equal((CalendarAccountState.Inactive, "ConsentRequired"), (tenant.Store.GetAccount()!.State, tenant.Store.GetAccount()!.Cause));
        var address = Regex.Match(error.Remedy!, @"https://\S+").Value;
        Assert.Contains(address, tenant.Store.GetAccount()!.Remedy, StringComparison.Ordinal);

        // The administrator opens it, and accepts.
        using var browser = new HttpClient(bench.Sandbox.CreateHandler());
        using var page = await browser.GetAsync(new Uri(address));
        Assert.True(page.IsSuccessStatusCode, await page.Content.ReadAsStringAsync());
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["username"] = bench.Sandbox.Facts.Administrator, ["password"] = bench.Sandbox.Facts.AdministratorPassword, ["answer"] = "accept" });
        using var back = await browser.PostAsync(new Uri(address), form);
        Assert.Contains("admin_consent=True", back.Headers.Location?.Query, StringComparison.Ordinal);

        Assert.Empty((await GuideBench.ApplyAsync(tenant, Chapter(tenant, AccessMode.Delegate))).Errors);
        Assert.Equal(CalendarAccountState.Active, tenant.Store.GetAccount()!.State);
    }

    [Theory]
    [InlineData(AccessMode.Impersonation)]
    [InlineData(AccessMode.Delegate)]
    public async Task From_nothing_to_done_and_back(AccessMode mode)
    {
        using var bench = new GuideBench();
        var tenant = await bench.ConnectAsync();
        await PrepareAsync(tenant);
        var (state, writes) = (bench.State(), bench.Sandbox.Counters.Writes);
        Assert.NotEmpty((await GuideBench.PlanAsync(Chapter(tenant, mode))).Steps);
        Assert.Equal((0, state), (bench.Sandbox.Counters.Writes - writes, bench.State()));

        Assert.Empty((await GuideBench.ApplyAsync(tenant, Chapter(tenant, mode))).Errors);
        Assert.Equal((CalendarAccountState.Active, Login), (tenant.Store.GetAccount()!.State, tenant.Store.GetAccount()!.EmailAddress));
        var checks = await Chapter(tenant, mode).VerifyAsync(default);
        Assert.Equal([(CheckStatus.Pass, CheckEvidence.Proven), (CheckStatus.Manual, CheckEvidence.Configured)], checks.Select(c => (c.Status, c.Evidence)));
        Assert.Matches("Manage, Calendars, .+ Account.*re-authenticate.*Force Resync.*support@teem.com", checks[1].Remedy);
        var done = await GuideBench.PlanAsync(Chapter(tenant, mode));
        Assert.Empty(done.Steps);

        Assert.Empty((await GuideBench.ApplyAsync(tenant, new CalendarAccountRemoval(tenant))).Errors);
        Assert.Null(tenant.Store.GetAccount());
        Assert.Equal(state, bench.State());
        Assert.Empty((await GuideBench.PlanAsync(new CalendarAccountRemoval(tenant))).Steps);
    }

    [Fact]
    public async Task The_consent_stays_as_long_as_the_account_is_a_delegate_from_here()
    {
        using var bench = new GuideBench();
        var tenant = await bench.ConnectAsync();
        await PrepareAsync(tenant);
        var state = bench.State();
        Assert.Empty((await GuideBench.ApplyAsync(tenant, new DelegateAccess(tenant, ApplicationRequest.UsualName, Login, [GuideBench.German]), Chapter(tenant, AccessMode.Delegate))).Errors);
        Assert.Equal(["Forget the calendar account"], (await GuideBench.ApplyAsync(tenant, new CalendarAccountRemoval(tenant))).Changes.Select(c => c.Action));
        Assert.Empty((await GuideBench.ApplyAsync(tenant, new DelegateRemoval(tenant, ApplicationRequest.UsualName, Login, [GuideBench.German]))).Errors);
        Assert.Equal(state, bench.State());
    }

    [Fact]
    public async Task The_sign_in_name_and_the_address_may_differ()
    {
        using var bench = new GuideBench();
        var tenant = await bench.ConnectAsync();
        await PrepareAsync(tenant);
        await tenant.Exchange.InvokeAsync(new("Set-Mailbox", ("Identity", Login), ("WindowsEmailAddress", "rooms@contoso.example")), default);
        Assert.Empty((await GuideBench.ApplyAsync(tenant, Chapter(tenant, AccessMode.Delegate))).Errors);
        var stored = tenant.Store.GetAccount()!;
        Assert.Equal((Login, "rooms@contoso.example", CalendarAccountState.Active), (stored.Login, stored.EmailAddress, stored.State));
    }

    [Theory]
    [InlineData(SandboxCloud.Gcc)]
    [InlineData(SandboxCloud.GccHigh)]
    [InlineData(SandboxCloud.DoD)]
    public async Task In_a_government_cloud_account_calendars_and_synchronisation_are_refused_in_the_guide_s_words(SandboxCloud cloud)
    {
        using var bench = new GuideBench(new SandboxOptions { Cloud = cloud });
        var tenant = await bench.ConnectAsync();
        await PrepareAsync(tenant);
        Func<Task>[] excluded = [() => GuideBench.ApplyAsync(tenant, Chapter(tenant, AccessMode.Impersonation)), () => GuideBench.ApplyAsync(tenant, new Calendars(tenant, [GuideBench.German])), () => tenant.OpenSyncAsync(default)];
        foreach (var step in excluded)
        {
            var refused = await Assert.ThrowsAsync<TeemException>(step);
            Assert.Equal(("GovernmentCloud", TeemErrorKind.NotSupported), (refused.Id, refused.Kind));
            Assert.Contains("Office 365 GCC is not supported at this time.", refused.Message, StringComparison.Ordinal);
        }
        Assert.Null(tenant.Store.GetAccount());
        // What was granted can be read and taken back.
        Assert.Empty((await GuideBench.ApplyAsync(tenant, new CalendarAccountRemoval(tenant), new ApplicationRemoval(tenant, ApplicationRequest.UsualName))).Errors);
    }
}
