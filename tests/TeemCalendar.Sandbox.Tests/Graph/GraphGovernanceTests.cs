using System.Net;
using TeemCalendar.Sandbox.Permissions;
using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Tests.Graph;

/// <summary>Roles that are only eligible, policies about sign-ins, and what was deleted.</summary>
public class GraphGovernanceTests
{
    static Task<GraphWire> Open(SandboxHistory history, params string[] permissions) => GraphWire.Open(new() { People = 6, MeetingsPerRoom = 0, History = history }, permissions);

    static DirectoryUser Eligible(GraphWire graph) => graph.Tenant.State.Users[graph.Tenant.State.EligibleRoles.Single().PrincipalId];

    static string Activation(DirectoryUser person, string duration = "PT2H", string? justification = "room accounts", string action = "selfActivate") => $$"""
        {"action":"{{action}}","principalId":"{{person.Id}}","roleDefinitionId":"{{DirectoryRoleCatalog.ExchangeAdministrator}}","directoryScopeId":"/","justification":"{{justification}}",
        "scheduleInfo":{"startDateTime":"2026-11-23T08:00:00Z","expiration":{"type":"afterDuration","duration":"{{duration}}"} } }
        """;

    [Fact]
    public async Task A_role_is_eligible_until_it_is_activated_and_over_when_its_time_is()
    {
        var graph = await Open(SandboxHistory.EligibleAdministrator);
        var person = Eligible(graph);
        var row = (await graph.Get($"/roleManagement/directory/roleEligibilityScheduleInstances?$filter=principalId eq '{person.Id}'")).Rows.Single()!;
        Assert.Equal((DirectoryRoleCatalog.ExchangeAdministrator.ToString(), "Direct"), ((string?)row["roleDefinitionId"], (string?)row["memberType"]));
        Assert.Equal(HttpStatusCode.OK, (await graph.Get($"/roleManagement/directory/roleEligibilityScheduleInstances/{row["id"]}")).Status);
        Assert.Empty((await graph.Get($"/users/{person.Id}/memberOf")).Rows);

        GraphDelegatedTests.SignIn(graph, person.Id, "RoleManagement.ReadWrite.Directory User.Read");
        Assert.Equal((HttpStatusCode.BadRequest, "RoleAssignmentRequestPolicyValidationFailed"), GraphDirectoryTests.Outcome(await graph.Post("/roleManagement/directory/roleAssignmentScheduleRequests", Activation(person, justification: ""))));
        Assert.Equal("The following policy rules failed: [\"ExpirationRule\"]", (await graph.Post("/roleManagement/directory/roleAssignmentScheduleRequests", Activation(person, "P1D"))).Message);
        var made = await graph.Post("/roleManagement/directory/roleAssignmentScheduleRequests", Activation(person));
        Assert.Equal((HttpStatusCode.Created, "Provisioned"), (made.Status, (string?)made.Json["status"]));
        Assert.Equal("RoleAssignmentExists", (await graph.Post("/roleManagement/directory/roleAssignmentScheduleRequests", Activation(person))).Code);
        var active = (await graph.Get($"/roleManagement/directory/roleAssignmentScheduleInstances?$filter=principalId eq '{person.Id}'")).Rows.Single()!;
        Assert.Equal("Activated", (string?)active["assignmentType"]);
        Assert.Single((await graph.Get("/me/memberOf")).Rows);

        graph.Clock.Now = graph.Clock.Now.AddHours(3);
        GraphDelegatedTests.SignIn(graph, person.Id, "RoleManagement.ReadWrite.Directory User.Read");
        Assert.Empty((await graph.Get("/me/memberOf")).Rows);
        Assert.Equal(HttpStatusCode.Created, (await graph.Post("/roleManagement/directory/roleAssignmentScheduleRequests", Activation(person))).Status);
        Assert.Equal("Revoked", (string?)(await graph.Post("/roleManagement/directory/roleAssignmentScheduleRequests", Activation(person, action: "selfDeactivate"))).Json["status"]);
        Assert.Empty((await graph.Get("/me/memberOf")).Rows);
    }

    [Fact]
    public async Task Nobody_activates_for_another_or_what_he_is_not_eligible_for()
    {
        var graph = await Open(SandboxHistory.EligibleAdministrator);
        var person = Eligible(graph);
        Assert.Equal(HttpStatusCode.Forbidden, (await graph.Post("/roleManagement/directory/roleAssignmentScheduleRequests", Activation(person))).Status); // an application
        GraphDelegatedTests.SignIn(graph, graph.Person().OwnerId, "RoleManagement.ReadWrite.Directory");
        Assert.Equal(HttpStatusCode.Forbidden, (await graph.Post("/roleManagement/directory/roleAssignmentScheduleRequests", Activation(person))).Status);
        Assert.Equal("RoleAssignmentDoesNotExist", (await graph.Post("/roleManagement/directory/roleAssignmentScheduleRequests", Activation(graph.Tenant.State.Users[graph.Person().OwnerId]))).Code);
    }

    [Fact]
    public async Task Policies_are_read_with_the_right_to_read_policies()
    {
        var graph = await Open(SandboxHistory.ConditionalAccess);
        await graph.Withdraw("Policy.Read.All");
        Assert.Equal((HttpStatusCode.Forbidden, "Authorization_RequestDenied"), GraphDirectoryTests.Outcome(await graph.Get("/identity/conditionalAccess/policies")));
        await graph.Consent("Policy.Read.All");
        var rows = (await graph.Get("/identity/conditionalAccess/policies")).Rows;
        Assert.Equal(3, rows.Count);
        var flow = rows.Single(r => r!["conditions"]!["authenticationFlows"] is not null)!;
        Assert.Equal(("deviceCodeFlow", "block", "enabled"), ((string?)flow["conditions"]!["authenticationFlows"]!["transferMethods"], (string?)flow["grantControls"]!["builtInControls"]![0], (string?)flow["state"]));
        Assert.Equal((string?)flow["displayName"], (string?)(await graph.Get($"/identity/conditionalAccess/policies/{flow["id"]}")).Json["displayName"]);
        Assert.False((bool)(await graph.Get("/policies/identitySecurityDefaultsEnforcementPolicy")).Json["isEnabled"]!);

        var other = await Open(SandboxHistory.SecurityDefaults, "Policy.Read.All");
        Assert.True((bool)(await other.Get("/policies/identitySecurityDefaultsEnforcementPolicy")).Json["isEnabled"]!);
        Assert.Empty((await other.Get("/identity/conditionalAccess/policies")).Rows);
    }

    [Fact]
    public async Task A_service_principal_has_secrets_of_its_own_and_a_user_the_time_of_his_password()
    {
        var graph = await Open(SandboxHistory.TeemApplication);
        var teem = graph.Tenant.State.ServicePrincipals.Values.Single(p => p.DisplayName == "Teem").Id;
        var made = await graph.Post($"/servicePrincipals/{teem}/addPassword", """{"passwordCredential":{"displayName":"x","endDateTime":"2026-12-01T00:00:00Z"}}""");
        Assert.StartsWith("sb~", (string?)made.Json["secretText"], StringComparison.Ordinal);
        var kept = (await graph.Get($"/servicePrincipals/{teem}")).Json["passwordCredentials"]!.AsArray().Single()!;
        Assert.Equal((null, "2026-12-01T00:00:00Z"), ((string?)kept["secretText"], (string?)kept["endDateTime"]));
        Assert.Equal(HttpStatusCode.NoContent, (await graph.Post($"/servicePrincipals/{teem}/removePassword", $$"""{"keyId":"{{kept["keyId"]}}"}""")).Status);
        Assert.Empty((await graph.Get($"/servicePrincipals/{teem}")).Json["passwordCredentials"]!.AsArray());

        var person = graph.Person().OwnerId;
        graph.Clock.Now = graph.Clock.Now.AddDays(3);
        await graph.Consent();
        Assert.Equal("2026-11-23T08:00:00Z", (string?)(await graph.Get($"/users/{person}?$select=lastPasswordChangeDateTime")).Json["lastPasswordChangeDateTime"]);
        await graph.Patch($"/users/{person}", """{"passwordProfile":{"password":"Abcdef12!"}}""");
        Assert.Equal("2026-11-26T08:00:00Z", (string?)(await graph.Get($"/users/{person}?$select=lastPasswordChangeDateTime")).Json["lastPasswordChangeDateTime"]);
    }

    [Fact]
    public async Task A_deleted_person_comes_back_with_mailbox_and_calendar_within_thirty_days()
    {
        var graph = await GraphWire.Open(null, "Calendars.ReadWrite");
        var person = graph.Person();
        await graph.Post($"/users/{person.OwnerId}/events", """{"subject":"x","start":{"dateTime":"2026-12-01T09:00:00","timeZone":"UTC"},"end":{"dateTime":"2026-12-01T10:00:00","timeZone":"UTC"}}""");
        Assert.Equal(HttpStatusCode.NoContent, (await graph.Delete($"/users/{person.OwnerId}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await graph.Get($"/users/{person.OwnerId}/events")).Status);
        var deleted = (await graph.Get("/directory/deletedItems/microsoft.graph.user?$select=id,deletedDateTime")).Rows.Single()!;
        Assert.Equal("2026-11-23T08:00:00Z", (string?)deleted["deletedDateTime"]);
        Assert.Equal("#microsoft.graph.user", (string?)(await graph.Get($"/directory/deletedItems/{deleted["id"]}")).Json["@odata.type"]);
        Assert.Equal(HttpStatusCode.BadRequest, (await graph.Get("/directory/deletedItems")).Status);
        var restored = await graph.Send("POST", $"/directory/deletedItems/{deleted["id"]}/restore", null);
        Assert.Equal((HttpStatusCode.OK, person.OwnerId.ToString()), (restored.Status, restored.Id));
        Assert.Single((await graph.Get($"/users/{person.OwnerId}/events")).Rows);
        Assert.Same(person, graph.Tenant.State.FindAddress(person.PrimarySmtpAddress));

        await graph.Delete($"/users/{person.OwnerId}");
        graph.Clock.Now = graph.Clock.Now.AddDays(31);
        await graph.Consent();
        Assert.Empty((await graph.Get("/directory/deletedItems/microsoft.graph.user")).Rows);
        Assert.Equal(HttpStatusCode.NotFound, (await graph.Send("POST", $"/directory/deletedItems/{person.OwnerId}/restore", null)).Status);
    }

    [Fact]
    public async Task A_name_that_was_taken_meanwhile_keeps_the_deleted_out()
    {
        var graph = await GraphWire.Open();
        var user = graph.Tenant.State.Users[graph.Person().OwnerId];
        await graph.Delete($"/users/{user.Id}");
        await graph.Post("/users", $$"""{"accountEnabled":true,"displayName":"S","mailNickname":"other","userPrincipalName":"{{user.UserPrincipalName}}","passwordProfile":{"password":"Abcdef12!"} }""");
        Assert.Equal((HttpStatusCode.BadRequest, "Request_BadRequest"), GraphDirectoryTests.Outcome(await graph.Send("POST", $"/directory/deletedItems/{user.Id}/restore", null)));
        Assert.Equal(HttpStatusCode.NoContent, (await graph.Delete($"/directory/deletedItems/{user.Id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await graph.Get($"/directory/deletedItems/{user.Id}")).Status);
    }

    [Fact]
    public async Task A_deleted_application_comes_back()
    {
        var graph = await GraphWire.Open();
        var made = await graph.Post("/applications", """{"displayName":"x"}""");
        await graph.Delete($"/applications/{made.Id}");
        Assert.Equal(made.Id, (string?)(await graph.Get("/directory/deletedItems/microsoft.graph.application")).Rows.Single()!["id"]);
        Assert.Equal(HttpStatusCode.OK, (await graph.Send("POST", $"/directory/deletedItems/{made.Id}/restore", null)).Status);
        Assert.Equal("x", (string?)(await graph.Get($"/applications/{made.Id}")).Json["displayName"]);
    }

    [Fact]
    public async Task An_administrative_unit_holds_users()
    {
        var graph = await GraphWire.Open(null, "AdministrativeUnit.ReadWrite.All");
        var person = graph.Person();
        var made = await graph.Post("/directory/administrativeUnits", """{"displayName":"Rooms of the north","description":"north"}""");
        Assert.Equal(HttpStatusCode.Created, made.Status);
        var members = $"/directory/administrativeUnits/{made.Id}/members";
        var reference = $$"""{"@odata.id":"https://graph.microsoft.com/v1.0/users/{{person.OwnerId}}"}""";
        Assert.Equal(HttpStatusCode.NoContent, (await graph.Post(members + "/$ref", reference)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await graph.Post(members + "/$ref", reference)).Status);
        Assert.Equal(person.OwnerId.ToString(), (string?)(await graph.Get(members)).Rows.Single()!["id"]);
        Assert.Equal(HttpStatusCode.NoContent, (await graph.Delete($"{members}/{person.OwnerId}/$ref")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await graph.Delete($"{members}/{person.OwnerId}/$ref")).Status);
        await graph.Patch($"/directory/administrativeUnits/{made.Id}", """{"displayName":"North"}""");
        Assert.Equal("North", (string?)(await graph.Get("/directory/administrativeUnits")).Rows.Single()!["displayName"]);
        Assert.Equal(HttpStatusCode.NoContent, (await graph.Delete($"/directory/administrativeUnits/{made.Id}")).Status);
        Assert.Equal("Request_BadRequest", (await graph.Post("/directory/administrativeUnits", """{"description":"x"}""")).Code);
    }

    [Theory]
    [InlineData(true, 500014)]
    [InlineData(false, 500011)]
    public async Task A_resource_that_was_switched_off_or_removed_gives_no_token(bool off, int number)
    {
        var wire = new Wire();
        var graph = wire.Tenant.State.FindServicePrincipal(PermissionCatalog.Graph)!;
        if (off) graph.AccountEnabled = false;
        else wire.Tenant.State.ServicePrincipals.Remove(graph.Id);
        foreach (var grant in new[]
        {
            [("grant_type", "client_credentials"), ("client_id", wire.Tenant.Facts.ClientId.ToString()), ("client_secret", wire.Tenant.Facts.ClientSecret), ("scope", Wire.Graph)],
            new (string, string)[] { ("grant_type", "password"), ("client_id", "14d82eec-204b-4c2f-b7e8-296a70dab67e"), ("username", wire.Tenant.Facts.Administrator), ("password", wire.Tenant.Facts.AdministratorPassword), ("scope", "User.Read") },
        })
            Assert.Equal(number, (int)(await wire.Form(wire.TokenUrl, grant)).Json["error_codes"]![0]!);
    }
}
