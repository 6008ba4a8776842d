using System.Net;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using TeemCalendar.Sandbox.Exchange;
using TeemCalendar.Sandbox.Permissions;

namespace TeemCalendar.Sandbox.Tests.Exchange;

/// <summary>What stands around the rows of an answer, and how rows are written.</summary>
public class AnswerTests
{
    readonly Wire wire = new();

    static string Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) || response.Content.Headers.TryGetValues(name, out values) ? string.Join(",", values) : throw new KeyNotFoundException(name);

    [Fact]
    public async Task Headers_are_those_of_the_capture()
    {
        var admin = await Admin.Of(wire);
        using var response = await admin.Send("Get-AcceptedDomain");
        Assert.Equal("application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8", Header(response, "Content-Type").Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal("4.0", Header(response, "OData-Version"));
        Assert.Equal("odata.include-annotations=\"*\"", Header(response, "Preference-Applied"));
        Assert.Equal("Active", Header(response, "OrganizationStatus"));
        Assert.Equal("1", Header(response, "Restrict-Access-Confirm"));
        Assert.Equal("Business", Header(response, "X-UserType"));
        Assert.Equal(wire.Tenant.Facts.ClientId.ToString(), Header(response, "X-MS-AppId"));
        Assert.True(Guid.TryParse(Header(response, "Request-Id"), out _));
        foreach (var name in new[] { "X-BackEndHttpStatus", "X-CalculatedBETarget", "X-ExchangeVersion", "X-FEServer", "X-ConcurrencyCount", "X-CombinedAppOnlyConcurrencyCount", "X-Proxy-RoutingCorrectness", "X-NanoProxy", "MS-CV", "Strict-Transport-Security", "Vary", "Cache-Control" })
            Assert.NotEmpty(Header(response, name));
    }

    [Fact]
    public async Task What_is_left_of_the_rate_limit_goes_down_and_comes_back()
    {
        var admin = await Admin.Of(wire);
        async Task<(int Limit, int Left, DateTimeOffset Reset)> Ask()
        {
            using var response = await admin.Send("Get-AcceptedDomain");
            return (int.Parse(Header(response, "Rate-Limit-Limit"), null), int.Parse(Header(response, "Rate-Limit-Remaining"), null), DateTimeOffset.Parse(Header(response, "Rate-Limit-Reset"), null));
        }
        var first = await Ask();
        var second = await Ask();
        Assert.Equal((30_000, first.Left - 1, first.Reset), second);
        wire.Clock.Now = first.Reset;
        Assert.Equal(first.Left, (await Ask()).Left);
    }

    [Fact]
    public async Task The_envelope_has_its_members_in_order()
    {
        var answer = await (await Admin.Of(wire)).Answer("Get-Mailbox", new { ResultSize = "Unlimited" }, prefer: "odata.maxpagesize=2");
        Assert.Equal(["@odata.context", "adminapi.warnings@odata.type", "@adminapi.warnings", "value", "@odata.nextLink"], answer.Select(p => p.Key));
        Assert.EndsWith("/$metadata#Collection(Exchange.GenericHashTable)", (string?)answer["@odata.context"], StringComparison.Ordinal);
        Assert.Equal("#Collection(String)", (string?)answer["adminapi.warnings@odata.type"]);
    }

    [Fact]
    public async Task Annotations_stand_before_their_values()
    {
        var row = await (await Admin.Of(wire)).Row("Get-Mailbox", new { Identity = "admin@contoso.example" });
        var names = row.Select(p => p.Key).ToList();
        void Before(string name, params string[] annotations) => Assert.Equal([.. annotations.Select(a => $"{name}@{a}"), name], names.GetRange(names.IndexOf(name) - annotations.Length, annotations.Length + 1));
        Before("EmailAddresses", "odata.type");
        Before("InPlaceHolds", "odata.type");
        Before("Guid", "data.type", "odata.type");
        Before("PitrCopyIntervalInSeconds", "data.type", "odata.type");
        Before("RecipientSoftDeletedStatus", "data.type");
        Before("WhenCreated", "data.type");
        Assert.Equal(("System.Guid", "#Guid"), ((string?)row["Guid@data.type"], (string?)row["Guid@odata.type"]));
        Assert.Equal(("System.Int16", "#Int16"), ((string?)row["PitrCopyIntervalInSeconds@data.type"], (string?)row["PitrCopyIntervalInSeconds@odata.type"]));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}\+00:00$", (string)row["WhenCreated"]!);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$", (string)row["WhenCreatedUTC"]!);
        Assert.Equal("United Kingdom", (string?)row["UsageLocation"]);
        Assert.False(row.ContainsKey("IsDirSynced@data.type"));
        Assert.Empty(row["AggregatedMailboxGuids"]!.AsArray());
    }

    [Fact]
    public async Task The_module_gets_rows_in_its_own_format()
    {
        var admin = await Admin.Of(wire);
        await admin.Row("New-Mailbox", new { Name = "Kepler_x0041 & <co>", Alias = "kepler", Room = true, ResourceCapacity = 8 });
        using var request = new HttpRequestMessage(HttpMethod.Post, admin.Url + "?$select=Name,EmailAddresses,Guid,ResourceCapacity,IsResource,WhenCreated,MailTip") { Content = new StringContent(Admin.Input("Get-Mailbox", new { Identity = "kepler" }).ToJsonString(), null, "application/json") };
        request.Headers.Add("X-ResponseFormat", "clixml");
        request.Headers.Authorization = new("Bearer", await wire.AdminToken());
        using var response = await wire.Http.SendAsync(request);
        var row = Assert.Single(JsonNode.Parse(await response.Content.ReadAsStringAsync())!["value"]!.AsArray())!.AsObject();
        Assert.Equal(CliXml.Property, Assert.Single(row).Key);
        XNamespace ps = "http://schemas.microsoft.com/powershell/2004/04";
        var cells = XElement.Parse((string)row[CliXml.Property]!).Element(ps + "Obj")!.Element(ps + "MS")!.Elements().ToDictionary(e => (string)e.Attribute("N")!);
        Assert.Equal(("S", "Kepler_x005F_x0041 & <co>"), (cells["Name"].Name.LocalName, cells["Name"].Value));
        Assert.Equal(["S", "S"], cells["EmailAddresses"].Element(ps + "LST")!.Elements().Select(e => e.Name.LocalName).Take(2));
        Assert.Equal(["G", "I32", "B", "DT", "Nil"], new[] { "Guid", "ResourceCapacity", "IsResource", "WhenCreated", "MailTip" }.Select(n => cells[n].Name.LocalName));
        Assert.Equal("true", cells["IsResource"].Value);
    }

    [Theory]
    [InlineData("Get-Mailbox", "nobody@contoso.example", "Ex6F9304")]
    [InlineData("Get-DistributionGroup", "nobody", "Ex94914C")]
    [InlineData("Get-MailboxRegionalConfiguration", "nobody@contoso.example", "Ex41BAF5")]
    public async Task What_is_not_there_is_said_as_captured(string command, string identity, string errorId)
    {
        using var response = await (await Admin.Of(wire)).Send(command, new { Identity = identity });
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("ManagementObjectNotFoundException", Header(response, "x-ExceptionType"));
        Assert.Equal(command, Header(response, "Cmdlet-Name"));
        var error = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!;
        Assert.Equal(["code", "message", "details", "innererror", "adminapi.warnings@odata.type", "@adminapi.warnings"], error.AsObject().Select(p => p.Key));
        var parts = ((string)error["details"]![0]!["message"]!).Split('|');
        Assert.Equal((errorId, "Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException"), (parts[0], parts[1]));
        Assert.Equal("Microsoft.Exchange.Management.PSDirectInvoke.DirectInvokeCmdletExecutionException", (string?)error["innererror"]!["internalexception"]!["type"]);
    }

    [Fact]
    public async Task A_command_with_confirm_false_is_done_and_a_batch_item_names_its_command()
    {
        var admin = await Admin.Of(wire);
        await admin.Row("New-Mailbox", new { Name = "Kepler", Room = true });
        var confirmation = await admin.Answer("Remove-Mailbox", new { Identity = "Kepler", Confirm = true });
        Assert.NotEmpty((string)confirmation["@adminapi.confirmationmessage"]!);
        Assert.Empty(confirmation["value"]!.AsArray());
        Assert.Empty(await admin.Rows("Remove-Mailbox", new { Identity = "Kepler", Confirm = false }));
        Assert.Equal("ManagementObjectNotFoundException", await admin.Fault("Get-Mailbox", new { Identity = "Kepler" }, HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task A_command_that_fails_has_changed_nothing()
    {
        var admin = await Admin.Of(wire);
        await admin.Row("New-Mailbox", new { Name = "Kepler", Room = true, PrimarySmtpAddress = "kepler@contoso.example" });
        await admin.Row("New-ManagementScope", new { Name = "Rooms", RecipientRestrictionFilter = "Alias -eq 'x'" });
        await admin.Row("New-ManagementScope", new { Name = "People", RecipientRestrictionFilter = "Alias -eq 'x'" });
        await admin.Row("New-DistributionGroup", new { Name = "Staff", Members = new[] { "admin@contoso.example" } });
        var (before, changed) = (System.Text.Json.JsonSerializer.Serialize(wire.Tenant.State), ("WLCDManagedMemberExistsException", "ADObjectAlreadyExistsException"));
        Assert.Equal(changed.Item1, await admin.Fault("Set-Mailbox", new { Identity = "Kepler", DisplayName = "Other", CustomAttribute1 = "x", WindowsEmailAddress = "admin@contoso.example" }));
        Assert.Equal("ManagementObjectNotFoundException", await admin.Fault("Set-Place", new { Identity = "Kepler", Building = "North", Tags = new[] { "x" }, ParentId = "nowhere" }, HttpStatusCode.NotFound));
        Assert.Equal(changed.Item2, await admin.Fault("Set-ManagementScope", new { Identity = "Rooms", RecipientRestrictionFilter = "Alias -eq 'y'", Name = "People" }));
        Assert.Equal("TaskInvalidOperationException", await admin.Fault("Set-DistributionGroup", new { Identity = "Staff", DisplayName = "All", RoomList = true }));
        Assert.Equal("NotSupportedException", await admin.Fault("Set-OrganizationConfig", new { EwsEnabled = true, AutoExpandingArchive = true }));
        Assert.Equal("NotSupportedException", await admin.Fault("Set-User", new { Identity = "Kepler", City = "Oslo", IsShadowMailbox = true }));
        Assert.Equal(before, System.Text.Json.JsonSerializer.Serialize(wire.Tenant.State));
    }

    [Fact]
    public async Task Every_directory_role_that_Exchange_supports_runs_something()
    {
        var state = wire.Tenant.State;
        var principal = state.FindServicePrincipal(wire.Tenant.Facts.ClientId)!.Id;
        Guid[] supported =
        [
            DirectoryRoleCatalog.GlobalAdministrator, DirectoryRoleCatalog.ExchangeAdministrator, DirectoryRoleCatalog.ExchangeRecipientAdministrator, DirectoryRoleCatalog.GlobalReader,
            DirectoryRoleCatalog.HelpdeskAdministrator, DirectoryRoleCatalog.ComplianceAdministrator, DirectoryRoleCatalog.SecurityReader,
        ];
        async Task<(HttpStatusCode Status, string Body)> Module()
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"https://outlook.office365.com/adminapi/v1.0/{wire.Tenant.Facts.TenantId}/EXOModuleFile?Version=3.9.2");
            request.Headers.Authorization = new("Bearer", await wire.AdminToken());
            request.Headers.Add("CommandName", "*");
            using var response = await wire.Http.SendAsync(request);
            return (response.StatusCode, await response.Content.ReadAsStringAsync());
        }
        foreach (var role in supported)
        {
            state.DirectoryRoles.RemoveAll(r => r.PrincipalId == principal);
            state.DirectoryRoles.Add(new() { PrincipalId = principal, RoleTemplateId = role });
            var (status, body) = await Module();
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.Contains("Get-", (string?)JsonNode.Parse(body)!["value"]![0]!["exportedCmdlets"], StringComparison.Ordinal);
        }
        state.DirectoryRoles.RemoveAll(r => r.PrincipalId == principal);
        var refused = await Module();
        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
        Assert.Contains("isn't supported in this scenario", refused.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_says_what_a_captured_one_says()
    {
        var claims = Wire.Claims(await wire.AdminToken());
        Assert.Equal("https://outlook.office365.com", (string?)claims["aud"]);
        Assert.Equal($"https://sts.windows.net/{wire.Tenant.Facts.TenantId}/", (string?)claims["iss"]);
        Assert.Equal(("1", "1.0"), ((string?)claims["appidacr"], (string?)claims["ver"]));
        Assert.Equal((string?)claims["iss"], (string?)claims["idp"]);
        Assert.Equal((string?)claims["oid"], (string?)claims["sub"]);
        Assert.Contains("Exchange.ManageAsApp", claims["roles"]!.AsArray().Select(r => (string)r!));
        wire.Tenant.State.DirectoryRoles.RemoveAll(r => r.PrincipalId == Guid.Parse((string)claims["oid"]!));
        Assert.Equal(["0997a1d0-0d1d-4acb-b408-d5ca73121e90"], Wire.Claims(await wire.AdminToken())["wids"]!.AsArray().Select(r => (string)r!));
    }
}
