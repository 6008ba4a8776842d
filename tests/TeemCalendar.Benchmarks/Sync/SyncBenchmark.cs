using System.Globalization;
using System.Text.Json;

namespace TeemCalendar.Benchmarks.Sync;

/// <summary>The engine and the plain loop over the same tenants, each of the three in a process of its own.</summary>
internal sealed class SyncBenchmark(int rooms, int events, int atOnce, int manyRooms, int manyEvents)
{
    /// <summary>The part of the events that is changed.</summary>
    const double Changed = 0.01;

    /// <summary>A quiet round is too short for a clock that counts processor time by the hundredth of a second: so many rooms are read in several.</summary>
    const int QuietReadings = 20_000;

    internal async Task<SyncFigures> RunAsync()
    {
        List<RoundFigures> rounds;
        RoundFigures quiet;
        using (var tenant = await Tenant.StartAsync(rooms, events, atOnce))
        {
            rounds = await tenant.CompareAsync(Changed);
            quiet = rounds.Single(round => round.Round == RoundName.Quiet && round.Reader == ReadRoomsCommand.Engine);
        }
        // The same rooms with a tenth of the events: what nothing changed in must cost the same.
        RoundFigures quietOfFew;
        using (var tenant = await Tenant.StartAsync(rooms, Math.Max(events / 10, 1), atOnce)) quietOfFew = (await tenant.FollowAsync())[^1];
        List<RoundFigures> many;
        using (var tenant = await Tenant.StartAsync(manyRooms, manyEvents, atOnce)) many = await tenant.FollowAsync();

        return new(rooms, events, atOnce, Changed, rounds, Ratios(rounds),
            new(events, Math.Max(events / 10, 1), quiet.CpuMicrosecondsPerRoom, quietOfFew.CpuMicrosecondsPerRoom, Figures.Round(quiet.CpuMicrosecondsPerRoom / quietOfFew.CpuMicrosecondsPerRoom),
                Figures.Round(quiet.AllocatedBytesPerRoom / quietOfFew.AllocatedBytesPerRoom), quiet.StoreWritten, quiet.StoreGrownBytes),
            new(manyRooms, manyEvents, many[^1].PeakMegabytes, many), Environment.ProcessorCount);
    }

    static List<RoundRatio> Ratios(List<RoundFigures> rounds) => rounds.GroupBy(round => round.Round).Select(both =>
    {
        var (engine, plain) = (both.Single(r => r.Reader == ReadRoomsCommand.Engine), both.Single(r => r.Reader == ReadRoomsCommand.Plain));
        return new RoundRatio(both.Key, Figures.Round(engine.Requests / plain.Requests), Figures.Round(engine.CpuSeconds / plain.CpuSeconds),
            Figures.Round(engine.AllocatedBytesPerRoom / plain.AllocatedBytesPerRoom), Figures.Round(engine.PeakMegabytes / plain.PeakMegabytes));
    }).ToList();

    /// <summary>One tenant, and who reads it.</summary>
    sealed class Tenant(Elsewhere host, ServedTenant served, int all, int atOnce) : IDisposable
    {
        readonly int quietRounds = Math.Clamp(QuietReadings / served.Rooms.Count, 1, 100);
        int events = all;
        readonly List<RoundFigures> rounds = [];

        internal static async Task<Tenant> StartAsync(int rooms, int events, int atOnce)
        {
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{rooms} rooms with {events} events each ..."));
            var host = Elsewhere.Start(ServeTenantCommand.Name, Text(rooms), Text(events));
            return new(host, await host.AnswerAsync<ServedTenant>(), rooms * events, atOnce);
        }

        /// <summary>Everything, nothing and something new, for both.</summary>
        internal async Task<List<RoundFigures>> CompareAsync(double changed)
        {
            using var engine = await ReaderAsync(ReadRoomsCommand.Engine);
            using var plain = await ReaderAsync(ReadRoomsCommand.Plain);
            foreach (var round in new[] { RoundName.Initial, RoundName.Quiet, RoundName.Changed })
            {
                var met = round switch { RoundName.Initial => events, RoundName.Changed => await ChangeAsync(changed), _ => 0 };
                await RoundAsync(engine, ReadRoomsCommand.Engine, round, met);
                await RoundAsync(plain, ReadRoomsCommand.Plain, round, met);
            }
            return rounds;
        }

        /// <summary>Everything, then nothing new, for the engine alone.</summary>
        internal async Task<List<RoundFigures>> FollowAsync()
        {
            using var engine = await ReaderAsync(ReadRoomsCommand.Engine);
            await RoundAsync(engine, ReadRoomsCommand.Engine, RoundName.Initial, events);
            await RoundAsync(engine, ReadRoomsCommand.Engine, RoundName.Quiet, 0);
            return rounds;
        }

        public void Dispose() => host.Dispose();

        async Task<Elsewhere> ReaderAsync(string way)
        {
            var reader = Elsewhere.Start(ReadRoomsCommand.Name, way, Text(atOnce));
            await reader.SayAsync(JsonSerializer.Serialize(served));
            await reader.AskAsync<bool>(ReadRoomsCommand.WarmUp);
            await ChangeAsync(Changed);
            await reader.AskAsync<bool>(ReadRoomsCommand.WarmUp);
            await reader.AskAsync<bool>(ReadRoomsCommand.Begin);
            return reader;
        }

        async Task<int> ChangeAsync(double part)
        {
            var change = await host.AskAsync<TenantChange>(part.ToString(CultureInfo.InvariantCulture));
            events = change.Left;
            return change.Changed;
        }

        async Task RoundAsync(Elsewhere reader, string way, string round, int met)
        {
            // Few events have let less of the program be compiled for good than many: that is made up for before it is measured.
            if (round == RoundName.Quiet) await reader.AskAsync<RoundCost>(Text(quietRounds));
            var cost = await reader.AskAsync<RoundCost>(Text(round == RoundName.Quiet ? quietRounds : 1));
            if (cost.Meetings != events) throw new InvalidOperationException($"After round {round} the {way} knows {cost.Meetings} of {events} events.");
            rounds.Add(RoundFigures.Of(round, way, cost, served.Rooms.Count, met));
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  {round}, {way}: {cost.CpuSeconds:0.0} s of processor time, {cost.PeakBytes >> 20} MB at most"));
        }

        static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
    }
}
