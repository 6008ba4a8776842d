using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace TeemCalendar.Core.Onboarding;

/// <summary>An SMTP address as Exchange Online takes it for a mailbox.</summary>
/// <remarks>
/// <see cref="System.Net.Mail.MailAddress"/> is no judge of that: it takes <c>Boardroom &lt;a@b.c&gt;</c>, quoted and commented local parts, address literals and
/// domains of one label, all of which Exchange refuses or, worse, stores as something else.
/// </remarks>
internal static class RoomListAddress
{
    const int MaxLocal = 64, MaxDomain = 253;

    static readonly SearchValues<char> Local = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~.");

    static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    /// <summary>The address with its domain in ASCII and lower case, as the tenant will answer it; or the reason why it is none.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out string? address, [NotNullWhen(false)] out string? reason)
    {
        address = null;
        var at = text.LastIndexOf('@');
        reason = text.AsSpan().ContainsAny('<', '>', '"') ? "Give the address alone, without a name, quotes or angle brackets."
            : text.AsSpan().ContainsAny(',', ';') ? "Give one address; this cell holds a comma or semicolon."
            : text.Any(char.IsWhiteSpace) ? "An address has no spaces or line breaks."
            : at < 0 ? "An address has an @, as in boardroom@contoso.com."
            : RefuseLocal(text[..at]);
        if (reason is not null) return false;
        if (!TryDomain(text[(at + 1)..], out var domain))
        {
            reason = "What follows the @ is no domain: letters, digits and hyphens in parts joined by dots, two parts or more, as in contoso.com.";
            return false;
        }
        address = $"{text[..at]}@{domain}";
        return true;
    }

    static string? RefuseLocal(string local) =>
        local.Length == 0 ? "Nothing stands before the @."
        : local.Length > MaxLocal ? $"What stands before the @ has {local.Length} characters, and {MaxLocal} are allowed."
        : local.Contains('@', StringComparison.Ordinal) ? "An address has one @."
        : local.AsSpan().IndexOfAnyExcept(Local) is >= 0 and var bad ? $"'{RoomListRow.Shorten(local.Substring(bad, 1))}' cannot stand before the @ of a mailbox in Exchange Online."
        : local[0] == '.' || local[^1] == '.' || local.Contains("..", StringComparison.Ordinal) ? "A dot before the @ stands between two other characters."
        : null;

    static bool TryDomain(string text, [NotNullWhen(true)] out string? domain)
    {
        domain = null;
        try
        {
            var ascii = Idn.GetAscii(text).ToLowerInvariant();
            var labels = ascii.Split('.');
            // A trailing dot leaves an empty label; a last label of digits makes an IP address.
            if (ascii.Length > MaxDomain || labels.Length < 2 || labels.Any(label => label.Length is 0 or > 63) || labels[^1].All(char.IsAsciiDigit)) return false;
            domain = ascii;
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
