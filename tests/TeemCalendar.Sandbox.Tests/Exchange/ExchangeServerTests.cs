using System.Net;

namespace TeemCalendar.Sandbox.Tests.Exchange;

/// <summary>An Exchange of the organization's own, and what earlier years left in Exchange Online.</summary>
public class ExchangeServerTests
{
    [Fact]
    public async Task A_server_has_impersonation_and_nothing_that_is_Exchange_Onlines_alone()
    {
        var wire = new Wire(new() { People = 2, MeetingsPerRoom = 0, History = SandboxHistory.ExchangeServer });
        var admin = await Admin.Of(wire);
        Assert.StartsWith("Version 15.2", (string)(await admin.Rows("Get-OrganizationConfig"))[0]["AdminDisplayVersion"]!, StringComparison.Ordinal);
        var person = (string)(await admin.Rows("Get-Mailbox"))[0]["PrimarySmtpAddress"]!;
        await admin.Rows("New-ManagementScope", new { Name = "Rooms", RecipientRestrictionFilter = "RecipientTypeDetails -eq 'RoomMailbox'" });
        await admin.Rows("New-ManagementRoleAssignment", new { Name = "Teem", Role = "ApplicationImpersonation", User = person, CustomRecipientWriteScope = "Rooms" });
        await admin.Rows("New-ManagementRoleAssignment", new { Name = "Searchers", Role = "ApplicationImpersonation", SecurityGroup = "Discovery Management", CustomRecipientWriteScope = "Rooms" });
        Assert.Contains("ApplicationImpersonation", (await admin.Rows("Get-RoleGroup", new { Identity = "Discovery Management" }))[0]["Roles"]!.AsArray().Select(r => (string)r!));
        Assert.Equal(["Teem"], (await admin.Rows("Get-ManagementRoleAssignment", new { RoleAssignee = person })).Where(a => (string)a!["Role"]! == "ApplicationImpersonation").Select(a => (string)a!["Name"]!));
        Assert.Equal("ParameterBindingException", await admin.Fault("New-ManagementRoleAssignment", new { Role = "ApplicationImpersonation", App = Guid.NewGuid().ToString() }));
        Assert.Equal("ManagementObjectNotFoundException", await admin.Fault("Get-ManagementRole", new { Identity = "Application Calendars.ReadWrite" }, HttpStatusCode.NotFound));
        foreach (var online in new[] { "Get-ServicePrincipal", "Get-Place", "Enable-OrganizationCustomization", "Get-ApplicationAccessPolicy" })
            Assert.Equal(HttpStatusCode.Forbidden, (await admin.Send(online)).StatusCode);
    }

    [Fact]
    public async Task What_is_left_of_impersonation_can_be_seen_and_taken_away_and_not_given_again()
    {
        var admin = await Admin.Of(new Wire(new() { People = 2, MeetingsPerRoom = 0, History = SandboxHistory.Impersonation }));
        var left = (await admin.Rows("Get-ManagementRoleAssignment", new { RoleAssignee = "teem.service@contoso.example" })).Where(a => (string)a!["Role"]! == "ApplicationImpersonation").ToList();
        Assert.Equal(["RoleGroup", "User"], left.Select(a => (string)a!["RoleAssigneeType"]!).Order());
        foreach (var assignment in left) await admin.Rows("Remove-ManagementRoleAssignment", new { Identity = (string)assignment!["Name"]!, Confirm = false });
        Assert.Empty(await admin.Rows("Get-ManagementRoleAssignment", new { Role = "ApplicationImpersonation" }));
        Assert.Equal("ManagementRoleDeprecatedException", await admin.Fault("New-ManagementRoleAssignment", new { Role = "ApplicationImpersonation", User = "teem.service@contoso.example" }));
    }
}
