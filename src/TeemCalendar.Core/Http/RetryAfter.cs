using System.Globalization;

namespace TeemCalendar.Core.Http;

/// <summary>Reads how long a service asks to wait: seconds, a fraction of them (Graph sends 2.128), or a date.</summary>
internal static class RetryAfter
{
    internal static TimeSpan? Of(HttpResponseMessage response, TimeProvider clock) =>
        response.Headers.TryGetValues("Retry-After", out var values) ? Parse(values.FirstOrDefault(), clock) : null;

    internal static TimeSpan? Parse(string? value, TimeProvider clock)
    {
        if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds))
            return double.IsFinite(seconds) && seconds >= 0 && seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;
        if (!DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)) return null;
        var wait = date - clock.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }
}
