using System.Net;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace TeemCalendar.Core.Http;

/// <summary>The only place that sends a request again.</summary>
/// <remarks>
/// A refusal (429, and 503 with Retry-After) was not carried out, so anything may be sent again. Where the answer is lost or the server stumbled, only what has the
/// same effect twice is sent again; any other write comes back as in doubt, for its caller to look first.
/// </remarks>
internal sealed class RetryHandler : DelegatingHandler
{
    readonly ResiliencePipeline<HttpResponseMessage> pipeline;
    readonly RetryLimits limits;
    readonly RequestCounters counters;
    static readonly ResiliencePropertyKey<HttpRequestMessage> Request = new("Request");

    internal RetryHandler(RetryLimits limits, TimeProvider clock, RequestCounters counters, ThrottleGate gate, HttpMessageHandler inner) : base(inner)
    {
        (this.limits, this.counters) = (limits, counters);
        var builder = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = clock };
        if (limits.Retries > 0)   // Polly takes no retry of 0 times
            builder.AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = limits.Retries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = limits.FirstDelay,
                MaxDelay = limits.LongestWait,
                ShouldHandle = args => ValueTask.FromResult(args.Context.Properties.TryGetValue(Request, out var request) && IsWorthwhile(request, args.Outcome, clock)),
                DelayGenerator = args => ValueTask.FromResult(args.Outcome.Result is { } answer ? RetryAfter.Of(answer, clock) : null),
                OnRetry = args => { counters.CountRetry(); args.Outcome.Result?.Dispose(); return default; },
            });
        pipeline = builder.AddStrategy(_ => new ThrottleGate.Strategy(gate, Request, clock)).AddTimeout(limits.Answer).Build();
    }

    bool IsWorthwhile(HttpRequestMessage request, Outcome<HttpResponseMessage> outcome, TimeProvider clock)
    {
        if (outcome.Exception is { } lost) return IsLost(lost) && request.IsRepeatable();
        var answer = outcome.Result!;
        var asked = RetryAfter.Of(answer, clock);
        if (asked > limits.LongestWait) return false;
        return answer.StatusCode switch
        {
            HttpStatusCode.TooManyRequests => true,
            HttpStatusCode.ServiceUnavailable => asked is not null || request.IsRepeatable(),
            HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout => request.IsRepeatable() && !IsDefinite(answer),
            _ => false,
        };
    }

    /// <summary>Exchange answers some refused commands with 500; what its own class name explains will not get better by asking again.</summary>
    static bool IsDefinite(HttpResponseMessage answer) => answer.Headers.Contains("x-ExceptionType");

    static bool IsLost(Exception error) => error is HttpRequestException or IOException or TimeoutRejectedException;

    /// <summary>Reads the body here, so that one that breaks off is retried like an answer that never came.</summary>
    static async Task<HttpResponseMessage> WholeAsync(HttpResponseMessage answer, CancellationToken cancel)
    {
        try { await answer.Content.LoadIntoBufferAsync().WaitAsync(cancel).ConfigureAwait(false); }
        catch (InvalidDataException) when (!answer.IsSuccessStatusCode)
        {
            // Exchange refuses a command with NUL bytes that are announced as gzip and are none: the status is all there is.
            answer.Content = new ByteArrayContent([]);
        }
        return answer;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(Request, request);
        try
        {
            return await pipeline.ExecuteAsync(async c =>
            {
                var answer = await base.SendAsync(request, c.CancellationToken).ConfigureAwait(false);
                if (answer.StatusCode == HttpStatusCode.TooManyRequests) counters.CountThrottled();
                return await WholeAsync(answer, c.CancellationToken).ConfigureAwait(false);
            }, context).ConfigureAwait(false);
        }
        catch (Exception error) when (IsLost(error))
        {
            // The query may hold a delta token: only host and path are named.
            var where = $"{request.RequestUri?.Host}{request.RequestUri?.AbsolutePath}";
            throw request.IsRepeatable()
                ? new TeemException("ServiceUnreachable", TeemErrorKind.Unavailable, $"{where} did not answer.", remedy: "Check the network and proxy, then run the command again.", inner: error)
                : new TeemException("WriteInDoubt", TeemErrorKind.InDoubt, $"A change was sent to {where} and its answer was lost.", remedy: "Run the command again: it looks first and repeats nothing that was done.", inner: error);
        }
        finally { ResilienceContextPool.Shared.Return(context); }
    }
}

/// <summary>How patient the pipeline is.</summary>
/// <param name="Retries">How often a request is sent again; 0 never.</param>
/// <param name="FirstDelay">The wait before the first retry where the service names none; doubles from there.</param>
/// <param name="LongestWait">A service that asks for a longer wait is not waited for.</param>
/// <param name="Answer">How long one attempt may take.</param>
internal sealed record RetryLimits(int Retries, TimeSpan FirstDelay, TimeSpan LongestWait, TimeSpan Answer)
{
    // Exchange's own module waits up to some minutes; 100 s an attempt is HttpClient's default.
    internal static readonly RetryLimits Default = new(5, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(100));

    /// <summary>The same limits by a clock that runs faster than the wall's. Waiting goes faster with it, and computing does not: an answer is waited for longer, and whoever was put off asks more often until the others have computed theirs.</summary>
    internal RetryLimits ByClock(double speed) => speed <= 1 ? this : this with { Answer = Answer * speed < LongestAnswer ? Answer * speed : LongestAnswer, Retries = Retries * 4 };

    internal static readonly TimeSpan LongestAnswer = TimeSpan.FromDays(1);   // the most that Polly times
}
