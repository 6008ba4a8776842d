using System.Globalization;

namespace TeemCalendar.Sandbox.Exchange;

/// <summary>What is left of the commands that a tenant may run in a while, as every answer says. The number is from a capture; how long the while is, is inferred. Nothing is refused by it here.</summary>
internal sealed class RateLimit
{
    const int Most = 30_000;
    static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    DateTimeOffset end;
    int used;

    internal void Count(DateTimeOffset now, Dictionary<string, string> headers)
    {
        if (now >= end) (end, used) = (now + Window, 0);
        used++;
        headers["Rate-Limit-Limit"] = Most.ToString(CultureInfo.InvariantCulture);
        headers["Rate-Limit-Remaining"] = Math.Max(0, Most - used).ToString(CultureInfo.InvariantCulture);
        headers["Rate-Limit-Reset"] = end.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
    }
}
