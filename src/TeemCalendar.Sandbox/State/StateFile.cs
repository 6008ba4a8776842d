using System.Text.Encodings.Web;
using System.Text.Json;

namespace TeemCalendar.Sandbox.State;

/// <summary>One JSON file that is always a whole tenant: written beside itself and then renamed.</summary>
internal static class StateFile
{
    static readonly JsonSerializerOptions Format = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static TenantState Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var state = JsonSerializer.Deserialize<TenantState>(file, Format);
            if (state is null || state.TenantId == Guid.Empty || state.Domains.Count == 0) throw new InvalidDataException($"'{path}' holds no sandbox tenant.");
            return state.Version == TenantState.CurrentVersion ? state
                : throw new InvalidDataException($"'{path}' holds a sandbox tenant of version {state.Version}; this is version {TenantState.CurrentVersion}.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"'{path}' is not the JSON of a sandbox tenant: {e.Message}", e);
        }
    }

    internal static void Write(string path, TenantState state)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var beside = $"{path}.{Environment.ProcessId}.tmp";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        // The file holds passwords of a made-up tenant, but people reuse habits: nobody else may read it.
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            using (var file = new FileStream(beside, options))
            {
                JsonSerializer.Serialize(file, state, Format);
                file.Flush(flushToDisk: true);
            }
            File.Move(beside, path, overwrite: true);
        }
        finally
        {
            File.Delete(beside);
        }
    }
}
