using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace TeemCalendar.Benchmarks.Sync;

/// <summary><c>read-rooms</c>: one way of reading in a process of its own. Its first line of input is the tenant; each further one asks for so many rounds.</summary>
internal static class ReadRoomsCommand
{
    internal const string Name = "read-rooms", Engine = "engine", Plain = "plain", WarmUp = "warm-up", Begin = "begin";

    /// <summary>So many rooms are read first, into nothing, once as they are and once changed, so that what is compiled on the way is compiled.</summary>
    const int WarmUpRooms = 16;

    internal static Command Create()
    {
        var (way, atOnce) = (new Argument<string>("way"), new Argument<int>("at-once"));
        var command = new Command(Name, $"Reads the rooms of a tenant with the {Engine} or the {Plain} loop, and says what each round cost.") { way, atOnce };
        command.SetAction(parsed => RunAsync(parsed.GetValue(way) == Engine, parsed.GetValue(atOnce)));
        return command;
    }

    static async Task RunAsync(bool isEngine, int atOnce)
    {
        var tenant = JsonSerializer.Deserialize<ServedTenant>((await Console.In.ReadLineAsync())!)!;
        using (var first = Open(tenant.Rooms.Take(WarmUpRooms).ToList()))
            while (await Console.In.ReadLineAsync() is not (null or Begin))
            {
                await first.RoundAsync();
                Elsewhere.Answer(true);
            }
        using var reading = Open(tenant.Rooms);
        Elsewhere.Answer(true);
        while (await Console.In.ReadLineAsync() is { } rounds) Elsewhere.Answer(await MeasureAsync(reading, int.Parse(rounds, CultureInfo.InvariantCulture)));

        IRoomReading Open(IReadOnlyList<ServedRoom> rooms) => isEngine ? new EngineReading(tenant, rooms, atOnce) : new PageIteratorReading(tenant, rooms, atOnce);
    }

    static async Task<RoundCost> MeasureAsync(IRoomReading reading, int rounds)
    {
        using var process = Process.GetCurrentProcess();
        GC.Collect();
        var (requests, disk, allocated) = (reading.Counters.Requests, reading.WatchDisk(), GC.GetTotalAllocatedBytes());
        var (cpu, watch) = (process.TotalProcessorTime, Stopwatch.StartNew());
        for (var round = 0; round < rounds; round++) await reading.RoundAsync();
        process.Refresh();
        return new((reading.Counters.Requests - requests) / (double)rounds, (process.TotalProcessorTime - cpu).TotalSeconds / rounds, (GC.GetTotalAllocatedBytes() - allocated) / rounds, watch.Elapsed.TotalSeconds / rounds,
            process.PeakWorkingSet64, reading.Meetings, disk());
    }
}

/// <summary>What one round took; the mean of several where several were asked for.</summary>
/// <param name="Requests">Requests sent, tries again included.</param>
/// <param name="CpuSeconds">Processor time of the process.</param>
/// <param name="AllocatedBytes">Memory asked for.</param>
/// <param name="Seconds">How long it took; the tenant's computing is in that.</param>
/// <param name="PeakBytes">The most memory that the process had at a time until now.</param>
/// <param name="Meetings">How many meetings it knows then.</param>
/// <param name="Disk">What it wrote.</param>
internal sealed record RoundCost(double Requests, double CpuSeconds, long AllocatedBytes, double Seconds, long PeakBytes, int Meetings, DiskWrites Disk);
