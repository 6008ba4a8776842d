using System.Net;
using System.Text;
using System.Text.Json;

namespace TeemCalendar.Core.Tests.Sync;

/// <summary>Graph as a script: each room's requests get the answers that were laid down for it, in their order.</summary>
internal sealed class ScriptedGraph : HttpMessageHandler
{
    public const string BaseUrl = "https://graph.test.invalid/v1.0";

    readonly Dictionary<Guid, Queue<Func<HttpRequestMessage, HttpResponseMessage>>> script = [];
    readonly List<Sent> sent = [];

    /// <summary>What was asked, in order.</summary>
    public IReadOnlyList<Sent> Requests
    {
        get
        {
            lock (script)
                return [.. sent];
        }
    }

    public ScriptedGraph Answer(Guid room, params object[] answers)
    {
        foreach (var answer in answers)
            Answer(room, _ => Json(HttpStatusCode.OK, answer));
        return this;
    }

    public ScriptedGraph Refuse(Guid room, HttpStatusCode status, string code, string message = "No.") =>
        Answer(room, _ => Json(status, new { error = new { code, message, innerError = new Dictionary<string, string> { ["request-id"] = "94fb3b52" } } }));

    public ScriptedGraph Answer(Guid room, Func<HttpRequestMessage, HttpResponseMessage> answer)
    {
        lock (script)
        {
            if (!script.TryGetValue(room, out var queue))
                script[room] = queue = [];
            queue.Enqueue(answer);
        }
        return this;
    }

    /// <summary>A page that another one follows.</summary>
    public static object Page(string next, params object[] events) => new Dictionary<string, object>
    {
        ["value"] = events,
        ["@odata.nextLink"] = next,
    };

    /// <summary>The last page.</summary>
    public static object Last(string delta, params object[] events) => new Dictionary<string, object>
    {
        ["value"] = events,
        ["@odata.deltaLink"] = delta,
    };

    public static string Link(Guid room, string token) => $"{BaseUrl}/users/{room}/calendarView/delta?$deltatoken={token}";

    public static HttpResponseMessage Json(HttpStatusCode status, object body) =>
        new(status) { Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json") };

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Func<HttpRequestMessage, HttpResponseMessage> answer;
        lock (script)
        {
            sent.Add(new(request.RequestUri!, request.Headers.TryGetValues("Prefer", out var prefer) ? string.Join(", ", prefer) : ""));
            var room = Guid.Parse(request.RequestUri!.Segments[3].TrimEnd('/'));
            if (!script.TryGetValue(room, out var queue) || !queue.TryDequeue(out answer!))
                throw new InvalidOperationException($"Nothing is laid down for {request.RequestUri}");
        }
        return Task.FromResult(answer(request));
    }

    internal sealed record Sent(Uri Uri, string Prefer)
    {
        /// <summary>The days that were asked for, in whatever order they stand in the address.</summary>
        public (string? Start, string? End) Window => (Query("startDateTime"), Query("endDateTime"));

        string? Query(string name) => Uri.UnescapeDataString(Uri.Query.TrimStart('?')).Split('&').FirstOrDefault(pair => pair.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];
    }
}
