using System.Globalization;
using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Exchange;
using TeemCalendar.Sandbox.Graph;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Weather;

/// <summary>Answers that no service gave: each in the form of the one that was asked.</summary>
internal static class WeatherAnswers
{
    internal static WireAnswer Refusal(SandboxTenant tenant, RequestView view, int status, string code, string message, TimeSpan? retryAfter = null)
    {
        var answer = view.Service switch
        {
            Service.Graph => GraphService.Dressed(tenant, view.Request, new(status, Error(code, message))),
            Service.Exchange => ExchangeService.Error(status, code, message),
            _ => new(status, new JsonObject { ["error"] = "temporarily_unavailable", ["error_description"] = message }),
        };
        // A fraction of a second is seen in this header as well; whoever takes a whole number only has to be found out.
        if (retryAfter is { } wait) answer.Headers["Retry-After"] = (Math.Ceiling(wait.TotalSeconds * 1000) / 1000).ToString(CultureInfo.InvariantCulture);
        return answer;
    }

    static JsonObject Error(string code, string message) => new() { ["error"] = new JsonObject { ["code"] = code, ["message"] = message } };
}
