using System.Globalization;
using System.Text.Json.Nodes;
using TeemCalendar.Contract;
using TeemCalendar.Contract.Exchange;
using TeemCalendar.Contract.Graph;
using TeemCalendar.Contract.Traffic;
using TeemCalendar.Sandbox.Tests.BadInput;
using TeemCalendar.Sandbox.Tests.Graph;

namespace TeemCalendar.Sandbox.Tests.Contract;

/// <summary>Puts the contract check to the test from the other side: requests that are not as published have to fail it.</summary>
[Collection(nameof(TrafficTests))]
public sealed class WrongRequestCheckTests(Account account) : IClassFixture<Account>
{
    const string Command = "https://outlook.office365.com/adminapi/beta/contoso.example/InvokeCommand";

    static IReadOnlyDictionary<string, int> Check(string method, string url, string? body)
    {
        var check = new TrafficCheck();
        check.Call(new(method, new(url.StartsWith('/') ? GraphWire.Root + url : url), body is null ? null : JsonNode.Parse(body), null, [], null));
        return check.Violations;
    }

    public static TheoryData<string, string, string?> OfGraph => new()
    {
        { "GET", "/people", null }, { "GET", "/users/1/calender", null }, { "GET", "/users/1/displayName/more", null }, { "GET", "/places/microsoft.graph.chair", null }, { "GET", "/users/1/events/2/3", null },
        { "GET", "/users?$selekt=id", null }, { "GET", "/users?$select=subject", null }, { "GET", "/users?$filter=nonsense eq 'x'", null }, { "GET", "/users?$filter=assignedPlans/any(p:p/nonsense eq 'x')", null },
        { "GET", "/users?$orderby=nonsense desc", null }, { "GET", "/users?$expand=displayName", null }, { "GET", "/users?$top=many", null }, { "GET", "/users/1?$top=5", null }, { "GET", "/users/1/calendarView?startDateTime=2026-01-01T00:00:00Z", null },
        { "GET", "/users?select=id", null }, { "GET", "/users?$select=id&$select=mail", null }, { "GET", "/users", "{}" },
        { "POST", "/users/1/calendarView/delta?startDateTime=2026-01-01T00:00:00Z&endDateTime=2026-01-02T00:00:00Z", "{}" }, { "GET", "/users/1/sendMail", null }, { "POST", "/users/1", "{}" }, { "PATCH", "/users", "{}" }, { "PUT", "/users/1", "{}" },
        { "POST", "/users", """{"accountEnabled":true,"displayName":"x","mailNickname":"x","userPrincipalName":"x@y"}""" }, { "POST", "/users/1/events", """{"subjekt":"x"}""" }, { "POST", "/users/1/events", """{"showAs":"asleep"}""" },
        { "POST", "/users/1/events", """{"isAllDay":"yes"}""" }, { "POST", "/users/1/events", """{"start":{"timeZone":"UTC"}}""" }, { "POST", "/users/1/events", """{"attendees":{}}""" }, { "POST", "/users/1/events", """{"reminderMinutesBeforeStart":1.5}""" },
        { "POST", "/users/1/sendMail", """{"saveToSentItems":true}""" }, { "POST", "/users/1/sendMail", """{"message":{},"copies":2}""" }, { "POST", "/users/1/assignLicense", """{"addLicenses":[{"skuId":"one"}],"removeLicenses":[]}""" },
        { "POST", "/$batch", """{"requests":[{"id":"1","method":"GET","url":"/users"},{"id":"1","method":"GET","url":"/users"}]}""" }, { "POST", "/$batch", """{"requests":[{"id":"1","method":"POST","url":"/users","body":{}}]}""" },
        { "POST", "/$batch", """{"requests":[{"id":"1","method":"GET","url":"/people"}]}""" }, { "POST", "/$batch", """{"requests":[]}""" },
    };

    [ContractTheory]
    [MemberData(nameof(OfGraph))]
    public void A_request_to_Graph_that_is_not_as_published_is_seen(string method, string url, string? body) => Assert.NotEmpty(Check(method, url, body));

    public static TheoryData<string, string> OfExchange => new()
    {
        { "Get-Everything", "{}" }, { "Connect-ExchangeOnline", """{"Nonsense":true}""" }, { "Get-Mailbox", """{"Idendity":"x"}""" }, { "Get-Mailbox", """{"Identity":["x"]}""" }, { "Get-Mailbox", """{"RecipientTypeDetails":["Castle"]}""" },
        { "Get-Mailbox", """{"Identity":"x","Server":"y"}""" }, { "New-Mailbox", """{"Room":true}""" }, { "New-Mailbox", """{"Name":"x","Room":"true"}""" }, { "New-Mailbox", """{"Name":"x","Room":true,"ResourceCapacity":"8"}""" },
        { "New-Mailbox", """{"Name":"x","Room":true,"Shared":true}""" }, { "New-Mailbox", """{"Name":"x","Room":true,"Database":"y"}""" }, { "New-Mailbox", """{"Name":"x","Room":true,"PrimarySmtpAddress":"x"}""" },
        { "Set-CalendarProcessing", """{"Identity":"x","AutomateProcessing":"Always"}""" }, { "Set-CalendarProcessing", """{"Identity":"x","AllowConflicts":1}""" }, { "Set-CalendarProcessing", """{"AllowConflicts":true}""" },
        { "Add-MailboxPermission", """{"Identity":"x","AccessRights":["FullAccess"]}""" }, { "Add-MailboxFolderPermission", """{"Identity":"x","User":"y","AccessRights":["Editor"],"SharingPermissionFlags":"Delegate,Everything"}""" },
        { "New-ManagementRoleAssignment", """{"Role":"x"}""" }, { "New-ManagementRoleAssignment", """{"Role":"x","App":"y","User":"z"}""" }, { "Set-Mailbox", """{"Identity":"x","EmailAddresses":{"add":"y"}}""" },
    };

    [ContractTheory]
    [MemberData(nameof(OfExchange))]
    public void A_command_that_is_not_as_published_is_seen(string name, string parameters) => Assert.NotEmpty(Check("POST", Command, new JsonObject { ["CmdletInput"] = new JsonObject { ["CmdletName"] = name, ["Parameters"] = JsonNode.Parse(parameters) } }.ToJsonString()));

    [ContractFact]
    public async Task A_request_with_a_property_renamed_fails_the_check()
    {
        // Enough of each kind also when no other test has run.
        var graph = await GraphWire.Open(null, ValidRequests.Permissions);
        foreach (var request in await ValidRequests.OfGraph(graph)) await graph.Send(request.Method, "https://graph.microsoft.com" + request.Target, request.Body, request.Headers);
        var contract = new GraphContract();
        string Kind(RecordedCall call) => $"{CommandContract.CommandOf(call) ?? contract.Template(call)} {string.Join(' ', AnswerProperties.Names(call.Request!))}";
        var requests = File.ReadLines(Recording.File!).Select(RecordedCall.Parse).SelectMany(c => Batches.IsBatch(c) ? Batches.Parts(c) : [c]).Where(c => c is { Request: JsonObject, Succeeded: true } && (c.Service == Service.Graph || CommandContract.CommandOf(c) is not null)).DistinctBy(Kind).ToList();
        var survivors = new List<string>();
        var mutants = 0;
        foreach (var call in requests)
            foreach (var property in AnswerProperties.Names(call.Request!).Where(p => !p.ToString().Contains('@', StringComparison.Ordinal)))
            {
                mutants++;
                var check = new TrafficCheck();
                check.Call(call with { Request = property.Without(call.Request!, rename: true), Status = null });
                if (check.Violations.Count == 0) survivors.Add($"{Kind(call)}: {property}");
            }
        account.Say(string.Create(CultureInfo.InvariantCulture, $"{requests.Count} requests, {mutants} mutants, {mutants - survivors.Count} killed"));
        Assert.True(mutants > 100 && survivors.Count == 0, string.Join(Environment.NewLine, survivors.Take(40)));
    }
}
