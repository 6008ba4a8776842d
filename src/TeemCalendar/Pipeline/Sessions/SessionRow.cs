using System.Buffers;
using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text.Json;

namespace TeemCalendar.Pipeline;

/// <summary>Writes an object of Exchange's module as the row that Exchange's REST would have sent: sizes, enums and durations as text, times in UTC.</summary>
static class SessionRow
{
    // A row holds lists, and lists of rows; what lies deeper nobody reads.
    const int Deepest = 4;

    /// <summary>The row of one object.</summary>
    /// <param name="row">As the command gave it: of a type of its own, or what is left of one after it travelled.</param>
    /// <param name="wanted">The properties that are wanted; empty for all.</param>
    internal static JsonElement Read(PSObject row, IReadOnlyCollection<string> wanted)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
            WriteRow(json, row, wanted, 0);
        using var read = JsonDocument.Parse(bytes.WrittenMemory);
        return read.RootElement.Clone();
    }

    static void WriteRow(Utf8JsonWriter json, PSObject row, IReadOnlyCollection<string> wanted, int depth)
    {
        json.WriteStartObject();
        foreach (var property in wanted.Count == 0 ? row.Properties : wanted.Select(name => row.Properties[name]).Where(p => p is not null))
        {
            object? value;
            try
            {
                value = property.Value;
            }
            catch (GetValueException)
            {
                continue;   // a property that is computed, and cannot be here
            }
            json.WritePropertyName(property.Name);
            Write(json, value, property.Name, depth + 1);
        }
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, object? value, string name, int depth)
    {
        var wrapped = value as PSObject;
        switch (wrapped?.BaseObject ?? value)
        {
            case null or DBNull:
                json.WriteNullValue();
                break;
            // What travelled is a number with the enum's word beside it.
            case var _ when wrapped is not null && wrapped.TypeNames.Contains("Deserialized.System.Enum"):
                json.WriteStringValue(wrapped.ToString());
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case SwitchParameter flag:
                json.WriteBooleanValue(flag);
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case Enum word:
                json.WriteStringValue(word.ToString());
                break;
            case byte or sbyte or short or ushort or int or uint or long:
                json.WriteNumberValue(Convert.ToInt64(wrapped?.BaseObject ?? value, CultureInfo.InvariantCulture));
                break;
            case float or double or decimal or ulong:
                json.WriteRawValue(Convert.ToString(wrapped?.BaseObject ?? value, CultureInfo.InvariantCulture)!);
                break;
            case DateTime time:
                json.WriteStringValue(Utc(time, name).ToString("O", CultureInfo.InvariantCulture));
                break;
            case DateTimeOffset time:
                json.WriteStringValue(time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
                break;
            case byte[] bytes:
                json.WriteBase64StringValue(bytes);
                break;
            case IDictionary map when depth < Deepest:
                json.WriteStartObject();
                foreach (DictionaryEntry entry in map)
                {
                    json.WritePropertyName(entry.Key.ToString()!);
                    Write(json, entry.Value, name, depth + 1);
                }
                json.WriteEndObject();
                break;
            case IEnumerable list when depth < Deepest:
                json.WriteStartArray();
                foreach (var item in list)
                    Write(json, item, name, depth + 1);
                json.WriteEndArray();
                break;
            case PSCustomObject when depth < Deepest && IsPlain(wrapped!):
                WriteRow(json, wrapped!, [], depth);
                break;
            // Guid, TimeSpan, and Exchange's own types: an address, a size, Unlimited. They say themselves what they are.
            case IFormattable formattable when wrapped is null || wrapped.BaseObject == (object)formattable:
                json.WriteStringValue(formattable.ToString(null, CultureInfo.InvariantCulture));
                break;
            case var other:
                json.WriteStringValue((wrapped ?? other).ToString());
                break;
        }
    }

    // Exchange has most times twice: of this computer, and in UTC under a name that says so.
    static DateTime Utc(DateTime time, string name) => time.Kind switch
    {
        DateTimeKind.Utc => time,
        DateTimeKind.Unspecified when name.EndsWith("UTC", StringComparison.OrdinalIgnoreCase) => DateTime.SpecifyKind(time, DateTimeKind.Utc),
        _ => time.ToUniversalTime(),
    };

    /// <summary>An object without a type of its own; one that had a type and travelled is told by its text.</summary>
    static bool IsPlain(PSObject value) => value.TypeNames.Count == 0 || value.TypeNames[0] is "System.Management.Automation.PSCustomObject" or "Deserialized.System.Management.Automation.PSCustomObject" or "System.Object" or "Deserialized.System.Object";
}
