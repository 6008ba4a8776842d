using System.CommandLine;

namespace TeemCalendar.Benchmarks.Day;

/// <summary><c>day</c>: a day of many rooms in bad weather, by a clock that nobody has to wait for.</summary>
internal static class DayCommand
{
    internal static Command Create()
    {
        var rooms = Figures.Number("--rooms", "How many rooms are followed.", 200);
        var hours = Figures.Number("--hours", "How many hours pass.", 24);
        var seed = Figures.Number("--seed", "Where people, meetings and weather come from.", 365);
        var json = Figures.FileOption();
        var command = new Command("day", "Follows rooms through a simulated day in bad weather, and says how far behind the store was.") { rooms, hours, seed, json };
        command.SetAction(async (parsed, _) =>
        {
            var figures = await new DayBenchmark(parsed.GetValue(rooms), parsed.GetValue(hours), parsed.GetValue(seed)).RunAsync();
            DayTable.Write(Console.Out, figures);
            Figures.Write(parsed.GetValue(json), figures);
            return figures.IsWhole ? 0 : 1;
        });
        return command;
    }
}
