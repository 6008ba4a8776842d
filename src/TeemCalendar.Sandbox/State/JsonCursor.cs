using System.Text.Json;

namespace TeemCalendar.Sandbox.State;

/// <summary>Walks through a JSON object in a stream, property by property, and holds no more of it than one value.</summary>
internal sealed class JsonCursor(Stream stream)
{
    byte[] buffer = new byte[1 << 20];
    int start, end;
    bool isLast;
    JsonReaderState state;

    delegate bool Step<T>(ref Utf8JsonReader reader, int from, out T result);

    /// <summary>Goes into the object that is next.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    internal void Enter() => Take<bool>(static (ref Utf8JsonReader reader, int _, out bool done) =>
    {
        done = reader.Read();
        return !done ? false : reader.TokenType == JsonTokenType.StartObject ? true : throw new JsonException("A JSON object is expected.");
    });

    /// <summary>The name of the next property; null when the object is at its end.</summary>
    internal string? Name() => Take<string?>(static (ref Utf8JsonReader reader, int _, out string? name) =>
    {
        name = null;
        if (!reader.Read()) return false;
        if (reader.TokenType == JsonTokenType.PropertyName) name = reader.GetString();
        return true;
    });

    /// <summary>The next value as it is written; good until the cursor moves on.</summary>
    internal ReadOnlySpan<byte> Value()
    {
        var (from, to) = Take(static (ref Utf8JsonReader reader, int start, out (int, int) place) =>
        {
            place = default;
            if (!reader.Read()) return false;
            var first = reader.TokenStartIndex;
            if (!reader.TrySkip()) return false;
            place = (start + (int)first, start + (int)reader.BytesConsumed);
            return true;
        });
        return buffer.AsSpan(from, to - from);
    }

    T Take<T>(Step<T> step)
    {
        while (true)
        {
            var reader = new Utf8JsonReader(buffer.AsSpan(start, end - start), isLast, state);
            if (step(ref reader, start, out var result))
            {
                start += (int)reader.BytesConsumed;
                state = reader.CurrentState;
                return result;
            }
            if (isLast) throw new JsonException("The JSON ends too early.");
            ReadOn();
        }
    }

    void ReadOn()
    {
        if (start > 0)
        {
            Buffer.BlockCopy(buffer, start, buffer, 0, end - start);
            (start, end) = (0, end - start);
        }
        if (end == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
        var read = stream.Read(buffer, end, buffer.Length - end);
        isLast = read == 0;
        end += read;
    }
}
