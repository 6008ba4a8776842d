using System.Net;

namespace TeemCalendar.Sandbox.Tests.Weather;

public sealed class LatencyTests
{
    static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    readonly Storm storm = new(new() { Latency = new() { Graph = Second, Exchange = Second, SignIn = Second, Spread = 0 } }, rooms: 8);

    /// <summary>How many seconds the tenant's clock has to move until the answer is there.</summary>
    async Task<int> Seconds(Task<HttpResponseMessage> sent)
    {
        for (var seconds = 0; ; seconds++)
        {
            if (await Task.WhenAny(sent, storm.Clock.WaitForTimerAsync()) == sent)
            {
                Assert.Equal(HttpStatusCode.OK, await Storm.Status(sent));
                return seconds;
            }
            // Nobody who waits for the clock holds the tenant meanwhile.
            Assert.True(Monitor.TryEnter(storm.Tenant.Gate));
            Monitor.Exit(storm.Tenant.Gate);
            storm.Clock.Advance(Second);
        }
    }

    [Fact]
    public async Task A_request_and_a_command_take_their_time()
    {
        Assert.Equal(1, await Seconds(storm.Calendar()));
        Assert.Equal(1, await Seconds(storm.Run("Get-Mailbox")));
        using var form = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("client_id", storm.Tenant.Facts.ClientId.ToString()), new("client_secret", storm.Tenant.Facts.ClientSecret), new("scope", Wire.Graph)]);
        Assert.Equal(1, await Seconds(storm.Http.PostAsync(new Uri($"https://login.sandbox.invalid/{storm.Tenant.Facts.TenantId}/oauth2/v2.0/token"), form)));
    }

    [Fact]
    public async Task Of_a_Graph_batch_four_requests_are_with_Outlook_at_a_time_and_all_others_at_once()
    {
        var sent = storm.GraphBatch([.. storm.Rooms.Select(r => $"/users/{r.OwnerId}/calendar"), .. storm.Rooms.Select(r => $"/users/{r.OwnerId}")]);
        await storm.Clock.WaitForTimerAsync(4 + 8);
        Assert.Equal(4 + 8, storm.Clock.Waiting);
        storm.Clock.Advance(Second);
        await storm.Clock.WaitForTimerAsync(4);
        Assert.False(sent.IsCompleted);
        storm.Clock.Advance(Second);
        Assert.Equal(16, (await Storm.Json(sent))["responses"]!.AsArray().Count(r => (int)r!["status"]! == 200));
    }

    [Fact]
    public async Task The_commands_of_an_Exchange_batch_run_one_after_another() => Assert.Equal(3, await Seconds(storm.RunBatch("Get-Mailbox", "Get-AcceptedDomain", "Get-Mailbox")));

    [Fact]
    public async Task A_caller_who_leaves_does_not_wait()
    {
        using var leave = new CancellationTokenSource();
        var sent = storm.Graph("GET", "/users", cancel: leave.Token);
        await storm.Clock.WaitForTimerAsync();
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sent);
    }
}
