namespace TeemCalendar.Core.Storage;

/// <summary>The file under the store. It says who meets where and when: nobody but its owner may read it, at no moment.</summary>
internal static class StoreFile
{
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes the file, or tightens the one there is. SQLite gives its write-ahead files the mode of the database.</summary>
    /// <param name="path">The full path.</param>
    public static void Prepare(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            // A file takes its folder's access list there, and a user's application data is his own.
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return;
        }
        Directory.CreateDirectory(Path.GetDirectoryName(path)!, OwnerOnly | UnixFileMode.UserExecute);
        try
        {
            // With the mode in the same call: made first and restricted later, it would be open for a moment.
            new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }).Dispose();
        }
        catch (IOException) when (File.Exists(path))
        {
            File.SetUnixFileMode(path, OwnerOnly);
        }
    }

    /// <summary>Opens a file that nobody else may open meanwhile, making it where there is none.</summary>
    /// <param name="path">The full path.</param>
    /// <exception cref="IOException">Somebody else has it open.</exception>
    public static FileStream Lock(string path)
    {
        Prepare(path);
        return new(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None });
    }
}
