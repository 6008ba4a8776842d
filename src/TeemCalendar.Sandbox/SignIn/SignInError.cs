using System.Globalization;
using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.SignIn;

/// <summary>A refusal of Entra: an OAuth error with an AADSTS number.</summary>
/// <remarks>The numbers are Entra's (documented); the sentences behind them are ours. Clients go by the numbers.</remarks>
internal sealed class SignInError(int number, string error, string description, int status = 400) : Exception(description)
{
    internal int Number => number;

    /// <summary>What kind of further action helps: basic_action, message_only; null for none.</summary>
    internal string? SubError { get; init; }

    /// <summary>What the client has to ask for with its next request.</summary>
    internal string? Claims { get; init; }

    internal WireAnswer Answer(SandboxTenant tenant, WireRequest request)
    {
        var now = tenant.Now.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ssZ", CultureInfo.InvariantCulture);
        var trace = Guid.NewGuid().ToString();
        var correlation = Guid.TryParse(request.Header("client-request-id"), out var id) ? id.ToString() : Guid.NewGuid().ToString();
        var answer = new WireAnswer(status, new JsonObject
        {
            ["error"] = error,
            ["error_description"] = string.Create(CultureInfo.InvariantCulture, $"AADSTS{number}: {Message} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {now}"),
            ["error_codes"] = new JsonArray(number),
            ["timestamp"] = now,
            ["trace_id"] = trace,
            ["correlation_id"] = correlation,
            ["error_uri"] = string.Create(CultureInfo.InvariantCulture, $"{request.Base}/error?code={number}"),
        });
        if (SubError is not null) answer.Json!["suberror"] = SubError;
        if (Claims is not null) answer.Json!["claims"] = Claims;
        answer.Headers["Cache-Control"] = "no-store, no-cache";
        return answer;
    }

    internal static SignInError TenantNotFound(string tenant) => new(90002, "invalid_request", $"Tenant '{tenant}' not found. Check that it is the right tenant id or domain and the right cloud.");
    internal static SignInError Missing(string parameter) => new(900144, "invalid_request", $"The request body must contain the following parameter: '{parameter}'.");
}
