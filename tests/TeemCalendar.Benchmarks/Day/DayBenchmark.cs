using System.Diagnostics;
using TeemCalendar.Benchmarks.Sandbox;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Graph;
using TeemCalendar.Core.Http;
using TeemCalendar.Core.Storage;
using TeemCalendar.Core.Sync;
using TeemCalendar.Sandbox;
using TeemCalendar.Sandbox.Calendars;
using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Benchmarks.Day;

/// <summary>Hours of many rooms in bad weather: the engine follows them minute by minute, while people go on booking.</summary>
internal sealed class DayBenchmark(int rooms, int hours, int seed)
{
    static readonly TimeSpan Interval = TimeSpan.FromMinutes(1), Settling = TimeSpan.FromHours(2);

    /// <summary>The midnight before an ordinary Wednesday.</summary>
    static readonly DateTimeOffset Start = new(2026, 11, 18, 0, 0, 0, TimeSpan.Zero);

    readonly Dictionary<string, int> failures = [];
    readonly HashSet<string> held = [];
    int readings, fullReads;

    internal async Task<DayFigures> RunAsync()
    {
        var clock = new SimulatedClock(Start);
        DayFigures? figures = null;
        await clock.RunAsync(async () => figures = await LiveAsync(clock));
        return figures!;
    }

    async Task<DayFigures> LiveAsync(SimulatedClock clock)
    {
        using var process = Process.GetCurrentProcess();
        var (cpu, watch) = (process.TotalProcessorTime, Stopwatch.StartNew());
        using var tenant = SandboxTenant.Create(new() { Seed = seed, Clock = clock, Weather = DayWeather.Of(seed) });
        var made = AddRooms(tenant);
        var folder = Directory.CreateTempSubdirectory("teem-benchmark-");
        try
        {
            using var store = TeemStore.Open(Path.Combine(folder.FullName, "store.db"), clock);
            store.RegisterCalendars(made.Select(room => new RoomCalendar
            {
                Mailbox = room.PrimarySmtpAddress, RoomId = room.OwnerId, DisplayName = room.DisplayName, TimeZone = room.TimeZone!, RegisteredAt = clock.GetUtcNow(),
            }));
            var lag = new LagWatch(tenant, store, made);
            lag.Begin();
            var wire = new WireTally(tenant.CreateHandler());
            using var pipeline = new OutgoingPipeline(wire, RetryLimits.Default, clock);
            using var graph = GraphCalls.Client(pipeline, new ReadyToken.Renewed(tenant), Cloud.Sandbox);
            using var stop = new CancellationTokenSource();
            var following = FollowAsync(new SyncEngine(store, new CalendarGateway(graph), clock, counters: pipeline.Counters), lag, stop.Token);

            var end = Start + TimeSpan.FromHours(hours);
            await new Office(tenant, lag, seed).LiveAsync(end);
            while (lag.Waiting > 0 && clock.GetUtcNow() < end + Settling) await Task.Delay(Interval, clock);
            await stop.CancelAsync();
            await following;

            process.Refresh();
            return new(rooms, hours, seed, store.CountReservations(), lag.Lags.Count, LagFigures.Of(lag.Lags), pipeline.Counters.Requests, pipeline.Counters.Retries, wire.Throttled, wire.Answers,
                readings, fullReads, failures, held.Count, lag.Waiting, lag.Differences(), Figures.Round((process.TotalProcessorTime - cpu).TotalSeconds), Figures.Round(watch.Elapsed.TotalSeconds));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    List<Mailbox> AddRooms(SandboxTenant tenant)
    {
        var made = LargeTenant.Fill(tenant, rooms, 0, 0);
        foreach (var room in made) RoomFiller.Fill(tenant, room);
        return made;
    }

    async Task FollowAsync(SyncEngine engine, LagWatch lag, CancellationToken stop)
    {
        try
        {
            await foreach (var result in engine.RunAsync(new(), Interval, stop))
            {
                readings++;
                if (result.Full) fullReads++;
                if (result.Outcome == SyncOutcome.Held) held.Add(result.Mailbox);
                if (result.Outcome == SyncOutcome.Failed) failures[result.Cause ?? result.Detail!] = failures.GetValueOrDefault(result.Cause ?? result.Detail!) + 1;
                lag.Look(result.Mailbox);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The day is over.
        }
    }
}
