using TeemCalendar.Core.Connection;

namespace TeemCalendar.Core.Http;

/// <summary>The one way out: retry, token, mailbox gate, counter, wire, from the outside in.</summary>
/// <remarks>The gate is inside the retry, so that a request that waits for Retry-After holds no place at its mailbox.</remarks>
internal sealed class OutgoingPipeline : IDisposable
{
    readonly HttpMessageHandler wire, counted, gated;

    internal OutgoingPipeline(HttpMessageHandler wire, RetryLimits limits, TimeProvider clock)
    {
        (this.wire, Limits, Clock) = (wire, limits, clock);
        Throttles = new ThrottleGate(limits.LongestWait, clock);
        counted = new CountingHandler(Counters, wire);
        gated = new MailboxGateHandler(counted);
    }

    internal RequestCounters Counters { get; } = new();
    internal TimeProvider Clock { get; }
    internal RetryLimits Limits { get; }
    internal ThrottleGate Throttles { get; }

    /// <summary>The way out for one identity and one resource.</summary>
    internal HttpMessageHandler Way(ITokenSource tokens, string resource) => new RetryHandler(Limits, Clock, Counters, Throttles, new TokenHandler(tokens, resource, gated));

    /// <summary>The way through a session of the caller, whose own module retries: sent once from here, counted, and as long under way as that module and the commands before it take.</summary>
    internal HttpMessageHandler SessionWay(HttpMessageHandler session) =>
        new RetryHandler(Limits with { Retries = 0, Answer = RetryLimits.LongestAnswer }, Clock, Counters, Throttles, new CountingHandler(Counters, session));

    /// <summary>A client for what is good to know and not worth waiting for.</summary>
    internal HttpClient OnceClient() => new(counted, disposeHandler: false) { Timeout = TimeSpan.FromSeconds(10) };

    /// <summary>A client for signing in, which carries none; every such request may be sent again.</summary>
    internal HttpClient SignInClient() =>
        new(new RepeatableHandler(new RetryHandler(Limits, Clock, Counters, Throttles, counted)), disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };

    public void Dispose() => wire.Dispose();

    sealed class RepeatableHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Options.Set(RequestOptions.ReadsOnly, true);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
