using System.Net;
using TeemCalendar.Sandbox.Permissions;
using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Tests.SignIn;

public class RefusalTests
{
    readonly Wire wire = new();

    async Task Refused(int number, string error, HttpStatusCode status, string? url = null, params (string, string)[] fields)
    {
        var (code, json) = await wire.Form(url ?? wire.TokenUrl, fields);
        Assert.Equal(status, code);
        Assert.Equal(error, (string?)json["error"]);
        Assert.StartsWith($"AADSTS{number}: ", (string?)json["error_description"], StringComparison.Ordinal);
        Assert.Equal(number, (int)json["error_codes"]![0]!);
        Assert.NotNull(json["timestamp"]);
        Assert.True(Guid.TryParse((string?)json["trace_id"], out _));
        Assert.True(Guid.TryParse((string?)json["correlation_id"], out _));
    }

    (string, string)[] Secret(string? id = null, string? secret = null, string scope = Wire.Exchange) =>
    [
        ("grant_type", "client_credentials"), ("client_id", id ?? wire.Tenant.Facts.ClientId.ToString()),
        ("client_secret", secret ?? wire.Tenant.Facts.ClientSecret), ("scope", scope),
    ];

    [Theory]
    [InlineData("nobody.example")]
    [InlineData("11111111-2222-3333-4444-555555555555")]
    public Task A_foreign_tenant_is_not_found(string tenant) =>
        Refused(90002, "invalid_request", HttpStatusCode.BadRequest, $"https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token", Secret());

    [Fact]
    public Task An_unknown_application_is_refused() => Refused(700016, "unauthorized_client", HttpStatusCode.BadRequest, null, Secret(id: Guid.NewGuid().ToString()));

    [Fact]
    public Task A_wrong_secret_is_refused() => Refused(7000215, "invalid_client", HttpStatusCode.Unauthorized, null, Secret(secret: "wrong"));

    [Fact]
    public Task An_expired_secret_is_refused()
    {
        wire.Clock.Now = wire.Clock.Now.AddYears(30);
        return Refused(7000222, "invalid_client", HttpStatusCode.Unauthorized, null, Secret());
    }

    [Fact]
    public Task A_disabled_application_is_refused()
    {
        wire.Tenant.State.FindServicePrincipal(wire.Tenant.Facts.ClientId)!.AccountEnabled = false;
        return Refused(7000112, "unauthorized_client", HttpStatusCode.BadRequest, null, Secret());
    }

    [Fact]
    public Task No_credential_is_refused() => Refused(7000218, "invalid_client", HttpStatusCode.Unauthorized, null, Secret().Where(f => f.Item1 != "client_secret").ToArray());

    [Fact]
    public Task A_named_scope_is_refused_to_an_application() => Refused(1002012, "invalid_scope", HttpStatusCode.BadRequest, null, Secret(scope: "https://graph.microsoft.com/Calendars.Read"));

    [Fact]
    public Task An_unknown_resource_is_refused() => Refused(500011, "invalid_resource", HttpStatusCode.BadRequest, null, Secret(scope: "https://nowhere.example/.default"));

    [Fact]
    public Task No_tenant_is_refused_to_an_application() => Refused(50059, "invalid_request", HttpStatusCode.BadRequest, "https://login.microsoftonline.com/common/oauth2/v2.0/token", Secret());

    [Fact]
    public Task A_missing_parameter_is_named() => Refused(900144, "invalid_request", HttpStatusCode.BadRequest, null, ("grant_type", "client_credentials"));

    [Fact]
    public Task An_unknown_grant_is_refused() => Refused(70003, "unsupported_grant_type", HttpStatusCode.BadRequest, null, ("grant_type", "telepathy"), ("client_id", wire.Tenant.Facts.ClientId.ToString()));

    [Fact]
    public async Task People_are_refused_for_the_right_reason()
    {
        var user = wire.Tenant.State.Users.Values.Last();
        (string, string)[] Fields(string name, string password) =>
            [("grant_type", "password"), ("client_id", TenantSeed.GraphPowerShell.ToString()), ("scope", "User.Read openid"), ("username", name), ("password", password)];
        await Refused(50034, "invalid_grant", HttpStatusCode.BadRequest, null, Fields("nobody@contoso.example", "x"));
        await Refused(50126, "invalid_grant", HttpStatusCode.BadRequest, null, Fields(user.UserPrincipalName, "wrong"));
        user.AccountEnabled = false;
        await Refused(50057, "invalid_grant", HttpStatusCode.BadRequest, null, Fields(user.UserPrincipalName, user.Password));
    }

    [Fact]
    public async Task Scopes_without_consent_and_unknown_scopes_are_refused()
    {
        var user = wire.Tenant.State.Users.Values.Last();
        (string, string)[] Fields(string scope) =>
            [("grant_type", "password"), ("client_id", TenantSeed.GraphPowerShell.ToString()), ("scope", scope), ("username", user.UserPrincipalName), ("password", user.Password)];
        await Refused(65001, "invalid_grant", HttpStatusCode.BadRequest, null, Fields("Calendars.ReadWrite"));
        await Refused(650053, "invalid_scope", HttpStatusCode.BadRequest, null, Fields("Calendars.Imagine"));
        await Refused(28000, "invalid_request", HttpStatusCode.BadRequest, null, Fields("User.Read https://outlook.office365.com/Exchange.Manage"));
    }

    [Fact]
    public async Task A_grant_for_one_person_is_for_that_person()
    {
        var state = wire.Tenant.State;
        var (one, other) = (state.Users.Values.Last(), state.Users.Values.First());
        state.DelegatedGrants.Add(new()
        {
            Id = "x", ClientId = state.FindServicePrincipal(TenantSeed.GraphPowerShell)!.Id, ConsentType = "Principal", PrincipalId = one.Id,
            ResourceId = state.FindServicePrincipal(PermissionCatalog.Graph)!.Id, Scope = "Calendars.Read",
        });
        (string, string)[] Fields(DirectoryUser user) =>
            [("grant_type", "password"), ("client_id", TenantSeed.GraphPowerShell.ToString()), ("scope", "Calendars.Read"), ("username", user.UserPrincipalName), ("password", user.Password)];
        var (status, json) = await wire.Form(wire.TokenUrl, Fields(one));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("Calendars.Read", ((string)Wire.Claims((string)json["access_token"]!)["scp"]!).Split(' '));
        await Refused(65001, "invalid_grant", HttpStatusCode.BadRequest, null, Fields(other));
    }
}
