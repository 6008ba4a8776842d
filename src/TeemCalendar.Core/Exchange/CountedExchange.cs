using TeemCalendar.Core.Http;

namespace TeemCalendar.Core.Exchange;

/// <summary>Counts the commands that go through a session, as the pipeline counts its requests.</summary>
internal sealed class CountedExchange(IExchangeTransport session, RequestCounters counters) : IExchangeTransport
{
    public int Capacity => session.Capacity;

    public Task<ExchangeAnswer> InvokeAsync(ExchangeCommand command, CancellationToken cancel)
    {
        counters.Count(command.ReadsOnly ? 0 : 1);
        return session.InvokeAsync(command, cancel);
    }
}
