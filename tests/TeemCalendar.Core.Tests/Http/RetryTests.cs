using System.Net;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Http;
using static TeemCalendar.Core.Tests.ScriptedWire;

namespace TeemCalendar.Core.Tests.Http;

public sealed class RetryTests
{
    static readonly RetryLimits Limits = new(3, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(100));

    sealed class OneToken : ITokenSource
    {
        public List<ClaimsChallenge?> Asked { get; } = [];
        public string Account => "test";
        public Task<string> GetTokenAsync(string resource, ClaimsChallenge? challenge, CancellationToken cancel)
        {
            Asked.Add(challenge);
            return Task.FromResult($"token-{Asked.Count}");
        }
    }

    static (HttpMessageInvoker Way, OutgoingPipeline Pipeline, OneToken Tokens) Open(ScriptedWire wire, TimeProvider clock, RetryLimits? limits = null)
    {
        var pipeline = new OutgoingPipeline(wire, limits ?? Limits, clock);
        var tokens = new OneToken();
        return (new HttpMessageInvoker(pipeline.Way(tokens, "https://graph.microsoft.com")), pipeline, tokens);
    }

    static HttpRequestMessage Get(string path = "/v1.0/users/a@contoso.example/calendar") => new(HttpMethod.Get, "https://graph.sandbox.invalid" + path);

    static HttpRequestMessage Post() => new(HttpMethod.Post, "https://graph.sandbox.invalid/v1.0/users") { Content = new StringContent("{}") };

    [Theory]
    [InlineData("7", 7)]
    [InlineData("2.128", 2.128)]
    [InlineData("Wed, 18 Nov 2026 12:00:30 GMT", 30)]
    public async Task A_throttled_write_is_sent_again_when_the_service_said_so(string retryAfter, double seconds)
    {
        var clock = new ManualClock();
        var wire = new ScriptedWire(_ => Answer(429, "{}", ("Retry-After", retryAfter)), _ => Answer(201));
        var (way, pipeline, _) = Open(wire, clock);

        var sending = way.SendAsync(Post(), default);
        while (wire.Asked.Count == 0) await Task.Yield();
        await AdvanceAsync(clock, sending, TimeSpan.FromSeconds(seconds - 0.1), wire, 1);
        Assert.Single(wire.Asked);
        await AdvanceAsync(clock, sending, TimeSpan.FromSeconds(0.2), wire, 2);

        Assert.Equal(HttpStatusCode.Created, (await sending).StatusCode);
        Assert.Equal((2L, 2L, 1L), (pipeline.Counters.Requests, pipeline.Counters.Writes, pipeline.Counters.Retries));
    }

    /// <summary>Moves the clock once somebody waits on it; the wire then sees what it should, or nothing more.</summary>
    static async Task AdvanceAsync(ManualClock clock, Task sending, TimeSpan by, ScriptedWire wire, int expected)
    {
        await clock.WaitForTimerAsync();
        clock.Advance(by);
        while (wire.Asked.Count < expected && !sending.IsCompleted) await Task.Yield();
    }

    [Fact]
    public async Task A_wait_that_is_too_long_is_not_waited_for()
    {
        var wire = new ScriptedWire(_ => Answer(429, "{}", ("Retry-After", "86400")));
        var (way, _, _) = Open(wire, TimeProvider.System);
        using var answer = await way.SendAsync(Get(), default);
        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.Single(wire.Asked);
    }

    [Fact]
    public async Task Retries_end()
    {
        var wire = new ScriptedWire(_ => Answer(503, "{}", ("Retry-After", "0")));
        var (way, _, _) = Open(wire, TimeProvider.System);
        using var answer = await way.SendAsync(Get(), default);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(1 + Limits.Retries, wire.Asked.Count);
    }

    [Fact]
    public async Task No_retry_when_none_is_wanted()
    {
        var wire = new ScriptedWire(_ => Answer(503, "{}", ("Retry-After", "0")));
        var (way, _, _) = Open(wire, TimeProvider.System, Limits with { Retries = 0 });
        using var answer = await way.SendAsync(Get(), default);
        Assert.Single(wire.Asked);
    }

    [Fact]
    public async Task A_write_whose_answer_is_lost_is_in_doubt_and_not_sent_again()
    {
        var wire = new ScriptedWire(_ => throw new HttpRequestException("reset"), _ => Answer(201));
        var (way, _, _) = Open(wire, TimeProvider.System);
        var error = await Assert.ThrowsAsync<TeemException>(() => way.SendAsync(Post(), default));
        Assert.Equal(TeemErrorKind.InDoubt, error.Kind);
        Assert.Single(wire.Asked);
    }

    [Fact]
    public async Task A_write_that_the_server_stumbled_over_is_not_sent_again()
    {
        var wire = new ScriptedWire(_ => Answer(502), _ => Answer(201));
        var (way, _, _) = Open(wire, TimeProvider.System);
        using var answer = await way.SendAsync(Post(), default);
        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Single(wire.Asked);
    }

    [Fact]
    public async Task A_write_with_an_etag_is_sent_again()
    {
        var fast = Limits with { FirstDelay = TimeSpan.FromMilliseconds(1) };
        var wire = new ScriptedWire(_ => throw new HttpRequestException("reset"), _ => Answer(200));
        var (way, _, _) = Open(wire, TimeProvider.System, fast);
        var request = new HttpRequestMessage(HttpMethod.Patch, "https://graph.sandbox.invalid/v1.0/users/a/events/1") { Content = new StringContent("{}") };
        request.Headers.TryAddWithoutValidation("If-Match", "W/\"1\"");
        using var answer = await way.SendAsync(request, default);
        Assert.Equal(2, wire.Asked.Count);
    }

    [Fact]
    public async Task A_body_that_breaks_off_is_read_again()
    {
        var fast = Limits with { FirstDelay = TimeSpan.FromMilliseconds(1) };
        var wire = new ScriptedWire(_ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new BrokenContent() }, _ => Answer(200, "whole"));
        var (way, _, _) = Open(wire, TimeProvider.System, fast);
        using var answer = await way.SendAsync(Get(), default);
        Assert.Equal("whole", await answer.Content.ReadAsStringAsync());
    }

    sealed class BrokenContent : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => throw new IOException("The connection was closed.");
        protected override bool TryComputeLength(out long length) { length = 0; return false; }
    }

    [Fact]
    public async Task A_stale_token_is_renewed_once_with_the_claims_asked_for()
    {
        var claims = Convert.ToBase64String("{\"access_token\":{}}"u8);
        var wire = new ScriptedWire(_ => Answer(401, "{}", ("WWW-Authenticate", $"Bearer realm=\"\", error=\"insufficient_claims\", claims=\"{claims}\"")), r => Answer(r.Headers.Authorization!.Parameter == "token-2" ? 200 : 500));
        var (way, _, tokens) = Open(wire, TimeProvider.System);
        using var answer = await way.SendAsync(Get(), default);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal([null, new ClaimsChallenge("{\"access_token\":{}}")], tokens.Asked);
    }

    [Fact]
    public async Task At_most_four_requests_are_in_one_mailbox_and_others_pass()
    {
        var release = new TaskCompletionSource();
        int inside = 0, most = 0, others = 0;
        var wire = new Gate(async request =>
        {
            if (request.RequestUri!.AbsolutePath.Contains("/b/", StringComparison.Ordinal)) { Interlocked.Increment(ref others); return; }
            var now = Interlocked.Increment(ref inside);
            lock (release) most = Math.Max(most, now);
            await release.Task;
            Interlocked.Decrement(ref inside);
        });
        using var pipeline = new OutgoingPipeline(wire, Limits, TimeProvider.System);
        using var way = new HttpMessageInvoker(pipeline.Way(new OneToken(), "r"));
        var busy = Enumerable.Range(0, 9).Select(_ => way.SendAsync(Get("/v1.0/users/a/events"), default)).ToList();
        await way.SendAsync(Get("/v1.0/users/b/events"), default);
        Assert.Equal(1, others);
        release.SetResult();
        await Task.WhenAll(busy);
        Assert.Equal(MailboxGateHandler.PerMailbox, most);
    }

    sealed class Gate(Func<HttpRequestMessage, Task> during) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await during(request);
            return Answer(200);
        }
    }

    [Fact]
    public async Task A_retry_can_be_cancelled_while_it_waits()
    {
        var clock = new ManualClock();
        var wire = new ScriptedWire(_ => Answer(429, "{}", ("Retry-After", "100")));
        var (way, _, _) = Open(wire, clock);
        using var stop = new CancellationTokenSource();
        var sending = way.SendAsync(Get(), stop.Token);
        while (wire.Asked.Count == 0) await Task.Yield();
        await clock.WaitForTimerAsync();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }

    [Fact]
    public async Task Nobody_calls_a_mailbox_that_has_just_asked_to_wait_and_others_are_not_held()
    {
        var clock = new ManualClock();
        var wire = new ScriptedWire(_ => Answer(429, "{}", ("Retry-After", "7")), _ => Answer(200));
        var (way, _, _) = Open(wire, clock);
        var first = way.SendAsync(Get(), default);
        await clock.WaitForTimerAsync();
        var second = way.SendAsync(Get("/v1.0/users/a@contoso.example/events"), default);
        await clock.WaitForTimerAsync(2);
        await way.SendAsync(Get("/v1.0/users/b@contoso.example/calendar"), default);
        Assert.Equal(2, wire.Asked.Count);
        clock.Advance(TimeSpan.FromSeconds(7));
        Assert.Equal(HttpStatusCode.OK, (await first).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await second).StatusCode);
        Assert.Equal(4, wire.Asked.Count);
    }

    [Fact]
    public async Task A_wait_that_is_too_long_for_one_is_too_long_for_all()
    {
        var wire = new ScriptedWire(_ => Answer(429, "{}", ("Retry-After", "3600")));
        var (way, _, _) = Open(wire, new ManualClock());
        Assert.Equal(HttpStatusCode.TooManyRequests, (await way.SendAsync(Get(), default)).StatusCode);
        Assert.Equal(TeemErrorKind.Throttled, (await Assert.ThrowsAsync<TeemException>(() => way.SendAsync(Get(), default))).Kind);
        Assert.Single(wire.Asked);
    }
}
