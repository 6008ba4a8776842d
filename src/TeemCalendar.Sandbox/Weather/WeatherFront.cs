using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Weather;

/// <summary>Stands in front of the services: between them and a request is what the network and a busy service do to it.</summary>
internal sealed class WeatherFront
{
    readonly SandboxTenant tenant;
    readonly Latency? latency;
    readonly Throttling? throttling;
    readonly Propagation? propagation;
    readonly Faults? faults;

    internal WeatherFront(SandboxTenant tenant, SandboxWeather weather)
    {
        weather.Check();
        this.tenant = tenant;
        var dice = new Dice(weather.Seed);
        if (weather.Latency is { } slow) latency = new(slow, dice, tenant.Clock);
        if (weather.Throttling is { } limits) throttling = new(tenant, limits);
        if (weather.Propagation is { } behind) propagation = new(tenant, behind, dice);
        if (weather.Faults is { } rates) faults = new(tenant, rates, dice);
    }

    /// <summary>One request.</summary>
    internal Task<WireAnswer> SendAsync(Service kind, WireRequest request, Func<SandboxTenant, WireRequest, WireAnswer> service, CancellationToken cancel)
    {
        var view = new RequestView(tenant, kind, request);
        return Around(view, _ => Through(view, service, cancel), cancel);
    }

    /// <summary>A batch: the connection is one, and each of its requests goes its own way through the service.</summary>
    internal Task<WireAnswer> SendBatchAsync(Service kind, WireRequest batch, Func<SandboxTenant, WireRequest, WireAnswer> service, Func<SandboxTenant, WireRequest, Func<WireRequest, Task<WireAnswer>>, Task<WireAnswer>> dispatch, CancellationToken cancel) =>
        SendBatchAsync(new RequestView(tenant, kind, batch), service, dispatch, cancel);

    Task<WireAnswer> SendBatchAsync(RequestView batch, Func<SandboxTenant, WireRequest, WireAnswer> service, Func<SandboxTenant, WireRequest, Func<WireRequest, Task<WireAnswer>>, Task<WireAnswer>> dispatch, CancellationToken cancel) =>
        Around(batch, isHalf => dispatch(tenant, batch.Request, item =>
        {
            var view = new RequestView(tenant, batch.Service, item, batch);
            return isHalf && faults!.OneOfHalf(view) is { } refusal ? Task.FromResult(refusal) : Through(view, service, cancel);
        }), cancel);

    Task<WireAnswer> Around(RequestView view, Func<bool, Task<WireAnswer>> act, CancellationToken cancel) => faults is null ? act(false) : faults.AnswerAsync(view, act, cancel);

    Task<WireAnswer> Through(RequestView view, Func<SandboxTenant, WireRequest, WireAnswer> service, CancellationToken cancel)
    {
        return throttling is null ? SlowlyAsync() : throttling.AnswerAsync(view, SlowlyAsync);

        async Task<WireAnswer> SlowlyAsync()
        {
            if (latency is not null) await latency.WaitAsync(view, cancel).ConfigureAwait(false);
            lock (tenant.Gate) return tenant.Work(view.Request, () => propagation is null ? service(tenant, view.Request) : propagation.Answer(view, () => service(tenant, view.Request)));
        }
    }
}
