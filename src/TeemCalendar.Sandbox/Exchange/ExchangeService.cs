using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Permissions;
using TeemCalendar.Sandbox.SignIn;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Exchange;

/// <summary>Exchange's admin REST: commands as data, alone or ten in a batch.</summary>
internal static class ExchangeService
{
    /// <summary>Whether a path holds many commands, which are answered one by one.</summary>
    internal static bool IsBatch(string path) => path.EndsWith("/$batch", StringComparison.Ordinal);

    internal static async Task<WireAnswer> AnswerBatchAsync(SandboxTenant tenant, WireRequest request, Func<WireRequest, Task<WireAnswer>> send)
    {
        WireAnswer refusal;
        lock (tenant.Gate)
            if (Opened(tenant, request, out _, out refusal) is null) return refusal;
        if (request.Method != "POST") return NoMethod();
        return request.IsJson ? await CommandBatch.RunAsync(request, send).ConfigureAwait(false) : NoJson();
    }

    internal static WireAnswer Answer(SandboxTenant tenant, WireRequest request)
    {
        if (Opened(tenant, request, out var endpoint, out var refusal) is not { } caller) return refusal;
        if (endpoint.StartsWith("EXOModuleFile", StringComparison.OrdinalIgnoreCase)) return request.Method == "GET" ? ModuleFile(tenant, caller) : NoMethod();
        if (endpoint != "InvokeCommand") return Error(404, "ResourceNotFound", $"Resource not found for the segment '{endpoint}'.");
        if (request.Method != "POST") return NoMethod();
        return request.IsJson ? CommandRunner.Run(tenant, caller, request) : NoJson();
    }

    static Caller? Opened(SandboxTenant tenant, WireRequest request, out string endpoint, out WireAnswer refusal)
    {
        (endpoint, refusal) = ("", new(404));
        var segments = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString).ToArray();
        if (segments is not ["adminapi", "beta" or "v1.0", var directory, var last]) return null;
        endpoint = last;
        if (Caller.FromAuthorization(tenant, request.Header("Authorization"), PermissionCatalog.ExchangeAudience, out refusal) is not { } caller)
        {
            refusal = Unauthorized(refusal);
            return null;
        }
        // The token's tenant decides; a path that names another one is refused (how is inferred).
        if (Guid.TryParse(directory, out var id) ? id == tenant.State.TenantId : tenant.State.IsAcceptedDomain(directory)) return caller;
        refusal = Error(403, "Forbidden", $"The token is not for the organization '{directory}'.");
        return null;
    }

    // Statuses as HTTP has them; codes and sentences are inferred.
    static WireAnswer NoMethod() => Error(405, "MethodNotAllowed", "The HTTP method isn't supported for this resource.");

    static WireAnswer NoJson() => Error(415, "UnsupportedMediaType", "The request's Content-Type is not supported. It must be application/json.");

    internal static WireAnswer Error(int status, string code, string message) => new(status, new JsonObject { ["error"] = new JsonObject { ["code"] = code, ["message"] = message } });

    /// <summary>Measured: an unknown command, and one that the caller may not run, get a 403 of NUL bytes that claims to be gzip.</summary>
    internal static WireAnswer NulRefusal()
    {
        var answer = new WireAnswer(403, Bytes: new byte[40]);
        answer.Headers["Content-Type"] = "application/json";
        answer.Headers["Content-Encoding"] = "gzip";
        return answer;
    }

    // Exchange gives no JSON with a 401 (inferred); the challenge is in the header.
    internal static WireAnswer Unauthorized(WireAnswer refusal)
    {
        var answer = new WireAnswer(401);
        foreach (var (name, value) in refusal.Headers) answer.Headers[name] = value;
        return answer;
    }

    /// <summary>The list of commands that the caller may run, which the module asks for when it connects (seen).</summary>
    static WireAnswer ModuleFile(SandboxTenant tenant, Caller caller)
    {
        var commands = CommandTable.All.Values.Where(c => CommandAccess.MayRun(tenant, caller, c)).Select(c => c.Name).Order(StringComparer.Ordinal).ToList();
        if (commands.Count == 0 && caller.IsApplication)
            return Error(403, "Forbidden", $"The role assigned to application {caller.AppId} isn't supported in this scenario. Please check online documentation for assigning correct Directory Roles to Azure AD Application for EXO App-Only Authentication.");
        return new(200, new JsonObject { ["value"] = new JsonArray(new JsonObject { ["exportedCmdlets"] = string.Join(',', commands) }) });
    }
}
