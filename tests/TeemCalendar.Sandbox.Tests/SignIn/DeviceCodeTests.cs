using System.Net;
using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Tests.SignIn;

public class DeviceCodeTests
{
    readonly Wire wire = new();

    async Task<(HttpStatusCode, string?)> Poll(string code)
    {
        var (status, json) = await wire.Form(wire.TokenUrl, ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"), ("client_id", TenantSeed.GraphPowerShell.ToString()), ("device_code", code));
        return (status, (string?)json["error"]);
    }

    async Task<(string Device, string User)> Begin(string tenant = "organizations")
    {
        var (status, json) = await wire.Form($"http://127.0.0.1:5000/login/{tenant}/oauth2/v2.0/devicecode", ("client_id", TenantSeed.GraphPowerShell.ToString()), ("scope", "User.Read offline_access openid"));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.StartsWith("http://127.0.0.1:5000/login/", (string?)json["verification_uri"], StringComparison.Ordinal);
        Assert.Equal(5, (int)json["interval"]!);
        return ((string)json["device_code"]!, (string)json["user_code"]!);
    }

    [Fact]
    public async Task Waits_then_gives_one_token()
    {
        var (device, user) = await Begin();
        Assert.Equal((HttpStatusCode.BadRequest, "authorization_pending"), await Poll(device));
        Assert.False(wire.Tenant.ApproveDeviceCode("WRONG", wire.Tenant.Facts.Administrator));
        Assert.False(wire.Tenant.ApproveDeviceCode(user, "nobody@contoso.example"));
        Assert.True(wire.Tenant.ApproveDeviceCode(user, wire.Tenant.Facts.Administrator));
        Assert.Equal((HttpStatusCode.OK, null), await Poll(device));
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_grant"), await Poll(device));
    }

    [Fact]
    public async Task Expires()
    {
        var (device, user) = await Begin();
        wire.Clock.Now += TimeSpan.FromMinutes(16);
        Assert.Equal((HttpStatusCode.BadRequest, "expired_token"), await Poll(device));
        Assert.False(wire.Tenant.ApproveDeviceCode(user, wire.Tenant.Facts.Administrator));
    }

    [Fact]
    public async Task Can_be_declined()
    {
        var (device, user) = await Begin();
        using var form = new FormUrlEncodedContent([new("user_code", user), new("username", wire.Tenant.Facts.Administrator), new("password", wire.Tenant.Facts.AdministratorPassword), new("answer", "decline")]);
        Assert.Equal(HttpStatusCode.OK, (await wire.Http.PostAsync(new Uri("http://127.0.0.1:5000/login/common/oauth2/deviceauth"), form)).StatusCode);
        Assert.Equal((HttpStatusCode.BadRequest, "authorization_declined"), await Poll(device));
    }
}
