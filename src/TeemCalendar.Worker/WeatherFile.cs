using System.CommandLine;
using TeemCalendar.Sandbox;

namespace TeemCalendar.Worker;

/// <summary>The option --weather, and what it makes of a sandbox tenant.</summary>
internal static class WeatherFile
{
    public static Option<FileInfo?> Option() => CommandOptions.File("--weather", "A JSON file that makes the sandbox tenant slow, busy, behind or faulty, and its time pass faster; see the sandbox's README.");

    /// <summary>The same tenant in the weather of the file; calm without one.</summary>
    public static SandboxOptions Apply(FileInfo? file, SandboxOptions options)
    {
        if (file is null) return options;
        try
        {
            var weather = SandboxWeather.Read(file.FullName);
            return options with { Weather = weather, Clock = weather.CreateClock() };
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw WorkerFailure.Input($"--weather: {e.Message}", e);
        }
    }
}
