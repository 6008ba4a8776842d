using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;

namespace TeemCalendar.Core.Http;

/// <summary>What a 401 asks the next token to carry (continuous access evaluation): <c>Bearer ..., error="insufficient_claims", claims="base64"</c>.</summary>
/// <param name="Claims">The claims as JSON, or null when only a fresh token is wanted.</param>
internal sealed partial record ClaimsChallenge(string? Claims)
{
    internal static readonly ClaimsChallenge Renew = new((string?)null);

    internal static ClaimsChallenge? Of(HttpHeaderValueCollection<AuthenticationHeaderValue> headers)
    {
        var bearer = headers.FirstOrDefault(h => h.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))?.Parameter;
        if (bearer is null || ClaimsPart().Match(bearer) is not { Success: true } found) return null;
        try { return new(Encoding.UTF8.GetString(Convert.FromBase64String(found.Groups[1].Value))); }
        catch (FormatException) { return null; }
    }

    [GeneratedRegex("claims=\"([^\"]+)\"", RegexOptions.IgnoreCase)]
    private static partial Regex ClaimsPart();
}
