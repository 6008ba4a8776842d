using System.Buffers.Binary;
using TeemCalendar.Core.Graph;
using TeemCalendar.Core.Storage;
using TeemCalendar.Core.Sync;
using static TeemCalendar.Core.Tests.Sync.Wire;

namespace TeemCalendar.Core.Tests.Storage;

public sealed class TeemStoreTests : IDisposable
{
    // Where SQLite's file format keeps the two pragmas.
    const int UserVersion = 60, ApplicationId = 68;

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("teem");
    readonly ManualClock clock = new();

    string File => Path.Combine(folder.FullName, "tenant", "store.db");

    [Fact]
    public void What_was_changed_is_found_by_its_key_until_it_is_taken_back()
    {
        var change = new Change { Key = "room:a", Chapter = "Rooms", Target = "a", Action = "Create", Differences = [new("DisplayName", null, "A"), new("Floor", "1", null)] };
        using (var store = TeemStore.Open(File, clock))
        {
            store.Conclude(store.Intend(change), ChangeOutcome.Applied);
            store.Conclude(store.Intend(change with { Key = "room:b" }), ChangeOutcome.Failed);
            store.Intend(change with { Key = "room:c" });
        }
        using (var store = TeemStore.Open(File, clock))
        {
            var made = Assert.Single(store.FindMade("room:a"));
            Assert.Equal(change.Differences, made.Differences);
            Assert.Equal(ChangeOutcome.Applied, made.Outcome);
            Assert.Empty(store.FindMade("room:b"));
            Assert.Null(Assert.Single(store.FindMade("room:c")).Outcome);
            store.TakenBack("room:a", "room:c");
            Assert.Empty(store.FindMade("room:a").Concat(store.FindMade("room:c")));
        }
    }

    [Fact]
    public void Everything_is_there_again_when_the_store_is_reopened()
    {
        var calendar = Calendar("boardroom@contoso.example");
        var account = new CalendarAccount
        {
            Login = "teem@contoso.example",
            EmailAddress = "teem@contoso.example",
            AccessMode = AccessMode.Impersonation,
            ApplicationId = Guid.NewGuid(),
            CertificateThumbprint = "0A1B",
            State = CalendarAccountState.Inactive,
            Cause = "Unauthorized",
            Remedy = "Grant-TeemImpersonation",
            VerifiedAt = clock.GetUtcNow(),
        };
        using (var store = TeemStore.Open(File, clock))
        {
            Assert.Null(store.GetAccount());
            store.SaveAccount(account with { Cause = null });
            store.SaveAccount(account);
            store.RegisterCalendar(calendar);
            store.CommitRound(calendar.RoomId, Round("a"));
            store.SetFact("summary", "sent");
        }
        using (var store = TeemStore.Open(File, clock))
        {
            Assert.Equal(account, store.GetAccount());
            Assert.Equal(calendar with { LastRead = clock.GetUtcNow() }, Assert.Single(store.GetCalendars()));
            Assert.Equal("a", Assert.Single(store.GetReservations(ReservationFilter.All)).EventId);
            Assert.Equal(Round().State, store.ReadRoundState(calendar.RoomId));
            Assert.Equal("sent", store.GetFact("summary"));
            store.SetFact("summary", null);
            Assert.Null(store.GetFact("summary"));
        }
    }

    [Fact]
    public void Nobody_but_the_owner_can_read_any_of_its_files()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var store = TeemStore.Open(File, clock);
        store.RegisterCalendar(Calendar("boardroom@contoso.example"));

        var files = Directory.GetFiles(Path.GetDirectoryName(File)!);
        Assert.Equal(3, files.Length);
        foreach (var file in files)
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(file));
    }

    [Fact]
    public void A_file_that_others_could_read_is_closed_to_them()
    {
        if (OperatingSystem.IsWindows())
            return;
        TeemStore.Open(File, clock).Dispose();
        System.IO.File.SetUnixFileMode(File, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        TeemStore.Open(File, clock).Dispose();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
    }

    [Fact]
    public void A_store_of_a_newer_module_is_refused_and_left_alone()
    {
        TeemStore.Open(File, clock).Dispose();
        WriteHeader(UserVersion, 99);
        var before = System.IO.File.ReadAllBytes(File);

        var error = Assert.Throws<StoreException>(() => TeemStore.Open(File, clock));

        Assert.Contains("newer TeemCalendar", error.Message, StringComparison.Ordinal);
        Assert.Contains("99", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, System.IO.File.ReadAllBytes(File));
    }

    [Fact]
    public void What_is_no_store_is_refused()
    {
        TeemStore.Open(File, clock).Dispose();
        WriteHeader(ApplicationId, 0);
        Assert.Contains("not one of TeemCalendar", Assert.Throws<StoreException>(() => TeemStore.Open(File, clock)).Message, StringComparison.Ordinal);

        System.IO.File.WriteAllText(File, new string('x', 5000));
        Assert.Contains("not a SQLite database", Assert.Throws<StoreException>(() => TeemStore.Open(File, clock)).Message, StringComparison.Ordinal);

        Assert.Throws<StoreException>(() => TeemStore.Open(folder.FullName, clock));
    }

    [Fact]
    public void Two_processes_may_make_the_same_store_at_once()
    {
        Parallel.For(0, 8, _ => TeemStore.Open(File, clock).Dispose());
        using var store = TeemStore.Open(File, clock);
        Assert.Empty(store.GetCalendars());
    }

    [Fact]
    public void Registering_again_changes_nothing_and_renews_what_changed()
    {
        using var store = TeemStore.Open(null, clock);
        var calendar = Calendar("boardroom@contoso.example");
        store.RegisterCalendars([calendar, Calendar("annex@contoso.example")]);
        store.CommitRound(calendar.RoomId, Round("a"));

        store.RegisterCalendar(calendar with { RegisteredAt = clock.GetUtcNow().AddDays(1) });
        store.RegisterCalendar(calendar with { DisplayName = "The Boardroom", Mailbox = "Board@contoso.example" });

        Assert.Equal(calendar with { DisplayName = "The Boardroom", Mailbox = "Board@contoso.example", LastRead = clock.GetUtcNow() }, store.GetCalendar(calendar.RoomId));
        Assert.Equal(calendar.RoomId, store.GetCalendar("BOARD@contoso.example")?.RoomId);
        Assert.Null(store.GetCalendar("boardroom@contoso.example"));
        Assert.Equal(["annex@contoso.example", "Board@contoso.example"], store.GetCalendars().Select(c => c.Mailbox));
        Assert.Equal(1, store.CountReservations());
        Assert.NotNull(store.ReadRoundState(calendar.RoomId));
    }

    [Fact]
    public void A_room_made_again_under_its_address_takes_the_place_of_the_former_one()
    {
        using var store = TeemStore.Open(null, clock);
        var former = Calendar("boardroom@contoso.example");
        store.RegisterCalendar(former);
        store.CommitRound(former.RoomId, Round("a"));
        var anew = Calendar("BOARDROOM@contoso.example");

        store.RegisterCalendar(anew);

        Assert.Equal(anew, Assert.Single(store.GetCalendars()));
        Assert.Equal(0, store.CountReservations());
    }

    [Fact]
    public void A_removed_calendar_leaves_nothing_behind()
    {
        using var store = TeemStore.Open(null, clock);
        var calendar = Calendar("boardroom@contoso.example");
        store.RegisterCalendar(calendar);
        store.CommitRound(calendar.RoomId, Round("a"));

        Assert.True(store.RemoveCalendar(calendar.RoomId));
        Assert.False(store.RemoveCalendar(calendar.RoomId));

        Assert.Null(store.GetCalendar(calendar.RoomId));
        Assert.Null(store.ReadRoundState(calendar.RoomId));
        Assert.Equal(0, store.CountReservations());
        Assert.Throws<StoreException>(() => store.CommitRound(calendar.RoomId, Round("a")));
    }

    [Fact]
    public void A_round_is_committed_as_a_whole_or_not_at_all()
    {
        using var store = TeemStore.Open(null, clock);
        var calendar = Calendar("boardroom@contoso.example");
        store.RegisterCalendar(calendar);
        store.CommitRound(calendar.RoomId, Round("a"));
        var before = store.ReadRoundState(calendar.RoomId);
        var bad = Round("b") with { Deletes = [Row("a").Key], State = before! with { Link = new("https://graph.test.invalid/2") } };

        Assert.ThrowsAny<Exception>(() => store.CommitRound(calendar.RoomId, bad with { Upserts = [.. bad.Upserts, Row("c") with { Key = new(null!, default) }] }));

        Assert.Equal("a", Assert.Single(store.GetReservations(ReservationFilter.All)).EventId);
        Assert.Equal(before, store.ReadRoundState(calendar.RoomId));
    }

    [Fact]
    public void Reservations_are_found_by_room_and_time_in_order()
    {
        using var store = TeemStore.Open(null, clock);
        var (one, two) = (Calendar("b@contoso.example"), Calendar("a@contoso.example"));
        store.RegisterCalendars([one, two]);
        store.CommitRound(one.RoomId, Round() with { Upserts = [Row("late", 14), Row("early", 9), Row("instant", 12, 0)] });
        store.CommitRound(two.RoomId, Round() with { Upserts = [Row("other", 9)] });

        Assert.Equal(["other", "early", "instant", "late"], Find(new()));
        Assert.Equal(["early", "instant", "late"], Find(new() { Mailboxes = ["B@CONTOSO.example"] }));
        Assert.Equal(["instant", "late"], Find(new() { From = Utc("2026-11-18T10:00") }));
        Assert.Equal(["instant", "late"], Find(new() { From = Utc("2026-11-18T12:00") }));
        Assert.Equal(["other", "early"], Find(new() { To = Utc("2026-11-18T12:00") }));
        Assert.Equal(["late"], Find(new() { From = Utc("2026-11-18T14:59"), To = Utc("2026-11-18T15:00") }));
        Assert.Empty(Find(new() { Mailboxes = [] }));
        Assert.Equal(3, store.CountReservations(new() { Mailboxes = ["b@contoso.example"] }));

        IEnumerable<string> Find(ReservationFilter filter) => store.GetReservations(filter).Select(r => r.EventId);
    }

    [Fact]
    public void Times_and_dates_come_back_to_the_tick()
    {
        using var store = TeemStore.Open(null, clock);
        var calendar = Calendar("boardroom@contoso.example");
        store.RegisterCalendar(calendar);
        var row = Row("a") with { Start = Utc("2026-10-25T00:30").AddTicks(1), StartDate = new(2026, 10, 25), EndDate = new(2026, 10, 26), IsPrivate = true, Title = "会議 ☕" };

        store.CommitRound(calendar.RoomId, Round() with { Upserts = [row] });

        Assert.Equal(row, Assert.Single(store.ReadReservations(calendar.RoomId, ["a"], [], null)));
    }

    [Fact]
    public void Forty_rooms_may_read_and_write_at_once()
    {
        using var store = TeemStore.Open(File, clock);
        var rooms = Enumerable.Range(0, 40).Select(i => Calendar($"room{i}@contoso.example")).ToList();
        store.RegisterCalendars(rooms);

        Parallel.ForEach(rooms, new ParallelOptions { MaxDegreeOfParallelism = 40 }, room =>
        {
            for (var round = 0; round < 5; round++)
            {
                store.CommitRound(room.RoomId, Round($"e{round}"));
                store.ReadRoundState(room.RoomId);
                store.GetReservations(new() { Mailboxes = [room.Mailbox] });
            }
        });

        Assert.Equal(40, store.CountReservations());
    }

    RoomCalendar Calendar(string mailbox) => new()
    {
        Mailbox = mailbox,
        RoomId = Guid.NewGuid(),
        DisplayName = "Boardroom",
        TimeZone = "UTC",
        RegisteredAt = clock.GetUtcNow(),
        InTeem = TeemKnowledge.Unknown,
    };

    RoomRound Round(params string[] events) => new()
    {
        Upserts = [.. events.Select(id => Row(id))],
        State = new(new DeltaLink("https://graph.test.invalid/1"), SyncWindow.At(clock.GetUtcNow(), 7, 180), clock.GetUtcNow(), clock.GetUtcNow()),
    };

    static StoredReservation Row(string id, int hour = 9, int hours = 1) => new()
    {
        Key = new("uid" + hour, Utc("2026-11-18").AddHours(hour)),
        EventId = id,
        Kind = ReservationKind.Single,
        Title = "Budget",
        Start = Utc("2026-11-18").AddHours(hour),
        End = Utc("2026-11-18").AddHours(hour + hours),
        IsBusy = true,
    };

    void WriteHeader(int offset, int value)
    {
        using var file = new FileStream(File, FileMode.Open, FileAccess.Write);
        file.Position = offset;
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        file.Write(bytes);
    }

    public void Dispose() => folder.Delete(recursive: true);
}
