using System.Globalization;

namespace TeemCalendar.Benchmarks.Sync;

/// <summary>The figures for a person.</summary>
internal static class SyncTable
{
    internal static void Write(TextWriter output, SyncFigures figures)
    {
        Line(output, $"{figures.Rooms} rooms with {figures.EventsPerRoom} events each, {figures.RoomsAtOnce} at once, {figures.ChangedPart:P0} changed, {figures.Cores} cores");
        Rounds(output, figures.Rounds);
        output.WriteLine();
        Line(output, $"{"engine : plain",-14}{"requests",10}{"CPU",10}{"allocated",12}{"peak",10}");
        foreach (var ratio in figures.EngineToPlain) Line(output, $"{ratio.Round,-14}{ratio.Requests,10:0.00}{ratio.Cpu,10:0.00}{ratio.AllocatedBytes,12:0.00}{ratio.PeakMemory,10:0.00}");
        output.WriteLine();
        var quiet = figures.QuietRound;
        Line(output, $"A quiet round {(quiet.StoreWritten ? "wrote to the store" : "wrote nothing")} ({quiet.StoreGrownBytes} bytes). It took {quiet.CpuMicrosecondsPerRoom:0} µs a room with {quiet.EventsPerRoom} events, {quiet.CpuMicrosecondsPerRoomOfFew:0} with {quiet.FewEventsPerRoom}: {quiet.CpuRatio:0.00} times the processor time, {quiet.AllocatedRatio:0.00} times the memory.");
        output.WriteLine();
        Line(output, $"{figures.ManyRooms.Rooms} rooms with {figures.ManyRooms.EventsPerRoom} events each: {figures.ManyRooms.PeakMegabytes:0} MB at most");
        Rounds(output, figures.ManyRooms.Rounds);
    }

    static void Rounds(TextWriter output, IEnumerable<RoundFigures> rounds)
    {
        Line(output, $"{"round",-10}{"reader",-8}{"events",9}{"req/room",10}{"µs/event",10}{"µs/room",10}{"B/event",10}{"peak MB",10}{"store MB",10}{"CPU s",9}{"s",9}");
        foreach (var r in rounds)
            Line(output, $"{r.Round,-10}{r.Reader,-8}{r.Events,9}{r.RequestsPerRoom,10:0.00}{r.CpuMicrosecondsPerEvent,10:0}{r.CpuMicrosecondsPerRoom,10:0}{r.AllocatedBytesPerEvent,10:0}{r.PeakMegabytes,10:0}{r.StoreMegabytes,10:0.0}{r.CpuSeconds,9:0.0}{r.Seconds,9:0.0}");
    }

    static void Line(TextWriter output, FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
