using System.Management.Automation;
using TeemCalendar.Core;

namespace TeemCalendar.Pipeline;

/// <summary>Paths as an administrator gives them: relative to the session's folder, of a drive of PowerShell's, or of one that is not there.</summary>
static class FilePath
{
    /// <summary>The full name of a file. Called on the pipeline thread.</summary>
    /// <param name="cmdlet">The command that was given it.</param>
    /// <param name="path">What was given.</param>
    /// <param name="id">The error's id.</param>
    /// <exception cref="TeemException">It is no path of the file system.</exception>
    internal static string Resolve(PSCmdlet cmdlet, string path, string id = "PathInvalid")
    {
        if (path.Contains('\0'))
            throw NoFile();
        try
        {
            var file = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
            return provider.Name == "FileSystem" ? file : throw NoFile();
        }
        // A drive or a provider that this session has not.
        catch (Exception unknown) when (unknown is SessionStateException or ProviderInvocationException or PSArgumentException or NotSupportedException)
        {
            throw NoFile(unknown);
        }

        TeemException NoFile(Exception? inner = null) =>
            new(id, TeemErrorKind.InvalidInput, $"{path.Replace('\0', '?')} is no path of the file system here.", path, "Give a path of the file system; Get-PSDrive -PSProvider FileSystem lists the drives of this session.", inner: inner);
    }

    /// <summary>The full name of a file that is to be written. Called on the pipeline thread.</summary>
    /// <inheritdoc cref="Resolve"/>
    internal static string ToWrite(PSCmdlet cmdlet, string path, string id = "PathInvalid")
    {
        var file = Resolve(cmdlet, path, id);
        if (Directory.Exists(file))
            throw new TeemException(id, TeemErrorKind.InvalidInput, $"{path} is a folder.", path, "Give a file's name in it.");
        return Directory.Exists(Path.GetDirectoryName(file)) ? file
            : throw new TeemException(id, TeemErrorKind.InvalidInput, $"There is no folder {Path.GetDirectoryName(file)} to write {Path.GetFileName(file)} to.", path, "Make the folder first, or give another path.");
    }
}
