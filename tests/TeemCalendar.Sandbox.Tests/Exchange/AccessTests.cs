using System.Net;
using TeemCalendar.Sandbox.Permissions;
using TeemCalendar.Sandbox.SignIn;
using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Tests.Exchange;

/// <summary>Role based access: what applications and people may do in which mailbox.</summary>
public class AccessTests
{
    readonly Wire wire = new();
    SandboxTenant Tenant => wire.Tenant;

    async Task<(Admin Admin, Mailbox Room, Mailbox Person, ServicePrincipalObject App)> Setting()
    {
        var admin = await Admin.Of(wire);
        await admin.Row("New-Mailbox", new { Name = "Kepler", Room = true, PrimarySmtpAddress = "kepler@contoso.example" });
        var app = new ServicePrincipalObject { Id = Tenant.NewGuid(), AppId = Tenant.NewGuid(), DisplayName = "Sync" };
        Tenant.State.ServicePrincipals[app.Id] = app;
        return (admin, Tenant.State.Mailboxes.Values.Single(m => m.IsRoom), Tenant.State.Mailboxes.Values.Last(m => !m.IsRoom), app);
    }

    bool May(ServicePrincipalObject app, Mailbox mailbox, MailboxRight right, params string[] roles) =>
        MailboxAccess.Decide(Tenant, new(app.AppId, app.Id, null, roles, [], [], PermissionCatalog.GraphAudience), mailbox, right).Allowed;

    static async Task Grant(Admin admin, ServicePrincipalObject app)
    {
        await admin.Row("New-ServicePrincipal", new { AppId = app.AppId, ObjectId = app.Id, DisplayName = "Sync" });
        await admin.Row("New-ManagementScope", new { Name = "Rooms", RecipientRestrictionFilter = "RecipientTypeDetails -eq 'RoomMailbox'" });
        await admin.Row("New-ManagementRoleAssignment", new { Role = "Application Calendars.ReadWrite", App = app.AppId, CustomResourceScope = "rooms" });
    }

    [Fact]
    public async Task A_scoped_role_reaches_rooms_and_nothing_else()
    {
        var (admin, room, person, app) = await Setting();
        Assert.False(May(app, room, MailboxRight.CalendarsRead));
        await Grant(admin, app);
        Assert.True(May(app, room, MailboxRight.CalendarsRead));
        Assert.True(May(app, room, MailboxRight.CalendarsWrite));
        Assert.False(May(app, room, MailboxRight.MailSend));
        Assert.False(May(app, person, MailboxRight.CalendarsRead));
        var refusal = MailboxAccess.Decide(Tenant, new(app.AppId, app.Id, null, [], [], [], PermissionCatalog.GraphAudience), person, MailboxRight.CalendarsRead).Refusal!;
        Assert.Equal(403, refusal.Status);
        Assert.Equal("ErrorAccessDenied", (string?)refusal.Json!["error"]!["code"]);
    }

    [Fact]
    public async Task Entras_consent_and_Exchanges_roles_add_up()
    {
        var (admin, _, person, app) = await Setting();
        await Grant(admin, app);
        Assert.True(May(app, person, MailboxRight.CalendarsRead, "Calendars.Read"));
        Assert.False(May(app, person, MailboxRight.CalendarsWrite, "Calendars.Read"));
        Assert.True(May(app, person, MailboxRight.CalendarsWrite, "Calendars.ReadWrite"));
    }

    [Fact]
    public async Task Authorization_can_be_tested_in_and_out_of_scope()
    {
        var (admin, room, person, app) = await Setting();
        await Grant(admin, app);
        var row = await admin.Row("Test-ServicePrincipalAuthorization", new { Identity = app.Id, Resource = room.PrimarySmtpAddress });
        Assert.Equal("Application Calendars.ReadWrite", (string?)row["RoleName"]);
        Assert.Equal("Rooms", (string?)row["AllowedResourceScope"]);
        Assert.Equal("CustomRecipientScope", (string?)row["ScopeType"]);
        Assert.True((bool)row["InScope"]!);
        Assert.False((bool)(await admin.Row("Test-ServicePrincipalAuthorization", new { Identity = app.AppId, Resource = person.PrimarySmtpAddress }))["InScope"]!);
        Assert.Equal("Not Run", (string?)(await admin.Row("Test-ServicePrincipalAuthorization", new { Identity = "Sync" }))["InScope"]);
        Assert.Equal("ManagementObjectNotFoundException", await admin.Fault("Test-ServicePrincipalAuthorization", new { Identity = "nobody" }, HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task Documented_refusals_of_roles_and_scopes()
    {
        var (admin, _, person, app) = await Setting();
        await Grant(admin, app);
        Assert.Equal("ADObjectAlreadyExistsException", await admin.Fault("New-ServicePrincipal", new { AppId = app.AppId, ObjectId = app.Id }));
        Assert.Equal("ADObjectAlreadyExistsException", await admin.Fault("New-ManagementScope", new { Name = "ROOMS", RecipientRestrictionFilter = "Alias -eq 'x'" }));
        Assert.Equal("ParsingInvalidFilterException", await admin.Fault("New-ManagementScope", new { Name = "Bad", RecipientRestrictionFilter = "RecipientTypeDetails -eq" }));
        Assert.Equal("ManagementRoleDeprecatedException", await admin.Fault("New-ManagementRoleAssignment", new { Role = "ApplicationImpersonation", User = person.PrimarySmtpAddress }));
        Assert.Equal("ManagementRoleDeprecatedException", await admin.Fault("New-RoleGroup", new { Name = "Teem", Roles = new[] { "ApplicationImpersonation" } }));
        Assert.Equal("ManagementObjectNotFoundException", await admin.Fault("New-ManagementRoleAssignment", new { Role = "Application Nonsense", App = app.Id }, HttpStatusCode.NotFound));
        Assert.Equal("ManagementObjectNotFoundException", await admin.Fault("New-ManagementRoleAssignment", new { Role = "Application Calendars.Read", App = app.Id, CustomResourceScope = "nowhere" }, HttpStatusCode.NotFound));
        Assert.Equal("AmbiguousParameterSetException", await admin.Fault("New-ManagementRoleAssignment", new { Role = "Application Calendars.Read", App = app.Id, User = "x" }));
        Assert.Equal("DataValidationException", await admin.Fault("New-ManagementRoleAssignment", new { Name = new string('n', 65), Role = "Application Calendars.Read", App = app.Id }));
        Assert.Equal("ManagementScopeInUseException", await admin.Fault("Remove-ManagementScope", new { Identity = "Rooms", Confirm = false }));
        Assert.Equal("ManagementObjectNotFoundException", await admin.Fault("Get-ManagementRole", new { Identity = "ApplicationImpersonation" }, HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task Assignments_are_listed_and_taken_back()
    {
        var (admin, room, _, app) = await Setting();
        await Grant(admin, app);
        var row = await admin.Row("Get-ManagementRoleAssignment", new { RoleAssignee = app.Id });
        Assert.Equal("ServicePrincipal", (string?)row["RoleAssigneeType"]);
        Assert.Equal("Rooms", (string?)row["CustomResourceScope"]);
        Assert.InRange(((string)row["Name"]!).Length, 1, 64);
        Assert.Contains(await admin.Rows("Get-ManagementRoleAssignment", new { Role = "Role Management" }), r => (string?)r["RoleAssigneeName"] == "Organization Management");
        await admin.Answer("Remove-ManagementRoleAssignment", new { Identity = (string)row["Name"]!, Confirm = false });
        Assert.False(May(app, room, MailboxRight.CalendarsRead));
        await admin.Answer("Remove-ManagementScope", new { Identity = "Rooms", Confirm = false });
        await admin.Answer("Remove-ServicePrincipal", new { Identity = app.Id, Confirm = false });
        Assert.Empty(await admin.Rows("Get-ServicePrincipal"));
    }

    [Fact]
    public async Task Role_groups_have_members()
    {
        var (admin, _, person, _) = await Setting();
        Assert.Equal(["Legal Hold", "Mailbox Search"], (await admin.Row("Get-RoleGroup", new { Identity = "Discovery Management" }))["Roles"]!.AsArray().Select(r => (string)r!));
        var parameters = new { Identity = "Discovery Management", Member = person.PrimarySmtpAddress };
        await admin.Answer("Add-RoleGroupMember", parameters);
        Assert.Equal("MemberAlreadyExistsException", await admin.Fault("Add-RoleGroupMember", parameters));
        Assert.Equal(person.Name, (string?)(await admin.Row("Get-RoleGroupMember", new { Identity = "Discovery Management" }))["Name"]);
        await admin.Answer("Remove-RoleGroupMember", new { parameters.Identity, parameters.Member, Confirm = false });
        Assert.Equal("MemberNotFoundException", await admin.Fault("Remove-RoleGroupMember", new { parameters.Identity, parameters.Member, Confirm = false }));
        var mirrored = (string)(await admin.Rows("Get-RoleGroup")).First(g => ((string)g["Name"]!).StartsWith("TenantAdmins_", StringComparison.Ordinal))["Name"]!;
        Assert.Equal("TaskInvalidOperationException", await admin.Fault("Add-RoleGroupMember", new { Identity = mirrored, Member = person.PrimarySmtpAddress }));
        Assert.Single(await admin.Rows("Get-RoleGroupMember", new { Identity = mirrored }));
        await admin.Row("New-RoleGroup", new { Name = "Teem", Roles = new[] { "Mail Recipients" }, Members = new[] { person.PrimarySmtpAddress } });
        Assert.Equal("ADObjectAlreadyExistsException", await admin.Fault("New-RoleGroup", new { Name = "teem" }));
    }

    [Fact]
    public async Task A_dehydrated_organization_has_to_be_customized_first()
    {
        var (admin, _, _, _) = await Setting();
        Assert.Equal("OperationNotAvailableException", await admin.Fault("Enable-OrganizationCustomization"));
        Tenant.State.Organization.IsDehydrated = true;
        Assert.True((bool)(await admin.Row("Get-OrganizationConfig"))["IsDehydrated"]!);
        Assert.Equal("InvalidOperationInDehydratedContextException", await admin.Fault("New-ManagementScope", new { Name = "Rooms", RecipientRestrictionFilter = "Alias -eq 'x'" }));
        await admin.Answer("Enable-OrganizationCustomization");
        await admin.Row("New-ManagementScope", new { Name = "Rooms", RecipientRestrictionFilter = "Alias -eq 'x'" });
    }

    [Fact]
    public async Task The_organization_shows_its_domains_and_settings()
    {
        var (admin, _, _, _) = await Setting();
        var domains = await admin.Rows("Get-AcceptedDomain");
        Assert.Equal("contoso.example", (string?)domains.Single(d => (bool)d["Default"]!)["DomainName"]);
        Assert.Equal("contoso.onmicrosoft.com", (string?)domains.Single(d => (bool)d["InitialDomain"]!)["DomainName"]);
        Assert.False((bool)(await admin.Row("Get-OrganizationConfig"))["EwsEnabled"]!);
        await admin.Answer("Set-OrganizationConfig", new { EwsEnabled = true });
        Assert.True((bool)(await admin.Row("Get-OrganizationConfig"))["EwsEnabled"]!);
    }

    [Fact]
    public async Task A_person_reaches_the_own_calendar_and_shared_ones()
    {
        var (_, room, person, _) = await Setting();
        var other = Tenant.State.Mailboxes.Values.First(m => !m.IsRoom && m != person);
        AccessDecision As(Mailbox mailbox, MailboxRight right, params string[] scopes) =>
            MailboxAccess.Decide(Tenant, new(Guid.NewGuid(), Guid.Empty, person.OwnerId, [], scopes, [], PermissionCatalog.GraphAudience), mailbox, right);
        Assert.True(As(person, MailboxRight.CalendarsWrite, "Calendars.ReadWrite").Allowed);
        Assert.False(As(person, MailboxRight.CalendarsWrite, "Calendars.Read").Allowed);
        Assert.False(As(room, MailboxRight.CalendarsRead, "Calendars.ReadWrite.Shared").Allowed);
        room.CalendarPermissions.Add(new() { UserId = person.OwnerId, AccessRights = ["Editor"] });
        Assert.True(As(room, MailboxRight.CalendarsWrite, "Calendars.ReadWrite.Shared").Allowed);
        Assert.False(As(room, MailboxRight.CalendarsWrite, "Calendars.ReadWrite").Allowed);
        other.CalendarPermissions.Add(new() { UserId = person.OwnerId, AccessRights = ["Reviewer"] });
        Assert.True(As(other, MailboxRight.CalendarsRead, "Calendars.Read.Shared").Allowed);
        Assert.False(As(other, MailboxRight.CalendarsWrite, "Calendars.ReadWrite.Shared").Allowed);
        other.CalendarPermissions.Last().AccessRights = ["AvailabilityOnly"];
        Assert.Equal(404, As(other, MailboxRight.CalendarsRead, "Calendars.Read.Shared").Refusal!.Status);
        other.Permissions.Add(new() { UserId = person.OwnerId, AccessRights = ["FullAccess"] });
        Assert.True(As(other, MailboxRight.CalendarsWrite, "Calendars.ReadWrite.Shared").Allowed);
    }
}
