using TeemCalendar.Core.Connection;
using TeemCalendar.Sandbox;

namespace TeemCalendar.Core.Tests.Connection;

/// <summary>What Entra refuses comes from the sandbox's own endpoints and is told by its code: what it is, and the way round it.</summary>
public sealed class SignInErrorTests : IDisposable
{
    readonly SignInLab lab = new();

    public void Dispose() => lab.Dispose();

    async Task<TeemException> RefusedAsync(SignIn signIn)
    {
        var error = await Assert.ThrowsAsync<TeemException>(() => lab.ConnectAsync(signIn));
        Assert.NotNull(error.Remedy);
        Assert.Equal(TeemErrorKind.SignInRefused, error.Kind);
        return error;
    }

    static void Is(TeemException error, int number, string id, string remedy)
    {
        Assert.Equal(id, error.Id);
        Assert.EndsWith($"(AADSTS{number}).", error.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, error.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(53000, "ConditionalAccess", "managed computer")]
    [InlineData(53001, "ConditionalAccess", "computer of the domain")]
    [InlineData(53002, "ConditionalAccess", "-CertificateThumbprint")]
    [InlineData(53003, "ConditionalAccess", "-ManagedIdentity")]
    [InlineData(53004, "ConditionalAccess", "ID Protection")]
    [InlineData(53011, "ConditionalAccess", "ID Protection")]
    [InlineData(530034, "ConditionalAccess", "an account of this tenant")]
    [InlineData(530035, "ConditionalAccess", "application with a certificate")]
    [InlineData(50020, "AccountOfAnotherTenant", "of this tenant")]
    [InlineData(50053, "AccountLocked", "Wait")]
    [InlineData(50055, "PasswordExpired", "change it")]
    [InlineData(50072, "MfaRequired", "https://aka.ms/mfasetup")]
    [InlineData(50074, "MfaRequired", "at the browser")]
    [InlineData(50076, "MfaRequired", "application with a certificate")]
    [InlineData(50079, "MfaRequired", "https://aka.ms/mfasetup")]
    [InlineData(50158, "ConditionalAccess", "at the browser")]
    [InlineData(50173, "SignInExpired", "Connect-TeemTenant")]
    [InlineData(65004, "ConsentRequired", "administrator")]
    [InlineData(70043, "SignInExpired", "-ManagedIdentity")]
    [InlineData(700082, "SignInExpired", "-CertificateThumbprint")]
    [InlineData(90094, "ConsentRequired", "Connect-MgGraph")]
    public async Task What_is_refused_to_a_person_is_told_with_the_alternative(int number, string id, string remedy)
    {
        var signIn = await lab.PrepareAsync("DeviceCode");
        lab.Sandbox.RefuseSignIns(number);
        Is(await RefusedAsync(signIn), number, id, remedy);
    }

    [Fact]
    public async Task A_policy_for_applications_is_told_from_one_for_people()
    {
        var signIn = await lab.PrepareAsync("Certificate");
        lab.Sandbox.RefuseSignIns(53003);
        var error = await RefusedAsync(signIn);
        Is(error, 53003, "ConditionalAccess", "-ManagedIdentity");
        Assert.Contains("workload identities", error.Message, StringComparison.Ordinal);
    }

    /// <summary>What the tenant holds: each refusal has its cause there.</summary>
    [Theory]
    [InlineData("another tenant", 90002, "TenantNotFound", "-Environment")]
    [InlineData("no such application", 700016, "ApplicationNotFound", "-ClientId")]
    [InlineData("application switched off", 7000112, "ApplicationDisabled", "Enabled for users to sign in")]
    [InlineData("wrong secret", 7000215, "SecretRefused", "not its id")]
    [InlineData("another certificate", 700027, "CertificateRefused", "Register-TeemApplication")]
    [InlineData("person blocked", 50057, "AccountDisabled", "Unblock")]
    [InlineData("person not assigned", 50105, "NotAssigned", "Users and groups")]
    [InlineData("nobody consented", 65001, "ConsentRequired", "administrator")]
    [InlineData("no public client", 7000218, "PublicClientNotAllowed", "Allow public client flows")]
    public async Task What_the_tenant_refuses_has_its_cause_there(string cause, int number, string id, string remedy)
    {
        var facts = lab.Sandbox.Facts;
        var client = facts.ClientId.ToString();
        switch (cause)
        {
            case "another tenant":
                // The document of any tenant is public; it is the token endpoint that is asked here.
                lab.Between.Answer = r => r.RequestUri!.AbsolutePath.Contains("openid-configuration", StringComparison.Ordinal)
                    ? ScriptedWire.Answer(200, """{"issuer":"https://login.sandbox.invalid/11111111-2222-4333-8444-555555555555/v2.0"}""") : null;
                Is(await RefusedAsync(await lab.PrepareAsync("Secret")), number, id, remedy);
                return;
            case "no such application":
                Is(await RefusedAsync(new SecretSignIn(Guid.NewGuid().ToString(), "secret")), number, id, remedy);
                return;
            case "wrong secret":
                Is(await RefusedAsync(new SecretSignIn(client, "wrong")), number, id, remedy);
                return;
            case "another certificate":
                Is(await RefusedAsync(new CertificateSignIn(client, new SandboxCertificates(null).Create("other", DateTimeOffset.UtcNow, 10))), number, id, remedy);
                return;
            case "application switched off":
                var signIn = await lab.PrepareAsync("DeviceCode");
                await lab.ChangePrincipalAsync(client, new { accountEnabled = false });
                Is(await RefusedAsync(signIn), number, id, remedy);
                return;
            case "person blocked":
                // Between the page and the token.
                Is(await RefusedAsync(new DeviceCodeSignIn(await lab.PublicClientAsync(), null, async (code, _) =>
                {
                    Assert.True(lab.Sandbox.ApproveDeviceCode(code.UserCode, facts.Administrator));
                    await lab.ChangeUserAsync(facts.Administrator, new { accountEnabled = false });
                })), number, id, remedy);
                return;
            case "person not assigned":
                signIn = await lab.PrepareAsync("DeviceCode");
                await lab.ChangePrincipalAsync(client, new { appRoleAssignmentRequired = true });
                Is(await RefusedAsync(signIn), number, id, remedy);
                return;
            case "nobody consented":
                await lab.ChangeAdministrationAsync(new { isFallbackPublicClient = true });
                lab.Sandbox.AddServiceAccount("teem");
                Is(await RefusedAsync(Coded(client, lab.Sandbox.Facts.ServiceAccount)), number, id, remedy);
                return;
            default:
                await lab.PublicClientAsync();
                await lab.ChangeAdministrationAsync(new { isFallbackPublicClient = false });
                Is(await RefusedAsync(Coded(client)), number, id, remedy);
                return;
        }
    }

    DeviceCodeSignIn Coded(string client, string? person = null) => new(client, null, (code, _) =>
    {
        Assert.True(lab.Sandbox.ApproveDeviceCode(code.UserCode, person ?? lab.Sandbox.Facts.Administrator));
        return Task.CompletedTask;
    });

    [Fact]
    public async Task Conditional_Access_of_the_tenant_is_told()
    {
        using var strict = new SignInLab(new() { History = SandboxHistory.ConditionalAccess });
        strict.Sandbox.AddServiceAccount("teem");
        var person = strict.Sandbox.Facts.ServiceAccount!;
        var client = await strict.PublicClientAsync();
        var error = await Assert.ThrowsAsync<TeemException>(() => strict.ConnectAsync(new DeviceCodeSignIn(client, null, (code, _) =>
            strict.Sandbox.EnterDeviceCode(code.UserCode, person) is { } page ? throw SignInErrors.AtTheBrowser(page, person, strict.TenantId) : Task.CompletedTask)));
        Is(error, 53003, "ConditionalAccess", "without -DeviceCode");
    }
}
