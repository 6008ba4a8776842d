using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace TeemCalendar.Sandbox.State;

/// <summary>One JSON file that is always a whole tenant: written beside itself and then renamed.</summary>
internal static class StateFile
{
    /// <summary>Calendars that would take more than this are written packed.</summary>
    const long ReadableBytes = 64 << 20;
    const string CalendarsName = nameof(TenantState.Calendars);
    static readonly JsonSerializerOptions Format = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static TenantState Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var state = Read(file);
            if (state is null || state.TenantId == Guid.Empty || state.Domains.Count == 0) throw new InvalidDataException($"'{path}' holds no sandbox tenant.");
            return state.Version == TenantState.CurrentVersion ? state
                : throw new InvalidDataException($"'{path}' holds a sandbox tenant of version {state.Version}; this is version {TenantState.CurrentVersion}.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"'{path}' is not the JSON of a sandbox tenant: {e.Message}", e);
        }
    }

    /// <summary>The calendars are packed one by one as they come; everything else is read as a whole.</summary>
    static TenantState? Read(Stream file)
    {
        var cursor = new JsonCursor(file);
        var calendars = new CalendarShelf();
        using var rest = new MemoryStream();
        rest.WriteByte((byte)'{');
        for (cursor.Enter(); cursor.Name() is { } name;)
        {
            if (name == CalendarsName) ReadCalendars(cursor, calendars);
            else
            {
                if (rest.Length > 1) rest.WriteByte((byte)',');
                rest.Write(JsonSerializer.SerializeToUtf8Bytes(name));
                rest.WriteByte((byte)':');
                rest.Write(cursor.Value());
            }
        }
        rest.WriteByte((byte)'}');
        var state = JsonSerializer.Deserialize<TenantState>(rest.GetBuffer().AsSpan(0, (int)rest.Length), Format);
        if (state is not null) state.Calendars = calendars;
        return state;
    }

    static void ReadCalendars(JsonCursor cursor, CalendarShelf calendars)
    {
        for (cursor.Enter(); cursor.Name() is { } name;)
        {
            if (!Guid.TryParse(name, out var owner)) throw new JsonException($"'{name}' is no owner of a calendar.");
            var packed = PackedCalendar.Read(cursor.Value());
            // A promise has to be seen at once.
            if (packed.Length < PackedCalendar.Small) calendars[owner] = packed.Open();
            else calendars.Put(owner, packed);
        }
    }

    /// <summary>The tenant as it is now, apart from it: it can be written while the tenant goes on.</summary>
    internal static StateSnapshot Snapshot(TenantState state) => new(JsonSerializer.SerializeToUtf8Bytes(state, Format), state.Calendars.Snapshot());

    internal static void Write(string path, StateSnapshot state)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var beside = $"{path}.{Environment.ProcessId}.tmp";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 1 << 16 };
        // The file holds passwords of a made-up tenant, but people reuse habits: nobody else may read it.
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            using (var file = new FileStream(beside, options))
            {
                WriteTo(file, state);
                file.Flush(flushToDisk: true);
            }
            File.Move(beside, path, overwrite: true);
        }
        finally
        {
            File.Delete(beside);
        }
    }

    static void WriteTo(Stream file, StateSnapshot state)
    {
        // The object without its last bracket, then the calendars, each on a line of its own.
        file.Write(state.Head.AsSpan(0, state.Head.AsSpan().LastIndexOf((byte)'}')).TrimEnd("\r\n "u8));
        file.Write(Encoding.UTF8.GetBytes($",\n  \"{CalendarsName}\": {{"));
        // Gigabytes are for nobody to read.
        var isPacked = state.Calendars.Sum(c => (long)c.Calendar.Length) > ReadableBytes;
        var separator = "\n";
        foreach (var (owner, calendar) in state.Calendars)
        {
            file.Write(Encoding.UTF8.GetBytes($"{separator}    \"{owner}\": "));
            calendar.WriteTo(file, isPacked);
            separator = ",\n";
        }
        file.Write("\n  }\n}\n"u8);
    }
}

/// <summary>A tenant at one moment.</summary>
/// <param name="Head">All but its calendars, as JSON.</param>
/// <param name="Calendars">Its calendars by owner.</param>
internal sealed record StateSnapshot(byte[] Head, List<(Guid Owner, PackedCalendar Calendar)> Calendars);
