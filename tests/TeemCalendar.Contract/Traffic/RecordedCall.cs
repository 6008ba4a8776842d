using System.Text.Json.Nodes;

namespace TeemCalendar.Contract.Traffic;

/// <summary>The services of a tenant.</summary>
public enum Service
{
    /// <summary>Entra's sign-in, which no published schema describes.</summary>
    SignIn,
    /// <summary>Microsoft Graph.</summary>
    Graph,
    /// <summary>Exchange's admin REST.</summary>
    Exchange,
}

/// <summary>One request and its answer, as it was on the wire: alone, or as one part of a batch.</summary>
/// <param name="Method">GET, POST, PATCH, PUT, DELETE.</param>
/// <param name="Url">The whole address.</param>
/// <param name="Request">The request's body.</param>
/// <param name="Status">The answer's status; null where none came, or not whole.</param>
/// <param name="AnswerHeaders">The answer's headers.</param>
/// <param name="Answer">The answer's body.</param>
public sealed record RecordedCall(string Method, Uri Url, JsonNode? Request, int? Status, JsonObject AnswerHeaders, JsonNode? Answer)
{
    /// <summary>Reads one line of a recording.</summary>
    public static RecordedCall Parse(string line)
    {
        var json = (JsonObject)JsonNode.Parse(line)!;
        return new((string)json["method"]!, new((string)json["url"]!), json["request"], json.ContainsKey("lost") ? null : (int?)json["status"], json["answerHeaders"] as JsonObject ?? [], json["answer"]);
    }

    /// <summary>Which service was asked.</summary>
    public Service Service => Url.Host.Contains("graph", StringComparison.Ordinal) || Url.AbsolutePath.StartsWith("/graph/", StringComparison.Ordinal) ? Service.Graph
        : Url.AbsolutePath.Contains("/adminapi/", StringComparison.Ordinal) ? Service.Exchange : Service.SignIn;

    /// <summary>The path as the service documents it, wherever the service is.</summary>
    public string Path => Url.AbsolutePath is var path && Url.Host.Contains("graph", StringComparison.Ordinal) ? path
        : path.StartsWith("/graph/", StringComparison.Ordinal) ? path["/graph".Length..] : path.StartsWith("/exchange/", StringComparison.Ordinal) ? path["/exchange".Length..] : path;

    /// <summary>True when the service did what was asked.</summary>
    public bool Succeeded => Status is >= 200 and < 300;

    /// <summary>An answer's header by its name without case.</summary>
    public string? Header(string name) => (string?)AnswerHeaders.FirstOrDefault(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
}
