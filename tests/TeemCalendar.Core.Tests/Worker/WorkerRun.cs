using TeemCalendar.Worker;

namespace TeemCalendar.Core.Tests.Worker;

/// <summary>One command line of the worker, run in this process.</summary>
sealed record WorkerRun(int ExitCode, string Output, string Error)
{
    public static async Task<WorkerRun> Of(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        return new(await WorkerCommand.RunAsync(args, output, error), output.ToString(), error.ToString());
    }
}

/// <summary>A folder that is gone after the test.</summary>
sealed class TemporaryFolder : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("teem-");

    public string this[string name] => Path.Combine(folder.FullName, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(this[name], text);
        return this[name];
    }

    public void Dispose() => folder.Delete(recursive: true);
}
