using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Graph.Models;
using Microsoft.Identity.Client;
using TeemCalendar.Contract;

namespace TeemCalendar.Core.Tests.Contract;

/// <summary>Microsoft's Graph SDK and MSAL, unmodified, through every call that the module uses, in the process and over a real socket.</summary>
public class SdkTests
{
    static readonly string[] GraphScope = ["https://graph.microsoft.com/.default"];

    public static TheoryData<Transport> Transports => [.. Enum.GetValues<Transport>()];

    public static TheoryData<Transport, string> Calls
    {
        get
        {
            var calls = new TheoryData<Transport, string>();
            foreach (var transport in Enum.GetValues<Transport>())
                // In a batch the SDK cuts the first five characters off each path, whatever they are: /v1.0 at Microsoft, and half of a prefix here.
                foreach (var call in SdkCalls.All.Keys.Where(c => transport != Transport.SocketByPath || c != "POST $batch")) calls.Add(transport, call);
            return calls;
        }
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task The_SDK_makes_the_call(Transport transport, string call)
    {
        await using var world = await SdkWorld.OpenAsync(transport);
        await SdkCalls.All[call](world);
        if (Reference.Missing is null) Assert.Contains(call, world.Sent);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task MSAL_signs_an_application_in_with_its_secret(Transport transport)
    {
        await using var world = await SdkWorld.OpenAsync(transport);
        var client = world.Confidential().WithClientSecret(world.Tenant.Facts.ClientSecret).Build();
        var first = await client.AcquireTokenForClient(GraphScope).ExecuteAsync();
        Assert.Equal(TokenSource.IdentityProvider, first.AuthenticationResultMetadata.TokenSource);
        Assert.Equal(TokenSource.Cache, (await client.AcquireTokenForClient(GraphScope).ExecuteAsync()).AuthenticationResultMetadata.TokenSource);
        Assert.Equal(TokenSource.IdentityProvider, (await client.AcquireTokenForClient(GraphScope).WithForceRefresh(true).ExecuteAsync()).AuthenticationResultMetadata.TokenSource);
        Assert.NotEmpty((await client.AcquireTokenForClient(GraphScope).WithClaims("""{"access_token":{"nbf":{"essential":true,"value":"1"}}}""").ExecuteAsync()).AccessToken);
        var refused = await Assert.ThrowsAsync<MsalServiceException>(() => world.Confidential().WithClientSecret("wrong").Build().AcquireTokenForClient(GraphScope).ExecuteAsync());
        Assert.Contains("AADSTS7000215", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task MSAL_signs_an_application_in_with_its_certificate(Transport transport)
    {
        await using var world = await SdkWorld.OpenAsync(transport);
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=Teem", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        var application = await SdkCalls.ApplicationAsync(world);
        await world.Graph.Applications[application.Id].PatchAsync(new Application { KeyCredentials = [new KeyCredential { Type = "AsymmetricX509Cert", Usage = "Verify", Key = certificate.RawData, DisplayName = "CN=Teem" }] });
        await world.Graph.ServicePrincipals.PostAsync(new ServicePrincipal { AppId = application.AppId });
        Assert.NotEmpty((await world.Confidential(application.AppId).WithCertificate(certificate).Build().AcquireTokenForClient(GraphScope).ExecuteAsync()).AccessToken);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task MSAL_signs_a_person_in_with_a_device_code(Transport transport)
    {
        await using var world = await SdkWorld.OpenAsync(transport);
        var application = await SdkCalls.ApplicationAsync(world);
        await world.Graph.ServicePrincipals.PostAsync(new ServicePrincipal { AppId = application.AppId });
        var client = world.Public(application.AppId!);
        string[] scopes = ["https://graph.microsoft.com/Calendars.ReadWrite.Shared", "https://graph.microsoft.com/Mail.Send"];
        var result = await client.AcquireTokenWithDeviceCode(scopes, code =>
        {
            Assert.True(world.Tenant.ApproveDeviceCode(code.UserCode, world.Tenant.Facts.Administrator));
            return Task.CompletedTask;
        }).ExecuteAsync();
        Assert.Equal(world.Tenant.Facts.Administrator, result.Account.Username);
        Assert.Equal(TokenSource.Cache, (await client.AcquireTokenSilent(scopes, result.Account).ExecuteAsync()).AuthenticationResultMetadata.TokenSource);
        Assert.Equal(TokenSource.IdentityProvider, (await client.AcquireTokenSilent(scopes, result.Account).WithForceRefresh(true).ExecuteAsync()).AuthenticationResultMetadata.TokenSource);
    }
}
