using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using TeemCalendar.Core.Storage;
using TeemCalendar.Core.Sync;
using static TeemCalendar.Core.Tests.Sync.Wire;

namespace TeemCalendar.Core.Tests.Sync;

/// <summary>What a round costs in which nothing changed.</summary>
public sealed class QuietRoundTests : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("teem");

    string File => Path.Combine(folder.FullName, "store.db");

    [Fact]
    public async Task Quiet_rounds_and_rounds_that_stay_held_write_nothing()
    {
        using var bench = new SyncBench(path: File);
        // To begin to synchronise is written down, once for all its rounds.
        using var claim = bench.Store.ClaimSync("Start-TeemSync");
        await bench.SyncAsync(Days(12));
        using var other = Open();
        var before = Version(other);

        for (var round = 0; round < 4; round++)
            await bench.SyncAsync(events: []);
        Assert.Equal(before, Version(other));

        await bench.SyncAsync(Gone(12));
        var held = Version(other);
        Assert.NotEqual(before, held);
        bench.Clock.Advance(TimeSpan.FromHours(1));
        for (var round = 0; round < 4; round++)
            Assert.Equal(SyncOutcome.Held, (await bench.SyncAsync(Gone(12))).Outcome);
        Assert.Equal(held, Version(other));
    }

    [Fact]
    public async Task A_quiet_round_costs_the_same_however_many_events_are_stored()
    {
        using var few = new SyncBench();
        using var many = new SyncBench();
        await few.SyncAsync(Single("a", "2026-11-18T09:00", "2026-11-18T10:00"));
        await many.SyncAsync([.. Enumerable.Range(0, 3000).Select(i => (Id: "e" + i, Start: Utc("2026-11-18").AddHours(i))).Select(e => Single(e.Id, $"{e.Start:yyyy-MM-ddTHH:mm}", $"{e.Start:yyyy-MM-ddTHH}:30"))]);

        var (one, thousands) = (await StepsAsync(few), await StepsAsync(many));

        Assert.NotEqual(0, one);
        Assert.Equal(one, thousands);
    }

    /// <summary>How many steps SQLite's machine makes in a quiet round.</summary>
    static async Task<int> StepsAsync(SyncBench bench)
    {
        var steps = 0;
        var handle = Connection(bench.Store).Handle!;
        raw.sqlite3_progress_handler(handle, 1, _ => { steps++; return 0; }, null);
        await bench.SyncAsync(events: []);
        raw.sqlite3_progress_handler(handle, 0, (delegate_progress?)null, null);
        return steps;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "connection")]
    static extern ref SqliteConnection Connection(TeemStore store);

    static long Version(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA data_version";
        return (long)command.ExecuteScalar()!;
    }

    SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        return connection;
    }

    static object[] Days(int count) => [.. Enumerable.Range(0, count).Select(i => Single("d" + i, $"2026-12-{i + 1:00}T09:00", $"2026-12-{i + 1:00}T10:00"))];

    static object[] Gone(int count) => [.. Enumerable.Range(0, count).Select(i => Removed("d" + i))];

    public void Dispose() => folder.Delete(recursive: true);
}
