using System.Security.Cryptography;
using TeemCalendar.Sandbox.Calendars;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph.Outlook;

/// <summary>What a delta reader's token carries: whose calendar, the window as it was fixed at the beginning, what is known, and within a round where the page ended. Preferences are not carried (documented).</summary>
internal sealed record DeltaToken(Guid Mailbox, int Epoch, CalendarWindow Window, long Since, long UpTo, DeltaPosition? Position)
{
    const int Plain = 16 + 4 + 8 * 4 + 1 + 8 + 4 + 16 + 4, Seal = 12;

    internal string Text(SandboxTenant tenant)
    {
        var bytes = new byte[Plain + Seal];
        using (var writer = new BinaryWriter(new MemoryStream(bytes)))
        {
            writer.Write(Mailbox.ToByteArray());
            writer.Write(Epoch);
            writer.Write(Window.FromUtc.Ticks);
            writer.Write(Window.ToUtc.Ticks);
            writer.Write(Since);
            writer.Write(UpTo);
            writer.Write(Position is not null);
            writer.Write(Position?.Ticks ?? 0);
            writer.Write(Position?.Kind ?? 0);
            writer.Write((Position?.Item ?? Guid.Empty).ToByteArray());
            writer.Write(Position?.Day ?? 0);
        }
        var seal = Sealed(tenant, bytes);
        seal.CopyTo(bytes.AsSpan(Plain));
        Blur(bytes, seal);
        return Base64Url.Encode(bytes);
    }

    internal static DeltaToken? Read(SandboxTenant tenant, string text)
    {
        if (Base64Url.Decode(text) is not { Length: Plain + Seal } bytes) return null;
        Blur(bytes, bytes[Plain..]);
        if (!Sealed(tenant, bytes).AsSpan().SequenceEqual(bytes.AsSpan(Plain))) return null;
        using var reader = new BinaryReader(new MemoryStream(bytes));
        var mailbox = new Guid(reader.ReadBytes(16));
        var epoch = reader.ReadInt32();
        var window = new CalendarWindow(new(reader.ReadInt64(), DateTimeKind.Utc), new(reader.ReadInt64(), DateTimeKind.Utc));
        var (since, upTo, isPage) = (reader.ReadInt64(), reader.ReadInt64(), reader.ReadBoolean());
        var position = new DeltaPosition(reader.ReadInt64(), reader.ReadInt32(), new(reader.ReadBytes(16)), reader.ReadInt32());
        return new(mailbox, epoch, window, since, upTo, isPage ? position : null);
    }

    // Nobody may make or change a token, and nobody can read one.
    static byte[] Sealed(SandboxTenant tenant, byte[] bytes) => HMACSHA256.HashData(tenant.State.TokenKey, bytes.AsSpan(0, Plain))[..Seal];

    static void Blur(byte[] bytes, byte[] seal)
    {
        for (var i = 0; i < Plain; i++) bytes[i] ^= (byte)(seal[i % Seal] + i * 31);
    }
}
