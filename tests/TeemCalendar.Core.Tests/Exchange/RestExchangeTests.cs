using System.Text.Json;
using System.Text.Json.Nodes;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Exchange;
using TeemCalendar.Core.Http;
using static TeemCalendar.Core.Tests.ScriptedWire;

namespace TeemCalendar.Core.Tests.Exchange;

public sealed class RestExchangeTests
{
    static readonly Guid TenantId = new("5f8c8a86-6a5c-4f0e-9c0a-3a9a4d0a8f11");
    static readonly RetryLimits Fast = new(3, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(100));

    sealed class OneToken : ITokenSource
    {
        public string Account => "test";
        public Task<string> GetTokenAsync(string resource, ClaimsChallenge? challenge, CancellationToken cancel) => Task.FromResult("token");
    }

    static RestExchange Open(HttpMessageHandler wire) => new(new OutgoingPipeline(wire, Fast, TimeProvider.System), new OneToken(), Cloud.Sandbox, TenantId);

    static string Rows(params object[] rows) => JsonSerializer.Serialize(new Dictionary<string, object> { ["@adminapi.warnings"] = Array.Empty<string>(), ["value"] = rows });

    static ExchangeCommand Get(string mailbox) => RoomCommands.GetCalendarProcessing(mailbox);

    /// <summary>Answers a batch item by item.</summary>
    static HttpResponseMessage Batch(HttpRequestMessage request, Func<JsonNode, int, (int Status, object Headers, object Body)> item)
    {
        var asked = JsonNode.Parse(request.Content!.ReadAsStringAsync().GetAwaiter().GetResult())!["requests"]!.AsArray();
        return Answer(200, JsonSerializer.Serialize(new
        {
            responses = asked.Reverse().Select((one, i) => { var (status, headers, body) = item(one!, i); return new { id = (string?)one!["id"], status, headers, body }; }),
        }));
    }

    static string MailboxOf(JsonNode request) => (string)request["body"]!["CmdletInput"]!["Parameters"]!["Identity"]!;

    [Fact]
    public async Task A_command_goes_out_as_exchanges_own_module_sends_it()
    {
        var wire = new ScriptedWire(r =>
        {
            Assert.Equal("Get-MailboxRegionalConfiguration", r.Headers.GetValues("X-CmdletName").Single());
            Assert.Equal("SMTP:a@contoso.example", r.Headers.GetValues("X-AnchorMailbox").Single());
            Assert.Equal("Bearer token", r.Headers.Authorization!.ToString());
            return Answer(200, Rows(new { TimeZone = "UTC" }));
        });
        using var exchange = Open(wire);
        var answer = await exchange.InvokeAsync(RoomCommands.GetRegionalConfiguration("a@contoso.example"), default);
        Assert.Equal("UTC", answer.Rows.Single().Text("TimeZone"));
        Assert.Equal($"/adminapi/beta/{TenantId}/InvokeCommand", wire.Asked.Single().Address.AbsolutePath);
        Assert.Equal("""{"CmdletInput":{"CmdletName":"Get-MailboxRegionalConfiguration","Parameters":{"Identity":"a@contoso.example"}}}""", wire.Asked.Single().Body);
    }

    [Fact]
    public async Task Commands_that_wait_share_batches_of_ten_and_each_gets_its_own_answer()
    {
        var sizes = new List<int>();
        var wire = new ScriptedWire(r =>
        {
            if (!r.RequestUri!.AbsolutePath.EndsWith("$batch", StringComparison.Ordinal)) { lock (sizes) sizes.Add(1); return Answer(200, Rows(new { Identity = "alone" })); }
            var answer = Batch(r, (one, _) => (200, new { }, JsonNode.Parse(Rows(new { Identity = MailboxOf(one) }))!));
            lock (sizes) sizes.Add(JsonNode.Parse(answer.Content.ReadAsStringAsync().GetAwaiter().GetResult())!["responses"]!.AsArray().Count);
            return answer;
        });
        using var exchange = Open(wire);
        var mailboxes = Enumerable.Range(0, 100).Select(i => $"r{i}@contoso.example").ToList();
        var answers = await Task.WhenAll(mailboxes.Select(m => exchange.InvokeAsync(Get(m), default)));
        Assert.All(answers.Zip(mailboxes), a => Assert.True(a.First.Rows.Single().Text("Identity") == a.Second || a.First.Rows.Single().Text("Identity") == "alone"));
        Assert.Equal(100, sizes.Sum());
        Assert.InRange(sizes.Count, 10, 20);
        Assert.All(sizes, size => Assert.InRange(size, 1, 10));
    }

    [Fact]
    public async Task An_item_that_is_throttled_inside_a_batch_is_sent_again_and_its_neighbours_are_not()
    {
        var seen = new Dictionary<string, int>();
        var wire = new ScriptedWire(r =>
        {
            (int, object, object) One(string mailbox)
            {
                lock (seen) seen[mailbox] = seen.GetValueOrDefault(mailbox) + 1;
                return mailbox == "r3@contoso.example" && seen[mailbox] == 1 ? (429, new Dictionary<string, string> { ["Retry-After"] = "0.001" }, new { }) : (200, new { }, JsonNode.Parse(Rows(new { Identity = mailbox }))!);
            }
            if (r.RequestUri!.AbsolutePath.EndsWith("$batch", StringComparison.Ordinal)) return Batch(r, (one, _) => One(MailboxOf(one)));
            var (status, _, body) = One((string)JsonNode.Parse(r.Content!.ReadAsStringAsync().GetAwaiter().GetResult())!["CmdletInput"]!["Parameters"]!["Identity"]!);
            return Answer(status, body.ToString()!);
        });
        using var exchange = Open(wire);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => exchange.InvokeAsync(Get($"r{i}@contoso.example"), default)));
        Assert.Equal(2, seen["r3@contoso.example"]);
        Assert.All(seen.Where(s => s.Key != "r3@contoso.example"), s => Assert.Equal(1, s.Value));
    }

    [Fact]
    public async Task Further_pages_are_asked_for_with_the_same_body()
    {
        var next = $"https://exchange.sandbox.invalid/adminapi/beta/{TenantId}/InvokeCommand?$skiptoken=2";
        var wire = new ScriptedWire(
            _ => Answer(200, JsonSerializer.Serialize(new Dictionary<string, object> { ["value"] = new[] { new { Name = "a" } }, ["@odata.nextLink"] = next })),
            _ => Answer(200, Rows(new { Name = "b" })));
        using var exchange = Open(wire);
        var answer = await exchange.InvokeAsync(RoomCommands.GetRoomMailboxes(), default);
        Assert.Equal(["a", "b"], answer.Rows.Select(r => r.Text("Name")));
        Assert.Equal(next, wire.Asked[1].Address.ToString());
        Assert.Equal(wire.Asked[0].Body, wire.Asked[1].Body);
    }

    [Fact]
    public async Task The_token_does_not_follow_a_next_page_to_another_host()
    {
        var wire = new ScriptedWire(_ => Answer(200, JsonSerializer.Serialize(new Dictionary<string, object> { ["value"] = Array.Empty<object>(), ["@odata.nextLink"] = "https://elsewhere.invalid/x" })));
        using var exchange = Open(wire);
        await Assert.ThrowsAsync<TeemException>(() => exchange.InvokeAsync(RoomCommands.GetRoomMailboxes(), default));
        Assert.Single(wire.Asked);
    }

    [Theory]
    [InlineData(404, """{"error":{"code":"NotFound","message":"Error executing cmdlet","details":[{"code":"Context","target":"","message":"Ex6F9304|Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException|Nicht da."}]}}""", "ManagementObjectNotFoundException", TeemErrorKind.NotFound)]
    [InlineData(400, """{"error":{"code":"BadRequest","message":"Invalid Operation","innererror":{"message":"Invalid Operation","internalexception":{"message":"Cannot process.","type":"Microsoft.Exchange.AdminApi.CommandInvocation.ParameterTransformationException"}}}}""", "ParameterTransformationException", TeemErrorKind.InvalidInput)]
    [InlineData(403, "\0\0\0\0\0\0", "", TeemErrorKind.AccessDenied)]
    [InlineData(500, "<html>", "", TeemErrorKind.Unavailable)]
    public async Task A_refusal_is_told_by_its_class_whatever_the_body_looks_like(int status, string body, string expectedClass, TeemErrorKind kind)
    {
        using var exchange = Open(new ScriptedWire(_ => Answer(status, body, ("request-id", "r-1"))));
        var error = await Assert.ThrowsAsync<ExchangeException>(() => exchange.InvokeAsync(RoomCommands.SetTimeZone("a@contoso.example", "UTC"), default));
        Assert.Equal((expectedClass, kind, "a@contoso.example", "r-1"), (error.Class, error.Kind, error.Target, error.RequestId));
    }

    [Fact]
    public async Task A_lost_batch_puts_its_writes_in_doubt()
    {
        using var exchange = Open(new ScriptedWire(_ => throw new HttpRequestException("reset")));
        var read = exchange.InvokeAsync(Get("a@contoso.example"), default);
        var write = exchange.InvokeAsync(RoomCommands.SetTimeZone("b@contoso.example", "UTC"), default);
        Assert.Equal(TeemErrorKind.Unavailable, (await Assert.ThrowsAsync<TeemException>(() => read)).Kind);
        Assert.Equal(TeemErrorKind.InDoubt, (await Assert.ThrowsAsync<TeemException>(() => write)).Kind);
    }

    [Fact]
    public async Task Whoever_waits_can_leave_at_once()
    {
        var never = new TaskCompletionSource<HttpResponseMessage>();
        using var exchange = Open(new Never(never.Task));
        using var stop = new CancellationTokenSource();
        var waiting = exchange.InvokeAsync(Get("a@contoso.example"), stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    sealed class Never(Task<HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => answer.WaitAsync(cancellationToken);
    }

    [Fact]
    public async Task An_item_whose_token_is_over_goes_out_again_with_a_new_one()
    {
        var seen = new Dictionary<string, int>();
        var wire = new ScriptedWire(r =>
        {
            if (!r.RequestUri!.AbsolutePath.EndsWith("$batch", StringComparison.Ordinal)) return Answer(200, Rows(new { Identity = "alone" }));
            return Batch(r, (one, _) =>
            {
                var mailbox = MailboxOf(one);
                lock (seen) seen[mailbox] = seen.GetValueOrDefault(mailbox) + 1;
                return mailbox.StartsWith('b') && seen[mailbox] == 1 ? (401, new { }, new { }) : (200, new { }, JsonNode.Parse(Rows(new { Identity = mailbox }))!);
            });
        });
        using var exchange = Open(wire);
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => exchange.InvokeAsync(Get($"{(i % 4 == 0 ? 'b' : 'a')}{i}@contoso.example"), default)));
        Assert.All(answers, answer => Assert.Single(answer.Rows));
        Assert.All(seen, s => Assert.InRange(s.Value, 1, s.Key.StartsWith('b') ? 2 : 1));
    }
}
