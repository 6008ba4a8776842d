namespace TeemCalendar.Core.Tests.Sync;

/// <summary>The engine against the sandbox tenant, over the wire. What a plain calendar view shows is what the store has to hold.</summary>
public sealed class SandboxSyncTests
{
    [Fact]
    public async Task Filled_rooms_are_read_as_their_calendars_show_them_and_reading_again_changes_nothing()
    {
        using var bench = await SandboxBench.CreateAsync(rooms: 3, meetings: 150);

        var first = await bench.RoundAsync();
        var writes = bench.Tenant.Counters.Writes;
        var count = bench.Store.CountReservations();
        var second = await bench.RoundAsync();

        Assert.All(first, result => Assert.True(result is { Full: true, Added: > 20, Updated: 0, Removed: 0, Refused: 0 }, result.ToString()));
        Assert.All(second, result => Assert.True(result is { Full: false, Added: 0, Updated: 0, Removed: 0, Requests: 1 }, result.ToString()));
        Assert.Equal(count, first.Sum(result => result.Added));
        Assert.Equal(count, bench.Store.CountReservations());
        Assert.Equal(writes, bench.Tenant.Counters.Writes);
        for (var room = 0; room < 3; room++)
            await bench.AssertSameAsync(room);
    }

    [Fact]
    public async Task A_lost_delta_state_and_a_moved_window_double_nothing()
    {
        using var bench = await SandboxBench.CreateAsync(rooms: 1, meetings: 80);
        await bench.RoundAsync();

        bench.LoseState();
        var lost = Assert.Single(await bench.RoundAsync());
        Assert.True(lost is { Full: true, Added: 0, Updated: 0, Removed: 0 }, lost.ToString());
        for (var day = 0; day < 10; day++)
        {
            await bench.AdvanceAsync(TimeSpan.FromDays(1));
            var slid = Assert.Single(await bench.RoundAsync());
            Assert.True(slid is { Full: true, Updated: 0, Removed: 0 }, slid.ToString());
            await bench.AssertSameAsync(0);
        }
        var all = bench.Store.GetReservations(new());
        Assert.Equal(all.Count, all.DistinctBy(r => r.EventId).Count());
    }

    [Fact]
    public async Task A_store_that_was_deleted_is_filled_from_the_tenant_as_it_was_and_nobody_is_mailed()
    {
        var folder = Directory.CreateTempSubdirectory("teem");
        try
        {
            using var bench = await SandboxBench.CreateAsync(rooms: 2, meetings: 80, path: Path.Combine(folder.FullName, "store.db"));
            await bench.RoundAsync();
            var before = bench.Store.GetReservations(new());
            var (mails, writes) = (bench.Tenant.Counters.MailsSent, bench.Tenant.Counters.Writes);

            bench.LoseStore();
            Assert.Equal(0, bench.Store.CountReservations());
            await bench.RoundAsync();

            Assert.NotEmpty(before);
            Assert.Equal(before, bench.Store.GetReservations(new()));
            Assert.Equal((mails, writes), (bench.Tenant.Counters.MailsSent, bench.Tenant.Counters.Writes));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData(1, "W. Europe Standard Time")]
    [InlineData(2, "Tokyo Standard Time")]
    [InlineData(3, "Pacific Standard Time")]
    [InlineData(4, "New Zealand Standard Time")]
    [InlineData(5, "UTC")]
    public async Task Whatever_people_do_to_their_meetings_the_store_follows(int seed, string zone)
    {
        using var bench = await SandboxBench.CreateAsync(rooms: 2, seed: seed, meetings: 15, zone: zone);
        var people = new BusyPeople(bench, seed, zone);
        await bench.RoundAsync();
        for (var round = 0; round < 25; round++)
        {
            for (var act = 0; act < 4; act++)
                await people.ActAsync();
            if (people.Chance(10))
                bench.LoseState();
            await bench.AdvanceAsync(people.Chance(20) ? TimeSpan.FromDays(1) : TimeSpan.FromMinutes(7));
            await bench.RoundAsync();
            await bench.AssertSameAsync(0);
            await bench.AssertSameAsync(1);
        }
        Assert.True(people.Acts.Count >= 7, string.Join(", ", people.Acts));
    }
}
