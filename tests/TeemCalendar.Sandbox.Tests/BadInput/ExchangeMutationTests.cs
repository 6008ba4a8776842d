using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using TeemCalendar.Contract.Traffic;
using TeemCalendar.Sandbox.Exchange;
using TeemCalendar.Sandbox.Tests.Exchange;

namespace TeemCalendar.Sandbox.Tests.BadInput;

/// <summary>Exchange commands made wrong, some thousands of them, the same every time.</summary>
public class ExchangeMutationTests
{
    const int PerTenant = 150;

    [Fact]
    public async Task Every_command_works_before_it_is_made_wrong()
    {
        var wire = new Wire();
        wire.Tenant.State.Organization.IsDehydrated = true;
        var admin = await Admin.Of(wire);
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var n = 0; n < ValidCommands.Of(wire.Tenant).Length; n++)
        {
            var (command, parameters) = ValidCommands.Of(wire.Tenant)[n];
            if (command == "New-ServicePrincipal") Assert.False(wire.Tenant.State.Organization.IsDehydrated);
            await admin.Answer(command, parameters, "SMTP:kepler@contoso.example");
            seen.Add(command);
        }
        // This one is for people only.
        Assert.Equal(CommandTable.All.Values.Select(c => c.Name).Where(c => c != "Get-UnifiedGroup").Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(1, 3000)]
    [InlineData(2, 3000)]
    public async Task No_wrong_command_gets_an_exception(int seed, int count)
    {
        var failures = new List<string>();
        for (var n = 0; n < count; n += PerTenant)
        {
            var wire = new Wire();
            var token = await wire.AdminToken();
            using var wrong = new HttpClient(Recording.AroundWrong(wire.Tenant.CreateHandler()));
            var mutator = new Mutator(seed * 1_000_000 + n);
            var random = new Random(seed * 1_000_000 + n);
            foreach (var valid in ValidCommands.Requests(wire.Tenant).Take(80).Concat(ValidCommands.Requests(wire.Tenant)).Take(PerTenant))
                await MutationTests.Check(wrong, "https://outlook.office365.com", mutator.Mutate(random.Next(3) == 0 ? WithAnotherParameter(valid, random) : valid), token, failures);
        }
        Assert.True(failures.Count == 0, string.Join(Environment.NewLine, failures.Take(20)));
    }

    /// <summary>One more parameter of the command, with a value of any kind.</summary>
    static RawRequest WithAnotherParameter(RawRequest valid, Random random)
    {
        if (JsonNode.Parse(valid.Body ?? "{}")?["CmdletInput"] is not JsonObject input) return valid;
        var all = CommandTable.All[(string)input["CmdletName"]!].Parameters.Values.ToList();
        if (all.Count == 0) return valid;
        var one = all[random.Next(all.Count)];
        input["Parameters"]![one.Name] = random.Next(8) switch
        {
            0 => null,
            1 => random.Next(2) == 0,
            2 => random.Next(-5, 5),
            3 => new JsonArray("a", "b"),
            4 => new JsonObject { ["@odata.type"] = "#Exchange.GenericHashTable", ["add"] = "x@contoso.example", ["Remove"] = new JsonArray("y") },
            5 => one.Values.Count > 0 ? one.Values[random.Next(one.Values.Count)] : "",
            6 => "kepler@contoso.example",
            _ => new string('z', random.Next(300)),
        };
        return valid with { Body = input.Parent!.ToJsonString() };
    }

    [Theory]
    [InlineData("GET", HttpStatusCode.MethodNotAllowed)]
    [InlineData("PUT", HttpStatusCode.MethodNotAllowed)]
    [InlineData("DELETE", HttpStatusCode.MethodNotAllowed)]
    public async Task A_wrong_method_is_not_allowed(string method, HttpStatusCode expected) => Assert.Equal(expected, await Status(method, "InvokeCommand", null, null));

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task A_body_of_another_type_is_not_supported(string type) =>
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, await Status("POST", "InvokeCommand", Admin.Input("Get-AcceptedDomain", null).ToJsonString(), type));

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json;odata.metadata=minimal;charset=utf-8")]
    public async Task Json_is_taken_with_its_parameters(string type) => Assert.Equal(HttpStatusCode.OK, await Status("POST", "InvokeCommand", Admin.Input("Get-AcceptedDomain", null).ToJsonString(), type));

    [Fact]
    public async Task Deep_wide_and_long_bodies_are_bad_requests()
    {
        Assert.Equal(HttpStatusCode.BadRequest, await Status("POST", "InvokeCommand", "{\"CmdletInput\":{\"CmdletName\":\"Get-Mailbox\",\"Parameters\":" + string.Concat(Enumerable.Repeat("{\"a\":", 10_000)) + "1" + new string('}', 10_002), "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, await Status("POST", "InvokeCommand", "{\"CmdletInput\":{\"CmdletName\":\"Get-Mailbox\",\"Parameters\":{" + string.Join(',', Enumerable.Range(0, 50_000).Select(n => $"\"p{n}\":1")) + "}}}", "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, await Status("POST", "InvokeCommand", "{\"CmdletInput\":{\"CmdletName\":\"Get-Mailbox\",\"Parameters\":{\"ResultSize\":\"" + new string('9', 5_000_000) + "\"}}}", "application/json"));
    }

    [Fact]
    public async Task Huge_headers_do_no_harm()
    {
        var wire = new Wire();
        var admin = await Admin.Of(wire);
        using var answer = await admin.Send("Get-AcceptedDomain", anchor: "UPN:" + new string('a', 100_000), prefer: "odata.maxpagesize=" + new string('9', 50_000));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("WrongServerException", await admin.Fault("Get-MailboxRegionalConfiguration", new { Identity = "admin@contoso.example" }, anchor: new string('@', 100_000)));
    }

    [Theory]
    [InlineData("Get-AcceptedDomain", "{}", 200)]
    [InlineData("Get-CalendarProcessing", "{\"Identity\":\"admin@contoso.example\"}", 200)]
    [InlineData("Get-MailboxRegionalConfiguration", "{\"Identity\":\"admin@contoso.example\"}", 400)]
    [InlineData("Get-MailboxFolderStatistics", "{\"Identity\":\"admin@contoso.example\"}", 400)]
    public async Task Without_an_anchor_only_what_opens_no_mailbox_runs(string command, string parameters, int expected) =>
        Assert.Equal(expected, (int)await Status("POST", "InvokeCommand", Admin.Input(command, JsonNode.Parse(parameters)).ToJsonString(), "application/json"));

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("\"\"")]
    [InlineData("\"few\"")]
    [InlineData("99999999999")]
    [InlineData("[5]")]
    [InlineData("true")]
    public async Task A_result_size_is_a_positive_number_or_Unlimited(string size)
    {
        using var answer = await (await Admin.Of(new())).Send("Get-Mailbox", new JsonObject { ["ResultSize"] = JsonNode.Parse(size) });
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("ParameterTransformationException", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"requests\":[]}", HttpStatusCode.OK)]
    [InlineData("{\"requests\":null}", HttpStatusCode.BadRequest)]
    [InlineData("{\"requests\":[{\"method\":\"POST\"}]}", HttpStatusCode.BadRequest)]
    [InlineData("{\"requests\":[{\"id\":7,\"method\":\"POST\"}]}", HttpStatusCode.BadRequest)]
    [InlineData("{\"requests\":[{\"id\":\"a\",\"method\":7,\"url\":[],\"body\":\"x\",\"headers\":[]}]}", HttpStatusCode.OK)]
    public async Task A_batch_is_refused_or_its_items_are(string body, HttpStatusCode expected) => Assert.Equal(expected, await Status("POST", "$batch", body, "application/json"));

    static async Task<HttpStatusCode> Status(string method, string endpoint, string? body, string? type)
    {
        var wire = new Wire();
        using var request = new HttpRequestMessage(new(method), $"https://outlook.office365.com/adminapi/beta/{wire.Tenant.Facts.TenantId}/{endpoint}");
        request.Headers.Authorization = new("Bearer", await wire.AdminToken());
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }
        using var wrong = new HttpClient(Recording.AroundWrong(wire.Tenant.CreateHandler()));
        using var response = await wrong.SendAsync(request);
        Assert.Null(await WellFormed.Problem(response));
        return response.StatusCode;
    }
}
