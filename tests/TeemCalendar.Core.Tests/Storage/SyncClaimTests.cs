using TeemCalendar.Core.Storage;
using TeemCalendar.Core.Sync;
using TeemCalendar.Core.Tests.Sync;
using static TeemCalendar.Core.Tests.Sync.Wire;

namespace TeemCalendar.Core.Tests.Storage;

/// <summary>One process at a time synchronises a store. To the operating system another handle is as another process's.</summary>
public sealed class SyncClaimTests : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("teem");
    readonly ManualClock clock = new();

    string File => Path.Combine(folder.FullName, "store.db");

    string LockFile => File + ".sync.lock";

    [Fact]
    public void Whoever_comes_second_is_told_who_is_at_work_and_what_to_do()
    {
        using var store = TeemStore.Open(File, clock);
        using (var other = Take())
        {
            store.SetFact("synchronised-by", SyncClaim.Name("Start-TeemSync", clock.GetUtcNow()));

            var refused = Assert.Throws<StoreException>(() => store.ClaimSync("Sync-TeemRoomCalendar"));

            Assert.Equal(("StoreInUse", TeemErrorKind.Conflict, File), (refused.Id, refused.Kind, refused.Target));
            Assert.Contains($"process {Environment.ProcessId}", refused.Message, StringComparison.Ordinal);
            Assert.Contains(Environment.MachineName, refused.Message, StringComparison.Ordinal);
            Assert.Contains("Start-TeemSync since 2026-11-18 12:00:00 UTC", refused.Message, StringComparison.Ordinal);
            Assert.Contains("Stop-TeemSync", refused.Remedy, StringComparison.Ordinal);
        }
        // Its name is still there, as after a kill; nobody holds the lock.
        store.ClaimSync("Sync-TeemRoomCalendar").Dispose();
    }

    [Fact]
    public void One_process_may_claim_it_several_times_over_several_connections_and_gives_it_back_with_the_last()
    {
        using var one = TeemStore.Open(File, clock);
        using var two = TeemStore.Open(Path.Combine(folder.FullName, ".", "store.db"), clock);
        var first = one.ClaimSync("Start-TeemSync");
        var second = two.ClaimSync("Sync-TeemRoomCalendar");
        Assert.Contains("Start-TeemSync", two.GetFact("synchronised-by"), StringComparison.Ordinal);

        first.Dispose();
        first.Dispose();
        Assert.Throws<IOException>(Take);

        second.Dispose();
        Take().Dispose();
        Assert.Null(one.GetFact("synchronised-by"));
    }

    [Fact]
    public void A_store_that_is_closed_first_gives_it_back_all_the_same()
    {
        var store = TeemStore.Open(File, clock);
        var claim = store.ClaimSync("Start-TeemSync");
        store.Dispose();

        claim.Dispose();

        Take().Dispose();
    }

    [Fact]
    public async Task Rounds_claim_it_while_they_run()
    {
        using var bench = new SyncBench(path: File);
        using (Take())
        {
            await Assert.ThrowsAsync<StoreException>(() => bench.RoundAsync());
            await Assert.ThrowsAsync<StoreException>(async () => await bench.Engine.RunAsync(new(), TimeSpan.FromMinutes(1)).GetAsyncEnumerator().MoveNextAsync());
        }
        bench.Graph.Answer(bench.Room, _ =>
        {
            Assert.Throws<IOException>(Take);
            return ScriptedGraph.Json(System.Net.HttpStatusCode.OK, ScriptedGraph.Last(bench.Link("1"), Single("a", "2026-11-18T09:00", "2026-11-18T10:00")));
        });

        Assert.Equal(SyncOutcome.Synchronised, (await bench.SyncAsync(request: null)).Outcome);

        Take().Dispose();
    }

    [Fact]
    public void The_lock_is_the_owners_alone_and_a_store_in_memory_needs_none()
    {
        using var memory = TeemStore.Open(null, clock);
        memory.ClaimSync("Start-TeemSync").Dispose();
        using var store = TeemStore.Open(File, clock);
        using var claim = store.ClaimSync("Start-TeemSync");
        if (OperatingSystem.IsWindows())
            return;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(LockFile));
    }

    FileStream Take() => new(LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    public void Dispose() => folder.Delete(recursive: true);
}
