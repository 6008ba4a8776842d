using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Exchange;
using TeemCalendar.Sandbox.Graph;
using TeemCalendar.Sandbox.SignIn;

namespace TeemCalendar.Sandbox.Wire;

/// <summary>Sends each request to the service it is meant for, by host or by path prefix.</summary>
internal sealed class SandboxRouter(SandboxTenant tenant)
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
            return await AnswerAsync(service, request, cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            // A mistake of ours. A caller gets what any Microsoft service says then, and never a page of ours.
            return new WireAnswer(500, new JsonObject { ["error"] = new JsonObject { ["code"] = "InternalServerError", ["message"] = $"The sandbox tenant failed: {e.GetType().Name}: {e.Message}" } });
        }
    }

    Task<WireAnswer> AnswerAsync(Service? service, WireRequest request, CancellationToken cancel) => service switch
    {
        Service.SignIn => SendAsync(request, SignInService.Answer),
        Service.Graph when GraphService.IsBatch(request.Path) => GraphService.AnswerBatchAsync(tenant, request, one => SendAsync(one, GraphService.Answer)),
        Service.Graph => SendAsync(request, GraphService.Answer),
        Service.Exchange when ExchangeService.IsBatch(request.Path) => ExchangeService.AnswerBatchAsync(tenant, request, one => SendAsync(one, ExchangeService.Answer)),
        Service.Exchange => SendAsync(request, ExchangeService.Answer),
        _ => Task.FromResult(new WireAnswer(404, new JsonObject { ["error"] = new JsonObject { ["code"] = "NotFound", ["message"] = $"No service of the sandbox tenant answers at {request.Base}{request.Path}." } })),
    };

    /// <summary>One request, alone or out of a batch: the tenant does one thing at a time.</summary>
    Task<WireAnswer> SendAsync(WireRequest request, Func<SandboxTenant, WireRequest, WireAnswer> service)
    {
        lock (tenant.Gate) return Task.FromResult(service(tenant, request));
    }
}
