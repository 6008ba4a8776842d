using System.Globalization;

namespace TeemCalendar.Core.Guide;

/// <summary>Exchange takes a two-letter code for a country and may give its name back.</summary>
internal static class Countries
{
    static readonly Lazy<Dictionary<string, string>> Codes = new(() =>
    {
        var codes = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var culture in CultureInfo.GetCultures(CultureTypes.SpecificCultures))
        {
            var region = new RegionInfo(culture.Name);
            codes.TryAdd(region.TwoLetterISORegionName, region.TwoLetterISORegionName);
            codes.TryAdd(region.EnglishName, region.TwoLetterISORegionName);
        }
        return codes;
    });

    /// <summary>The two-letter code of a code or an English name; what is neither comes back as it is.</summary>
    internal static string Code(string country) => Codes.Value.GetValueOrDefault(country.Trim(), country.Trim());
}
