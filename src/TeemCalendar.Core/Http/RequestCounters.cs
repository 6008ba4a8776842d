namespace TeemCalendar.Core.Http;

/// <summary>What went out over one connection.</summary>
internal sealed class RequestCounters
{
    long requests, writes, retries, throttled;
    internal long Requests => Interlocked.Read(ref requests);
    internal long Writes => Interlocked.Read(ref writes);
    internal long Retries => Interlocked.Read(ref retries);

    /// <summary>How often the answer was 429: whoever asks much at once asks for less when it rises.</summary>
    internal long Throttled => Interlocked.Read(ref throttled);

    internal void CountThrottled() => Interlocked.Increment(ref throttled);
    internal void CountRetry() => Interlocked.Increment(ref retries);

    internal void Count(HttpRequestMessage request) => Count(request.Options.TryGetValue(RequestOptions.Writes, out var said) ? said : request.IsRead() ? 0 : 1);

    /// <param name="changes">How many operations it carries that change the tenant.</param>
    internal void Count(int changes)
    {
        Interlocked.Increment(ref requests);
        Interlocked.Add(ref writes, changes);
    }
}

/// <summary>Counts each request at the moment it goes out; every retry is one.</summary>
internal sealed class CountingHandler(RequestCounters counters, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        counters.Count(request);
        return base.SendAsync(request, cancellationToken);
    }
}
