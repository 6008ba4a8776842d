using System.Text.Json.Nodes;
using TeemCalendar.Core.Sync;

namespace TeemCalendar.Core.Tests.Sync.Writing;

/// <summary>Rooms that nobody came to are released, and no others.</summary>
public sealed class NoShowTests
{
    static readonly TimeSpan After = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task A_no_show_is_released_by_the_room_and_stays_with_its_organizer()
    {
        using var bench = await BenchAsync(minutes: 60);
        var told = bench.Tenant.Counters.MeetingMessages;

        Assert.Equal(RoomWrites.None, await AtAsync(bench, 9));
        var released = await AtAsync(bench, 11);

        Assert.Equal((1, 0), (released.Released, released.Conflicts));
        Assert.Equal(told + 1, bench.Tenant.Counters.MeetingMessages);
        Assert.Empty(await EventsAsync(bench, bench.Rooms[0].ToString()));
        Assert.Equal("declined", Assert.Single(await EventsAsync(bench, bench.People[0].Id))["attendees"]![0]!["status"]!["response"]!.ToString());
        await bench.RoundAsync();
        await bench.AssertSameAsync(0);
        Assert.Equal(0, (await AtAsync(bench, 12)).Released);
    }

    [Theory]
    [InlineData(479, 1)]
    [InlineData(480, 0)]
    public async Task Eight_hours_and_more_are_exempt(int minutes, int released)
    {
        using var bench = await BenchAsync(minutes);
        Assert.Equal(released, (await AtAsync(bench, 11)).Released);
    }

    [Fact]
    public async Task An_all_day_reservation_is_exempt()
    {
        using var bench = await BenchAsync(minutes: 24 * 60, isAllDay: true);
        Assert.Equal(0, (await AtAsync(bench, 11)).Released);
        Assert.Equal(0, (await AtAsync(bench, 12 * 60)).Released);
    }

    [Fact]
    public async Task Who_has_checked_in_keeps_the_room()
    {
        using var bench = await BenchAsync(minutes: 60);
        await bench.AdvanceAsync(TimeSpan.FromMinutes(61));
        var reservation = Assert.Single(bench.Store.GetReservations(new()));

        var checkedIn = bench.Desk.CheckIn(bench.Room(0), reservation);

        Assert.Equal(bench.Clock.GetUtcNow(), checkedIn.CheckedInAt);
        Assert.Equal(checkedIn.CheckedInAt, Assert.Single(bench.Store.GetReservations(new())).CheckedInAt);
        Assert.Equal(RoomWrites.None, await AtAsync(bench, 15));
    }

    [Fact]
    public async Task Where_Exchange_releases_by_itself_nothing_is_released_from_here()
    {
        using var bench = await BenchAsync(minutes: 60);
        await bench.SetProcessingAsync(0, "EnableAutoRelease", true);

        var writes = await AtAsync(bench, 11);

        Assert.Equal(0, writes.Released);
        Assert.Contains("EnableAutoRelease", Assert.Single(writes.Problems), StringComparison.Ordinal);
        Assert.Single(await EventsAsync(bench, bench.Rooms[0].ToString()));
    }

    [Fact]
    public async Task Who_was_there_when_it_was_switched_on_is_left_alone()
    {
        using var bench = await BenchAsync(minutes: 60);
        await bench.AdvanceAsync(TimeSpan.FromMinutes(65));
        var since = bench.Clock.GetUtcNow();
        await bench.AdvanceAsync(TimeSpan.FromMinutes(20));
        Assert.Equal(RoomWrites.None, await bench.Writer.ReleaseAsync(bench.Room(0), After, since, default));
    }

    [Fact]
    public async Task Who_moved_his_meeting_unseen_is_left_alone_and_who_booked_after_the_start_has_as_long()
    {
        using var bench = await BenchAsync(minutes: 60);
        var since = bench.Clock.GetUtcNow();
        var own = Assert.Single(await EventsAsync(bench, bench.People[0].Id));
        await bench.AdvanceAsync(TimeSpan.FromMinutes(62));
        await bench.SendAsync(HttpMethod.Patch, $"users/{bench.People[0].Id}/events/{own["id"]}", new { start = Time(since.AddHours(3)), end = Time(since.AddHours(4)) });
        await bench.AdvanceAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(0, (await bench.Writer.ReleaseAsync(bench.Room(0), After, since, default)).Released);

        // Begun twelve minutes ago, and booked a minute ago.
        var now = bench.Clock.GetUtcNow();
        await InviteAsync(bench, now.AddMinutes(-11), 45, isAllDay: false);
        await bench.AdvanceAsync(TimeSpan.FromMinutes(1));
        await bench.RoundAsync();
        Assert.Equal(0, (await bench.Writer.ReleaseAsync(bench.Room(0), After, since, default)).Released);
        await bench.AdvanceAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(1, (await bench.Writer.ReleaseAsync(bench.Room(0), After, since, default)).Released);
    }

    /// <summary>A room with one meeting that begins in an hour.</summary>
    static async Task<SandboxBench> BenchAsync(int minutes, bool isAllDay = false)
    {
        var bench = await SandboxBench.CreateAsync(rooms: 1, meetings: 0, zone: "UTC");
        await InviteAsync(bench, isAllDay ? new(bench.Clock.GetUtcNow().Date.AddDays(1), TimeSpan.Zero) : bench.Clock.GetUtcNow().AddHours(1), minutes, isAllDay);
        await bench.RoundAsync();
        return bench;
    }

    /// <summary>So many minutes after the meeting's start.</summary>
    static async Task<RoomWrites> AtAsync(SandboxBench bench, int minutes)
    {
        var since = new DateTimeOffset(2026, 11, 18, 12, 0, 0, TimeSpan.Zero);
        if (since.AddHours(1).AddMinutes(minutes) - bench.Clock.GetUtcNow() is var wait && wait > TimeSpan.Zero)
            await bench.AdvanceAsync(wait);
        return await bench.Writer.ReleaseAsync(bench.Room(0), After, since, default);
    }

    static Task<JsonObject> InviteAsync(SandboxBench bench, DateTimeOffset start, int minutes, bool isAllDay) => bench.SendAsync(HttpMethod.Post, $"users/{bench.People[0].Id}/events", new
    {
        subject = "Quarterly numbers", isAllDay, start = Time(start), end = Time(start.AddMinutes(minutes)),
        attendees = new[] { new { type = "resource", emailAddress = new { address = bench.Mailbox(0) } } },
    });

    static object Time(DateTimeOffset time) => new { dateTime = $"{time.UtcDateTime:s}", timeZone = "UTC" };

    static async Task<List<JsonNode>> EventsAsync(SandboxBench bench, string mailbox) => [.. (await bench.GetAsync($"users/{mailbox}/events?$top=100"))["value"]!.AsArray().Select(e => e!)];
}
