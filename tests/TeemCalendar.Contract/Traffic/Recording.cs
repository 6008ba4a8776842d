using TeemCalendar.Core.Http;

namespace TeemCalendar.Contract.Traffic;

/// <summary>Recording and its switch, for tests.</summary>
public static class Recording
{
    /// <summary>A handler with the engine's recorder before it, while recording is on.</summary>
    public static HttpMessageHandler Around(HttpMessageHandler wire) => TrafficRecorder.Around(wire);

    /// <summary>The same for requests that are wrong on purpose, whichever way they are answered: only the answers count.</summary>
    public static HttpMessageHandler AroundWrong(HttpMessageHandler wire) => TrafficRecorder.Around(wire, WrongFile);

    /// <summary>The same for Microsoft's own libraries, which are told apart from the engine.</summary>
    public static HttpMessageHandler AroundLibraries(HttpMessageHandler wire) => TrafficRecorder.Around(wire, LibrariesFile);

    /// <summary>The file that Microsoft's libraries are recorded to, or null.</summary>
    public static string? LibrariesFile => File is { } file ? file + ".libraries" : null;

    /// <summary>The file that what is wrong on purpose is recorded to, or null.</summary>
    public static string? WrongFile => File is { } file ? file + ".wrong" : null;

    /// <summary>The file that is recorded to, or null.</summary>
    public static string? File => Environment.GetEnvironmentVariable(TrafficRecorder.Variable) is { Length: > 0 } file ? file : null;

    /// <summary>Records all of this process from now on, to a file of its own unless one is named already; where the contract is not there, nothing.</summary>
    public static void Begin()
    {
        if (Reference.Missing is not null || File is not null) return;
        // A run that was killed has left its own behind.
        foreach (var old in new DirectoryInfo(Path.GetTempPath()).GetFiles("teem-traffic-*").Where(f => f.LastWriteTimeUtc < DateTime.UtcNow.AddHours(-6))) old.Delete();
        var file = Path.Combine(Path.GetTempPath(), $"teem-traffic-{Environment.ProcessId}-{Guid.NewGuid():N}.jsonl");
        Environment.SetEnvironmentVariable(TrafficRecorder.Variable, file);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            System.IO.File.Delete(file);
            System.IO.File.Delete(WrongFile!);
            System.IO.File.Delete(LibrariesFile!);
        };
    }
}
