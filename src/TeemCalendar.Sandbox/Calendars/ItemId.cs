using System.Buffers.Binary;

namespace TeemCalendar.Sandbox.Calendars;

/// <summary>What an event's id says: whose calendar, which item, and for an occurrence its original date.</summary>
internal readonly record struct ItemId(Guid Owner, Guid Item, DateOnly? Date)
{
    // Both forms look like the real ones and mean the same item; only the immutable one is promised to survive a move to another folder (documented).
    const string OrdinaryMark = "AAMkAD", ImmutableMark = "AAkALg";
    const byte OrdinaryMask = 0x5A, ImmutableMask = 0xA7;
    const int Length = 37;

    internal string Text(bool immutable)
    {
        Span<byte> bytes = stackalloc byte[Length];
        Owner.TryWriteBytes(bytes);
        Item.TryWriteBytes(bytes[16..]);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[32..], Date?.DayNumber ?? -1);
        var mask = immutable ? ImmutableMask : OrdinaryMask;
        byte sum = 0;
        for (var i = 0; i < Length - 1; i++) { sum = (byte)(sum * 31 + bytes[i]); bytes[i] ^= (byte)(mask + i * 7); }
        bytes[Length - 1] = (byte)(sum ^ mask);
        return (immutable ? ImmutableMark : OrdinaryMark) + Convert.ToBase64String(bytes).Replace('+', '-').Replace('/', '_');
    }

    internal static ItemId? Read(string text)
    {
        var immutable = text.StartsWith(ImmutableMark, StringComparison.Ordinal);
        if (!immutable && !text.StartsWith(OrdinaryMark, StringComparison.Ordinal)) return null;
        Span<byte> bytes = stackalloc byte[Length];
        if (!Convert.TryFromBase64String(text[OrdinaryMark.Length..].Replace('-', '+').Replace('_', '/'), bytes, out var length) || length != Length) return null;
        var mask = immutable ? ImmutableMask : OrdinaryMask;
        byte sum = 0;
        for (var i = 0; i < Length - 1; i++) { bytes[i] ^= (byte)(mask + i * 7); sum = (byte)(sum * 31 + bytes[i]); }
        if (bytes[Length - 1] != (byte)(sum ^ mask)) return null;
        var day = BinaryPrimitives.ReadInt32LittleEndian(bytes[32..]);
        return new(new(bytes[..16]), new(bytes[16..32]), day < 0 ? null : DateOnly.FromDayNumber(day));
    }

    /// <summary>The global object id in hexadecimal, in the layout of Exchange's calendar protocol: an occurrence carries its date, so that each has its own (documented).</summary>
    internal static string ICalUId(CalendarItem item, DateOnly? date)
    {
        Span<byte> bytes = stackalloc byte[56];
        bytes.Clear();
        ReadOnlySpan<byte> head = [0x04, 0, 0, 0, 0x82, 0, 0xE0, 0, 0x74, 0xC5, 0xB7, 0x10, 0x1A, 0x82, 0xE0, 0x08];
        head.CopyTo(bytes);
        if ((date ?? item.SingleDate) is { } day) { BinaryPrimitives.WriteUInt16BigEndian(bytes[16..], (ushort)day.Year); bytes[18] = (byte)day.Month; bytes[19] = (byte)day.Day; }
        bytes[36] = 16;
        item.Uid.TryWriteBytes(bytes[40..]);
        return Convert.ToHexString(bytes);
    }
}
