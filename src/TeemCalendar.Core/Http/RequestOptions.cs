using Microsoft.Kiota.Abstractions;

namespace TeemCalendar.Core.Http;

/// <summary>What a gateway says about a request for the handlers below it.</summary>
internal static class RequestOptions
{
    /// <summary>True for a POST that only reads, as most of Exchange's do: it may be sent again.</summary>
    internal static readonly HttpRequestOptionsKey<bool> ReadsOnly = new("Teem.ReadsOnly");

    /// <summary>How many operations the request carries that change the tenant, where that is not plain from its method.</summary>
    internal static readonly HttpRequestOptionsKey<int> Writes = new("Teem.Writes");

    /// <summary>True when the request changes nothing, whatever its method. Graph's batches carry only reads here; Exchange's say of themselves what they carry.</summary>
    internal static bool IsRead(this HttpRequestMessage request) =>
        request.Options.TryGetValue(ReadsOnly, out var reads) ? reads
        : request.Method == HttpMethod.Get || request.Method == HttpMethod.Head || request.RequestUri?.AbsolutePath.EndsWith("/$batch", StringComparison.Ordinal) == true;

    /// <summary>True when the same request twice has the effect of once, or the service refuses the second.</summary>
    internal static bool IsRepeatable(this HttpRequestMessage request) => request.IsRead() || request.Headers.Contains("If-Match") || request.Options.TryGetValue(CarriesTransactionId.Key, out _);
}

/// <summary>Said of a request of Graph's SDK whose body carries a transactionId: the service makes the same event once, however often it is asked.</summary>
internal sealed class CarriesTransactionId : IRequestOption
{
    internal static readonly CarriesTransactionId Instance = new();

    /// <summary>Under this name the SDK hands an option on with the request.</summary>
    internal static readonly HttpRequestOptionsKey<IRequestOption> Key = new(typeof(CarriesTransactionId).FullName!);
}
