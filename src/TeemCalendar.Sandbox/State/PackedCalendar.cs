using System.Buffers;
using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TeemCalendar.Sandbox.State;

/// <summary>A calendar as the JSON that the tenant's file has of it, compressed unless it is small.</summary>
internal sealed class PackedCalendar
{
    /// <summary>So little is not worth compressing.</summary>
    internal const int Small = 2000;
    const int Quality = 1, Window = 18;
    static readonly JsonSerializerOptions Format = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault };

    readonly byte[] bytes;
    readonly int length;

    PackedCalendar(byte[] bytes, int length) => (this.bytes, this.length) = (bytes, length);

    internal static PackedCalendar Pack(CalendarState calendar) => Pack(JsonSerializer.SerializeToUtf8Bytes(calendar, Format));

    internal static PackedCalendar Pack(ReadOnlySpan<byte> json)
    {
        if (json.Length < Small) return new(json.ToArray(), json.Length);
        var rented = ArrayPool<byte>.Shared.Rent(BrotliEncoder.GetMaxCompressedLength(json.Length));
        try
        {
            return BrotliEncoder.TryCompress(json, rented, out var written, Quality, Window) ? new(rented[..written], json.Length) : throw new InvalidOperationException("A calendar could not be packed.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>How long its JSON is.</summary>
    internal int Length => length;

    /// <summary>What the tenant's file has of it, in either form.</summary>
    internal static PackedCalendar Read(ReadOnlySpan<byte> json) =>
        json.StartsWith("{\"Packed\":"u8) && JsonSerializer.Deserialize<Parcel>(json) is { } parcel ? new(parcel.Packed, parcel.Length) : Pack(json);

    internal CalendarState Open() => Use(static json => JsonSerializer.Deserialize<CalendarState>(json, Format) ?? new());

    internal void WriteTo(Stream stream, bool isPacked)
    {
        if (isPacked && length >= Small) JsonSerializer.Serialize(stream, new Parcel(bytes, length));
        else
            Use(json =>
            {
                stream.Write(json);
                return true;
            });
    }

    T Use<T>(SpanFunction<T> use)
    {
        if (length < Small) return use(bytes);
        var rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            return BrotliDecoder.TryDecompress(bytes, rented, out var written) ? use(rented.AsSpan(0, written)) : throw new InvalidOperationException("A calendar could not be unpacked.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>The form in which the file of a very large tenant has it.</summary>
    sealed record Parcel(byte[] Packed, int Length);

    delegate T SpanFunction<T>(ReadOnlySpan<byte> json);
}
