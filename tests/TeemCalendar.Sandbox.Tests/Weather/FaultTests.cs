using System.Net;

namespace TeemCalendar.Sandbox.Tests.Weather;

public sealed class FaultTests
{
    static readonly object Room = new { Name = "lagoon", Room = true, PrimarySmtpAddress = "lagoon@contoso.example" };

    static Storm With(FaultWeather faults, int seed = 365) => new(new() { Seed = seed, Faults = faults });

    static bool IsMade(Storm storm) => storm.Tenant.State.FindAddress("lagoon@contoso.example") is not null;

    [Fact]
    public async Task A_connection_is_lost_before_the_server_acted_or_after()
    {
        var before = With(new() { ResetBefore = 1, InARow = 1 });
        await Assert.ThrowsAsync<HttpRequestException>(() => before.Run("New-Mailbox", Room));
        Assert.False(IsMade(before));
        Assert.Equal(HttpStatusCode.OK, await Storm.Status(before.Run("New-Mailbox", Room)));

        var after = With(new() { ResetAfter = 1, InARow = 1 });
        await Assert.ThrowsAsync<HttpRequestException>(() => after.Run("New-Mailbox", Room));
        Assert.True(IsMade(after));
        Assert.Equal(HttpStatusCode.BadRequest, await Storm.Status(after.Run("New-Mailbox", Room)));
    }

    [Fact]
    public async Task A_body_that_is_announced_whole_breaks_off()
    {
        var storm = With(new() { TruncatedBody = 1, InARow = 1 });
        await Assert.ThrowsAsync<HttpRequestException>(() => storm.Run("New-Mailbox", Room));
        Assert.True(IsMade(storm));
        Assert.Equal(HttpStatusCode.OK, await Storm.Status(storm.Calendar().ContinueWith(_ => storm.Calendar(), TaskScheduler.Default).Unwrap()));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_keeps_the_connection_for_a_while_and_no_caller_for_ever()
    {
        var storm = With(new() { TimeOut = 1, TimeOutAfter = TimeSpan.FromMinutes(4), InARow = 5 });
        var sent = storm.Calendar();
        await storm.Clock.WaitForTimerAsync();
        Assert.False(sent.IsCompleted);
        storm.Clock.Advance(TimeSpan.FromMinutes(4));
        await Assert.ThrowsAsync<HttpRequestException>(() => sent);

        using var leave = new CancellationTokenSource();
        sent = storm.Graph("GET", "/users", cancel: leave.Token);
        await storm.Clock.WaitForTimerAsync();
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sent);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(507)]
    public async Task A_server_that_stumbles_did_nothing(int status)
    {
        var storm = With(status switch { 500 => new() { InternalError = 1 }, 502 => new() { BadGateway = 1 }, 503 => new() { Unavailable = 1 }, _ => new() { StorageFull = 1 } });
        var error = (await Storm.Json(storm.Graph("POST", "/users", """{"displayName":"x"}"""), (HttpStatusCode)status))["error"]!;
        Assert.NotNull(error["code"]);
        Assert.NotNull(error["innerError"]!["request-id"]);
        Assert.NotNull((await Storm.Json(storm.Run("New-Mailbox", Room), (HttpStatusCode)status))["error"]!["code"]);
        Assert.False(IsMade(storm));
        if (status == 507) Assert.Equal(HttpStatusCode.OK, await Storm.Status(storm.Calendar()));
    }

    [Fact]
    public async Task Behind_a_gateway_that_gave_up_the_server_may_have_acted()
    {
        var made = new List<bool>();
        for (var seed = 0; seed < 20; seed++)
        {
            var storm = With(new() { GatewayTimeout = 1 }, seed);
            Assert.Equal(HttpStatusCode.GatewayTimeout, await Storm.Status(storm.Run("New-Mailbox", Room)));
            made.Add(IsMade(storm));
        }
        Assert.Contains(true, made);
        Assert.Contains(false, made);
    }

    [Fact]
    public async Task A_token_that_is_over_stays_over_and_a_new_one_is_good()
    {
        var storm = With(new() { ExpiredToken = 1, InARow = 1 });
        using (var refused = await storm.Calendar())
        {
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
            Assert.Contains("InvalidAuthenticationToken", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.NotEmpty(refused.Headers.WwwAuthenticate);
        }
        Assert.Equal(HttpStatusCode.Unauthorized, await Storm.Status(storm.Calendar()));
        using var again = new HttpRequestMessage(HttpMethod.Get, $"https://graph.microsoft.com/v1.0/users/{storm.Rooms[0].PrimarySmtpAddress}/calendar");
        again.Headers.Authorization = new("Bearer", storm.Token("https://graph.microsoft.com", 59, "Calendars.ReadWrite"));
        Assert.Equal(HttpStatusCode.OK, await Storm.Status(storm.Http.SendAsync(again)));
    }

    [Fact]
    public async Task About_half_of_a_batch_is_refused_and_the_rest_done()
    {
        var storm = With(new() { HalfBatch = 1 });
        var statuses = new List<int>();
        foreach (var sent in new[] { storm.RunBatch([.. Enumerable.Repeat("Get-Mailbox", 10)]), storm.GraphBatch([.. Enumerable.Repeat("/organization", 20)]) })
            statuses.AddRange((await Storm.Json(sent))["responses"]!.AsArray().Select(r => (int)r!["status"]!));
        Assert.Equal(30, statuses.Count);
        Assert.Equal([200, 503], statuses.Distinct().Order());
        Assert.InRange(statuses.Count(s => s == 503), 6, 24);
    }

    [Fact]
    public async Task Delta_state_is_lost_for_whoever_goes_on_from_it()
    {
        var storm = With(new() { LostDeltaState = 1, InARow = 1 });
        var first = $"/users/{storm.Rooms[0].OwnerId}/calendarView/delta?startDateTime=2026-11-01T00:00:00Z&endDateTime=2026-12-01T00:00:00Z";
        var link = (string)(await Storm.Json(storm.Graph("GET", first)))["@odata.deltaLink"]!;
        link = link["https://graph.microsoft.com/v1.0".Length..];
        Assert.Equal("SyncStateNotFound", (string?)(await Storm.Json(storm.Graph("GET", link), HttpStatusCode.Gone))["error"]!["code"]);
        Assert.Equal(HttpStatusCode.OK, await Storm.Status(storm.Graph("GET", first)));
    }

    [Fact]
    public async Task The_same_run_meets_the_same_weather_and_another_seed_other_weather()
    {
        var faults = new FaultWeather { Unavailable = 0.3, BadGateway = 0.2, ResetBefore = 0.2 };
        var once = await Sky(1);
        Assert.Equal(once, await Sky(1));
        Assert.NotEqual(once, await Sky(2));
        Assert.Equal(4, once.Distinct().Count());

        async Task<List<string>> Sky(int seed)
        {
            var storm = With(faults, seed);
            var seen = new List<string>();
            for (var i = 0; i < 60; i++)
                try
                {
                    seen.Add($"{await Storm.Status(i % 3 == 0 ? storm.Calendar() : i % 3 == 1 ? storm.Run("Get-Mailbox") : storm.Graph("GET", "/users"))}");
                }
                catch (HttpRequestException)
                {
                    seen.Add("reset");
                }
            return seen;
        }
    }

    [Fact]
    public async Task A_client_with_patience_gets_through()
    {
        var storm = With(new() { Unavailable = 1, InARow = 3 });
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.ServiceUnavailable, await Storm.Status(storm.Calendar()));
            Assert.Equal(HttpStatusCode.OK, await Storm.Status(storm.Calendar()));
        }
    }
}
