namespace TeemCalendar.Core.Tests;

/// <summary>Answers requests from a script, in order, and keeps what was asked. The last answer repeats.</summary>
internal sealed class ScriptedWire(params Func<HttpRequestMessage, HttpResponseMessage>[] script) : HttpMessageHandler
{
    int next;
    readonly object gate = new();

    public List<(HttpMethod Method, Uri Address, string Body)> Asked { get; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        Func<HttpRequestMessage, HttpResponseMessage> answer;
        lock (gate)
        {
            Asked.Add((request.Method, request.RequestUri!, body));
            answer = script[Math.Min(next++, script.Length - 1)];
        }
        return answer(request);
    }

    public static HttpResponseMessage Answer(int status, string body = "{}", params (string Name, string Value)[] headers)
    {
        var answer = new HttpResponseMessage((System.Net.HttpStatusCode)status) { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers) answer.Headers.TryAddWithoutValidation(name, value);
        return answer;
    }
}
