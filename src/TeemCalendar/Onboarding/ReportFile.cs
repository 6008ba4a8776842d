using System.Management.Automation;
using TeemCalendar.Core;
using TeemCalendar.Core.Onboarding;

namespace TeemCalendar.Commands;

/// <summary>The file of a report.</summary>
static class ReportFile
{
    /// <summary>The file's full name. Called on the pipeline thread.</summary>
    /// <exception cref="TeemException">It cannot be a file there.</exception>
    internal static string Resolve(PSCmdlet cmdlet, string path)
    {
        var file = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
        if (provider.Name != "FileSystem")
            throw Refused(path, $"{path} is no path of the file system.", "Give a path of the file system.");
        if (Directory.Exists(file))
            throw Refused(path, $"{path} is a folder.", "Give a file's name in it.");
        return Directory.Exists(Path.GetDirectoryName(file)) ? file : throw Refused(path, $"There is no folder {Path.GetDirectoryName(file)} for the report.", "Make the folder first, or give another path.");
    }

    /// <summary>Writes the page.</summary>
    /// <exception cref="TeemException">The file cannot be written.</exception>
    internal static async Task WriteAsync(string file, ReportContent content, CancellationToken cancel)
    {
        try
        {
            await File.WriteAllTextAsync(file, Report.Render(content), cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TeemException("ReportNotWritten", TeemErrorKind.InvalidInput, $"The report could not be written to {file}: {e.Message}", file, "Close the file where it is open, or give another path.", inner: e);
        }
    }

    static TeemException Refused(string path, string why, string remedy) => new("ReportPathInvalid", TeemErrorKind.InvalidInput, why, path, remedy);
}
