using System.Text.Json.Nodes;
using TeemCalendar.Core.Graph;
using TeemCalendar.Core.Sync;

namespace TeemCalendar.Core.Tests.Sync.Writing;

/// <summary>Reservations made and changed from here, against the sandbox tenant: what the tenant then has is asked for by plain requests.</summary>
public sealed class ReservationDeskTests
{
    [Fact]
    public async Task A_reservation_in_the_rooms_own_calendar_is_there_once_and_its_echo_is_nothing_new()
    {
        using var bench = await BenchAsync();

        var made = await BookAsync(bench, bench.Clock.GetUtcNow().AddHours(1));
        var echo = Assert.Single(await bench.RoundAsync());

        Assert.Equal(("Design critique", bench.Mailbox(0), true), (made.Title, made.Mailbox, made.IsBusy));
        Assert.True(echo is { Added: 0, Updated: 0, Removed: 0 }, echo.ToString());
        Assert.Single((await EventsAsync(bench, bench.Rooms[0].ToString())));
        await bench.AssertSameAsync(0);
        Assert.Empty(bench.Store.ReadChanges());
        Assert.Equal(0, bench.Tenant.Counters.MeetingMessages);
    }

    [Fact]
    public async Task An_organizer_invites_the_room_and_the_room_says_yes()
    {
        using var bench = await BenchAsync();
        var (address, id) = bench.People[0];
        var start = bench.Clock.GetUtcNow().AddHours(1);

        var made = (await bench.Desk.BookAsync(bench.Room(0), start, start.AddMinutes(30), "Design critique", address, default)).Reservation!;

        Assert.Equal(address, made.OrganizerAddress);
        var own = Assert.Single(await EventsAsync(bench, id));
        Assert.Equal("accepted", own["attendees"]![0]!["status"]!["response"]!.ToString());
        await bench.RoundAsync();
        await bench.AssertSameAsync(0);
        // The room's answer, to the one who asked.
        Assert.Equal(1, bench.Tenant.Counters.MeetingMessages);
    }

    [Fact]
    public async Task A_room_that_declines_leaves_no_meeting_behind()
    {
        using var bench = await BenchAsync();
        // Further ahead than a room takes bookings (180 days).
        var start = bench.Clock.GetUtcNow().AddDays(300);

        var refused = await Assert.ThrowsAsync<TeemException>(() => bench.Desk.BookAsync(bench.Room(0), start, start.AddMinutes(30), null, bench.People[0].Address, default));

        Assert.Equal("RoomDeclined", refused.Id);
        Assert.Empty(await EventsAsync(bench, bench.People[0].Id));
        Assert.Equal(LocalChangeState.Refused, Assert.Single(bench.Store.ReadChanges()[bench.Mailbox(0)]).State);
    }

    [Theory]
    [InlineData(0, 30)]
    [InlineData(-15, 30)]
    [InlineData(15, 5)]
    [InlineData(-60, 180)]
    public async Task Double_booking_is_refused_whoever_was_there_first(int offset, int minutes)
    {
        using var bench = await BenchAsync();
        var start = bench.Clock.GetUtcNow().AddHours(2);
        await InviteAsync(bench, 0, start, start.AddMinutes(30));

        // The store knows nothing of it: the room's calendar is asked.
        var refused = await Assert.ThrowsAsync<TeemException>(() => bench.Desk.BookAsync(bench.Room(0), start.AddMinutes(offset), start.AddMinutes(offset + minutes), null, null, default));

        Assert.Equal(("RoomTaken", TeemErrorKind.Conflict, bench.Mailbox(0)), (refused.Id, refused.Kind, refused.Target));
        Assert.Single(await EventsAsync(bench, bench.Rooms[0].ToString()));
    }

    [Fact]
    public async Task What_touches_only_at_its_ends_is_no_double_booking()
    {
        using var bench = await BenchAsync();
        var start = bench.Clock.GetUtcNow().AddHours(2);
        await InviteAsync(bench, 0, start, start.AddMinutes(30));

        await BookAsync(bench, start.AddMinutes(30));
        await BookAsync(bench, start.AddMinutes(-30));

        Assert.Equal(3, (await EventsAsync(bench, bench.Rooms[0].ToString())).Count);
    }

    [Fact]
    public async Task Who_comes_between_the_look_and_the_making_keeps_the_room()
    {
        using var bench = await BenchAsync();
        var start = bench.Clock.GetUtcNow().AddHours(1);
        bench.BeforeWrite = async () =>
        {
            bench.BeforeWrite = null;
            await InviteAsync(bench, 0, start, start.AddMinutes(30));
            await bench.AdvanceAsync(TimeSpan.FromSeconds(1));
        };

        var lost = await Assert.ThrowsAsync<TeemException>(() => BookAsync(bench, start));

        Assert.Equal("RoomTaken", lost.Id);
        Assert.Single(await EventsAsync(bench, bench.Rooms[0].ToString()));
        Assert.Equal(LocalChangeState.Conflict, Assert.Single(bench.Store.ReadChanges()[bench.Mailbox(0)]).State);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ending_early_shortens_the_organizers_meeting_and_the_room_follows(bool isSeries)
    {
        using var bench = await BenchAsync();
        var start = bench.Clock.GetUtcNow().AddMinutes(10);
        await InviteAsync(bench, 0, start, start.AddMinutes(60), isSeries);
        await bench.RoundAsync();
        await bench.AdvanceAsync(TimeSpan.FromMinutes(20));
        var going = Going(bench);

        var ended = (await bench.Desk.EndAsync(bench.Room(0), going, roomOnly: false, default)).Reservation!;

        // A room declines what is over when it reads it: the organizer's meeting ends at the next minute.
        var end = bench.Clock.GetUtcNow().AddMinutes(1);
        Assert.Equal((start, end), (ended.Start, ended.End));
        var organizers = await ViewAsync(bench, bench.People[0].Id, start.AddDays(-1), start.AddDays(5));
        Assert.Equal(isSeries ? 4 : 1, organizers.Count);
        Assert.Single(organizers, e => e["end"]!["dateTime"]!.ToString().StartsWith($"{end.UtcDateTime:s}", StringComparison.Ordinal));
        await bench.RoundAsync();
        await bench.AssertSameAsync(0);
    }

    [Fact]
    public async Task The_room_alone_is_shortened_when_that_is_asked_for_and_nobody_is_told()
    {
        using var bench = await BenchAsync();
        var start = bench.Clock.GetUtcNow().AddMinutes(10);
        await InviteAsync(bench, 0, start, start.AddMinutes(60));
        await bench.RoundAsync();
        await bench.AdvanceAsync(TimeSpan.FromMinutes(20));
        var told = bench.Tenant.Counters.MeetingMessages;

        var ended = (await bench.Desk.EndAsync(bench.Room(0), Going(bench), roomOnly: true, default)).Reservation!;

        Assert.Equal(bench.Clock.GetUtcNow(), ended.End);
        Assert.Contains($"{start.AddMinutes(60).UtcDateTime:s}", Assert.Single(await EventsAsync(bench, bench.People[0].Id))["end"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(told, bench.Tenant.Counters.MeetingMessages);
        await bench.RoundAsync();
        await bench.AssertSameAsync(0);
    }

    [Fact]
    public async Task An_organizer_out_of_reach_is_told_in_the_guides_words_with_the_way_that_is_left()
    {
        using var bench = await BenchAsync();
        var start = bench.Clock.GetUtcNow().AddMinutes(10);
        await InviteAsync(bench, 0, start, start.AddMinutes(60));
        await bench.RoundAsync();
        await bench.AdvanceAsync(TimeSpan.FromMinutes(20));
        bench.Refuse(bench.People[0].Address);

        var refused = await Assert.ThrowsAsync<TeemException>(() => bench.Desk.EndAsync(bench.Room(0), Going(bench), roomOnly: false, default));

        Assert.Equal(("OrganizerOutOfReach", TeemErrorKind.AccessDenied), (refused.Id, refused.Kind));
        Assert.Contains("The End Event Early function still requires complete impersonation access to all mailboxes", refused.Message, StringComparison.Ordinal);
        Assert.Contains("-RoomOnly", refused.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_longer_end_is_taken_into_free_time_only()
    {
        using var bench = await BenchAsync();
        var start = bench.Clock.GetUtcNow().AddHours(1);
        var made = await BookAsync(bench, start);
        await InviteAsync(bench, 0, start.AddMinutes(60), start.AddMinutes(90));

        var longer = (await bench.Desk.ChangeAsync(bench.Room(0), made, start.AddMinutes(60), "Design review", default)).Reservation!;
        Assert.Equal((start.AddMinutes(60), "Design review"), (longer.End, longer.Title));
        var refused = await Assert.ThrowsAsync<TeemException>(() => bench.Desk.ChangeAsync(bench.Room(0), longer, start.AddMinutes(61), null, default));

        Assert.Equal("RoomTaken", refused.Id);
        await bench.RoundAsync();
        await bench.AssertSameAsync(0);
    }

    [Fact]
    public async Task What_somebody_else_changed_meanwhile_stays_and_the_loser_is_kept()
    {
        using var bench = await BenchAsync();
        var start = bench.Clock.GetUtcNow().AddHours(1);
        var made = await BookAsync(bench, start);
        // Between the look and the change.
        bench.BeforeWrite = async () =>
        {
            bench.BeforeWrite = null;
            await bench.SendAsync(HttpMethod.Patch, $"users/{bench.Rooms[0]}/events/{made.EventId}", new { end = new { dateTime = $"{start.AddMinutes(45).UtcDateTime:s}", timeZone = "UTC" } });
        };

        var lost = await Assert.ThrowsAsync<TeemException>(() => bench.Desk.ChangeAsync(bench.Room(0), made, start.AddMinutes(50), null, default));

        Assert.Equal("ReservationChanged", lost.Id);
        var kept = Assert.Single(bench.Store.ReadChanges()[bench.Mailbox(0)]);
        Assert.Equal((LocalChangeState.Conflict, start.AddMinutes(50)), (kept.State, kept.End));
        await bench.RoundAsync();
        Assert.Equal(start.AddMinutes(45), Assert.Single(bench.Store.GetReservations(new())).End);
    }

    [Fact]
    public async Task Cancelling_takes_the_meeting_from_everybody_and_releasing_only_from_the_room()
    {
        using var bench = await BenchAsync();
        var start = bench.Clock.GetUtcNow().AddHours(1);
        await InviteAsync(bench, 0, start, start.AddMinutes(30));
        await InviteAsync(bench, 0, start.AddHours(1), start.AddHours(2));
        await bench.RoundAsync();
        var (first, second) = (bench.Store.GetReservations(new())[0], bench.Store.GetReservations(new())[1]);
        var told = bench.Tenant.Counters.MeetingMessages;

        await bench.Desk.RemoveAsync(bench.Room(0), first, release: false, "Not needed.", default);
        Assert.Equal(told, bench.Tenant.Counters.MeetingMessages);
        await bench.Desk.RemoveAsync(bench.Room(0), second, release: true, "Room needed.", default);

        // The room's refusal, to the organizer.
        Assert.Equal(told + 1, bench.Tenant.Counters.MeetingMessages);
        var left = Assert.Single(await EventsAsync(bench, bench.People[0].Id));
        Assert.Equal("declined", left["attendees"]![0]!["status"]!["response"]!.ToString());
        await bench.RoundAsync();
        await bench.AssertSameAsync(0);
        Assert.DoesNotContain(bench.Store.GetReservations(new()), r => r.IsBusy);
    }

    [Fact]
    public async Task A_change_whose_answer_is_lost_is_looked_for_and_not_made_twice()
    {
        using var bench = await BenchAsync();
        bench.LoseAnswers = true;

        var made = await BookAsync(bench, bench.Clock.GetUtcNow().AddHours(1));
        await bench.Desk.RemoveAsync(bench.Room(0), made, release: false, null, default);
        var again = await BookAsync(bench, made.Start);

        Assert.Equal(again.EventId, Assert.Single(await EventsAsync(bench, bench.Rooms[0].ToString()))["id"]!.ToString());
        Assert.Empty(bench.Store.ReadChanges());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_change_in_the_middle_of_which_everything_ended_is_sent_once_by_the_next_round(bool hadArrived)
    {
        using var bench = await BenchAsync();
        using var killed = new CancellationTokenSource();
        bench.BeforeWrite = () => { bench.BeforeWrite = null; if (!hadArrived) killed.Cancel(); return Task.CompletedTask; };
        bench.AfterWrite = killed.Cancel;
        var start = bench.Clock.GetUtcNow().AddHours(1);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bench.Desk.BookAsync(bench.Room(0), start, start.AddMinutes(30), "Design critique", null, killed.Token));
        Assert.Equal(LocalChangeState.Recorded, Assert.Single(bench.Store.ReadChanges()[bench.Mailbox(0)]).State);
        Assert.Equal(hadArrived ? 1 : 0, (await EventsAsync(bench, bench.Rooms[0].ToString())).Count);
        var writes = await bench.Writer.SettleAsync(bench.Room(0), default);

        Assert.Equal((1, 0), (writes.Sent, writes.Conflicts));
        Assert.Single(await EventsAsync(bench, bench.Rooms[0].ToString()));
        Assert.Empty(bench.Store.ReadChanges());
        await bench.RoundAsync();
        await bench.AssertSameAsync(0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_title_that_waited_is_not_put_over_a_newer_one(bool isPersons)
    {
        using var bench = await BenchAsync();
        using var killed = new CancellationTokenSource();
        var start = bench.Clock.GetUtcNow().AddHours(3);
        await InviteAsync(bench, 0, start, start.AddMinutes(60));
        await bench.RoundAsync();
        var meeting = Assert.Single(bench.Store.GetReservations(new()));
        bench.BeforeWrite = () => { killed.Cancel(); bench.BeforeWrite = null; return Task.CompletedTask; };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bench.Desk.ChangeAsync(bench.Room(0), meeting, null, "First", killed.Token));

        var own = Assert.Single(await EventsAsync(bench, bench.People[0].Id));
        if (isPersons)
            await bench.SendAsync(HttpMethod.Patch, $"users/{bench.People[0].Id}/events/{own["id"]}", new { subject = "Second" });
        else
            // What waited goes first.
            await bench.Desk.ChangeAsync(bench.Room(0), meeting, null, "Second", default);
        var writes = await bench.Writer.SettleAsync(bench.Room(0), default);

        Assert.Equal(isPersons ? 1 : 0, writes.Conflicts);
        Assert.Equal("Second", Assert.Single(await EventsAsync(bench, bench.People[0].Id))["subject"]!.ToString());
    }

    [Fact]
    public async Task A_making_that_nobody_answered_is_not_sent_again_after_an_hour()
    {
        using var bench = await BenchAsync();
        using var killed = new CancellationTokenSource();
        bench.BeforeWrite = () => { killed.Cancel(); bench.BeforeWrite = null; return Task.CompletedTask; };
        var start = bench.Clock.GetUtcNow().AddHours(3);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bench.Desk.BookAsync(bench.Room(0), start, start.AddMinutes(30), null, null, killed.Token));

        await bench.AdvanceAsync(TimeSpan.FromMinutes(61));
        var writes = await bench.Writer.SettleAsync(bench.Room(0), default);

        Assert.Equal((0, 1), (writes.Sent, writes.Conflicts));
        Assert.Equal(("ReservationInDoubt", LocalChangeState.Conflict), (Assert.Single(bench.Store.ReadChanges()[bench.Mailbox(0)]).Cause, bench.Store.ReadChanges()[bench.Mailbox(0)].Single().State));
        Assert.Empty(await EventsAsync(bench, bench.Rooms[0].ToString()));
    }

    [Fact]
    public async Task A_private_meetings_organizer_is_asked_and_not_kept()
    {
        using var bench = await BenchAsync();
        var start = bench.Clock.GetUtcNow().AddMinutes(10);
        await InviteAsync(bench, 0, start, start.AddMinutes(60), sensitivity: "private");
        await bench.RoundAsync();
        await bench.AdvanceAsync(TimeSpan.FromMinutes(20));

        var ended = (await bench.Desk.EndAsync(bench.Room(0), Going(bench), roomOnly: false, default)).Reservation!;

        Assert.Equal((true, null, null), (ended.IsPrivate, ended.Title, ended.OrganizerAddress));
        Assert.Equal(bench.Clock.GetUtcNow().AddMinutes(1), ended.End);
    }

    [Fact]
    public async Task Two_who_send_the_same_change_make_one_reservation()
    {
        using var bench = await BenchAsync();
        var start = bench.Clock.GetUtcNow().AddHours(1);
        bench.BeforeWrite = async () =>
        {
            bench.BeforeWrite = null;
            // Another process with the same store.
            var sent = await new Outbox(bench.Store, bench.Events, bench.Clock).SendAsync(bench.Room(0), Assert.Single(bench.Store.ReadOpenChanges(bench.Rooms[0])), default);
            Assert.Equal(LocalChangeState.Confirmed, sent.Entry.State);
        };

        var made = await BookAsync(bench, start);

        Assert.Equal(made.EventId, Assert.Single(await EventsAsync(bench, bench.Rooms[0].ToString()))["id"]!.ToString());
        Assert.Empty(bench.Store.ReadChanges());
    }

    [Fact]
    public async Task A_meeting_that_the_organizer_has_moved_unseen_is_not_called_cancelled()
    {
        using var bench = await BenchAsync();
        var start = bench.Clock.GetUtcNow().AddHours(1);
        var own = await InviteAsync(bench, 0, start, start.AddMinutes(30));
        await bench.RoundAsync();
        // The room does not read what its organizer does from now on.
        await bench.SetProcessingAsync(0, "AutomateProcessing", "None");
        await bench.SendAsync(HttpMethod.Patch, $"users/{bench.People[0].Id}/events/{own["id"]}", new { start = new { dateTime = $"{start.AddHours(5).UtcDateTime:s}", timeZone = "UTC" }, end = new { dateTime = $"{start.AddHours(6).UtcDateTime:s}", timeZone = "UTC" } });

        var lost = await Assert.ThrowsAsync<TeemException>(() => bench.Desk.RemoveAsync(bench.Room(0), Assert.Single(bench.Store.GetReservations(new())), release: false, null, default));

        Assert.Equal("OrganizerCopyElsewhere", lost.Id);
        Assert.Single(await EventsAsync(bench, bench.People[0].Id));
    }

    [Fact]
    public async Task What_waited_until_it_was_over_is_not_sent_and_nobody_is_told()
    {
        using var bench = await BenchAsync();
        using var killed = new CancellationTokenSource();
        var start = bench.Clock.GetUtcNow().AddHours(1);
        await InviteAsync(bench, 0, start, start.AddMinutes(30));
        await bench.RoundAsync();
        bench.BeforeWrite = () => { killed.Cancel(); bench.BeforeWrite = null; return Task.CompletedTask; };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bench.Desk.RemoveAsync(bench.Room(0), Assert.Single(bench.Store.GetReservations(new())), release: true, null, killed.Token));
        var told = bench.Tenant.Counters.MeetingMessages;

        await bench.AdvanceAsync(TimeSpan.FromHours(2));
        var writes = await bench.Writer.SettleAsync(bench.Room(0), default);

        Assert.Equal((0, 1), (writes.Sent, writes.Conflicts));
        Assert.Equal(told, bench.Tenant.Counters.MeetingMessages);
        Assert.Equal("ReservationExpired", Assert.Single(bench.Store.ReadChanges()[bench.Mailbox(0)]).Cause);
    }

    [Fact]
    public async Task Who_checks_in_takes_back_a_release_that_waits()
    {
        using var bench = await BenchAsync();
        using var killed = new CancellationTokenSource();
        var start = bench.Clock.GetUtcNow().AddHours(1);
        await InviteAsync(bench, 0, start, start.AddMinutes(60));
        await bench.RoundAsync();
        bench.BeforeWrite = () => { killed.Cancel(); bench.BeforeWrite = null; return Task.CompletedTask; };
        var meeting = Assert.Single(bench.Store.GetReservations(new()));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bench.Desk.RemoveAsync(bench.Room(0), meeting, release: true, null, killed.Token));

        bench.Desk.CheckIn(bench.Room(0), meeting);

        Assert.Equal(RoomWrites.None, await bench.Writer.SettleAsync(bench.Room(0), default));
        Assert.Single(await EventsAsync(bench, bench.Rooms[0].ToString()));
    }

    [Fact]
    public async Task Whose_a_private_meeting_is_stands_in_no_error_and_in_no_file()
    {
        var folder = Directory.CreateTempSubdirectory("teem");
        try
        {
            var path = Path.Combine(folder.FullName, "store.db");
            var address = "";
            using (var bench = await BenchAsync(path))
            {
                address = bench.People[0].Address;
                var start = bench.Clock.GetUtcNow().AddMinutes(10);
                await InviteAsync(bench, 0, start, start.AddMinutes(60), sensitivity: "private");
                await bench.RoundAsync();
                await bench.AdvanceAsync(TimeSpan.FromMinutes(20));
                bench.Refuse(address);

                var refused = await Assert.ThrowsAsync<TeemException>(() => bench.Desk.EndAsync(bench.Room(0), Going(bench), roomOnly: false, default));

                Assert.DoesNotContain(address, refused.ToString(), StringComparison.OrdinalIgnoreCase);
                Assert.Null(Assert.Single(bench.Store.ReadChanges()[bench.Mailbox(0)]).Organizer);
            }
            Assert.DoesNotContain(address, File.ReadAllText(path, System.Text.Encoding.Latin1), StringComparison.OrdinalIgnoreCase);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static async Task<SandboxBench> BenchAsync(string? path = null)
    {
        var bench = await SandboxBench.CreateAsync(rooms: 1, meetings: 0, path: path);
        await bench.KeepMeetingsAsync(0);
        await bench.RoundAsync();
        return bench;
    }

    static async Task<Reservation> BookAsync(SandboxBench bench, DateTimeOffset start) =>
        (await bench.Desk.BookAsync(bench.Room(0), start, start.AddMinutes(30), "Design critique", null, default)).Reservation!;

    static Reservation Going(SandboxBench bench) => Assert.Single(bench.Store.GetReservations(new() { From = bench.Clock.GetUtcNow(), To = bench.Clock.GetUtcNow().AddTicks(1) }));

    static Task<JsonObject> InviteAsync(SandboxBench bench, int person, DateTimeOffset start, DateTimeOffset end, bool isSeries = false, string sensitivity = "normal")
    {
        var body = new JsonObject
        {
            ["subject"] = "Quarterly numbers", ["sensitivity"] = sensitivity,
            ["start"] = new JsonObject { ["dateTime"] = $"{start.UtcDateTime:s}", ["timeZone"] = "UTC" },
            ["end"] = new JsonObject { ["dateTime"] = $"{end.UtcDateTime:s}", ["timeZone"] = "UTC" },
            ["attendees"] = new JsonArray(new JsonObject { ["type"] = "resource", ["emailAddress"] = new JsonObject { ["address"] = bench.Mailbox(0) } }),
        };
        if (isSeries)
            body["recurrence"] = new JsonObject
            {
                ["pattern"] = new JsonObject { ["type"] = "daily", ["interval"] = 1 },
                ["range"] = new JsonObject { ["type"] = "numbered", ["startDate"] = $"{start.UtcDateTime:yyyy-MM-dd}", ["numberOfOccurrences"] = 4 },
            };
        return bench.SendAsync(HttpMethod.Post, $"users/{bench.People[person].Id}/events", body);
    }

    static async Task<List<JsonNode>> EventsAsync(SandboxBench bench, string mailbox) => [.. (await bench.GetAsync($"users/{mailbox}/events?$top=100"))["value"]!.AsArray().Select(e => e!)];

    static async Task<List<JsonNode>> ViewAsync(SandboxBench bench, string mailbox, DateTimeOffset from, DateTimeOffset to) =>
        [.. (await bench.GetAsync($"users/{mailbox}/calendarView?startDateTime={from.UtcDateTime:s}Z&endDateTime={to.UtcDateTime:s}Z&$top=100"))["value"]!.AsArray().Select(e => e!)];
}
