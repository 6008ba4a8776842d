using System.Net;
using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Permissions;
using TeemCalendar.Sandbox.SignIn;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Tests.Exchange;
using TeemCalendar.Sandbox.Tests.Graph;

namespace TeemCalendar.Sandbox.Tests;

/// <summary>What a tenant's past does to those who sign in and change things.</summary>
public class HistoryOnTheWireTests
{
    static SandboxOptions With(SandboxHistory history) => new() { People = 2, MeetingsPerRoom = 0, History = history };

    static Task<(HttpStatusCode Status, JsonObject Json)> Password(Wire wire, DirectoryUser user, string scope = "https://outlook.office365.com/.default offline_access") => wire.Form(wire.TokenUrl,
        ("grant_type", "password"), ("client_id", TenantSeed.ExchangePowerShell.ToString()), ("username", user.UserPrincipalName), ("password", user.Password), ("scope", scope));

    static DirectoryUser Administrator(Wire wire) => wire.Tenant.State.FindUser(wire.Tenant.Facts.Administrator)!;

    static DirectoryUser Person(Wire wire) => wire.Tenant.State.Users.Values.First(u => u.Surname is "Fournier");

    static void Refused(int number, string subError, (HttpStatusCode Status, JsonObject Json) answer)
    {
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(number, (int)answer.Json["error_codes"]![0]!);
        Assert.Equal("invalid_grant", (string?)answer.Json["error"]);
        Assert.Equal(subError, (string?)answer.Json["suberror"]);
    }

    static async Task<(string Device, string User)> Code(Wire wire)
    {
        var (_, json) = await wire.Form($"https://login.sandbox.invalid/{wire.Tenant.Facts.TenantId}/oauth2/v2.0/devicecode", ("client_id", TenantSeed.ExchangePowerShell.ToString()), ("scope", "https://outlook.office365.com/.default offline_access"));
        return ((string)json["device_code"]!, (string)json["user_code"]!);
    }

    static Task<(HttpStatusCode Status, JsonObject Json)> Redeem(Wire wire, string code) => wire.Form(wire.TokenUrl,
        ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"), ("client_id", TenantSeed.ExchangePowerShell.ToString()), ("device_code", code));

    static Task<(HttpStatusCode Status, JsonObject Json)> Refresh(Wire wire, JsonObject token) => wire.Form(wire.TokenUrl,
        ("grant_type", "refresh_token"), ("client_id", TenantSeed.ExchangePowerShell.ToString()), ("refresh_token", (string)token["refresh_token"]!));

    [Fact]
    public async Task Conditional_Access_wants_a_second_factor_and_no_device_codes()
    {
        var wire = new Wire(With(SandboxHistory.ConditionalAccess));
        var refused = await Password(wire, Person(wire));
        Refused(50076, "basic_action", refused);
        Assert.Contains(wire.Tenant.State.ConditionalAccess[0].Id.ToString(), (string?)refused.Json["claims"], StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await Password(wire, Administrator(wire))).Status);

        var (device, code) = await Code(wire);
        Assert.False(wire.Tenant.ApproveDeviceCode(code, Person(wire).UserPrincipalName));
        using var form = new FormUrlEncodedContent([new("user_code", code), new("username", Person(wire).UserPrincipalName), new("password", Person(wire).Password)]);
        var page = await wire.Http.PostAsync(new Uri("https://login.sandbox.invalid/common/oauth2/deviceauth"), form);
        Assert.Contains("AADSTS53003", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("authorization_pending", (string?)(await Redeem(wire, device)).Json["error"]);
        Assert.True(wire.Tenant.ApproveDeviceCode(code, wire.Tenant.Facts.Administrator));
    }

    [Fact]
    public async Task A_block_is_stronger_than_any_grant_and_reporting_refuses_nothing()
    {
        var wire = new Wire(With(SandboxHistory.None));
        var person = Person(wire);
        wire.Tenant.State.ConditionalAccess.Add(new() { State = "enabledForReportingButNotEnforced", IncludeUsers = ["All"], BuiltInControls = ["block"] });
        Assert.Equal(HttpStatusCode.OK, (await Password(wire, person)).Status);
        wire.Tenant.State.ConditionalAccess.Add(new() { IncludeUsers = [person.Id.ToString()], BuiltInControls = ["mfa"], IncludeApplications = [PermissionCatalog.Graph.ToString()] });
        Assert.Equal(HttpStatusCode.OK, (await Password(wire, person)).Status);
        wire.Tenant.State.ConditionalAccess[1].IncludeApplications = ["Office365"];
        Refused(50076, "basic_action", await Password(wire, person));
        wire.Tenant.State.ConditionalAccess.Add(new() { IncludeUsers = ["All"], BuiltInControls = ["block"] });
        Refused(53003, "message_only", await Password(wire, person));
    }

    [Fact]
    public async Task What_is_not_about_codes_is_asked_when_the_token_is()
    {
        var wire = new Wire(With(SandboxHistory.None));
        wire.Tenant.State.ConditionalAccess.Add(new() { IncludeUsers = ["All"], BuiltInControls = ["compliantDevice"] });
        var (device, code) = await Code(wire);
        Assert.Null(wire.Tenant.EnterDeviceCode(code, Person(wire).UserPrincipalName));
        Refused(53003, "message_only", await Redeem(wire, device));
        wire.Tenant.State.ConditionalAccess[0].TransferMethods = "deviceCodeFlow";
        (_, code) = await Code(wire);
        Assert.StartsWith("AADSTS53003", wire.Tenant.EnterDeviceCode(code, Person(wire).UserPrincipalName), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_factor_is_remembered_by_the_refresh_token()
    {
        var wire = new Wire(With(SandboxHistory.None));
        var weak = (await Password(wire, Person(wire))).Json;
        var (device, code) = await Code(wire);
        Assert.True(wire.Tenant.ApproveDeviceCode(code, Person(wire).UserPrincipalName));
        var strong = (await Redeem(wire, device)).Json;
        HistorySeed.Apply(wire.Tenant, SandboxHistory.ConditionalAccess);
        Refused(50076, "basic_action", await Refresh(wire, weak));
        Assert.Equal(HttpStatusCode.OK, (await Refresh(wire, strong)).Status);
    }

    [Fact]
    public async Task Security_defaults_leave_nobody_with_a_password_alone()
    {
        var wire = new Wire(With(SandboxHistory.SecurityDefaults));
        Refused(50079, "basic_action", await Password(wire, Person(wire)));
        Refused(50076, "basic_action", await Password(wire, Administrator(wire)));
        var (device, code) = await Code(wire);
        Assert.True(wire.Tenant.ApproveDeviceCode(code, wire.Tenant.Facts.Administrator));
        Assert.Equal(HttpStatusCode.OK, (await Redeem(wire, device)).Status);
        Assert.NotEmpty(await wire.AdminToken());
    }

    [Fact]
    public async Task People_of_a_federated_domain_sign_in_elsewhere()
    {
        var wire = new Wire(With(SandboxHistory.FederatedDomain));
        var person = wire.Tenant.State.Users.Values.Single(u => u.Surname == "Larsen");
        Assert.EndsWith("@corp.contoso.example", person.UserPrincipalName, StringComparison.Ordinal);
        var realm = JsonNode.Parse(await wire.Http.GetStringAsync(new Uri($"https://login.sandbox.invalid/common/userrealm/{person.UserPrincipalName}?api-version=1.0")))!;
        Assert.Equal("Federated", (string?)realm["account_type"]);
        Assert.Equal(50126, (int)(await Password(wire, person)).Json["error_codes"]![0]!);
        var (device, code) = await Code(wire);
        Assert.True(wire.Tenant.ApproveDeviceCode(code, person.UserPrincipalName));
        Assert.Equal(HttpStatusCode.OK, (await Redeem(wire, device)).Status);

        var domains = await (await Admin.Of(wire)).Rows("Get-AcceptedDomain");
        Assert.Equal("Federated", (string?)domains.Single(d => (string?)d["DomainName"] == "corp.contoso.example")["AuthenticationType"]);
    }

    [Fact]
    public async Task An_account_in_a_federated_domain_needs_the_id_of_its_identity_provider()
    {
        var graph = await GraphWire.Open(With(SandboxHistory.FederatedDomain));
        Assert.Equal("Federated", (string?)(await graph.Get("/domains/corp.contoso.example")).Json["authenticationType"]);
        JsonObject User(string? id) => new()
        {
            ["accountEnabled"] = true, ["displayName"] = "Teem", ["mailNickname"] = "teem", ["userPrincipalName"] = "teem@corp.contoso.example",
            ["passwordProfile"] = new JsonObject { ["password"] = "Aa1-Aa1-Aa1-Aa1" }, ["onPremisesImmutableId"] = id,
        };
        var refused = await graph.Post("/users", User(null));
        Assert.Equal((HttpStatusCode.BadRequest, "Request_BadRequest"), (refused.Status, refused.Code));
        Assert.Equal(HttpStatusCode.Created, (await graph.Post("/users", User("c29tZWJvZHk="))).Status);
    }

    [Fact]
    public async Task Synchronised_rooms_are_changed_on_premises()
    {
        const string room = "hq-boardroom@contoso.example";
        var wire = new Wire(With(SandboxHistory.SyncedRooms));
        var admin = await Admin.Of(wire);
        Assert.True((bool)(await admin.Row("Get-Mailbox", new { Identity = room }))["IsDirSynced"]!);
        foreach (var parameters in new object[] { new { Identity = room, DisplayName = "Big room" }, new { Identity = room, CustomAttribute1 = "Teem" }, new { Identity = room, ResourceCapacity = 4 }, new { Identity = room, EmailAddresses = new[] { "SMTP:a@contoso.example" } } })
            Assert.Equal("InvalidOperationException", await admin.Fault("Set-Mailbox", parameters));
        Assert.Equal("InvalidOperationException", await admin.Fault("Set-Place", new { Identity = room, City = "Oslo" }));
        Assert.Equal("InvalidOperationException", await admin.Fault("Remove-Mailbox", new { Identity = room, Confirm = false }));
        using var refusal = await admin.Send("Set-Mailbox", new { Identity = room, DisplayName = "Big room" });
        Assert.Contains("'Set-Mailbox', 'DisplayName', can't be performed on the object", await refusal.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        // What is not synchronised belongs to the cloud.
        await admin.Answer("Set-Place", new { Identity = room, Building = "Headquarters", Floor = 3 });
        await admin.Answer("Set-CalendarProcessing", new { Identity = room, DeleteSubject = false });
        Assert.Equal("HQ Boardroom", wire.Tenant.State.FindAddress(room) is Mailbox mailbox ? mailbox.DisplayName : null);
    }

    [Fact]
    public async Task A_Teams_Rooms_account_signs_in()
    {
        var wire = new Wire(With(SandboxHistory.TeamsRoom));
        var row = await (await Admin.Of(wire)).Row("Get-Mailbox", new { Identity = "mtr-atrium" });
        Assert.True((bool)row["RoomMailboxAccountEnabled"]!);
        var account = wire.Tenant.State.FindUser("mtr-atrium@contoso.example")!;
        Assert.Equal([SkuCatalog.TeamsRoomsPro], account.Licences);
        Assert.Equal(HttpStatusCode.OK, (await Password(wire, account)).Status);
    }

    [Fact]
    public async Task A_renamed_room_has_an_address_that_is_not_its_sign_in_name()
    {
        var graph = await GraphWire.Open(With(SandboxHistory.RenamedRoom));
        Assert.Equal(HttpStatusCode.OK, (await graph.Get("/users/blue-room@contoso.example")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await graph.Get("/users/galileo@contoso.example")).Status);
        Assert.Equal("galileo@contoso.example", (string?)(await graph.Get("/users/blue-room@contoso.example")).Json["mail"]);
    }

    [Fact]
    public async Task Teems_consent_reaches_every_mailbox_until_a_policy_restricts_it()
    {
        async Task<(HttpStatusCode, string?)> Read(SandboxHistory history, string user)
        {
            var graph = await GraphWire.Open(With(history));
            var state = graph.Tenant.State;
            var principal = state.FindServicePrincipal(HistorySeed.TeemApplicationId)!;
            var now = graph.Clock.Now.ToUnixTimeSeconds();
            graph.UseToken(AccessTokens.Write(graph.Tenant, new JsonObject
            {
                ["aud"] = PermissionCatalog.GraphAudience, ["tid"] = state.TenantId.ToString(), ["appid"] = principal.AppId.ToString(), ["oid"] = principal.Id.ToString(), ["idtyp"] = "app", ["nbf"] = now, ["exp"] = now + 3600,
                ["roles"] = new JsonArray([.. state.AppRoleAssignments.Where(a => a.PrincipalId == principal.Id).Select(a => (JsonNode?)PermissionCatalog.AppRoles(PermissionCatalog.Graph).Single(r => r.Id == a.AppRoleId).Value)]),
            }));
            var reply = await graph.Get($"/users/{user}/calendarView?startDateTime=2026-12-01&endDateTime=2026-12-02");
            return (reply.Status, reply.Message);
        }
        const string person = "amelie.fournier@contoso.example";
        Assert.Equal((HttpStatusCode.OK, null), await Read(SandboxHistory.TeemApplication, person));
        Assert.Equal((HttpStatusCode.Forbidden, "Access to OData is disabled."), await Read(SandboxHistory.AccessPolicy, person));
        Assert.Equal((HttpStatusCode.OK, null), await Read(SandboxHistory.AccessPolicy, "meridian@contoso.example"));
    }

    [Fact]
    public async Task An_eligible_role_is_no_role()
    {
        var wire = new Wire(With(SandboxHistory.EligibleAdministrator));
        var administrator = wire.Tenant.State.FindUser(wire.Tenant.Facts.EligibleAdministrator!)!;
        Assert.Equal(wire.Tenant.Facts.EligibleAdministratorPassword, administrator.Password);
        async Task<HttpStatusCode> List() => (await new Admin(wire, (string)(await Password(wire, administrator)).Json["access_token"]!).Send("Get-Mailbox")).StatusCode;
        Assert.Equal(HttpStatusCode.Forbidden, await List());
        wire.Tenant.State.DirectoryRoles.Add(new() { PrincipalId = administrator.Id, RoleTemplateId = wire.Tenant.State.EligibleRoles.Single().RoleTemplateId });
        Assert.Equal(HttpStatusCode.OK, await List());
    }

    [Fact]
    public async Task Calendar_folders_have_the_names_of_their_languages()
    {
        var wire = new Wire(With(SandboxHistory.LocalizedCalendars));
        var admin = await Admin.Of(wire);
        foreach (var (room, folder) in new[] { ("zugspitze@contoso.example", "Kalender"), ("garonne@contoso.example", "Calendrier") })
        {
            var anchor = $"SMTP:{room}";
            Assert.Equal(folder, (string?)(await admin.Row("Get-MailboxFolderStatistics", new { Identity = room, FolderScope = "Calendar" }, anchor))["Name"]);
            Assert.Equal("ManagementObjectNotFoundException", await admin.Fault("Get-MailboxFolderPermission", new { Identity = $@"{room}:\Calendar" }, HttpStatusCode.NotFound, anchor));
            Assert.All(await admin.Rows("Get-MailboxFolderPermission", new { Identity = $@"{room}:\{folder}" }, anchor), row => Assert.Equal(folder, (string?)row["FolderName"]));
        }
    }
}
