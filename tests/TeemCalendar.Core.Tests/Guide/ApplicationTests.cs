using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Guide;
using TeemCalendar.Core.Onboarding;
using TeemCalendar.Core.Planning;
using TeemCalendar.Core.Tests.Worker;
using TeemCalendar.Sandbox;

namespace TeemCalendar.Core.Tests.Guide;

/// <summary>Our application and its certificates: registered, found again, replaced, refused by a policy, and what is known of Teem's own.</summary>
public sealed class ApplicationTests : IDisposable
{
    const string Name = ApplicationRequest.UsualName, Room = "aurora@contoso.example";

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    SandboxTenant Open(SandboxHistory history = SandboxHistory.None, TimeProvider? clock = null) =>
        SandboxTenant.Open(folder["tenant.json"], new SandboxOptions { People = 3, MeetingsPerRoom = 0, History = history, Clock = clock ?? TimeProvider.System });

    Task<Tenant> ConnectAsync(SandboxTenant sandbox) => Tenant.ConnectAsync(new ConnectOptions
    {
        Cloud = Cloud.Sandbox,
        TenantId = sandbox.Facts.TenantId.ToString(),
        SignIn = new SecretSignIn(sandbox.Facts.ClientId.ToString(), sandbox.Facts.ClientSecret),
        Wire = sandbox.CreateHandler(),
        Clock = sandbox.Clock,
        StorePath = folder["store.db"],
    }, default);

    static async Task<(List<Change> Changes, List<TeemException> Problems)> RunAsync(Tenant tenant, IChapter chapter, Func<Change, bool>? isCutOff = null)
    {
        var plan = (await chapter.ObserveAsync(default))(new HashSet<string>());
        var changes = new List<Change>();
        // Cut off: what comes from there on is never sent.
        var steps = plan.Steps.TakeWhile(s => isCutOff?.Invoke(s.Change) != true).ToList();
        await foreach (var result in PlanRunner.RunAsync(steps, _ => Task.FromResult(true), 8, tenant.Store, tenant.Clock, new HashSet<string>(), default))
        {
            Assert.Null(result.Error);
            changes.Add(result.Change);
        }
        return (changes, [.. plan.Problems]);
    }

    static Applications Register(Tenant tenant, int days = 365, X509Certificate2? certificate = null) => new(tenant, new ApplicationRequest { ValidDays = days, Certificate = certificate });

    static ApplicationRollover Rollover(Tenant tenant, bool force = false, bool keepOld = false, bool removeOther = false, X509Certificate2? certificate = null) =>
        new(tenant, new RolloverRequest { Application = new ApplicationRequest { Certificate = certificate }, Force = force, KeepOld = keepOld, RemoveOther = removeOther });

    static async Task<List<string>> KeysAsync(Tenant tenant) => [.. (await Applications.GetAsync(tenant, Name, default)).Keys.Select(k => k.Thumbprint)];

    static async Task<List<SyncResult>> ReadAsync(Tenant tenant)
    {
        var results = new List<SyncResult>();
        await foreach (var result in (await tenant.OpenSyncAsync(default)).RunRoundAsync(new())) results.Add(result);
        return results;
    }

    /// <summary>A certificate of somebody else; null as its issuer for one that vouches for itself.</summary>
    static X509Certificate2 Certificate(string name, int days, X509Certificate2? issuer = null)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        if (issuer is null) request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var (start, end) = (DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(-5).AddDays(days));
        return issuer is null ? request.CreateSelfSigned(start, end) : X509CertificateLoader.LoadCertificate(request.Create(issuer, start, end, [1, 2, 3]).RawData);
    }

    [Fact]
    public async Task A_certificate_that_is_good_for_long_is_left_alone()
    {
        using var tenant = await ConnectAsync(Open());
        await RunAsync(tenant, Register(tenant));
        Assert.Empty((await RunAsync(tenant, Rollover(tenant))).Changes);
    }

    [Theory]
    [InlineData(20, false)]
    [InlineData(365, true)]
    public async Task A_certificate_is_replaced_and_the_account_goes_on_with_the_new_one(int days, bool force)
    {
        using var tenant = await ConnectAsync(Open());
        await RunAsync(tenant, Register(tenant, days));
        var guide = new WholeGuide(tenant, new OnboardingRequest { Rooms = [new() { Mailbox = Room, DisplayName = "Aurora" }], ServiceAccount = "teem@contoso.example" });
        await foreach (var result in guide.ApplyAsync(await guide.PlanAsync(default), _ => Task.FromResult(true), default)) Assert.Null(result.Error);
        var before = Assert.Single(await KeysAsync(tenant));
        Assert.Equal(before, tenant.Store.GetAccount()!.CertificateThumbprint);

        Assert.Equal(3, (await RunAsync(tenant, Rollover(tenant, force))).Changes.Count);
        var after = Assert.Single(await KeysAsync(tenant));
        Assert.NotEqual(before, after);
        Assert.Equal(after, tenant.Store.GetAccount()!.CertificateThumbprint);
        Assert.Null(tenant.Certificates.Find(before));
        Assert.Equal(SyncOutcome.Synchronised, Assert.Single(await ReadAsync(tenant)).Outcome);
        Assert.Empty((await RunAsync(tenant, Rollover(tenant))).Changes);

        // What was made here is taken back as a whole: the keys too.
        await RunAsync(tenant, new AccessRemoval(tenant, Name, AccessRemoval.Every));
        await RunAsync(tenant, new ApplicationRemoval(tenant, Name));
        Assert.Null(tenant.Certificates.Find(after));
    }

    [Theory]
    [InlineData("certificate-proof:")]
    [InlineData("remove:")]
    public async Task A_replacement_that_was_cut_off_goes_on_with_what_is_there(string cutOffAt)
    {
        using var tenant = await ConnectAsync(Open());
        await RunAsync(tenant, Register(tenant));
        var before = Assert.Single(await KeysAsync(tenant));
        await RunAsync(tenant, Rollover(tenant, force: true), change => change.Key.StartsWith(cutOffAt, StringComparison.Ordinal));
        Assert.Equal(2, (await KeysAsync(tenant)).Count);

        Assert.DoesNotContain((await RunAsync(tenant, Rollover(tenant))).Changes, c => c.Action == "Register a new certificate");
        Assert.NotEqual(before, Assert.Single(await KeysAsync(tenant)));
        Assert.Empty((await RunAsync(tenant, Rollover(tenant))).Changes);
    }

    [Fact]
    public async Task Expired_certificates_are_replaced_too_and_told_of()
    {
        var past = Open(clock: new ManualClock(DateTimeOffset.UtcNow.AddDays(-400)));
        using (var tenant = await ConnectAsync(past)) await RunAsync(tenant, Register(tenant));
        past.Save();
        past.Dispose();

        using var now = await ConnectAsync(Open());
        var old = await Applications.GetAsync(now, Name, default);
        Assert.Contains("has expired", Applications.Expiry(await Applications.DescribeAsync(now, old, default), now.Clock.GetUtcNow())!, StringComparison.Ordinal);
        Assert.Contains(await Register(now).VerifyAsync(default), c => c.Cause == "CertificateMissing");
        // Registering again adds one as well, and leaves the rest alone.
        Assert.Contains((await Register(now).ObserveAsync(default))(new HashSet<string>()).Changes, c => c.Action == "Register a certificate");

        await RunAsync(now, Rollover(now));
        Assert.NotEqual(Assert.Single(old.Keys).Thumbprint, Assert.Single(await KeysAsync(now)));
        Assert.DoesNotContain(await Register(now).VerifyAsync(default), c => c.Status == CheckStatus.Fail);
    }

    [Fact]
    public async Task A_certificate_whose_key_is_elsewhere_stands_beside_the_old_one_until_that_is_asked_away()
    {
        using var tenant = await ConnectAsync(Open());
        await RunAsync(tenant, Register(tenant));
        using var given = Certificate("elsewhere", 90);
        await RunAsync(tenant, Rollover(tenant, certificate: given));
        Assert.Equal(2, (await KeysAsync(tenant)).Count);
        Assert.Empty((await RunAsync(tenant, Rollover(tenant, certificate: given))).Changes);
        // The other way round the stranger's stays as well: its key is another computer's.
        await RunAsync(tenant, Rollover(tenant, force: true));
        Assert.Contains(given.Thumbprint, await KeysAsync(tenant));

        await RunAsync(tenant, Rollover(tenant, certificate: given, removeOther: true));
        Assert.Equal([given.Thumbprint], await KeysAsync(tenant));
    }

    [Fact]
    public async Task Old_certificates_are_kept_when_that_is_wanted()
    {
        using var tenant = await ConnectAsync(Open());
        await RunAsync(tenant, Register(tenant));
        await RunAsync(tenant, Rollover(tenant, force: true, keepOld: true));
        Assert.Equal(2, (await KeysAsync(tenant)).Count);
    }

    [Fact]
    public async Task An_application_of_somebody_else_is_not_touched()
    {
        using var tenant = await ConnectAsync(Open());
        var refused = Assert.Single((await RunAsync(tenant, new ApplicationRollover(tenant, new RolloverRequest { Application = new ApplicationRequest { DisplayName = "Tenant administration" } }))).Problems);
        Assert.Equal("NotMadeHere", refused.Id);
        // A key of ours would open all that it was ever given.
        var registering = await RunAsync(tenant, new Applications(tenant, new ApplicationRequest { DisplayName = "Tenant administration" }));
        Assert.Empty(registering.Changes);
        Assert.Equal("NotMadeHere", Assert.Single(registering.Problems).Id);
        Assert.Equal("ApplicationNotFound", Assert.Single((await RunAsync(tenant, Rollover(tenant))).Problems).Id);
    }

    [Fact]
    public async Task Two_applications_of_one_name_are_told_by_their_ids()
    {
        using var tenant = await ConnectAsync(Open());
        var ids = new[] { await tenant.Applications.CreateAsync(Name, default), await tenant.Applications.CreateAsync(Name, default) };
        var refused = await Assert.ThrowsAsync<TeemException>(() => Register(tenant).ObserveAsync(default));
        Assert.Equal("ApplicationAmbiguous", refused.Id);
        Assert.All(ids, id => Assert.Contains(id.AppId.ToString(), refused.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_policy_on_lifetimes_is_explained_before_anything_is_sent_and_from_the_refusal()
    {
        using var tenant = await ConnectAsync(Open(SandboxHistory.KeyPolicy));
        var refused = Assert.Single((await RunAsync(tenant, Register(tenant))).Problems);
        Assert.Equal("CertificateTooLong", refused.Id);
        Assert.Contains("-ValidDays 180", refused.Remedy, StringComparison.Ordinal);
        Assert.Equal(0, tenant.Writes);

        Assert.Empty((await RunAsync(tenant, Register(tenant, 180))).Problems);
        Assert.Equal("CertificateTooLong", Assert.Single((await RunAsync(tenant, Rollover(tenant, force: true))).Problems).Id);
        // Who may not read the policy meets it here; and no key is left that opens nothing.
        var policy = await Assert.ThrowsAsync<TeemException>(() => Applications.AddCertificateAsync(tenant, new ApplicationRequest(), default));
        Assert.Equal("CredentialPolicy", policy.Id);
        Assert.Contains("CredentialInvalidLifetimeAsPerAppPolicy", policy.Message, StringComparison.Ordinal);
        Assert.Contains("-ValidDays", policy.Remedy, StringComparison.Ordinal);
        Assert.Single(X509CertificateLoader.LoadPkcs12CollectionFromFile(folder["store.db.keys.pfx"], null));
    }

    [Fact]
    public async Task A_policy_on_authorities_is_explained_and_their_certificate_is_taken()
    {
        using var tenant = await ConnectAsync(Open(SandboxHistory.TrustedKeys));
        using var authority = Certificate("authority", 1000);
        using var own = Certificate("our own", 90);
        using var issued = Certificate("Teem", 90, authority);
        Assert.Equal("SelfSignedForbidden", Assert.Single((await RunAsync(tenant, Register(tenant))).Problems).Id);
        Assert.Equal("SelfSignedForbidden", Assert.Single((await RunAsync(tenant, Register(tenant, certificate: own))).Problems).Id);
        Assert.Empty((await RunAsync(tenant, Register(tenant, certificate: issued))).Problems);
        Assert.Equal([issued.Thumbprint], await KeysAsync(tenant));
        Assert.Equal("CredentialPolicy", (await Assert.ThrowsAsync<TeemException>(() => Applications.AddCertificateAsync(tenant, new ApplicationRequest(), default))).Id);
    }

    [Fact]
    public async Task An_application_in_the_recycle_bin_is_told_of()
    {
        using var tenant = await ConnectAsync(Open());
        await RunAsync(tenant, Register(tenant));
        var old = await Applications.GetAsync(tenant, Name, default);
        await RunAsync(tenant, new ApplicationRemoval(tenant, Name));
        Assert.Contains(old.AppId.ToString(), (await Register(tenant).ObserveAsync(default))(new HashSet<string>()).Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Teems_own_application_is_told_from_ours_with_consents_publisher_and_last_sign_in()
    {
        using var tenant = await ConnectAsync(Open(SandboxHistory.TeemApplication | SandboxHistory.EntraPremium));
        await RunAsync(tenant, Register(tenant));
        var found = await Applications.FindAllAsync(tenant, "Teem", default);
        Assert.All(found, f => Assert.Empty(f.Unread));
        var teem = found.Single(f => f.Application.DisplayName == "Teem").Application;
        Assert.Equal((ApplicationOrigin.OtherTenant, "Eptura", false), (teem.Origin, teem.VerifiedPublisher, teem.IsOurs));
        Assert.NotEqual(tenant.TenantId, teem.OwnerTenantId);
        Assert.NotNull(teem.LastSignIn);
        Assert.Contains(teem.Permissions, p => p is { Permission: "Calendars.ReadWrite", Kind: PermissionKind.Application, ConsentedBy: null, ConsentedAt: not null });
        Assert.Contains(teem.Permissions, p => p is { Permission: "Calendars.ReadWrite.Shared", Kind: PermissionKind.Delegated, ConsentedBy: null });

        var ours = found.Single(f => f.Application.DisplayName == Name).Application;
        Assert.Equal((ApplicationOrigin.Ours, tenant.TenantId, (DateTimeOffset?)null), (ours.Origin, ours.OwnerTenantId, ours.LastSignIn));
        Assert.True(Assert.Single(ours.Credentials).IsHere);
        // One person's consent is told as his.
        await tenant.Applications.ConsentAsync(ours.ServicePrincipalId!.Value, (await tenant.Directory.FindAccountAsync("admin@contoso.example", default))!.Id, ["Mail.Send"], default);
        var again = (await Applications.FindAllAsync(tenant, Name, default)).Single().Application;
        Assert.Equal("admin@contoso.example", again.Permissions.Single(p => p.Permission == "Mail.Send").ConsentedBy);
    }

    [Fact]
    public async Task Without_the_licence_the_last_sign_in_is_empty_and_the_reason_told()
    {
        using var tenant = await ConnectAsync(Open(SandboxHistory.TeemApplication));
        var (teem, unread) = (await Applications.FindAllAsync(tenant, "Teem", default)).Single();
        Assert.Null(teem.LastSignIn);
        Assert.Contains("Entra ID P1", Assert.Single(unread), StringComparison.Ordinal);
    }
}
