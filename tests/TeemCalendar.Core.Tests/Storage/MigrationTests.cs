using Microsoft.Data.Sqlite;
using TeemCalendar.Core.Storage;

namespace TeemCalendar.Core.Tests.Storage;

/// <summary>A store that an earlier module wrote goes on as it is.</summary>
public sealed class MigrationTests : IDisposable
{
    const string Room = "7b6f3c0e-5a4e-4b13-9a64-2f1d6d2f7c11";

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("teem");

    string File => Path.Combine(folder.FullName, "store.db");

    public static TheoryData<int> Earlier => [.. Enumerable.Range(1, StoreSchema.Current - 1)];

    [Theory]
    [MemberData(nameof(Earlier))]
    public void Its_data_is_kept(int version)
    {
        Make(version);

        using var store = TeemStore.Open(File, new ManualClock());

        Assert.Equal("teem@contoso.example", store.GetAccount()!.Login);
        var reservation = Assert.Single(store.GetReservations(ReservationFilter.All));
        Assert.Equal(("Budget", "boardroom@contoso.example"), (reservation.Title, reservation.Mailbox));
        Assert.Equal("https://graph.test.invalid/1", store.ReadRoundState(Guid.Parse(Room))!.Link.Url);
        Assert.Equal("sent", store.GetFact("summary"));
        if (version >= 2)
            Assert.Equal("room:a", Assert.Single(store.FindMade("room:a")).Key);
        // What is new works on it.
        store.SaveFailure(Guid.Parse(Room), new(DateTimeOffset.UnixEpoch, 1, "ErrorAccessDenied", null));
        Assert.True(Assert.Single(store.GetSyncStates()) is { Failures: 1, Reservations: 1, CountsAsBusy: true });
        Assert.Equal((long)StoreSchema.Current, Ask("PRAGMA user_version"));
        Assert.Equal("ok", Ask("PRAGMA integrity_check"));
    }

    /// <summary>Makes a store as that version left it.</summary>
    void Make(int version)
    {
        Ask(string.Join(";\n", StoreSchema.Steps.Take(version)) + $";\nPRAGMA application_id = {0x5465656D}; PRAGMA user_version = {version};");
        Ask($"""
            INSERT INTO account (id, login, email_address, access_mode, application_id, state, verified_at)
            VALUES (1, 'teem@contoso.example', 'teem@contoso.example', 'Impersonation', '{Room}', 'Active', '2026-11-18T12:00:00');
            INSERT INTO calendars (id, room_id, mailbox, display_name, time_zone, registered_at, in_teem) VALUES (1, '{Room}', 'boardroom@contoso.example', 'Boardroom', 'UTC', '2026-11-18T12:00:00', 'Unknown');
            INSERT INTO delta VALUES (1, 'https://graph.test.invalid/1', '2026-11-11T00:00:00', '2027-05-17T00:00:00', '2026-11-18T12:00:00', '2026-11-18T12:00:00');
            INSERT INTO reservations (calendar_id, ical_uid, original_start, event_id, kind, title, start_time, end_time, is_private, is_cancelled, is_busy)
            VALUES (1, 'uid', '2026-11-18T09:00:00', 'a', 'Single', 'Budget', '2026-11-18T09:00:00', '2026-11-18T10:00:00', 0, 0, 1);
            INSERT INTO facts VALUES ('summary', 'sent', '2026-11-18T12:00:00');
            """);
        if (version >= 2)
            Ask("INSERT INTO journal (key, chapter, target, action, differences, intended_at) VALUES ('room:a', 'Rooms', 'a', 'Create', '[]', '2026-11-18T12:00:00')");
    }

    object? Ask(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    public void Dispose() => folder.Delete(recursive: true);
}
