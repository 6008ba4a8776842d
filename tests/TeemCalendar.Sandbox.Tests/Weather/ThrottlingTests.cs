using System.Globalization;
using System.Net;

namespace TeemCalendar.Sandbox.Tests.Weather;

public sealed class ThrottlingTests
{
    static async Task<(HttpStatusCode Status, double Wait, string Said)> Refusal(Task<HttpResponseMessage> sent)
    {
        using var answer = await sent;
        return (answer.StatusCode, answer.Headers.TryGetValues("Retry-After", out var wait) ? double.Parse(wait.Single(), CultureInfo.InvariantCulture) : 0, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Too_many_requests_to_one_mailbox_are_refused_until_the_time_is_over()
    {
        var storm = new Storm(new() { Throttling = new() { MailboxRequests = 3, MailboxWindow = TimeSpan.FromMinutes(10) } }, rooms: 2);
        for (var i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.OK, await Storm.Status(storm.Calendar()));
        storm.Clock.Advance(TimeSpan.FromMinutes(4));
        var (status, wait, said) = await Refusal(storm.Calendar());
        Assert.Equal((HttpStatusCode.TooManyRequests, 360), (status, wait));
        Assert.Contains("ApplicationThrottled", said, StringComparison.Ordinal);
        Assert.Contains("request-id", said, StringComparison.Ordinal);
        // Another mailbox has a count of its own; the directory too. By name or by id it is the same mailbox.
        Assert.Equal(HttpStatusCode.OK, await Storm.Status(storm.Calendar(1)));
        Assert.Equal(HttpStatusCode.OK, await Storm.Status(storm.Graph("GET", $"/users/{storm.Rooms[0].OwnerId}")));
        Assert.Equal(HttpStatusCode.TooManyRequests, await Storm.Status(storm.Graph("GET", $"/users/{storm.Rooms[0].OwnerId}/calendar")));
        storm.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(HttpStatusCode.OK, await Storm.Status(storm.Calendar()));
    }

    [Fact]
    public async Task A_call_before_its_time_starts_the_wait_again()
    {
        var storm = new Storm(new() { Throttling = new() { MailboxRequests = 1, MailboxWindow = TimeSpan.FromMinutes(1) } });
        await Storm.Json(storm.Calendar());
        Assert.Equal(60, (await Refusal(storm.Calendar())).Wait);
        storm.Clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal((HttpStatusCode.TooManyRequests, 60), ((await Refusal(storm.Calendar())) is var again ? (again.Status, again.Wait) : default));
        storm.Clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(HttpStatusCode.TooManyRequests, await Storm.Status(storm.Calendar()));
        storm.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(HttpStatusCode.OK, await Storm.Status(storm.Calendar()));
    }

    [Fact]
    public async Task The_fifth_at_a_time_in_one_mailbox_is_refused_alone_or_in_a_batch()
    {
        var storm = new Storm(new() { Throttling = new(), Latency = new() { Graph = TimeSpan.FromSeconds(1), Spread = 0 } }, rooms: 2);
        var inside = Enumerable.Range(0, 3).Select(_ => storm.Calendar()).ToList();
        // Four of the batch go to Outlook at once: the first finds room, the second is too many, and the others call before its time.
        var batch = storm.GraphBatch([.. Enumerable.Repeat($"/users/{storm.Rooms[0].OwnerId}/calendar", 4), $"/users/{storm.Rooms[1].OwnerId}/calendar"]);
        storm.Clock.Advance(TimeSpan.FromSeconds(1));
        foreach (var one in inside) Assert.Equal(HttpStatusCode.OK, await Storm.Status(one));
        storm.Clock.Advance(TimeSpan.FromSeconds(1));
        var responses = (await Storm.Json(batch))["responses"]!.AsArray().ToDictionary(r => (string)r!["id"]!, r => r!);
        Assert.Equal([200, 429, 429, 429, 200], Enumerable.Range(0, 5).Select(i => (int)responses[$"{i}"]["status"]!));
        Assert.Equal("10", (string?)responses["1"]["headers"]!["Retry-After"]);
        Assert.Equal("Application is over its MailboxConcurrency limit.", (string?)responses["1"]["body"]!["error"]!["message"]);
    }

    [Fact]
    public async Task Too_many_Exchange_commands_at_a_time_in_the_tenant_are_refused()
    {
        var storm = new Storm(new() { Throttling = new() { ExchangeAtOnce = 2 }, Latency = new() { Exchange = TimeSpan.FromSeconds(1), Spread = 0 } });
        Task<HttpResponseMessage>[] inside = [storm.Run("Get-Mailbox"), storm.RunBatch("Get-Mailbox", "Get-Mailbox", "Get-Mailbox")];
        var (status, wait, said) = await Refusal(storm.Run("Get-AcceptedDomain"));
        Assert.Equal((HttpStatusCode.TooManyRequests, 10), (status, wait));
        Assert.Contains("maximum number of concurrent requests per tenant", said, StringComparison.Ordinal);
        storm.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, await Storm.Status(inside[0]));
    }

    [Fact]
    public async Task The_directory_counts_resource_units_and_says_so()
    {
        var storm = new Storm(new() { Throttling = new() { DirectoryUnits = 10, DirectoryWrites = 1 } });
        using (var list = await storm.Graph("GET", "/users")) Assert.Equal(("2", false), (list.Headers.GetValues("x-ms-resource-unit").Single(), list.Headers.Contains("x-ms-throttle-limit-percentage")));
        using (var cheap = await storm.Graph("GET", "/users?$select=id")) Assert.Equal("1", cheap.Headers.GetValues("x-ms-resource-unit").Single());
        for (var i = 0; i < 6; i++) Assert.Equal(HttpStatusCode.OK, await Storm.Status(storm.Graph("GET", "/organization")));
        using (var near = await storm.Graph("GET", "/organization")) Assert.Equal("1.0", near.Headers.GetValues("x-ms-throttle-limit-percentage").Single());
        using (var over = await storm.Graph("GET", "/organization"))
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, over.StatusCode);
            Assert.Equal("1", over.Headers.GetValues("Retry-After").Single());
            Assert.Equal("ResourceUnitLimitExceeded", over.Headers.GetValues("x-ms-throttle-information").Single());
            Assert.Equal($"Tenant_Application/Read/{storm.Tenant.Facts.ClientId}/{storm.Tenant.Facts.TenantId}", over.Headers.GetValues("x-ms-throttle-scope").Single());
        }
        storm.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(HttpStatusCode.Created, await Storm.Status(storm.Graph("POST", "/applications", """{"displayName":"one"}""")));
        using var second = await storm.Graph("POST", "/applications", """{"displayName":"two"}""");
        Assert.Equal("WriteLimitExceeded", second.Headers.GetValues("x-ms-throttle-information").Single());
        Assert.Single(storm.Tenant.State.Applications.Values, a => a.DisplayName is "one" or "two");
    }
}
