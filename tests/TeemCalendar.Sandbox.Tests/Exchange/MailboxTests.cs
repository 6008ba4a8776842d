using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace TeemCalendar.Sandbox.Tests.Exchange;

public class MailboxTests
{
    readonly Wire wire = new();

    static object Room(string name, string address, int capacity = 8) => new { Name = name, DisplayName = name, Room = true, PrimarySmtpAddress = address, ResourceCapacity = capacity };

    [Fact]
    public async Task A_room_is_made_with_its_account_and_found_again()
    {
        var admin = await Admin.Of(wire);
        var made = await admin.Row("New-Mailbox", Room("Kepler", "kepler@contoso.example", 12));
        Assert.Equal("RoomMailbox", (string?)made["RecipientTypeDetails"]);
        Assert.Equal("Room", (string?)made["ResourceType"]);
        Assert.Equal(12, (int)made["ResourceCapacity"]!);
        var id = Guid.Parse((string)made["ExternalDirectoryObjectId"]!);
        Assert.True(wire.Tenant.State.Users[id].AccountEnabled);
        foreach (var identity in new[] { "kepler@contoso.example", "Kepler", "KEPLER@contoso.onmicrosoft.com", id.ToString(), (string)made["Guid"]!, (string)made["ExchangeGuid"]!, (string)made["DistinguishedName"]!, (string)made["LegacyExchangeDN"]! })
            Assert.Equal((string?)made["Guid"], (string?)(await admin.Row("get-mailbox", new { Identity = identity }))["Guid"]);
        Assert.Equal(1, wire.Tenant.Counters.Writes);
    }

    [Fact]
    public async Task Rows_are_encoded_as_captured()
    {
        var admin = await Admin.Of(wire);
        using var response = await admin.Send("Get-Mailbox", new { Identity = wire.Tenant.Facts.Administrator });
        Assert.Equal("application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8", response.Content.Headers.NonValidated["Content-Type"].ToString());
        Assert.Equal("30000", response.Headers.GetValues("Rate-Limit-Limit").Single());
        var text = await response.Content.ReadAsStringAsync();
        var answer = JsonNode.Parse(text)!;
        Assert.EndsWith("/$metadata#Collection(Exchange.GenericHashTable)", (string?)answer["@odata.context"], StringComparison.Ordinal);
        Assert.Equal("#Collection(String)", (string?)answer["adminapi.warnings@odata.type"]);
        Assert.Empty(answer["@adminapi.warnings"]!.AsArray());
        var row = answer["value"]![0]!;
        Assert.Equal("AcceptMessagesOnlyFromWithDisplayNames@odata.type", row.AsObject().First().Key);
        Assert.Equal("#Collection(String)", (string?)row["EmailAddresses@odata.type"]);
        Assert.Equal("System.Guid", (string?)row["Guid@data.type"]);
        Assert.Equal("#Guid", (string?)row["Guid@odata.type"]);
        Assert.Equal("#Int16", (string?)row["PitrCopyIntervalInSeconds@odata.type"]);
        Assert.Equal("System.Int32", (string?)row["RecipientSoftDeletedStatus@data.type"]);
        Assert.Null(row["RecipientSoftDeletedStatus@odata.type"]);
        Assert.EndsWith("+00:00", (string?)row["WhenCreated"], StringComparison.Ordinal);
        Assert.EndsWith("Z", (string?)row["WhenCreatedUTC"], StringComparison.Ordinal);
        Assert.Equal("United Kingdom", (string?)row["UsageLocation"]);
        Assert.False(row.AsObject().ContainsKey("DisplayName@odata.type"));
        Assert.True(text.IndexOf("\"EmailAddresses@odata.type\"", StringComparison.Ordinal) < text.IndexOf("\"EmailAddresses\":", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Documented_refusals_of_new_mailboxes()
    {
        var admin = await Admin.Of(wire);
        await admin.Row("New-Mailbox", Room("Kepler", "kepler@contoso.example"));
        Assert.Equal("WLCDManagedMemberExistsException", await admin.Fault("New-Mailbox", Room("Kepler 2", "KEPLER@contoso.example")));
        Assert.Equal("NotAcceptedDomainException", await admin.Fault("New-Mailbox", Room("Kepler 3", "kepler@elsewhere.example")));
        Assert.Equal("ADObjectAlreadyExistsException", await admin.Fault("New-Mailbox", Room("kepler", "kepler4@contoso.example")));
        Assert.Equal("DataValidationException", await admin.Fault("New-Mailbox", Room(new string('x', 65), "kepler5@contoso.example")));
        Assert.Equal("ParameterTransformationException", await admin.Fault("New-Mailbox", Room("Kepler 6", "no address")));
        Assert.Single(wire.Tenant.State.Mailboxes.Values, m => m.IsRoom);
    }

    [Fact]
    public async Task Address_in_use_carries_the_seen_error_id()
    {
        var admin = await Admin.Of(wire);
        using var response = await admin.Send("New-Mailbox", Room("Second admin", wire.Tenant.Facts.Administrator));
        var message = (string)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!["details"]![0]!["message"]!;
        Assert.StartsWith("ExB10BE9|Microsoft.Exchange.Management.Tasks.WLCDManagedMemberExistsException|The proxy address \"SMTP:", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_mailbox_answers_as_captured()
    {
        var admin = await Admin.Of(wire);
        using var response = await admin.Send("Get-Mailbox", new { Identity = "nobody@contoso.example" });
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        var error = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!;
        Assert.Equal("NotFound", (string?)error["code"]);
        Assert.Equal("Error executing cmdlet", (string?)error["message"]);
        Assert.Equal("Context", (string?)error["details"]![0]!["code"]);
        Assert.StartsWith("Ex6F9304|Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException|", (string?)error["details"]![0]!["message"], StringComparison.Ordinal);
        Assert.Equal("Microsoft.Exchange.Admin.OData.Core.ODataServiceException", (string?)error["innererror"]!["type"]);
        Assert.Equal("ManagementObjectNotFoundException", response.Headers.GetValues("x-ExceptionType").Single());
    }

    [Fact]
    public async Task An_ambiguous_name_is_refused()
    {
        var admin = await Admin.Of(wire);
        await admin.Row("New-Mailbox", new { Name = "One", DisplayName = "Board", Room = true, PrimarySmtpAddress = "one@contoso.example" });
        await admin.Row("New-Mailbox", new { Name = "Two", DisplayName = "Board", Room = true, PrimarySmtpAddress = "two@contoso.example" });
        Assert.Equal("ManagementObjectAmbiguousException", await admin.Fault("Get-Mailbox", new { Identity = "Board" }));
    }

    [Fact]
    public async Task Filters_choose()
    {
        var admin = await Admin.Of(wire);
        for (var i = 0; i < 4; i++) await admin.Row("New-Mailbox", Room($"Room {i}", $"room{i}@contoso.example"));
        await admin.Answer("Set-Mailbox", new { Identity = "room2@contoso.example", CustomAttribute5 = "Teem" });
        Assert.Equal(4, (await admin.Rows("Get-Mailbox", new { RecipientTypeDetails = new[] { "RoomMailbox" } })).Count);
        Assert.Equal(4, (await admin.Rows("Get-Mailbox", new { RecipientTypeDetails = "roommailbox" })).Count);
        Assert.Equal("room2@contoso.example", (string?)(await admin.Row("Get-Mailbox", new { Filter = "RecipientTypeDetails -eq 'RoomMailbox' -and CustomAttribute5 -eq 'teem'" }))["PrimarySmtpAddress"]);
        Assert.Equal(2, (await admin.Rows("Get-Mailbox", new { Filter = "Name -like 'Room*' -and -not (Name -eq 'Room 0' -or Name -eq 'Room 1')" })).Count);
        Assert.Single(await admin.Rows("Get-Mailbox", new { Anr = "Room 3" }));
        Assert.Equal("ParsingInvalidFilterException", await admin.Fault("Get-Mailbox", new { Filter = "Nonsense -eq 'x'" }));
        Assert.Equal("ParameterTransformationException", await admin.Fault("Get-Mailbox", new { RecipientTypeDetails = "BroomMailbox" }));
        Assert.Equal(4, (await admin.Rows("Get-Recipient", new { RecipientTypeDetails = "RoomMailbox" })).Count);
    }

    [Fact]
    public async Task Set_changes_warns_and_validates()
    {
        var admin = await Admin.Of(wire);
        await admin.Row("New-Mailbox", Room("Kepler", "kepler@contoso.example"));
        Assert.Empty(await admin.Warnings("Set-Mailbox", new { Identity = "Kepler", DisplayName = "Kepler (4th floor)", HiddenFromAddressListsEnabled = true, ResourceCapacity = 20 }));
        Assert.Contains(await admin.Warnings("Set-Mailbox", new { Identity = "Kepler", ResourceCapacity = 20 }), w => w.Contains("modified", StringComparison.Ordinal));
        var add = JsonNode.Parse("""{"Identity":"Kepler","EmailAddresses":{"@odata.type":"#Exchange.GenericHashTable","add":"smtp:k@contoso.example"}}""");
        await admin.Answer("Set-Mailbox", add);
        Assert.Equal("Kepler (4th floor)", (string?)(await admin.Row("Get-Mailbox", new { Identity = "k@contoso.example" }))["DisplayName"]);
        Assert.Equal("WLCDManagedMemberExistsException", await admin.Fault("Set-Mailbox", JsonNode.Parse("""{"Identity":"Kepler","EmailAddresses":{"@odata.type":"#Exchange.GenericHashTable","add":"admin@contoso.example"}}""")));
        Assert.Equal("ParameterTransformationException", await admin.Fault("Set-Mailbox", JsonNode.Parse("""{"Identity":"Kepler","EmailAddresses":{"add":"x@contoso.example"}}""")));
        Assert.Equal("ParameterTransformationException", await admin.Fault("Set-Mailbox", new { Identity = "Kepler", HiddenFromAddressListsEnabled = "true" }));
        await admin.Answer("Set-Mailbox", new { Identity = "Kepler", WindowsEmailAddress = "kepler.new@contoso.example" });
        Assert.Equal("kepler.new@contoso.example", (string?)(await admin.Row("Get-Mailbox", new { Identity = "kepler@contoso.example" }))["PrimarySmtpAddress"]);
    }

    [Fact]
    public async Task Passwords_come_encrypted_or_in_clear()
    {
        var admin = await Admin.Of(wire);
        using var rsa = RSA.Create();
        rsa.FromXmlString(wire.Tenant.PublicKeyXml);
        var secret = Convert.ToBase64String(rsa.Encrypt(Encoding.UTF8.GetBytes("Sh@red-Room-1"), RSAEncryptionPadding.Pkcs1));
        await admin.Row("New-Mailbox", new { Name = "Kepler", Room = true, EnableRoomMailboxAccount = true, MicrosoftOnlineServicesID = "kepler@contoso.example", RoomMailboxPassword = secret });
        Assert.Equal("Sh@red-Room-1", wire.Tenant.State.FindUser("kepler@contoso.example")!.Password);
        await admin.Answer("Set-Mailbox", new { Identity = "Kepler", RoomMailboxPassword = "in clear" });
        Assert.Equal("in clear", wire.Tenant.State.FindUser("kepler@contoso.example")!.Password);
    }

    [Fact]
    public async Task Removing_takes_the_account_too()
    {
        var admin = await Admin.Of(wire);
        await admin.Row("New-Mailbox", Room("Kepler", "kepler@contoso.example"));
        await admin.Answer("Remove-Mailbox", new { Identity = "Kepler", Confirm = false });
        Assert.Equal("ManagementObjectNotFoundException", await admin.Fault("Get-Mailbox", new { Identity = "Kepler" }, HttpStatusCode.NotFound));
        Assert.Null(wire.Tenant.State.FindUser("kepler@contoso.example"));
    }
}
