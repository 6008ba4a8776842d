using System.Management.Automation;
using TeemCalendar.Core;
using TeemCalendar.Core.Onboarding;

namespace TeemCalendar.Commands;

/// <summary>The file of a report.</summary>
static class ReportFile
{
    /// <summary>The file's full name. Called on the pipeline thread.</summary>
    /// <exception cref="TeemException">It cannot be a file there.</exception>
    internal static string Resolve(PSCmdlet cmdlet, string path) => FilePath.ToWrite(cmdlet, path, "ReportPathInvalid");

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
}
