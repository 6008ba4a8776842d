using System.Globalization;
using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Graph.OData;
using TeemCalendar.Sandbox.Permissions;
using TeemCalendar.Sandbox.SignIn;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph;

/// <summary>Microsoft Graph: reads a request, finds who answers it, and dresses the answer.</summary>
internal static class GraphService
{
    internal static WireAnswer Answer(SandboxTenant tenant, WireRequest request)
    {
        var requestId = Guid.NewGuid().ToString();
        var clientRequestId = request.Header("client-request-id") ?? requestId;
        var answer = Guarded(tenant, request);
        if (answer.Json is JsonObject body && body["error"] is JsonObject error) error["innerError"] = InnerError(tenant, requestId, clientRequestId);
        answer.Headers["request-id"] = requestId;
        answer.Headers["client-request-id"] = clientRequestId;
        answer.Headers["Cache-Control"] = "no-cache";
        if (answer.Json is not null && !answer.Headers.ContainsKey("Content-Type"))
            answer.Headers["Content-Type"] = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";
        return answer;
    }

    /// <summary>One request, alone or out of a batch; every refusal has become an answer.</summary>
    internal static WireAnswer Guarded(SandboxTenant tenant, WireRequest request)
    {
        try
        {
            return Handle(tenant, request);
        }
        catch (GraphRefusal refusal)
        {
            var error = new JsonObject { ["code"] = refusal.Code, ["message"] = refusal.Message };
            if (refusal.Details is not null) error["details"] = refusal.Details;
            var answer = new WireAnswer(refusal.Status, new JsonObject { ["error"] = error });
            if (refusal.Header is { } header) answer.Headers[header.Name] = header.Value;
            return answer;
        }
    }

    static WireAnswer Handle(SandboxTenant tenant, WireRequest request)
    {
        var segments = GraphPath.Split(request.Path);
        if (segments.Length == 0 || segments[0] is not ("v1.0" or "beta")) throw new GraphRefusal(400, "BadRequest", $"Invalid version: {(segments.Length == 0 ? "" : segments[0])}");
        var caller = Caller.FromAuthorization(tenant, request.Header("Authorization"), PermissionCatalog.GraphAudience, out var refusal);
        if (caller is null) return refusal;
        var path = segments[1..];
        if (path is ["$batch"]) return request.Method == "POST" ? Batch.Answer(tenant, request, segments[0]) : throw GraphRefusal.NoMethod();
        var call = new GraphCall(tenant, request, caller, segments[0], path, new QueryOptions(request.Query));
        if (GraphRoutes.IsWrite(call)) tenant.Counters.CountWrite();
        return GraphRoutes.Answer(call);
    }

    static JsonObject InnerError(SandboxTenant tenant, string requestId, string clientRequestId) => new()
    {
        ["date"] = tenant.Now.UtcDateTime.ToString("s", CultureInfo.InvariantCulture),
        ["request-id"] = requestId,
        ["client-request-id"] = clientRequestId,
    };
}
