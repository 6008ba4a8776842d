namespace TeemCalendar.Core.Onboarding;

/// <summary>Characters that no name of a room, building or city has, and that harm where they are shown.</summary>
internal static class RoomListCharacters
{
    /// <summary>Why a text cannot be taken, or null when it can.</summary>
    public static string? Refuse(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\uFFFD') return "It holds bytes that are not UTF-8: save the list as 'CSV UTF-8', and check this row's letters.";
            if (IsRefused(c)) return $"It holds the character U+{(int)c:X4}, which cannot be seen: take it out.";
            if (!char.IsSurrogate(c)) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(c, text[i + 1])) return "It holds half a character: type the name again.";
            i++;
        }
        return null;
    }

    /// <summary>Controls, line separators, and marks that reorder or hide text. The joiners that Hindi and Persian need and the direction marks of Hebrew and Arabic are none of them.</summary>
    public static bool IsRefused(char c) => char.IsControl(c) || c is '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u200B' or '\uFEFF' or '\uFFFE' or '\uFFFF';
}
