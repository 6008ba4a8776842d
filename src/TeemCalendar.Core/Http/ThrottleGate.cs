using System.Collections.Concurrent;
using System.Net;
using Polly;

namespace TeemCalendar.Core.Http;

/// <summary>Holds back what would go where a service has just asked to wait: a call before that time only makes it longer, whoever makes it.</summary>
internal sealed class ThrottleGate(TimeSpan longestWait, TimeProvider clock)
{
    readonly ConcurrentDictionary<string, DateTimeOffset> opens = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Notes that a service asked to wait.</summary>
    /// <returns>True when it was open until now.</returns>
    internal bool Shut(Uri? address, TimeSpan wait)
    {
        var now = clock.GetUtcNow();
        var wasOpen = true;
        opens.AddOrUpdate(PlaceOf(address), now + wait, (_, until) => (wasOpen = until <= now) || until < now + wait ? now + wait : until);
        return wasOpen;
    }

    /// <summary>Waits until the place of an address is open.</summary>
    /// <exception cref="TeemException">That takes longer than is ever waited.</exception>
    internal async Task WaitAsync(Uri? address, CancellationToken cancel)
    {
        while (opens.TryGetValue(PlaceOf(address), out var until) && until - clock.GetUtcNow() is var left && left > TimeSpan.Zero)
        {
            if (left > longestWait)
                throw new TeemException("Throttled", TeemErrorKind.Throttled, $"{address?.Host} asks to wait until {until:u}, longer than this module waits.", remedy: "Run the command again later: it goes on where it stopped.");
            await Task.Delay(left, clock, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>Limits are a mailbox's own, or those of the whole service.</summary>
    static string PlaceOf(Uri? address) => $"{address?.Host}/{MailboxGateHandler.MailboxOf(address)}";

    /// <summary>The gate inside the retry and outside the time that one attempt may take.</summary>
    internal sealed class Strategy(ThrottleGate gate, ResiliencePropertyKey<HttpRequestMessage> request, TimeProvider clock) : ResilienceStrategy<HttpResponseMessage>
    {
        protected override async ValueTask<Outcome<HttpResponseMessage>> ExecuteCore<TState>(
            Func<ResilienceContext, TState, ValueTask<Outcome<HttpResponseMessage>>> callback, ResilienceContext context, TState state)
        {
            var address = context.Properties.GetValue(request, null!).RequestUri;
            try { await gate.WaitAsync(address, context.CancellationToken).ConfigureAwait(false); }
            catch (Exception refused) when (refused is TeemException or OperationCanceledException) { return Outcome.FromException<HttpResponseMessage>(refused); }
            var outcome = await callback(context, state).ConfigureAwait(false);
            if (outcome.Result is { StatusCode: HttpStatusCode.TooManyRequests } answer && RetryAfter.Of(answer, clock) is { } wait) gate.Shut(address, wait);
            return outcome;
        }
    }
}
