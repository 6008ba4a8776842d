using System.Diagnostics;
using System.Text.Json;

namespace TeemCalendar.Benchmarks;

/// <summary>This program in another process, whose memory and processor time are its own. It is asked in lines and answers each with a line of JSON; when its input ends, it ends.</summary>
internal sealed class Elsewhere : IDisposable
{
    static readonly JsonSerializerOptions Format = JsonSerializerOptions.Default;
    readonly Process process;

    Elsewhere(Process process) => this.process = process;

    /// <summary>Runs a command to its end.</summary>
    internal static void Run(params string[] arguments)
    {
        using var process = Process.Start(Program(arguments))!;
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{arguments[0]} ended with {process.ExitCode}.");
    }

    /// <summary>Begins a command that is asked.</summary>
    internal static Elsewhere Start(params string[] arguments)
    {
        var program = Program(arguments);
        (program.RedirectStandardInput, program.RedirectStandardOutput) = (true, true);
        return new(Process.Start(program)!);
    }

    /// <summary>The next answer, to what was asked or to the start.</summary>
    internal async Task<T> AnswerAsync<T>() =>
        await process.StandardOutput.ReadLineAsync() is { } line ? JsonSerializer.Deserialize<T>(line, Format)! : throw new InvalidOperationException("The other process ended before it answered; what it says is above.");

    internal async Task SayAsync(string line)
    {
        await process.StandardInput.WriteLineAsync(line);
        await process.StandardInput.FlushAsync();
    }

    internal async Task<T> AskAsync<T>(string question)
    {
        await SayAsync(question);
        return await AnswerAsync<T>();
    }

    /// <summary>The other process's side: one line of JSON.</summary>
    internal static void Answer<T>(T answer)
    {
        Console.Out.WriteLine(JsonSerializer.Serialize(answer, Format));
        Console.Out.Flush();
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    static ProcessStartInfo Program(string[] arguments) =>
        new(Environment.ProcessPath!, [.. Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? new[] { typeof(Elsewhere).Assembly.Location } : [], .. arguments]);
}
