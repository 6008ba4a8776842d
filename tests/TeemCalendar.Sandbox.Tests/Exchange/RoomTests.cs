using System.Net;
using System.Text.Json.Nodes;

namespace TeemCalendar.Sandbox.Tests.Exchange;

/// <summary>What is set on a room: processing, language and zone, place, room list, permissions.</summary>
public class RoomTests
{
    const string Room = "kepler@contoso.example";
    readonly Wire wire = new();

    async Task<Admin> WithRoom()
    {
        var admin = await Admin.Of(wire);
        await admin.Row("New-Mailbox", new { Name = "Kepler", Room = true, PrimarySmtpAddress = Room, ResourceCapacity = 12 });
        return admin;
    }

    string Person => wire.Tenant.State.Mailboxes.Values.First(m => !m.IsRoom && m.PrimarySmtpAddress != wire.Tenant.Facts.Administrator).PrimarySmtpAddress;

    [Fact]
    public async Task Calendar_processing_has_Exchanges_defaults_and_can_be_set()
    {
        var admin = await WithRoom();
        var before = await admin.Row("Get-CalendarProcessing", new { Identity = Room });
        Assert.Equal("AutoAccept", (string?)before["AutomateProcessing"]);
        Assert.True((bool)before["DeleteSubject"]!);
        Assert.Equal(180, (int)before["BookingWindowInDays"]!);
        Assert.Equal("System.Int32", (string?)before["BookingWindowInDays@data.type"]);
        await admin.Answer("Set-CalendarProcessing", new { Identity = Room, DeleteSubject = false, AddOrganizerToSubject = false, BookingWindowInDays = 365, ResourceDelegates = new[] { Person } });
        var after = await admin.Row("Get-CalendarProcessing", new { Identity = Room });
        Assert.False((bool)after["DeleteSubject"]!);
        Assert.Equal(365, (int)after["BookingWindowInDays"]!);
        Assert.Single(after["ResourceDelegates"]!.AsArray());
        Assert.Contains("modified", Assert.Single(await admin.Warnings("Set-CalendarProcessing", new { Identity = Room, DeleteSubject = false })), StringComparison.Ordinal);
        Assert.Equal("ParameterTransformationException", await admin.Fault("Set-CalendarProcessing", new { Identity = Room, BookingWindowInDays = 1081 }));
        Assert.Equal("TaskArgumentException", await admin.Fault("Set-CalendarProcessing", new { Identity = Person, AutomateProcessing = "AutoAccept" }));
        Assert.Equal("ManagementObjectNotFoundException", await admin.Fault("Set-CalendarProcessing", new { Identity = Room, ResourceDelegates = new[] { "nobody" }, DeleteComments = false }, HttpStatusCode.NotFound));
        Assert.True((bool)(await admin.Row("Get-CalendarProcessing", new { Identity = Room }))["DeleteComments"]!);
    }

    [Fact]
    public async Task Regional_configuration_needs_the_rooms_own_anchor()
    {
        var admin = await WithRoom();
        Assert.Equal("WrongServerException", await admin.Fault("Get-MailboxRegionalConfiguration", new { Identity = Room }));
        Assert.Equal("WrongServerException", await admin.Fault("Get-MailboxRegionalConfiguration", new { Identity = Room }, anchor: $"SMTP:{Person}"));
        var fresh = await admin.Row("Get-MailboxRegionalConfiguration", new { Identity = Room }, $"SMTP:{Room}");
        Assert.Null(fresh["TimeZone"]);
        Assert.Null(fresh["Language"]);
        await admin.Answer("Set-MailboxRegionalConfiguration", new { Identity = Room, TimeZone = "tokyo standard time", Language = "de-de", LocalizeDefaultFolderName = true }, $"UPN:{Room}");
        var set = await admin.Row("Get-MailboxRegionalConfiguration", new { Identity = Room }, $"UPN:{Room}");
        Assert.Equal("Tokyo Standard Time", (string?)set["TimeZone"]);
        Assert.Equal("de-DE", (string?)set["Language"]);
        var folder = (await admin.Rows("Get-MailboxFolderStatistics", new { Identity = Room, FolderScope = "Calendar" }, $"UPN:{Room}")).Single(f => (string?)f["FolderType"] == "Calendar");
        Assert.Equal("Kalender", (string?)folder["Name"]);
        Assert.Equal("ParameterTransformationException", await admin.Fault("Set-MailboxRegionalConfiguration", new { Identity = Room, TimeZone = "Europe/Berlin" }, anchor: $"UPN:{Room}"));
        Assert.Equal("DataValidationException", await admin.Fault("Set-MailboxRegionalConfiguration", new { Identity = Room, DateFormat = "M/d/yyyy" }, anchor: $"UPN:{Room}"));
    }

    [Fact]
    public async Task A_place_is_described()
    {
        var admin = await WithRoom();
        await admin.Answer("Set-Place", new { Identity = Room, Building = "Haus Eins", Floor = 4, City = "Köln", CountryOrRegion = "DE", Tags = new[] { "quiet", "screen" }, IsWheelChairAccessible = true });
        var place = await admin.Row("Get-Place", new { Identity = Room });
        Assert.Equal("Haus Eins", (string?)place["Building"]);
        Assert.Equal(12, (int)place["Capacity"]!);
        Assert.Equal(2, place["Tags"]!.AsArray().Count);
        Assert.Single(await admin.Rows("Get-Place", new { Type = "Room" }));
        Assert.Equal("ManagementObjectNotFoundException", await admin.Fault("Set-Place", new { Identity = Person, Building = "x" }, HttpStatusCode.NotFound));
        Assert.Equal("ParameterTransformationException", await admin.Fault("Set-Place", new { Identity = Room, CountryOrRegion = "Atlantis" }));
    }

    [Fact]
    public async Task A_room_list_holds_rooms()
    {
        var admin = await WithRoom();
        await admin.Row("New-DistributionGroup", new { Name = "Cologne rooms", RoomList = true });
        await admin.Answer("Add-DistributionGroupMember", new { Identity = "Cologne rooms", Member = Room });
        Assert.Equal("MemberAlreadyExistsException", await admin.Fault("Add-DistributionGroupMember", new { Identity = "Cologne rooms", Member = Room }));
        Assert.Equal("TaskInvalidOperationException", await admin.Fault("Add-DistributionGroupMember", new { Identity = "Cologne rooms", Member = Person }));
        Assert.Equal("ADObjectAlreadyExistsException", await admin.Fault("New-DistributionGroup", new { Name = "Cologne rooms", RoomList = true }));
        var list = await admin.Row("Get-DistributionGroup", new { RecipientTypeDetails = "RoomList" });
        Assert.Equal("Colognerooms@contoso.example", (string?)list["PrimarySmtpAddress"]);
        Assert.Equal(Room, (string?)(await admin.Row("Get-DistributionGroupMember", new { Identity = "Cologne rooms" }))["PrimarySmtpAddress"]);
        Assert.Equal(Room, (string?)(await admin.Row("Get-Mailbox", new { Filter = $"MemberOfGroup -eq '{list["DistinguishedName"]}'" }))["PrimarySmtpAddress"]);
        await admin.Answer("Remove-DistributionGroupMember", new { Identity = "Cologne rooms", Member = Room, Confirm = false });
        Assert.Equal("MemberNotFoundException", await admin.Fault("Remove-DistributionGroupMember", new { Identity = "Cologne rooms", Member = Room, Confirm = false }));
    }

    [Fact]
    public async Task Mailbox_permissions_are_added_once_and_removed_once()
    {
        var admin = await WithRoom();
        Assert.Equal("NT AUTHORITY\\SELF", (string?)(await admin.Row("Get-MailboxPermission", new { Identity = Room }))["User"]);
        var parameters = new { Identity = Room, User = Person, AccessRights = new[] { "FullAccess" }, AutoMapping = false };
        Assert.Empty(await admin.Warnings("Add-MailboxPermission", parameters));
        Assert.Contains("already present", Assert.Single(await admin.Warnings("Add-MailboxPermission", parameters)), StringComparison.Ordinal);
        Assert.Equal(2, (await admin.Rows("Get-MailboxPermission", new { Identity = Room })).Count);
        Assert.Single(await admin.Rows("Get-MailboxPermission", new { Identity = Room, User = Person }));
        var removal = new { Identity = Room, User = Person, AccessRights = "FullAccess", Confirm = false };
        Assert.Empty(await admin.Warnings("Remove-MailboxPermission", removal));
        Assert.Contains("because the ACE isn't present", Assert.Single(await admin.Warnings("Remove-MailboxPermission", removal)), StringComparison.Ordinal);
        Assert.Equal("ManagementObjectNotFoundException", await admin.Fault("Add-MailboxPermission", new { Identity = Room, User = "nobody", AccessRights = "FullAccess" }, HttpStatusCode.NotFound));
        Assert.Equal("ParameterBindingException", await admin.Fault("Add-MailboxPermission", new { Identity = Room, User = Person }));
    }

    [Fact]
    public async Task Folder_permissions_go_by_localised_name_or_id()
    {
        var admin = await WithRoom();
        var anchor = $"SMTP:{Room}";
        Assert.Equal(["Default", "Anonymous"], (await admin.Rows("Get-MailboxFolderPermission", new { Identity = $"{Room}:\\Calendar" }, anchor)).Select(r => (string)r["User"]!));
        var parameters = new { Identity = $"{Room}:\\Calendar", User = Person, AccessRights = new[] { "Editor" }, SharingPermissionFlags = "Delegate,CanViewPrivateItems" };
        var row = await admin.Row("Add-MailboxFolderPermission", parameters, anchor);
        Assert.Equal("Delegate, CanViewPrivateItems", (string?)row["SharingPermissionFlags"]);
        Assert.Equal("UserAlreadyExistsInPermissionEntryException", await admin.Fault("Add-MailboxFolderPermission", parameters, anchor: anchor));
        Assert.Equal("InvalidExternalUserIdException", await admin.Fault("Add-MailboxFolderPermission", new { Identity = $"{Room}:\\Calendar", User = "nobody@x.example", AccessRights = "Editor" }, anchor: anchor));
        Assert.Equal("TaskArgumentException", await admin.Fault("Set-MailboxFolderPermission", new { Identity = $"{Room}:\\Calendar", User = Person, AccessRights = "Reviewer", SharingPermissionFlags = "Delegate" }, anchor: anchor));
        Assert.Equal("WrongServerException", await admin.Fault("Get-MailboxFolderPermission", new { Identity = $"{Room}:\\Calendar" }));

        await admin.Answer("Set-MailboxRegionalConfiguration", new { Identity = Room, Language = "fr-FR", LocalizeDefaultFolderName = true }, anchor);
        Assert.Equal("ManagementObjectNotFoundException", await admin.Fault("Get-MailboxFolderPermission", new { Identity = $"{Room}:\\Calendar" }, HttpStatusCode.NotFound, anchor));
        var id = (string)(await admin.Row("Get-MailboxFolderStatistics", new { Identity = Room, FolderScope = "Calendar" }, anchor))["FolderId"]!;
        Assert.Equal(3, (await admin.Rows("Get-MailboxFolderPermission", new { Identity = $"{Room}:{id}" }, anchor)).Count);
        await admin.Answer("Set-MailboxFolderPermission", new { Identity = $"{Room}:\\Calendrier", User = "Default", AccessRights = "LimitedDetails" }, anchor);
        await admin.Answer("Remove-MailboxFolderPermission", new { Identity = $"{Room}:{id}", User = Person, Confirm = false }, anchor);
        Assert.Equal("UserNotFoundInPermissionEntryException", await admin.Fault("Remove-MailboxFolderPermission", new { Identity = $"{Room}:{id}", User = Person, Confirm = false }, anchor: anchor));
        Assert.Equal("UserNotFoundInPermissionEntryException", await admin.Fault("Set-MailboxFolderPermission", new { Identity = $"{Room}:{id}", User = Person, AccessRights = "Editor" }, anchor: anchor));
    }
}
