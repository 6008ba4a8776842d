using System.Net;
using TeemCalendar.Sandbox.Permissions;
using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Tests.Exchange;

/// <summary>Commands around the main job: policies, people, protocols, working hours, publishing, the right to send.</summary>
public class CoverageTests
{
    const string Room = "kepler@contoso.example", Person = "amelie.fournier@contoso.example", Other = "lukas.schonberg@contoso.example";
    readonly Wire wire = new();

    async Task<Admin> Open()
    {
        var admin = await Admin.Of(wire);
        await admin.Row("New-Mailbox", new { Name = "Kepler", Room = true, PrimarySmtpAddress = Room });
        return admin;
    }

    [Fact]
    public async Task An_access_policy_is_made_tested_listed_and_taken_away()
    {
        var admin = await Open();
        var app = Guid.NewGuid();
        await admin.Row("New-DistributionGroup", new { Name = "Panels", Type = "Security", Members = new[] { Room } });
        await admin.Row("New-DistributionGroup", new { Name = "Readers" });
        var made = await admin.Row("New-ApplicationAccessPolicy", new { AppId = new[] { app }, PolicyScopeGroupID = "Panels", AccessRight = "RestrictAccess", Description = "Rooms" });
        Assert.Equal("Panels", (string?)made["ScopeName"]);
        Assert.Equal("Granted", (string?)(await admin.Row("Test-ApplicationAccessPolicy", new { Identity = Room, AppId = app }))["AccessCheckResult"]);
        Assert.Equal("Denied", (string?)(await admin.Row("Test-ApplicationAccessPolicy", new { Identity = Person, AppId = app }))["AccessCheckResult"]);
        Assert.Equal("Granted", (string?)(await admin.Row("Test-ApplicationAccessPolicy", new { Identity = Person, AppId = Guid.NewGuid() }))["AccessCheckResult"]);
        Assert.Equal("TaskArgumentException", await admin.Fault("New-ApplicationAccessPolicy", new { AppId = new[] { app }, PolicyScopeGroupID = "Readers", AccessRight = "DenyAccess" }));
        Assert.Equal("ADObjectAlreadyExistsException", await admin.Fault("New-ApplicationAccessPolicy", new { AppId = new[] { app }, PolicyScopeGroupID = "Panels", AccessRight = "DenyAccess" }));
        await admin.Row("New-ApplicationAccessPolicy", new { AppId = new[] { app }, PolicyScopeGroupID = Room, AccessRight = "DenyAccess" });
        Assert.Equal("Denied", (string?)(await admin.Row("Test-ApplicationAccessPolicy", new { Identity = Room, AppId = app }))["AccessCheckResult"]);
        Assert.Equal(2, (await admin.Rows("Get-ApplicationAccessPolicy")).Count);
        await admin.Answer("Remove-ApplicationAccessPolicy", new { Identity = (string)made["Identity"]!, Confirm = false });
        Assert.Equal("ManagementObjectNotFoundException", await admin.Fault("Get-ApplicationAccessPolicy", new { Identity = (string)made["Identity"]! }, HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task A_role_can_be_limited_to_an_administrative_unit_and_switched_off()
    {
        var admin = await Open();
        var app = new ServicePrincipalObject { Id = wire.Tenant.NewGuid(), AppId = wire.Tenant.NewGuid(), DisplayName = "Sync" };
        wire.Tenant.State.ServicePrincipals[app.Id] = app;
        var room = (Mailbox)wire.Tenant.State.FindAddress(Room)!;
        var person = (Mailbox)wire.Tenant.State.FindAddress(Person)!;
        wire.Tenant.State.AdministrativeUnits.Add(new() { Id = wire.Tenant.NewGuid(), DisplayName = "Oslo", Members = [room.OwnerId] });
        bool May(Mailbox mailbox) => MailboxAccess.Decide(wire.Tenant, new(app.AppId, app.Id, null, [], [], [], PermissionCatalog.GraphAudience), mailbox, MailboxRight.CalendarsRead).Allowed;

        Assert.Equal("Oslo", (string?)(await admin.Row("Get-AdministrativeUnit", new { Identity = "oslo" }))["DisplayName"]);
        await admin.Row("New-ServicePrincipal", new { AppId = app.AppId, ObjectId = app.Id });
        Assert.Equal("ManagementObjectNotFoundException", await admin.Fault("New-ManagementRoleAssignment", new { Role = "Application Calendars.Read", App = app.Id, RecipientAdministrativeUnitScope = "Bergen" }, HttpStatusCode.NotFound));
        var name = (string)(await admin.Row("New-ManagementRoleAssignment", new { Role = "Application Calendars.Read", App = app.Id, RecipientAdministrativeUnitScope = "Oslo" }))["Name"]!;
        Assert.Equal((true, false), (May(room), May(person)));
        var test = await admin.Row("Test-ServicePrincipalAuthorization", new { Identity = app.Id, Resource = Room });
        Assert.Equal(("AdministrativeUnit", "Oslo", true), ((string)test["ScopeType"]!, (string)test["AllowedResourceScope"]!, (bool)test["InScope"]!));

        await admin.Answer("Set-ManagementRoleAssignment", new { Identity = name, Enabled = false });
        Assert.False(May(room));
        Assert.False((bool)(await admin.Row("Get-ManagementRoleAssignment", new { Identity = name }))["Enabled"]!);
        await admin.Row("New-ManagementScope", new { Name = "People", RecipientRestrictionFilter = "RecipientTypeDetails -eq 'UserMailbox'" });
        await admin.Answer("Set-ManagementRoleAssignment", new { Identity = name, CustomResourceScope = "People", Enabled = true });
        Assert.Equal((false, true), (May(room), May(person)));
        Assert.Contains("no settings", (await admin.Warnings("Set-ManagementRoleAssignment", new { Identity = name, CustomResourceScope = "People" })).Single(), StringComparison.Ordinal);
        Assert.Equal("InvalidRoleAssignmentException", await admin.Fault("Set-ManagementRoleAssignment", new { Identity = name, CustomRecipientWriteScope = "People" }));
    }

    [Fact]
    public async Task A_role_group_is_renamed_and_described()
    {
        var admin = await Open();
        await admin.Row("New-RoleGroup", new { Name = "Teem", DisplayName = "Teem rooms", Roles = new[] { "Mail Recipients" } });
        await admin.Answer("Set-RoleGroup", new { Identity = "Teem", Name = "Teem rooms", Description = "Rooms for Teem", Force = true });
        var row = await admin.Row("Get-RoleGroup", new { Identity = "Teem rooms" });
        Assert.Equal(("Rooms for Teem", "Teem rooms"), ((string)row["Description"]!, (string)row["DisplayName"]!));
        Assert.Equal("ADObjectAlreadyExistsException", await admin.Fault("Set-RoleGroup", new { Identity = "Teem rooms", Name = "Help Desk" }));
        Assert.Equal("Mail Recipients-Teem rooms", (string?)(await admin.Row("Get-ManagementRoleAssignment", new { RoleAssignee = "Teem rooms" }))["Name"]);
    }

    [Fact]
    public async Task People_are_found_and_changed_with_or_without_a_mailbox()
    {
        var admin = await Open();
        var id = wire.Tenant.NewGuid();
        wire.Tenant.State.Users[id] = new() { Id = id, DisplayName = "No Mailbox", UserPrincipalName = "nobox@contoso.example", MailNickname = "nobox" };
        Assert.Equal("User", (string?)(await admin.Row("Get-User", new { Identity = "nobox@contoso.example" }))["RecipientTypeDetails"]);
        Assert.Equal("Kepler", (string?)(await admin.Row("Get-User", new { Filter = "RecipientTypeDetails -eq 'RoomMailbox'" }))["Name"]);
        await admin.Answer("Set-User", new { Identity = Room, Department = "Facilities", City = "Oslo", DisplayName = "Kepler (3rd floor)" });
        var row = await admin.Row("Get-User", new { Filter = "Department -eq 'Facilities' -and City -like 'Os*'" });
        Assert.Equal("Kepler (3rd floor)", (string?)row["DisplayName"]);
        Assert.Equal("Kepler (3rd floor)", (string?)(await admin.Row("Get-Mailbox", new { Identity = Room }))["DisplayName"]);
        Assert.Contains("no settings", (await admin.Warnings("Set-User", new { Identity = Room, Department = "Facilities" })).Single(), StringComparison.Ordinal);
        Assert.Equal("ManagementObjectNotFoundException", await admin.Fault("Get-User", new { Identity = "nobody" }, HttpStatusCode.NotFound));
        Assert.Equal("ManagementObjectNotFoundException", await admin.Fault("Get-MailUser", new { Identity = Person }, HttpStatusCode.NotFound));
        Assert.Empty(await admin.Rows("Get-MailUser"));
    }

    [Fact]
    public async Task Protocols_of_a_mailbox_are_switched()
    {
        var admin = await Open();
        Assert.True((bool)(await admin.Row("Get-CASMailbox", new { Identity = Room }))["EwsEnabled"]!);
        await admin.Answer("Set-CASMailbox", new { Identity = Room, EwsEnabled = false, EwsApplicationAccessPolicy = "EnforceAllowList", EwsAllowList = new[] { "Teem/*" } });
        var row = await admin.Row("Get-CASMailbox", new { Identity = Room });
        Assert.False((bool)row["EwsEnabled"]!);
        Assert.Equal(["Teem/*"], row["EwsAllowList"]!.AsArray().Select(v => (string)v!));
        Assert.Equal("ParameterTransformationException", await admin.Fault("Set-CASMailbox", new { Identity = Room, EwsApplicationAccessPolicy = "Sometimes" }));
        Assert.Equal(wire.Tenant.State.Mailboxes.Count, (await admin.Rows("Get-CASMailbox")).Count);
    }

    [Fact]
    public async Task Working_hours_are_set_where_the_mailbox_is()
    {
        var admin = await Open();
        const string anchor = $"SMTP:{Room}";
        var row = await admin.Row("Get-MailboxCalendarConfiguration", new { Identity = Room }, anchor);
        Assert.Equal(("Weekdays", "08:00:00", "17:00:00"), ((string)row["WorkDays"]!, (string)row["WorkingHoursStartTime"]!, (string)row["WorkingHoursEndTime"]!));
        await admin.Answer("Set-MailboxCalendarConfiguration", new { Identity = Room, WorkDays = "Monday, Friday", WorkingHoursStartTime = "07:30:00", WorkingHoursTimeZone = "W. Europe Standard Time", WeekStartDay = "Monday" }, anchor);
        row = await admin.Row("Get-MailboxCalendarConfiguration", new { Identity = Room }, anchor);
        Assert.Equal(("Monday, Friday", "07:30:00", "W. Europe Standard Time", "Monday"), ((string)row["WorkDays"]!, (string)row["WorkingHoursStartTime"]!, (string)row["WorkingHoursTimeZone"]!, (string)row["WeekStartDay"]!));
        Assert.Equal("DataValidationException", await admin.Fault("Set-MailboxCalendarConfiguration", new { Identity = Room, WorkingHoursStartTime = "18:00:00" }, anchor: anchor));
        Assert.Equal("ParameterTransformationException", await admin.Fault("Set-MailboxCalendarConfiguration", new { Identity = Room, WorkDays = "Holiday" }, anchor: anchor));
        Assert.Equal("WrongServerException", await admin.Fault("Get-MailboxCalendarConfiguration", new { Identity = Room }));
    }

    [Fact]
    public async Task A_calendar_is_published_and_gets_another_address_when_asked()
    {
        var admin = await Open();
        const string anchor = $"SMTP:{Room}", folder = $@"{Room}:\Calendar";
        Assert.Null((await admin.Row("Get-MailboxCalendarFolder", new { Identity = folder }, anchor))["PublishedICalUrl"]);
        await admin.Answer("Set-MailboxCalendarFolder", new { Identity = folder, PublishEnabled = true, DetailLevel = "LimitedDetails" }, anchor);
        var first = (string?)(await admin.Row("Get-MailboxCalendarFolder", new { Identity = folder }, anchor))["PublishedICalUrl"];
        Assert.EndsWith(".ics", first, StringComparison.Ordinal);
        await admin.Answer("Set-MailboxCalendarFolder", new { Identity = folder, ResetUrl = true }, anchor);
        Assert.NotEqual(first, (string?)(await admin.Row("Get-MailboxCalendarFolder", new { Identity = folder }, anchor))["PublishedICalUrl"]);
        Assert.Equal("ManagementObjectNotFoundException", await admin.Fault("Get-MailboxCalendarFolder", new { Identity = $@"{Room}:\Inbox" }, HttpStatusCode.NotFound, anchor));
    }

    [Fact]
    public async Task The_right_to_send_is_given_and_taken_with_warnings_for_what_is_so_already()
    {
        var admin = await Open();
        var parameters = new { Identity = Room, Trustee = Person, AccessRights = "SendAs", Confirm = false };
        Assert.Equal(Person, (string?)(await admin.Row("Add-RecipientPermission", parameters))["Trustee"]);
        Assert.Contains("already present", (await admin.Warnings("Add-RecipientPermission", parameters)).Single(), StringComparison.Ordinal);
        Assert.Equal(["NT AUTHORITY\\SELF", Person], (await admin.Rows("Get-RecipientPermission", new { Identity = Room })).Select(r => (string)r["Trustee"]!));
        Assert.Empty(await admin.Rows("Get-RecipientPermission", new { Identity = Room, Trustee = Other }));
        await admin.Answer("Remove-RecipientPermission", parameters);
        Assert.Contains("because the ACE isn't present", (await admin.Warnings("Remove-RecipientPermission", parameters)).Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_removed_mailbox_is_taken_back_within_thirty_days_and_not_later()
    {
        var admin = await Open();
        await admin.Answer("Add-MailboxPermission", new { Identity = Room, User = Person, AccessRights = "FullAccess" });
        await admin.Answer("Remove-Mailbox", new { Identity = Room, Confirm = false });
        Assert.Equal("ManagementObjectNotFoundException", await admin.Fault("Get-Mailbox", new { Identity = Room }, HttpStatusCode.NotFound));
        var row = await admin.Row("Get-Mailbox", new { SoftDeletedMailbox = true });
        Assert.Equal(("Kepler", true), ((string)row["Name"]!, (bool)row["IsSoftDeletedByRemove"]!));
        Assert.NotNull(row["WhenSoftDeleted"]);
        await admin.Row("Undo-SoftDeletedMailbox", new { SoftDeletedObject = (string)row["Guid"]! });
        Assert.Equal(2, (await admin.Rows("Get-MailboxPermission", new { Identity = Room })).Count);
        Assert.Empty(await admin.Rows("Get-Mailbox", new { SoftDeletedMailbox = true }));

        await admin.Answer("Remove-Mailbox", new { Identity = Room, Confirm = false });
        await admin.Row("New-Mailbox", new { Name = "Other", Room = true, PrimarySmtpAddress = Room });
        Assert.Equal("ADObjectAlreadyExistsException", await admin.Fault("Undo-SoftDeletedMailbox", new { SoftDeletedObject = "Kepler" }));
        await admin.Answer("Remove-Mailbox", new { Identity = "Other", PermanentlyDelete = true, Confirm = false });
        Assert.Single(await admin.Rows("Get-Mailbox", new { SoftDeletedMailbox = true }));
        wire.Clock.Now += TimeSpan.FromDays(31);
        admin = await Admin.Of(wire);
        Assert.Empty(await admin.Rows("Get-Mailbox", new { SoftDeletedMailbox = true }));
        Assert.Equal("ManagementObjectNotFoundException", await admin.Fault("Undo-SoftDeletedMailbox", new { SoftDeletedObject = "Kepler" }, HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task Principals_are_people_and_groups_with_security_and_applications_see_no_unified_groups()
    {
        var admin = await Open();
        await admin.Row("New-DistributionGroup", new { Name = "Guards", Type = "Security" });
        await admin.Row("New-DistributionGroup", new { Name = "Readers" });
        Assert.Equal("Guards", (string?)(await admin.Row("Get-SecurityPrincipal", new { Types = "UniversalSecurityGroup" }))["Name"]);
        Assert.Equal(Person, (string?)(await admin.Row("Get-SecurityPrincipal", new { Identity = Person }))["UserFriendlyName"]);
        Assert.Equal("ManagementObjectNotFoundException", await admin.Fault("Get-SecurityPrincipal", new { Identity = "Readers" }, HttpStatusCode.NotFound));
        Assert.Empty(await admin.Rows("Get-DynamicDistributionGroup"));
        Assert.Equal(HttpStatusCode.Forbidden, (await admin.Send("Get-UnifiedGroup")).StatusCode);
        var person = wire.Tenant.State.FindUser(wire.Tenant.Facts.Administrator)!;
        var (_, token) = await wire.Form(wire.TokenUrl, ("grant_type", "password"), ("client_id", TenantSeed.ExchangePowerShell.ToString()), ("username", person.UserPrincipalName), ("password", person.Password), ("scope", Wire.Exchange));
        Assert.Empty(await new Admin(wire, (string)token["access_token"]!).Rows("Get-UnifiedGroup"));
    }

    [Fact]
    public async Task Groups_are_recipients_that_filters_find()
    {
        var admin = await Open();
        await admin.Row("New-DistributionGroup", new { Name = "Oslo rooms", RoomList = true, Members = new[] { Room } });
        await admin.Row("New-DistributionGroup", new { Name = "Guards", Type = "Security" });
        Assert.Equal("Oslo rooms", (string?)(await admin.Row("Get-DistributionGroup", new { Filter = "RecipientTypeDetails -eq 'RoomList'" }))["Name"]);
        Assert.Equal("Guards", (string?)(await admin.Row("Get-Recipient", new { Filter = "RecipientTypeDetails -eq 'MailUniversalSecurityGroup'" }))["Name"]);
        var group = await admin.Row("Get-Group", new { Identity = "Oslo rooms" });
        Assert.Equal(["Kepler"], group["Members"]!.AsArray().Select(v => (string)v!));
        Assert.Equal("Kepler", (string?)(await admin.Row("Get-Recipient", new { Filter = $"MemberOfGroup -eq '{(string)group["DistinguishedName"]!}'" }))["Name"]);
        Assert.Equal("Kepler", (string?)(await admin.Row("Get-Mailbox", new { Filter = "WhenCreated -ge '11/23/2026' -and RecipientTypeDetails -eq 'RoomMailbox'" }))["Name"]);
        Assert.Empty(await admin.Rows("Get-Mailbox", new { Filter = "WhenCreated -gt '11/24/2026 10:00 AM'" }));
        Assert.Equal("Kepler", (string?)(await admin.Row("Get-Mailbox", new { Identity = (string)(await admin.Row("Get-Mailbox", new { Identity = Room }))["DistinguishedName"]! }))["Name"]);
        Assert.Equal("Kepler", (string?)(await admin.Row("Get-Mailbox", new { Identity = (string)(await admin.Row("Get-Mailbox", new { Identity = Room }))["LegacyExchangeDN"]! }))["Name"]);
    }
}
