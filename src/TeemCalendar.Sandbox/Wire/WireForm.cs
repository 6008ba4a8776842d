using System.Net;
using System.Text;

namespace TeemCalendar.Sandbox.Wire;

/// <summary>Names and values of a query or of a form post; of a repeated name the last counts.</summary>
internal static class WireForm
{
    internal static Dictionary<string, string> Parse(byte[] body) => Parse(Encoding.UTF8.GetString(body));

    internal static Dictionary<string, string> Parse(string text)
    {
        var form = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var pair in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            var name = at < 0 ? pair : pair[..at];
            form[WebUtility.UrlDecode(name)] = at < 0 ? "" : WebUtility.UrlDecode(pair[(at + 1)..]);
        }
        return form;
    }
}
