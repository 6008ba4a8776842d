using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace TeemCalendar.Sandbox.Weather;

/// <summary>Chance that can be had again: it depends on the seed, on what it decides, and on how often that was asked before, not on what else goes on.</summary>
internal sealed class Dice(int seed)
{
    readonly ConcurrentDictionary<string, int> asked = new(StringComparer.Ordinal);

    /// <summary>How often the same was asked before.</summary>
    internal int Count(string what) => asked.AddOrUpdate(what, 0, (_, n) => n + 1);

    /// <summary>A number from 0 to just under 1.</summary>
    internal double Roll(string what)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seed}/{what}")), hash);
        return (BitConverter.ToUInt64(hash) >> 11) * (1.0 / (1UL << 53));
    }

    internal TimeSpan Between(WeatherSpan span, string what) => span.From + (span.To - span.From) * Roll(what);
}
