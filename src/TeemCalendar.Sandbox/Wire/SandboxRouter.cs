using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Exchange;
using TeemCalendar.Sandbox.Graph;
using TeemCalendar.Sandbox.SignIn;
using TeemCalendar.Sandbox.Weather;

namespace TeemCalendar.Sandbox.Wire;

/// <summary>Sends each request to the service it is meant for, by host or by path prefix.</summary>
internal sealed class SandboxRouter(SandboxTenant tenant, WeatherFront? weather)
{
    internal async Task<WireAnswer> AnswerAsync(string method, Uri uri, IReadOnlyDictionary<string, string> headers, byte[] body, CancellationToken cancel)
    {
        tenant.Counters.CountRequest();
        var origin = uri.GetLeftPart(UriPartial.Authority);
        var path = uri.AbsolutePath;
        var service = ServiceHosts.Of(uri.Host);
        if (service is null && ServiceHosts.OfPath(path) is { } found)
        {
            service = found.Service;
            origin += found.Prefix;
            path = path[found.Prefix.Length..];
        }
        var request = new WireRequest(method.ToUpperInvariant(), origin, path.Length == 0 ? "/" : path, uri.Query.TrimStart('?'), headers, body);
        try
        {
            var answer = await AnswerAsync(service, request, cancel).ConfigureAwait(false);
            return await answer.FinishedAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is not HttpRequestException && !cancel.IsCancellationRequested)
        {
            // A mistake of ours. A caller gets what any Microsoft service says then, and never a page of ours.
            return new WireAnswer(500, new JsonObject { ["error"] = new JsonObject { ["code"] = "InternalServerError", ["message"] = $"The sandbox tenant failed: {e.GetType().Name}: {e.Message}" } });
        }
    }

    Task<WireAnswer> AnswerAsync(Service? service, WireRequest request, CancellationToken cancel) => service switch
    {
        Service.SignIn => SendAsync(Service.SignIn, request, SignInService.Answer, cancel),
        Service.Graph when GraphService.IsBatch(request.Path) => SendBatchAsync(Service.Graph, request, GraphService.Answer, GraphService.AnswerBatchAsync, cancel),
        Service.Graph => SendAsync(Service.Graph, request, GraphService.Answer, cancel),
        Service.Exchange when ExchangeService.IsBatch(request.Path) => SendBatchAsync(Service.Exchange, request, ExchangeService.Answer, ExchangeService.AnswerBatchAsync, cancel),
        Service.Exchange => SendAsync(Service.Exchange, request, ExchangeService.Answer, cancel),
        _ => Task.FromResult(new WireAnswer(404, new JsonObject { ["error"] = new JsonObject { ["code"] = "NotFound", ["message"] = $"No service of the sandbox tenant answers at {request.Base}{request.Path}." } })),
    };

    Task<WireAnswer> SendAsync(Service kind, WireRequest request, Func<SandboxTenant, WireRequest, WireAnswer> service, CancellationToken cancel) =>
        weather?.SendAsync(kind, request, service, cancel) ?? Task.FromResult(Calmly(request, service));

    Task<WireAnswer> SendBatchAsync(Service kind, WireRequest batch, Func<SandboxTenant, WireRequest, WireAnswer> service, Func<SandboxTenant, WireRequest, Func<WireRequest, Task<WireAnswer>>, Task<WireAnswer>> dispatch, CancellationToken cancel) =>
        weather?.SendBatchAsync(kind, batch, service, dispatch, cancel) ?? dispatch(tenant, batch, one => Task.FromResult(Calmly(one, service)));

    /// <summary>One request, alone or out of a batch: the tenant does one thing at a time.</summary>
    WireAnswer Calmly(WireRequest request, Func<SandboxTenant, WireRequest, WireAnswer> service)
    {
        lock (tenant.Gate) return tenant.Work(request, () => service(tenant, request));
    }
}
