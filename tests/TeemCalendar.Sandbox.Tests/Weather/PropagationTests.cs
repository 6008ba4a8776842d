using System.Net;
using TeemCalendar.Sandbox.Permissions;
using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Tests.Weather;

public sealed class PropagationTests
{
    static readonly WeatherSpan Minute = new(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1)), Hour = new(TimeSpan.FromHours(1), TimeSpan.FromHours(1));
    readonly Storm storm = new(new() { Propagation = new() { NewObjects = Minute, RemovedObjects = Minute, Permissions = Hour, Sharing = Hour } }, rooms: 2);

    static object Room(string name) => new { Name = name, Room = true, PrimarySmtpAddress = $"{name}@contoso.example" };

    async Task<bool> IsListed(string address) =>
        (await Storm.Json(storm.Run("Get-Mailbox", new { ResultSize = "Unlimited" })))["value"]!.AsArray().Any(m => (string?)m!["PrimarySmtpAddress"] == address);

    [Fact]
    public async Task A_new_mailbox_is_not_found_for_a_while_and_cannot_be_made_twice()
    {
        var order = storm.Tenant.State.Mailboxes.Keys.ToList();
        Assert.Equal(HttpStatusCode.OK, await Storm.Status(storm.Run("New-Mailbox", Room("lagoon"))));
        foreach (var command in new[] { "Get-Mailbox", "Get-CalendarProcessing", "Set-Place" }) Assert.Equal(HttpStatusCode.NotFound, await Storm.Status(storm.Run(command, new { Identity = "lagoon@contoso.example" })));
        Assert.False(await IsListed("lagoon@contoso.example"));
        Assert.Equal(HttpStatusCode.NotFound, await Storm.Status(storm.Graph("GET", "/users/lagoon@contoso.example")));
        Assert.Contains("WLCDManagedMemberExistsException", (await Storm.Json(storm.Run("New-Mailbox", new { Name = "another", Room = true, PrimarySmtpAddress = "lagoon@contoso.example" }), HttpStatusCode.BadRequest)).ToJsonString(), StringComparison.Ordinal);
        storm.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await IsListed("lagoon@contoso.example"));
        Assert.Equal(HttpStatusCode.OK, await Storm.Status(storm.Graph("GET", "/users/lagoon@contoso.example")));
        Assert.Equal(order, storm.Tenant.State.Mailboxes.Keys.SkipLast(1));
    }

    [Fact]
    public async Task A_removed_mailbox_is_still_read_for_a_while_and_no_longer_changed()
    {
        var room = new { Identity = "room0@contoso.example" };
        Assert.Equal(HttpStatusCode.OK, await Storm.Status(storm.Run("Remove-Mailbox", room)));
        Assert.Equal(HttpStatusCode.OK, await Storm.Status(storm.Run("Get-Mailbox", room)));
        Assert.Equal(HttpStatusCode.NotFound, await Storm.Status(storm.Run("Set-Mailbox", new { Identity = "room0@contoso.example", DisplayName = "Other" })));
        Assert.DoesNotContain(storm.Rooms[0].OwnerId, storm.Tenant.State.Mailboxes.Keys);
        storm.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.NotFound, await Storm.Status(storm.Run("Get-Mailbox", room)));
    }

    [Fact]
    public async Task A_new_application_has_no_backing_object_yet_and_a_new_scope_is_not_found()
    {
        var made = await Storm.Json(storm.Graph("POST", "/applications", """{"displayName":"Harbour"}"""), HttpStatusCode.Created);
        var body = $$"""{"appId":"{{made["appId"]}}"}""";
        Assert.Contains("NoBackingApplicationObject", (await Storm.Json(storm.Graph("POST", "/servicePrincipals", body), HttpStatusCode.BadRequest)).ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, await Storm.Status(storm.Graph("PATCH", $"/applications/{made["id"]}", """{"notes":"x"}""")));
        storm.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.Created, await Storm.Status(storm.Graph("POST", "/servicePrincipals", body)));
        Assert.Equal(HttpStatusCode.Conflict, await Storm.Status(storm.Graph("POST", "/servicePrincipals", body)));
    }

    [Fact]
    public async Task A_role_has_no_effect_for_up_to_two_hours_and_is_written_down_at_once()
    {
        // An application with nothing but what Exchange grants.
        var state = storm.Tenant.State;
        var application = new ServicePrincipalObject { Id = storm.Tenant.NewGuid(), AppId = storm.Tenant.NewGuid(), DisplayName = "Reader" };
        var assignment = new RoleAssignment { Guid = storm.Tenant.NewGuid(), Name = "Reader-Calendars", Role = "Application Calendars.Read", AssigneeId = application.Id, AssigneeType = "ServicePrincipal" };
        state.ServicePrincipals.Add(application.Id, application);
        state.ExchangeServicePrincipals.Add(new() { ObjectId = application.Id, AppId = application.AppId, DisplayName = "Reader" });
        await Storm.Json(storm.Run("Set-Mailbox", new { Identity = "room0@contoso.example", DisplayName = "Other" }));
        storm.Clock.Advance(TimeSpan.FromMinutes(1));

        var granted = await Storm.Json(storm.Run("New-ManagementRoleAssignment", new { App = application.Id, Role = "Application Calendars.Read", Name = assignment.Name }));
        Assert.Single(granted["value"]!.AsArray());
        Assert.Single((await Storm.Json(storm.Run("Test-ServicePrincipalAuthorization", new { Identity = application.Id })))["value"]!.AsArray());
        Assert.Equal(HttpStatusCode.Forbidden, await Read());
        storm.Clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(HttpStatusCode.Forbidden, await Read());
        storm.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.OK, await Read());
        await Storm.Json(storm.Run("Remove-ManagementRoleAssignment", new { Identity = assignment.Name, Confirm = false }));
        Assert.Equal(HttpStatusCode.OK, await Read());
        storm.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(HttpStatusCode.Forbidden, await Read());

        async Task<HttpStatusCode> Read()
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"https://graph.microsoft.com/v1.0/users/{storm.Rooms[0].OwnerId}/calendar");
            var now = storm.Tenant.Now.ToUnixTimeSeconds();
            request.Headers.Authorization = new("Bearer", Sandbox.SignIn.AccessTokens.Write(storm.Tenant, new()
            {
                ["aud"] = PermissionCatalog.GraphAudience, ["appid"] = application.AppId.ToString(), ["oid"] = application.Id.ToString(), ["tid"] = state.TenantId.ToString(), ["idtyp"] = "app", ["nbf"] = now, ["exp"] = now + 100,
            }));
            return await Storm.Status(storm.Http.SendAsync(request));
        }
    }

    [Fact]
    public async Task An_access_policy_shuts_an_application_out_as_late_as_a_role_does()
    {
        await Storm.Json(storm.Run("New-DistributionGroup", new { Name = "Panels", Type = "Security", Members = new[] { "room1@contoso.example" } }));
        storm.Clock.Advance(TimeSpan.FromMinutes(1));
        await Storm.Json(storm.Run("New-ApplicationAccessPolicy", new { AppId = new[] { storm.Tenant.Facts.ClientId }, PolicyScopeGroupId = "Panels", AccessRight = "RestrictAccess" }));
        storm.Clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(HttpStatusCode.OK, await Storm.Status(storm.Calendar(0)));
        storm.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.Forbidden, await Storm.Status(storm.Calendar(0)));
        Assert.Equal(HttpStatusCode.OK, await Storm.Status(storm.Calendar(1)));
    }

    [Fact]
    public async Task A_shared_calendar_looks_as_before_to_its_reader_until_sharing_has_spread()
    {
        var person = storm.Tenant.State.Mailboxes.Values.First(m => m.RecipientTypeDetails == "UserMailbox" && m.OwnerId != storm.Rooms[0].OwnerId);
        var folder = new { Identity = @"room0@contoso.example:\Calendar", User = person.PrimarySmtpAddress, AccessRights = new[] { "Editor" } };
        await Storm.Json(storm.Run("Add-MailboxFolderPermission", folder, "SMTP:room0@contoso.example"));
        Assert.Single((await Storm.Json(storm.Run("Get-MailboxFolderPermission", new { folder.Identity, folder.User }, "SMTP:room0@contoso.example")))["value"]!.AsArray());
        Assert.NotEqual(HttpStatusCode.OK, await Read());
        storm.Clock.Advance(TimeSpan.FromMinutes(59));
        Assert.NotEqual(HttpStatusCode.OK, await Read());
        storm.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.OK, await Read());

        async Task<HttpStatusCode> Read()
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"https://graph.microsoft.com/v1.0/users/{storm.Rooms[0].OwnerId}/calendar");
            var now = storm.Tenant.Now.ToUnixTimeSeconds();
            request.Headers.Authorization = new("Bearer", Sandbox.SignIn.AccessTokens.Write(storm.Tenant, new()
            {
                ["aud"] = PermissionCatalog.GraphAudience, ["appid"] = storm.Tenant.Facts.ClientId.ToString(), ["oid"] = person.OwnerId.ToString(), ["tid"] = storm.Tenant.State.TenantId.ToString(), ["idtyp"] = "user",
                ["scp"] = "Calendars.ReadWrite.Shared", ["nbf"] = now, ["exp"] = now + 100,
            }));
            return await Storm.Status(storm.Http.SendAsync(request));
        }
    }
}
