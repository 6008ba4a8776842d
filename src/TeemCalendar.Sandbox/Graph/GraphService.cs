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
    internal static WireAnswer Answer(SandboxTenant tenant, WireRequest request) => Dressed(tenant, request, Guarded(() => Handle(tenant, request)));

    /// <summary>Whether a path holds many requests, which are answered one by one.</summary>
    internal static bool IsBatch(string path) => path.EndsWith("/$batch", StringComparison.OrdinalIgnoreCase) && GraphPath.Split(path) is [_, "$batch"];

    internal static async Task<WireAnswer> AnswerBatchAsync(SandboxTenant tenant, WireRequest request, Func<WireRequest, Task<WireAnswer>> send)
    {
        Batch? batch = null;
        WireAnswer refusal;
        lock (tenant.Gate) refusal = Guarded(() => Opened(tenant, request, out batch));
        if (batch is null) return Dressed(tenant, request, refusal);
        var answer = await batch.AnswerAsync(send).ConfigureAwait(false);
        // An item that was never sent was refused by the batch itself.
        foreach (var item in answer.Json!["responses"]!.AsArray())
            if (item!["body"]?["error"] is JsonObject error && !error.ContainsKey("innerError")) error["innerError"] = InnerError(tenant, Guid.NewGuid().ToString(), request.Header("client-request-id") ?? Guid.NewGuid().ToString());
        return Dressed(tenant, request, answer);
    }

    /// <summary>The ids and headers that every answer has.</summary>
    internal static WireAnswer Dressed(SandboxTenant tenant, WireRequest request, WireAnswer answer)
    {
        if (answer.Then is { } then) return answer with { Then = async () => Dressed(tenant, request, await then().ConfigureAwait(false)) };
        var requestId = Guid.NewGuid().ToString();
        var clientRequestId = request.Header("client-request-id") ?? requestId;
        if (answer.Json is JsonObject body && body["error"] is JsonObject error) error["innerError"] = InnerError(tenant, requestId, clientRequestId);
        answer.Headers["request-id"] = requestId;
        answer.Headers["client-request-id"] = clientRequestId;
        answer.Headers["Cache-Control"] = "no-cache";
        if (answer.Json is not null && !answer.Headers.ContainsKey("Content-Type"))
            answer.Headers["Content-Type"] = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";
        return answer;
    }

    /// <summary>Every refusal becomes an answer.</summary>
    static WireAnswer Guarded(Func<WireAnswer> answer)
    {
        try
        {
            return answer();
        }
        catch (GraphRefusal refusal)
        {
            var error = new JsonObject { ["code"] = refusal.Code, ["message"] = refusal.Message };
            if (refusal.Details is not null) error["details"] = refusal.Details;
            var refused = new WireAnswer(refusal.Status, new JsonObject { ["error"] = error });
            if (refusal.Header is { } header) refused.Headers[header.Name] = header.Value;
            return refused;
        }
    }

    static WireAnswer Opened(SandboxTenant tenant, WireRequest request, out Batch? batch)
    {
        batch = null;
        if (Understood(tenant, request, out var refusal) is not { } call) return refusal;
        batch = request.Method == "POST" ? Batch.Read(request, call.Version) : throw GraphRefusal.NoMethod();
        return refusal;
    }

    static WireAnswer Handle(SandboxTenant tenant, WireRequest request)
    {
        if (Understood(tenant, request, out var refusal) is not { } call) return refusal;
        if (GraphRoutes.IsWrite(call)) tenant.Counters.CountWrite();
        return GraphRoutes.Answer(call);
    }

    static GraphCall? Understood(SandboxTenant tenant, WireRequest request, out WireAnswer refusal)
    {
        var segments = GraphPath.Split(request.Path);
        if (segments.Length == 0 || segments[0] is not ("v1.0" or "beta")) throw new GraphRefusal(400, "BadRequest", $"Invalid version: {(segments.Length == 0 ? "" : segments[0])}");
        var caller = Caller.FromAuthorization(tenant, request.Header("Authorization"), PermissionCatalog.GraphAudience, out refusal);
        return caller is null ? null : new GraphCall(tenant, request, caller, segments[0], segments[1..], new QueryOptions(request.Query));
    }

    static JsonObject InnerError(SandboxTenant tenant, string requestId, string clientRequestId) => new()
    {
        ["date"] = tenant.Now.UtcDateTime.ToString("s", CultureInfo.InvariantCulture),
        ["request-id"] = requestId,
        ["client-request-id"] = clientRequestId,
    };
}
