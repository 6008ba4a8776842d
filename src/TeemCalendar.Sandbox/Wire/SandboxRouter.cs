using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Exchange;
using TeemCalendar.Sandbox.Graph;
using TeemCalendar.Sandbox.SignIn;

namespace TeemCalendar.Sandbox.Wire;

/// <summary>Sends each request to the service it is meant for, by host or by path prefix.</summary>
internal sealed class SandboxRouter(SandboxTenant tenant)
{
    internal WireAnswer Answer(string method, Uri uri, IReadOnlyDictionary<string, string> headers, byte[] body)
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
            return Answer(service, request);
        }
        catch (Exception e)
        {
            // A mistake of ours. A caller gets what any Microsoft service says then, and never a page of ours.
            return new WireAnswer(500, new JsonObject { ["error"] = new JsonObject { ["code"] = "InternalServerError", ["message"] = $"The sandbox tenant failed: {e.GetType().Name}: {e.Message}" } });
        }
    }

    WireAnswer Answer(Service? service, WireRequest request) =>
        service switch
        {
            Service.SignIn => SignInService.Answer(tenant, request),
            Service.Graph => GraphService.Answer(tenant, request),
            Service.Exchange => ExchangeService.Answer(tenant, request),
            _ => new WireAnswer(404, new JsonObject { ["error"] = new JsonObject { ["code"] = "NotFound", ["message"] = $"No service of the sandbox tenant answers at {request.Base}{request.Path}." } }),
        };
}
