using System.Text;

namespace TeemCalendar.Core.Graph;

/// <summary>Text that people and programs put into events, as it may be kept and shown.</summary>
internal static class EventText
{
    /// <summary>Outlook takes 255 characters for a subject. What other programs bring may be longer; nobody reads it further than this.</summary>
    public const int Longest = 1000;

    /// <summary>Without control characters, which a terminal would obey and SQLite cut off at, and without halves of characters, which no encoding takes.</summary>
    /// <param name="text">The text.</param>
    public static string? Clean(string? text)
    {
        if (text is null || IsClean(text))
            return text;
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            clean.Append(Rune.IsControl(rune) ? " " : rune.ToString());
        return clean.ToString();
    }

    /// <summary>The same, and no longer than is kept.</summary>
    /// <param name="text">The text.</param>
    public static string? Short(string? text)
    {
        if (text is null || text.Length <= Longest)
            return Clean(text);
        var end = char.IsHighSurrogate(text[Longest - 2]) ? Longest - 2 : Longest - 1;
        return Clean(text[..end]) + "\u2026";
    }

    static bool IsClean(string text)
    {
        foreach (var character in text)
            if (char.IsControl(character) || char.IsSurrogate(character))
                return false;
        return true;
    }
}
