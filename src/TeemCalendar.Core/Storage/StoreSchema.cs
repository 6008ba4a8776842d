using Dapper;
using Microsoft.Data.Sqlite;

namespace TeemCalendar.Core.Storage;

/// <summary>The store's tables, and the way from any earlier version of them to this one.</summary>
internal static class StoreSchema
{
    /// <summary>Marks a SQLite file as this module's: "Teem" in ASCII.</summary>
    const long ApplicationId = 0x5465656D;

    /// <summary>Entry n leads from version n to n + 1. A released entry is never changed; the next change is a new entry.</summary>
    internal static readonly string[] Steps =
    [
        """
        CREATE TABLE account (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            login TEXT NOT NULL,
            email_address TEXT NOT NULL,
            access_mode TEXT NOT NULL,
            application_id TEXT NOT NULL,
            certificate_thumbprint TEXT,
            state TEXT NOT NULL,
            cause TEXT,
            remedy TEXT,
            verified_at TEXT NOT NULL
        ) STRICT;

        CREATE TABLE calendars (
            id INTEGER PRIMARY KEY,
            room_id TEXT NOT NULL UNIQUE,
            mailbox TEXT NOT NULL COLLATE NOCASE UNIQUE,
            display_name TEXT NOT NULL,
            time_zone TEXT NOT NULL,
            registered_at TEXT NOT NULL,
            in_teem TEXT NOT NULL
        ) STRICT;

        -- A link is null when the whole window has to be read again.
        CREATE TABLE delta (
            calendar_id INTEGER PRIMARY KEY REFERENCES calendars ON DELETE CASCADE,
            link TEXT,
            window_start TEXT NOT NULL,
            window_end TEXT NOT NULL,
            full_read_at TEXT NOT NULL,
            read_at TEXT NOT NULL
        ) STRICT;

        CREATE TABLE series (
            calendar_id INTEGER NOT NULL REFERENCES calendars ON DELETE CASCADE,
            event_id TEXT NOT NULL,
            ical_uid TEXT NOT NULL,
            title TEXT,
            organizer TEXT,
            organizer_address TEXT,
            is_private INTEGER NOT NULL,
            is_cancelled INTEGER NOT NULL,
            is_free INTEGER NOT NULL,
            is_all_day INTEGER NOT NULL,
            PRIMARY KEY (calendar_id, event_id)
        ) STRICT, WITHOUT ROWID;

        -- Ids of events are long: a number of its own keeps each index from repeating them.
        CREATE TABLE reservations (
            id INTEGER PRIMARY KEY,
            calendar_id INTEGER NOT NULL REFERENCES calendars ON DELETE CASCADE,
            ical_uid TEXT NOT NULL,
            original_start TEXT NOT NULL,
            event_id TEXT NOT NULL,
            kind TEXT NOT NULL,
            series_id TEXT,
            title TEXT,
            organizer TEXT,
            organizer_address TEXT,
            start_time TEXT NOT NULL,
            end_time TEXT NOT NULL,
            start_date TEXT,
            end_date TEXT,
            is_private INTEGER NOT NULL,
            is_cancelled INTEGER NOT NULL,
            is_busy INTEGER NOT NULL,
            UNIQUE (calendar_id, ical_uid, original_start),
            UNIQUE (calendar_id, event_id)
        ) STRICT;
        CREATE INDEX reservations_series ON reservations (calendar_id, series_id) WHERE series_id IS NOT NULL;
        CREATE INDEX reservations_start ON reservations (start_time);

        CREATE TABLE facts (
            name TEXT PRIMARY KEY,
            value TEXT NOT NULL,
            set_at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """,
        """
        -- No outcome: the run was cut off before it was known.
        CREATE TABLE journal (
            id INTEGER PRIMARY KEY,
            key TEXT NOT NULL,
            chapter TEXT NOT NULL,
            target TEXT NOT NULL,
            action TEXT NOT NULL,
            differences TEXT NOT NULL,
            intended_at TEXT NOT NULL,
            outcome TEXT,
            ended_at TEXT,
            taken_back_at TEXT
        ) STRICT;
        CREATE INDEX journal_key ON journal (key);
        """,
        "ALTER TABLE account ADD COLUMN detail TEXT",
        """
        -- A room that could not be read when it was tried last; gone with the next reading.
        CREATE TABLE failures (
            calendar_id INTEGER PRIMARY KEY REFERENCES calendars ON DELETE CASCADE,
            since TEXT NOT NULL,
            times INTEGER NOT NULL,
            cause TEXT,
            detail TEXT
        ) STRICT;

        -- Removals that wait until a person has confirmed them.
        CREATE TABLE holds (
            calendar_id INTEGER PRIMARY KEY REFERENCES calendars ON DELETE CASCADE,
            reason TEXT NOT NULL,
            meetings INTEGER NOT NULL,
            of_meetings INTEGER NOT NULL,
            since TEXT NOT NULL
        ) STRICT;

        -- What is to change in the tenant: written down before it is sent, and kept when the tenant wanted otherwise.
        CREATE TABLE outbox (
            id INTEGER PRIMARY KEY,
            calendar_id INTEGER NOT NULL REFERENCES calendars ON DELETE CASCADE,
            kind TEXT NOT NULL,
            transaction_id TEXT NOT NULL UNIQUE,
            organizer TEXT,
            event_id TEXT,
            title TEXT,
            start_time TEXT NOT NULL,
            end_time TEXT NOT NULL,
            was_end TEXT,
            was_title TEXT,
            is_private INTEGER NOT NULL,
            note TEXT,
            state TEXT NOT NULL,
            attempts INTEGER NOT NULL,
            cause TEXT,
            detail TEXT,
            recorded_at TEXT NOT NULL,
            ended_at TEXT
        ) STRICT;
        CREATE INDEX outbox_calendar ON outbox (calendar_id, state);

        CREATE TABLE checkins (
            calendar_id INTEGER NOT NULL REFERENCES calendars ON DELETE CASCADE,
            ical_uid TEXT NOT NULL,
            original_start TEXT NOT NULL,
            checked_in_at TEXT NOT NULL,
            PRIMARY KEY (calendar_id, ical_uid, original_start)
        ) STRICT, WITHOUT ROWID;
        """,
    ];

    /// <summary>The version that this module writes.</summary>
    public static int Current => Steps.Length;

    /// <summary>Brings the database to the current version.</summary>
    /// <param name="connection">The open database.</param>
    /// <param name="name">How an error calls it.</param>
    /// <exception cref="StoreException">It is not a store, or a newer module wrote it.</exception>
    public static void Migrate(SqliteConnection connection, string name)
    {
        if (Check(connection, name) == Current)
            return;
        // Two processes may find the same old version at once: the one that gets the lock second looks again.
        using var transaction = connection.BeginTransaction(deferred: false);
        for (var version = Check(connection, name); version < Current; version++)
            connection.Execute(Steps[version], transaction: transaction);
        connection.Execute($"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Current}", transaction: transaction);
        transaction.Commit();
    }

    static int Check(SqliteConnection connection, string name)
    {
        var version = connection.ExecuteScalar<int>("PRAGMA user_version");
        var isEmpty = connection.ExecuteScalar<long>("SELECT count(*) FROM sqlite_schema") == 0;
        if (!isEmpty && connection.ExecuteScalar<long>("PRAGMA application_id") != ApplicationId)
            throw StoreException.Foreign(name);
        if (version > Current)
            throw StoreException.Newer(name, version, Current);
        return version;
    }
}
