namespace TeemCalendar.Worker;

/// <summary>Files that a run writes at its end. Whether they can be written is found out before its beginning.</summary>
internal static class OutputFile
{
    /// <summary>Refuses a file that cannot be written; makes its folder, and leaves its content as it is.</summary>
    public static void Check(string option, FileInfo? file)
    {
        if (file is null) return;
        try
        {
            if (Directory.Exists(file.FullName)) throw new IOException("it is a folder.");
            file.Directory?.Create();
            var isNew = !File.Exists(file.FullName);
            using (new FileStream(file.FullName, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite)) { }
            if (isNew) File.Delete(file.FullName);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw WorkerFailure.Input($"{option}: {file.FullName} cannot be written: {e.Message} Name a file in a folder that you may write to.", e);
        }
    }

    /// <summary>Two options that name one file would overwrite each other.</summary>
    public static void RefuseSame(IEnumerable<(string Option, FileInfo? File)> files)
    {
        var same = OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;
        foreach (var twice in files.Where(named => named.File is not null).GroupBy(named => named.File!.FullName, same).Where(group => group.Count() > 1))
            throw WorkerFailure.Input($"{string.Join(" and ", twice.Select(named => named.Option))} name the same file, {twice.Key}: give each its own.");
    }

    /// <summary>Writes text whole.</summary>
    public static async Task WriteAsync(string option, FileInfo file, string text, CancellationToken cancel)
    {
        try
        {
            await File.WriteAllTextAsync(file.FullName, text, cancel);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WorkerFailure(ExitCode.ChapterFailed, $"{option}: {file.FullName} could not be written: {e.Message}", e);
        }
    }
}
