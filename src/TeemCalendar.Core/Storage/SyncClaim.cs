using System.Globalization;

namespace TeemCalendar.Core.Storage;

/// <summary>The right to synchronise the rooms of one store: one process has it at a time, and loses it with its last breath.</summary>
/// <remarks>
/// It is a lock of the operating system on a file beside the store, which the kernel gives back however its process ends: what only stands written somewhere stays when a process
/// is killed. The file itself is never deleted, since another process may just be waiting to lock it.
/// </remarks>
internal sealed class SyncClaim : IDisposable
{
    static readonly Dictionary<string, Held> Claims = new(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);

    readonly string path;
    readonly Action<string?> tell;
    bool given;

    SyncClaim(string path, Action<string?> tell) => (this.path, this.tell) = (path, tell);

    /// <summary>Takes the right, or another share of it where this process has it already.</summary>
    /// <param name="path">The store's full path.</param>
    /// <param name="holder">How the holder calls itself.</param>
    /// <param name="tell">Writes down who has it, where another process can read it; null when nobody has any longer.</param>
    /// <param name="readHolder">Reads who has it.</param>
    /// <exception cref="StoreException">Another process has it.</exception>
    public static SyncClaim Take(string path, string holder, Action<string?> tell, Func<string?> readHolder)
    {
        lock (Claims)
        {
            if (Claims.TryGetValue(path, out var held))
            {
                held.Times++;
                return new(path, tell);
            }
            var file = Lock(path, readHolder);
            try
            {
                tell(holder);
            }
            catch
            {
                file.Dispose();
                throw;
            }
            Claims[path] = new(file);
            return new(path, tell);
        }
    }

    /// <summary>How this process calls itself.</summary>
    /// <param name="command">What it does.</param>
    /// <param name="since">Since when.</param>
    public static string Name(string command, DateTimeOffset since) => string.Create(CultureInfo.InvariantCulture,
        $"process {Environment.ProcessId} ({Path.GetFileNameWithoutExtension(Environment.ProcessPath)}) on {Environment.MachineName} with {command} since {since.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (Claims)
        {
            if (given)
                return;
            given = true;
            var held = Claims[path];
            if (--held.Times > 0)
                return;
            Claims.Remove(path);
            try
            {
                tell(null);
            }
            finally
            {
                held.File.Dispose();
            }
        }
    }

    static FileStream Lock(string path, Func<string?> readHolder)
    {
        try
        {
            return StoreFile.Lock(path + ".sync.lock");
        }
        catch (IOException e) when (IsTaken(e))
        {
            throw StoreException.InUse(path, readHolder());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StoreException.Unusable(path, e);
        }
    }

    /// <summary>A sharing or lock violation of Windows; EAGAIN of Linux and of macOS.</summary>
    static bool IsTaken(IOException e) => (e.HResult & 0xFFFF) is 32 or 33 or 11 or 35;

    sealed class Held(FileStream file)
    {
        public FileStream File => file;
        public int Times { get; set; } = 1;
    }
}
