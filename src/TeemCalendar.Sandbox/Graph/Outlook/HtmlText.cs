using System.Net;
using System.Text;

namespace TeemCalendar.Sandbox.Graph.Outlook;

/// <summary>The text of an HTML body, for bodyPreview and for readers who prefer text. One pass, however broken the markup is.</summary>
internal static class HtmlText
{
    internal static string Plain(string html)
    {
        var text = new StringBuilder();
        for (var at = 0; at < html.Length;)
        {
            var open = html.IndexOf('<', at);
            var close = open < 0 ? -1 : html.IndexOf('>', open);
            if (close < 0)
            {
                text.Append(html, at, html.Length - at);
                break;
            }
            text.Append(html, at, open - at);
            at = close + 1;
            foreach (var unseen in new[] { "style", "head", "script" })
                if (Names(html, open + 1, unseen)) at = html.IndexOf("</" + unseen, at, StringComparison.OrdinalIgnoreCase) is var end and >= 0 ? end : html.Length;
        }
        return WebUtility.HtmlDecode(text.ToString()).Trim();
    }

    static bool Names(string html, int at, string name) =>
        string.Compare(html, at, name, 0, name.Length, StringComparison.OrdinalIgnoreCase) == 0 && at + name.Length < html.Length && !char.IsAsciiLetterOrDigit(html[at + name.Length]);
}
