namespace TeemCalendar.Core.Http;

/// <summary>What a gateway says about a request for the handlers below it.</summary>
internal static class RequestOptions
{
    /// <summary>True for a POST that only reads, as most of Exchange's do: it may be sent again.</summary>
    internal static readonly HttpRequestOptionsKey<bool> ReadsOnly = new("Teem.ReadsOnly");

    /// <summary>How many operations the request carries that change the tenant, where that is not plain from its method.</summary>
    internal static readonly HttpRequestOptionsKey<int> Writes = new("Teem.Writes");

    /// <summary>True when the same request twice has the effect of once, or the service refuses the second.</summary>
    internal static bool IsRepeatable(this HttpRequestMessage request) =>
        request.Method == HttpMethod.Get || request.Method == HttpMethod.Head
        || request.Options.TryGetValue(ReadsOnly, out var reads) && reads
        || request.Headers.Contains("If-Match");
}
