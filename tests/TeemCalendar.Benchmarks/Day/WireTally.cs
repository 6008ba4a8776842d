using System.Net;

namespace TeemCalendar.Benchmarks.Day;

/// <summary>Counts what came back from the tenant, below everything that tries again.</summary>
internal sealed class WireTally(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    internal const string Lost = "lost";

    /// <summary>How often each status came, or no answer at all.</summary>
    internal SortedDictionary<string, int> Answers { get; } = new(StringComparer.Ordinal);

    internal int Throttled => Answers.GetValueOrDefault(Name(HttpStatusCode.TooManyRequests));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var came = Lost;
        try
        {
            var answer = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            came = Name(answer.StatusCode);
            return answer;
        }
        finally { Answers[came] = Answers.GetValueOrDefault(came) + 1; }
    }

    static string Name(HttpStatusCode status) => $"{(int)status}";
}
