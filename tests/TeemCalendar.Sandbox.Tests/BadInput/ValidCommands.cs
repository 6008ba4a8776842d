using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Tests.Exchange;

namespace TeemCalendar.Sandbox.Tests.BadInput;

/// <summary>Every Exchange command once with parameters that are right, in an order in which each finds what it needs.</summary>
static class ValidCommands
{
    const string Room = "kepler@contoso.example", Folder = Room + @":\Calendar", Spare = "spare@contoso.example";
    const string Person = "amelie.fournier@contoso.example";

    public static (string Command, object Parameters)[] Of(SandboxTenant tenant)
    {
        var app = tenant.Facts.ClientId;
        var principal = tenant.State.FindServicePrincipal(app)!.Id;
        return
        [
            ("New-Mailbox", new { Name = "Kepler", Room = true, PrimarySmtpAddress = Room, ResourceCapacity = 8 }),
            ("New-Mailbox", new { Name = "Spare", Room = true, PrimarySmtpAddress = Spare }),
            ("Get-Mailbox", new { Filter = "RecipientTypeDetails -eq 'RoomMailbox' -and -not (Alias -like 'x*')", ResultSize = "Unlimited", SortBy = "DisplayName" }),
            ("Set-Mailbox", new { Identity = Room, CustomAttribute1 = "Teem", EmailAddresses = new JsonObject { ["@odata.type"] = "#Exchange.GenericHashTable", ["add"] = "k2@contoso.example" } }),
            ("Get-Recipient", new { RecipientTypeDetails = "RoomMailbox" }),
            ("Get-CalendarProcessing", new { Identity = Room }),
            ("Set-CalendarProcessing", new { Identity = Room, AutomateProcessing = "AutoAccept", DeleteSubject = false, BookingWindowInDays = 365, ResourceDelegates = new[] { Person } }),
            ("Get-MailboxRegionalConfiguration", new { Identity = Room }),
            ("Set-MailboxRegionalConfiguration", new { Identity = Room, Language = "de-DE", TimeZone = "W. Europe Standard Time" }),
            ("Get-MailboxCalendarConfiguration", new { Identity = Room }),
            ("Set-MailboxCalendarConfiguration", new { Identity = Room, WorkDays = "Weekdays", WorkingHoursStartTime = "07:00:00" }),
            ("Get-MailboxCalendarFolder", new { Identity = Folder }),
            ("Set-MailboxCalendarFolder", new { Identity = Folder, PublishEnabled = true }),
            ("Get-MailboxFolderStatistics", new { Identity = Room, FolderScope = "Calendar" }),
            ("Add-MailboxFolderPermission", new { Identity = Folder, User = Person, AccessRights = "Editor", SharingPermissionFlags = "Delegate" }),
            ("Set-MailboxFolderPermission", new { Identity = Folder, User = Person, AccessRights = "Reviewer" }),
            ("Get-MailboxFolderPermission", new { Identity = Folder }),
            ("Remove-MailboxFolderPermission", new { Identity = Folder, User = Person, Confirm = false }),
            ("Add-MailboxPermission", new { Identity = Room, User = Person, AccessRights = "FullAccess", AutoMapping = false }),
            ("Get-MailboxPermission", new { Identity = Room }),
            ("Remove-MailboxPermission", new { Identity = Room, User = Person, AccessRights = "FullAccess", Confirm = false }),
            ("Add-RecipientPermission", new { Identity = Room, Trustee = Person, AccessRights = "SendAs", Confirm = false }),
            ("Get-RecipientPermission", new { Identity = Room }),
            ("Remove-RecipientPermission", new { Identity = Room, Trustee = Person, AccessRights = "SendAs", Confirm = false }),
            ("Get-CASMailbox", new { Identity = Room }),
            ("Set-CASMailbox", new { Identity = Room, EwsEnabled = false }),
            ("Get-User", new { Filter = "FirstName -like 'A*'" }),
            ("Set-User", new { Identity = Room, Department = "Facilities" }),
            ("Get-MailUser", new { }),
            ("Get-DynamicDistributionGroup", new { }),
            ("Get-SecurityPrincipal", new { Types = "User" }),
            ("Get-Place", new { Identity = Room }),
            ("Set-Place", new { Identity = Room, Building = "North", Floor = 3, Capacity = 8, CountryOrRegion = "NO", GeoCoordinates = "59.91;10.75", Tags = new[] { "Teem", "Screen" } }),
            ("New-DistributionGroup", new { Name = "Oslo rooms", RoomList = true, Members = new[] { Room } }),
            ("New-DistributionGroup", new { Name = "Guards", Type = "Security" }),
            ("Set-DistributionGroup", new { Identity = "Oslo rooms", DisplayName = "Rooms in Oslo" }),
            ("Get-DistributionGroup", new { RecipientTypeDetails = "RoomList" }),
            ("Get-Group", new { Identity = "Guards" }),
            ("Add-DistributionGroupMember", new { Identity = "Oslo rooms", Member = Spare }),
            ("Get-DistributionGroupMember", new { Identity = "Oslo rooms" }),
            ("Remove-DistributionGroupMember", new { Identity = "Oslo rooms", Member = Spare, Confirm = false }),
            ("Remove-DistributionGroup", new { Identity = "Oslo rooms", Confirm = false }),
            ("Get-AcceptedDomain", new { }),
            ("Get-OrganizationConfig", new { }),
            ("Set-OrganizationConfig", new { EwsEnabled = false }),
            ("Enable-OrganizationCustomization", new { }),
            ("New-ServicePrincipal", new { AppId = app, ObjectId = principal, DisplayName = "Teem" }),
            ("Get-ServicePrincipal", new { Identity = principal }),
            ("Set-ServicePrincipal", new { Identity = principal, DisplayName = "Teem rooms" }),
            ("New-ManagementScope", new { Name = "Rooms", RecipientRestrictionFilter = "RecipientTypeDetails -eq 'RoomMailbox'" }),
            ("Set-ManagementScope", new { Identity = "Rooms", RecipientRestrictionFilter = "ResourceCapacity -gt 2" }),
            ("Get-ManagementScope", new { Identity = "Rooms" }),
            ("Get-ManagementRole", new { Identity = "Application Calendars*" }),
            ("New-ManagementRoleAssignment", new { Name = "Teem", Role = "Application Calendars.ReadWrite", App = principal, CustomResourceScope = "Rooms" }),
            ("Set-ManagementRoleAssignment", new { Identity = "Teem", Enabled = true }),
            ("Get-ManagementRoleAssignment", new { RoleAssignee = principal, GetEffectiveUsers = true }),
            ("Test-ServicePrincipalAuthorization", new { Identity = principal, Resource = Room }),
            ("Get-AdministrativeUnit", new { }),
            ("New-ApplicationAccessPolicy", new { AppId = new[] { app }, PolicyScopeGroupID = "Guards", AccessRight = "RestrictAccess" }),
            ("Get-ApplicationAccessPolicy", new { }),
            ("Test-ApplicationAccessPolicy", new { Identity = Room, AppId = app }),
            ("New-RoleGroup", new { Name = "Teem", Roles = new[] { "Mail Recipients" }, Members = new[] { Person } }),
            ("Set-RoleGroup", new { Identity = "Teem", Description = "Rooms" }),
            ("Get-RoleGroup", new { Identity = "Teem" }),
            ("Add-RoleGroupMember", new { Identity = "Teem", Member = "lukas.schonberg@contoso.example" }),
            ("Get-RoleGroupMember", new { Identity = "Teem" }),
            ("Remove-RoleGroupMember", new { Identity = "Teem", Member = Person, Confirm = false }),
            ("Remove-RoleGroup", new { Identity = "Teem", Confirm = false }),
            ("Remove-ManagementRoleAssignment", new { Identity = "Teem", Confirm = false }),
            ("Remove-ManagementScope", new { Identity = "Rooms", Confirm = false }),
            ("Remove-ServicePrincipal", new { Identity = principal, Confirm = false }),
            ("Remove-ApplicationAccessPolicy", new { Identity = PolicyId(tenant), Confirm = false }),
            ("Remove-Mailbox", new { Identity = Spare, Confirm = false }),
            ("Undo-SoftDeletedMailbox", new { SoftDeletedObject = "Spare" }),
        ];
    }

    /// <summary>The same as requests, with the anchor of the room, as single commands and ten in a batch.</summary>
    public static List<RawRequest> Requests(SandboxTenant tenant)
    {
        var root = $"/adminapi/beta/{tenant.Facts.TenantId}";
        (string, string)[] headers = [("X-AnchorMailbox", $"SMTP:{Room}"), ("Prefer", "odata.maxpagesize=1000"), ("X-ResponseFormat", "json")];
        var bodies = Of(tenant).Select(c => Admin.Input(c.Command, c.Parameters)).ToList();
        var requests = bodies.Select(b => new RawRequest("POST", $"{root}/InvokeCommand", "", b.ToJsonString(), Headers: headers)).ToList();
        requests.AddRange(bodies.Chunk(10).Select(chunk => new RawRequest("POST", $"{root}/$batch", "", new JsonObject
        {
            ["requests"] = new JsonArray([.. chunk.Select((body, n) => (JsonNode?)new JsonObject
            {
                ["id"] = $"{n}", ["method"] = "POST", ["url"] = $"https://outlook.office365.com{root}/InvokeCommand?", ["headers"] = new JsonObject { ["X-AnchorMailbox"] = $"SMTP:{Room}" }, ["body"] = body.DeepClone(),
            })]),
        }.ToJsonString(), Headers: headers)));
        requests.Add(new("GET", $"{root}/EXOModuleFile", "Version=3.9.2", Headers: headers));
        return requests;
    }

    // Known before it is made, because ids come from the seed: the first policy of the tenant.
    static string PolicyId(SandboxTenant tenant) => tenant.State.AccessPolicies.Count > 0 ? tenant.State.AccessPolicies[0].Guid.ToString() : Guid.Empty.ToString();
}
