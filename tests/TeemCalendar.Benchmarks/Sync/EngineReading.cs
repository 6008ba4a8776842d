using System.Net;
using Microsoft.Data.Sqlite;
using Microsoft.Graph;
using TeemCalendar.Benchmarks.Sandbox;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Graph;
using TeemCalendar.Core.Http;
using TeemCalendar.Core.Storage;
using TeemCalendar.Core.Sync;

namespace TeemCalendar.Benchmarks.Sync;

/// <summary>The engine, through its own pipeline and into its own store, as in production.</summary>
internal sealed class EngineReading : IRoomReading
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("teem-benchmark-");
    readonly OutgoingPipeline pipeline;
    readonly GraphServiceClient graph;
    readonly TeemStore store;
    readonly SqliteConnection onlooker;
    readonly SyncEngine engine;
    readonly IDisposable claim;
    readonly SyncRequest request;

    internal EngineReading(ServedTenant tenant, IReadOnlyList<ServedRoom> rooms, int atOnce)
    {
        pipeline = new(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All, UseProxy = false }, RetryLimits.Default, TimeProvider.System);
        graph = GraphCalls.Client(pipeline, new ReadyToken.Fixed(tenant.Token), Cloud.Sandbox with { Graph = tenant.Graph });
        store = TeemStore.Open(File, TimeProvider.System);
        store.RegisterCalendars(rooms.Select(room => new RoomCalendar
        {
            Mailbox = room.Mailbox, RoomId = room.Id, DisplayName = room.Mailbox, TimeZone = "W. Europe Standard Time", RegisteredAt = DateTimeOffset.UnixEpoch,
        }));
        engine = new(store, new CalendarGateway(graph), TimeProvider.System, counters: pipeline.Counters);
        // Taken for all rounds, as by a synchronisation that goes on and on: who has it is written down once.
        claim = store.ClaimSync("benchmark");
        request = new() { RoomsAtOnce = atOnce };
        onlooker = new(new SqliteConnectionStringBuilder { DataSource = File, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        onlooker.Open();
    }

    public RequestCounters Counters => pipeline.Counters;

    public int Meetings => store.CountReservations();

    string File => Path.Combine(folder.FullName, "store.db");

    public async Task RoundAsync()
    {
        await foreach (var result in engine.RunRoundAsync(request))
            if (result.Outcome != SyncOutcome.Synchronised) throw new InvalidOperationException($"{result.Mailbox}: {result.Outcome}: {result.Detail}");
    }

    public Func<DiskWrites> WatchDisk()
    {
        var (version, size) = (Version(), Size());
        return () => new(Version() != version, Size() - size, Size());
    }

    public void Dispose()
    {
        onlooker.Dispose();
        claim.Dispose();
        store.Dispose();
        graph.Dispose();
        pipeline.Dispose();
        folder.Delete(recursive: true);
    }

    /// <summary>Another number whenever another connection has committed a change.</summary>
    long Version()
    {
        using var command = onlooker.CreateCommand();
        command.CommandText = "PRAGMA data_version";
        return (long)command.ExecuteScalar()!;
    }

    long Size() => folder.EnumerateFiles().Sum(file => file.Length);
}
