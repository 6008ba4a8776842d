using System.CommandLine;

namespace TeemCalendar.Benchmarks.Sync;

/// <summary><c>sync</c>: what following the rooms' calendars costs, beside a plain loop.</summary>
internal static class SyncCommand
{
    internal static Command Create()
    {
        var rooms = Figures.Number("--rooms", "How many rooms are read.", 1000);
        var events = Figures.Number("--events", "How many events each of them has.", 300);
        var atOnce = Figures.Number("--at-once", "How many rooms are read at once.", 16);
        var manyRooms = Figures.Number("--many-rooms", "How many rooms the largest tenant has; its memory is measured.", 10_000);
        var manyEvents = Figures.Number("--many-events", "How many events each of those has.", 30);
        var json = Figures.FileOption();
        var command = new Command("sync", "Reads a tenant's rooms for the first time, when nothing changed and when some of it did, with the engine and with the Graph SDK's PageIterator.") { rooms, events, atOnce, manyRooms, manyEvents, json };
        command.SetAction(async (parsed, _) =>
        {
            var benchmark = new SyncBenchmark(parsed.GetValue(rooms), parsed.GetValue(events), parsed.GetValue(atOnce), parsed.GetValue(manyRooms), parsed.GetValue(manyEvents));
            var figures = await benchmark.RunAsync();
            SyncTable.Write(Console.Out, figures);
            Figures.Write(parsed.GetValue(json), figures);
            return 0;
        });
        return command;
    }
}
