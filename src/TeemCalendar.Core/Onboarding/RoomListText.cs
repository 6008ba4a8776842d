using System.Text;

namespace TeemCalendar.Core.Onboarding;

/// <summary>The bytes of a room list, brought to UTF-8 without a byte-order mark.</summary>
internal static class RoomListText
{
    /// <summary>A list of 10,000 rooms is 2 MB; beyond this the wrong file was named, and reading it all would only cost memory.</summary>
    public const int MaxBytes = 64 << 20;

    /// <summary>All bytes, or null when there are more than a room list ever has.</summary>
    public static byte[]? ReadToEnd(Stream stream)
    {
        using var all = new MemoryStream();
        var buffer = new byte[64 << 10];
        int read;
        while ((read = stream.Read(buffer, 0, buffer.Length)) > 0)
        {
            if (all.Length + read > MaxBytes) return null;
            all.Write(buffer, 0, read);
        }
        return all.ToArray();
    }

    /// <summary>True for a zip file, which is what an .xlsx is: the mistake most often made with a spreadsheet.</summary>
    public static bool IsWorkbook(ReadOnlySpan<byte> bytes) => bytes.StartsWith("PK\x03\x04"u8);

    /// <summary>Follows the byte-order mark, or the zero bytes that give UTF-16 away when it has none. Bytes that are no UTF-8 stay, and are refused with the row they stand in.</summary>
    public static ReadOnlyMemory<byte> ToUtf8(byte[] bytes)
    {
        ReadOnlySpan<byte> span = bytes;
        if (span.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) return bytes.AsMemory(3);
        if (span.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE, 0, 0])) return From(Encoding.UTF32, bytes, 4);
        if (span.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE])) return From(Encoding.Unicode, bytes, 2);
        if (span.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])) return From(Encoding.BigEndianUnicode, bytes, 2);
        // The header's column names are ASCII, so that every other byte of it is zero.
        if (span.Length >= 4 && span[0] != 0 && span[1] == 0 && span[2] != 0 && span[3] == 0) return From(Encoding.Unicode, bytes, 0);
        if (span.Length >= 4 && span[0] == 0 && span[1] != 0 && span[2] == 0 && span[3] != 0) return From(Encoding.BigEndianUnicode, bytes, 0);
        return bytes;
    }

    static byte[] From(Encoding encoding, byte[] bytes, int mark) => Encoding.Convert(encoding, Encoding.UTF8, bytes, mark, bytes.Length - mark);
}
