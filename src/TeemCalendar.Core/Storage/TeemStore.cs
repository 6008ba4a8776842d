using Dapper;
using Microsoft.Data.Sqlite;

namespace TeemCalendar.Core.Storage;

/// <summary>What this module keeps of one tenant: the account, the imported calendars, their reservations, and how far each was read.</summary>
/// <remarks>
/// One connection under one lock. SQLite has a single writer anyway, transactions are a few milliseconds, and rooms in flight spend their time on the network;
/// so nothing is gained by more, and no call can meet a busy database of its own process.
/// </remarks>
internal sealed partial class TeemStore : IDisposable
{
    /// <summary>How long another process may hold the file before a call gives up.</summary>
    const int BusySeconds = 30;

    readonly SqliteConnection connection;
    readonly TimeProvider clock;
    readonly object gate = new();
    bool closed;

    TeemStore(SqliteConnection connection, string? path, TimeProvider clock)
    {
        this.connection = connection;
        this.clock = clock;
        Path = path;
    }

    /// <summary>The file; null for a store in memory.</summary>
    public string? Path { get; }

    /// <summary>Opens a store, making it or bringing it to the current version where that is needed.</summary>
    /// <param name="path">The file; null for a store that is gone when it is closed.</param>
    /// <param name="clock">The clock.</param>
    /// <exception cref="StoreException">The file cannot be used; the message says what to do.</exception>
    public static TeemStore Open(string? path, TimeProvider clock)
    {
        path = path is null ? null : System.IO.Path.GetFullPath(path);
        var name = path ?? "The store in memory";
        SqliteConnection? connection = null;
        try
        {
            if (path is not null)
                StoreFile.Prepare(path);
            // Pooling would keep the file open after the store is closed.
            connection = new(new SqliteConnectionStringBuilder
            {
                DataSource = path ?? ":memory:",
                Pooling = false,
                ForeignKeys = true,
                DefaultTimeout = BusySeconds,
            }.ToString());
            connection.Open();
            // NORMAL loses no commit to a killed process; losing power can undo the last rounds as wholes, and the next delta brings them back.
            // secure_delete: the title of a meeting that was made private or deleted must not stay behind in a free page.
            connection.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON");
            StoreSchema.Migrate(connection, name);
            var store = new TeemStore(connection, path, clock);
            store.Prune();
            return store;
        }
        catch (Exception e)
        {
            connection?.Dispose();
            if (e is SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_NOTADB })
                throw StoreException.NoDatabase(name, e);
            if (e is SqliteException or IOException or UnauthorizedAccessException)
                throw StoreException.Unusable(name, e);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            closed = true;
            connection.Dispose();
        }
    }

    /// <summary>The text kept under a name, or null.</summary>
    /// <param name="name">The name, as in <c>summary-mail-sent</c>.</param>
    public string? GetFact(string name)
    {
        lock (gate)
            return connection.ExecuteScalar<string?>("SELECT value FROM facts WHERE name = @name", new { name });
    }

    /// <summary>Keeps a text under a name; null forgets it.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The text.</param>
    public void SetFact(string name, string? value)
    {
        var sql = value is null
            ? "DELETE FROM facts WHERE name = @name"
            : "INSERT INTO facts (name, value, set_at) VALUES (@name, @value, @at) ON CONFLICT DO UPDATE SET value = @value, set_at = @at";
        lock (gate)
            connection.Execute(sql, new { name, value, at = StoreText.Of(clock.GetUtcNow()) });
    }

    /// <summary>Does several things as one: all of it is kept, or, when it throws, nothing.</summary>
    void Write(Action<SqliteTransaction> work)
    {
        lock (gate)
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            work(transaction);
            transaction.Commit();
        }
    }
}
