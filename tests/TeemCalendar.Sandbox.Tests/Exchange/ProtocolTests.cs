using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Permissions;

namespace TeemCalendar.Sandbox.Tests.Exchange;

public class ProtocolTests
{
    readonly Wire wire = new(new() { People = 12, MeetingsPerRoom = 0 });

    static async Task<JsonNode> Json(HttpResponseMessage response) => JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

    [Fact]
    public async Task Pages_are_asked_for_by_posting_again()
    {
        var admin = await Admin.Of(wire);
        var seen = new List<string>();
        var answer = await admin.Answer("Get-Mailbox", new { ResultSize = "Unlimited" }, prefer: "odata.maxpagesize=5");
        while (true)
        {
            var rows = answer["value"]!.AsArray();
            Assert.InRange(rows.Count, 1, 5);
            seen.AddRange(rows.Select(r => (string)r!["Guid"]!));
            if ((string?)answer["@odata.nextLink"] is not { } next) break;
            Assert.StartsWith(admin.Url, next, StringComparison.Ordinal);
            answer = await admin.Answer("Get-Mailbox", new { ResultSize = "Unlimited" }, prefer: "odata.maxpagesize=5", url: next);
        }
        Assert.Equal(13, seen.Count);
        Assert.Equal(13, seen.Distinct().Count());
    }

    [Fact]
    public async Task A_page_of_another_query_is_refused()
    {
        var admin = await Admin.Of(wire);
        var next = (string)(await admin.Answer("Get-Mailbox", new { ResultSize = "Unlimited" }, prefer: "odata.maxpagesize=2"))["@odata.nextLink"]!;
        Assert.Equal(HttpStatusCode.BadRequest, (await admin.Send("Get-Mailbox", new { ResultSize = 5 }, url: next)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await admin.Send("Get-Mailbox", url: admin.Url + "?$skiptoken=nonsense")).StatusCode);
    }

    [Fact]
    public async Task A_command_that_is_refused_for_its_skip_token_has_changed_nothing()
    {
        var admin = await Admin.Of(wire);
        Assert.Equal(HttpStatusCode.BadRequest, (await admin.Send("New-Mailbox", new { Name = "Ghost", Room = true }, url: admin.Url + "?$skiptoken=nonsense")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await admin.Send("Get-Mailbox", new { Identity = "Ghost" })).StatusCode);
    }

    [Fact]
    public async Task A_room_seats_no_negative_number()
    {
        var admin = await Admin.Of(wire);
        Assert.Equal(HttpStatusCode.BadRequest, (await admin.Send("New-Mailbox", new { Name = "Ghost", Room = true, ResourceCapacity = -5 })).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await admin.Send("Get-Mailbox", new { Identity = "Ghost" })).StatusCode);
    }

    [Fact]
    public async Task ResultSize_limits_and_warns()
    {
        var admin = await Admin.Of(wire);
        var answer = await admin.Answer("Get-Mailbox", new { ResultSize = 3 });
        Assert.Equal(3, answer["value"]!.AsArray().Count);
        Assert.Null(answer["@odata.nextLink"]);
        Assert.Contains("more results", (string?)answer["@adminapi.warnings"]![0], StringComparison.Ordinal);
        Assert.Equal("ParameterTransformationException", await admin.Fault("Get-Mailbox", new { ResultSize = 0 }));
    }

    [Fact]
    public async Task Select_limits_the_properties()
    {
        var admin = await Admin.Of(wire);
        var row = (JsonObject)(await admin.Answer("Get-Mailbox", new { ResultSize = 1 }, url: admin.Url + "?$select=PrimarySmtpAddress,Guid"))["value"]![0]!;
        Assert.Equal(["Guid", "Guid@data.type", "Guid@odata.type", "PrimarySmtpAddress"], row.Select(p => p.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Asked_to_confirm_nothing_is_done()
    {
        var admin = await Admin.Of(wire);
        var person = wire.Tenant.State.Mailboxes.Values.Last();
        var answer = await admin.Answer("Remove-Mailbox", new { Identity = person.PrimarySmtpAddress, Confirm = true });
        Assert.Contains("Remove-Mailbox", (string?)answer["@adminapi.confirmationmessage"], StringComparison.Ordinal);
        Assert.Contains(person.OwnerId, wire.Tenant.State.Mailboxes);
        await admin.Answer("Remove-Mailbox", new { Identity = person.PrimarySmtpAddress, WhatIf = true });
        Assert.Contains(person.OwnerId, wire.Tenant.State.Mailboxes);
    }

    [Fact]
    public async Task Unknown_parameters_answer_as_captured()
    {
        var admin = await Admin.Of(wire);
        var response = await admin.Send("Get-Mailbox", new { BogusParameter = 1 });
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var error = (await Json(response))["error"]!;
        Assert.Equal("Invalid Operation", (string?)error["message"]);
        Assert.Equal("Client", (string?)error["details"]![0]!["code"]);
        Assert.StartsWith("|Microsoft.Exchange.AdminApi.CommandInvocation.AmbiguousParameterSetException|", (string?)error["details"]![0]!["message"], StringComparison.Ordinal);
        Assert.EndsWith("BogusParameter", (string?)error["innererror"]!["internalexception"]!["message"], StringComparison.Ordinal);
        Assert.Equal("AmbiguousParameterSetException", await admin.Fault("Get-Mailbox", new { Identity = "x", Anr = "y" }));
        Assert.Equal("ParameterBindingException", await admin.Fault("Get-CalendarProcessing"));
    }

    [Fact]
    public async Task A_bad_value_says_why_in_the_inner_error_only()
    {
        var admin = await Admin.Of(wire);
        var error = (await Json(await admin.Send("Set-CalendarProcessing", new { Identity = "x", AutomateProcessing = "Sometimes" })))["error"]!;
        Assert.Null(error["details"]);
        Assert.Contains("AutoAccept", (string?)error["innererror"]!["internalexception"]!["message"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Get-Nonsense")]
    [InlineData("Search-AdminAuditLog")]
    public async Task An_unknown_command_gets_nul_bytes_that_claim_to_be_gzip(string command)
    {
        var response = await (await Admin.Of(wire)).Send(command);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("gzip", response.Content.Headers.ContentEncoding.Single());
        var body = await response.Content.ReadAsByteArrayAsync();
        Assert.NotEmpty(body);
        Assert.All(body, b => Assert.Equal(0, b));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"CmdletInput\":null}")]
    [InlineData("{\"CmdletInput\":{\"CmdletName\":7}}")]
    [InlineData("{\"CmdletInput\":{\"CmdletName\":\"Get-Mailbox\",\"Parameters\":[]}}")]
    [InlineData("{\"CmdletInput\":{\"CmdletName\":\"Get-Mailbox\",\"CmdletName\":\"Get-Place\"}}")]
    public async Task Malformed_bodies_are_bad_requests(string body)
    {
        var admin = await Admin.Of(wire);
        using var request = new HttpRequestMessage(HttpMethod.Post, admin.Url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new("Bearer", await wire.AdminToken());
        var response = await wire.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.NotNull((await Json(response))["error"]);
    }

    [Fact]
    public async Task Tokens_are_verified()
    {
        async Task<HttpStatusCode> With(string token) => (await new Admin(wire, token).Send("Get-AcceptedDomain")).StatusCode;
        var good = await wire.AdminToken();
        Assert.Equal(HttpStatusCode.OK, await With(good));
        Assert.Equal(HttpStatusCode.Unauthorized, await With("nonsense"));
        Assert.Equal(HttpStatusCode.Unauthorized, await With(await wire.AdminToken(Wire.Graph)));
        var parts = good.Split('.');
        var forged = parts[1].Replace('-', '+').Replace('_', '/');
        var claims = Wire.Claims(good);
        claims["roles"] = new JsonArray("Everything");
        Assert.NotEmpty(forged);
        Assert.Equal(HttpStatusCode.Unauthorized, await With($"{parts[0]}.{Sandbox.SignIn.AccessTokens.Part(claims.ToJsonString())}.{parts[2]}"));
        var other = new Wire(new() { Seed = 1, People = 1 });
        Assert.Equal(HttpStatusCode.Unauthorized, await With(await other.AdminToken()));
        wire.Clock.Now += TimeSpan.FromHours(2);
        Assert.Equal(HttpStatusCode.Unauthorized, await With(good));
    }

    [Fact]
    public async Task The_tenant_in_the_path_is_checked()
    {
        var admin = await Admin.Of(wire);
        Assert.Equal(HttpStatusCode.OK, (await admin.Send("Get-AcceptedDomain", url: "https://outlook.office365.com/adminapi/v1.0/contoso.onmicrosoft.com/InvokeCommand")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await admin.Send("Get-AcceptedDomain", url: $"http://127.0.0.1:5000/exchange/adminapi/beta/{wire.Tenant.Facts.TenantId}/InvokeCommand")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await admin.Send("Get-AcceptedDomain", url: "https://outlook.office365.com/adminapi/beta/elsewhere.example/InvokeCommand")).StatusCode);
    }

    async Task<HttpResponseMessage> Batch(JsonArray requests)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"https://outlook.office365.com/adminapi/beta/{wire.Tenant.Facts.TenantId}/$batch")
        {
            Content = new StringContent(new JsonObject { ["requests"] = requests }.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new("Bearer", await wire.AdminToken());
        return await wire.Http.SendAsync(request);
    }

    JsonObject Item(string id, string command, object? parameters = null, string? prefer = null) => new()
    {
        ["id"] = id, ["method"] = "POST", ["url"] = $"https://outlook.office365.com/adminapi/beta/{wire.Tenant.Facts.TenantId}/InvokeCommand?",
        ["headers"] = new JsonObject { ["X-CmdletName"] = command, ["Prefer"] = prefer ?? "odata.maxpagesize=1000" }, ["body"] = Admin.Input(command, parameters),
    };

    [Fact]
    public async Task Ten_commands_go_in_a_batch_each_with_its_own_answer()
    {
        var before = (wire.Tenant.Counters.Requests, wire.Tenant.Counters.Writes);
        var answer = await Json(await Batch([
            Item("a", "Get-AcceptedDomain"), Item("b", "Get-Mailbox", new { Identity = "nobody" }), Item("c", "Get-Nonsense"),
            Item("d", "New-ManagementScope", new { Name = "Rooms", RecipientRestrictionFilter = "RecipientTypeDetails -eq 'RoomMailbox'" }), Item("e", "Get-Mailbox", new { ResultSize = "Unlimited" }, "odata.maxpagesize=4;odata.continue-on-error"),
        ]));
        var byId = answer["responses"]!.AsArray().ToDictionary(r => (string)r!["id"]!, r => r!);
        Assert.Equal([200, 404, 403, 200, 200], new[] { "a", "b", "c", "d", "e" }.Select(id => (int)byId[id]["status"]!));
        Assert.Equal("NotFound", (string?)byId["b"]["body"]!["error"]!["code"]);
        Assert.Equal(4, byId["e"]["body"]!["value"]!.AsArray().Count);
        Assert.NotNull(byId["e"]["body"]!["@odata.nextLink"]);
        Assert.Equal((before.Requests + 2, before.Writes + 1), (wire.Tenant.Counters.Requests, wire.Tenant.Counters.Writes));
    }

    [Fact]
    public async Task Bad_batches_are_refused_whole()
    {
        Assert.Equal(HttpStatusCode.BadRequest, (await Batch([.. Enumerable.Range(0, 11).Select(i => Item($"{i}", "Get-AcceptedDomain"))])).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await Batch([Item("a", "Get-AcceptedDomain"), Item("A", "Get-AcceptedDomain")])).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await Batch(["text"])).StatusCode);
    }

    [Fact]
    public async Task Roles_decide_which_commands_run()
    {
        var state = wire.Tenant.State;
        var principal = state.FindServicePrincipal(wire.Tenant.Facts.ClientId)!.Id;
        async Task<(HttpStatusCode Read, HttpStatusCode Write)> As(Guid? role)
        {
            state.DirectoryRoles.RemoveAll(r => r.PrincipalId == principal);
            if (role is { } id) state.DirectoryRoles.Add(new() { PrincipalId = principal, RoleTemplateId = id });
            var admin = await Admin.Of(wire);
            return ((await admin.Send("Get-Mailbox")).StatusCode, (await admin.Send("New-ManagementScope", new { Name = Guid.NewGuid().ToString(), RecipientRestrictionFilter = "Alias -eq 'x'" })).StatusCode);
        }
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), await As(DirectoryRoleCatalog.ExchangeAdministrator));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), await As(DirectoryRoleCatalog.GlobalReader));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), await As(DirectoryRoleCatalog.ExchangeRecipientAdministrator));
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), await As(null));
        state.RoleGroups.First(g => g.Name == "View-Only Organization Management").Members.Add(principal);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), await As(null));
        state.AppRoleAssignments.RemoveAll(a => a.PrincipalId == principal && a.AppRoleId == PermissionCatalog.RoleId(PermissionCatalog.Exchange, "Exchange.ManageAsApp"));
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), await As(DirectoryRoleCatalog.ExchangeAdministrator));
    }
}
