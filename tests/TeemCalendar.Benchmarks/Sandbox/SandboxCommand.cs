using System.CommandLine;

namespace TeemCalendar.Benchmarks.Sandbox;

/// <summary><c>sandbox</c>: what the sandbox tenant itself takes.</summary>
internal static class SandboxCommand
{
    internal static Command Create()
    {
        var rooms = Figures.Number("--rooms", "How many rooms the tenant has.", 10_000);
        var events = Figures.Number("--events", "How many events each of them has.", 200);
        var seconds = Figures.Number("--seconds", "For how long each kind of request is sent.", 3);
        var json = Figures.FileOption();
        var command = new Command("sandbox", "Loads and writes a large tenant, and asks it as fast as it answers.") { rooms, events, seconds, json };
        command.SetAction(parsed =>
        {
            var text = SandboxBenchmark.Run(parsed.GetValue(rooms), parsed.GetValue(events), TimeSpan.FromSeconds(parsed.GetValue(seconds)));
            Console.WriteLine(text);
            if (parsed.GetValue(json) is { } file) File.WriteAllText(file.FullName, text + Environment.NewLine);
        });
        return command;
    }
}
