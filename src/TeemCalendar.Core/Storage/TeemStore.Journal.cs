using System.Text.Json;
using Dapper;
using TeemCalendar.Core.Planning;

namespace TeemCalendar.Core.Storage;

/// <content>What this module changed in the tenant.</content>
internal sealed partial class TeemStore : IJournal
{
    /// <inheritdoc/>
    public long Intend(Change change)
    {
        lock (gate)
            return connection.ExecuteScalar<long>(
                """
                INSERT INTO journal (key, chapter, target, action, differences, intended_at)
                VALUES (@Key, @Chapter, @Target, @Action, @differences, @at) RETURNING id
                """,
                new { change.Key, change.Chapter, change.Target, change.Action, differences = JsonSerializer.Serialize(change.Differences), at = StoreText.Of(clock.GetUtcNow()) });
    }

    /// <inheritdoc/>
    public void Conclude(long entry, ChangeOutcome outcome)
    {
        lock (gate)
            connection.Execute("UPDATE journal SET outcome = @outcome, ended_at = @at WHERE id = @entry", new { entry, outcome = outcome.ToString(), at = StoreText.Of(clock.GetUtcNow()) });
    }

    /// <summary>The changes of one key that were made here and not taken back, or may have been: the answer was lost, or the run cut off. The newest comes first.</summary>
    /// <param name="key">The change's key, as in <see cref="Change.Key"/>.</param>
    public IReadOnlyList<JournalEntry> FindMade(string key)
    {
        lock (gate)
            return connection.Query<JournalRow>(SelectMade + " AND key = @key ORDER BY id DESC", new { key }).Select(row => row.ToEntry()).ToList();
    }

    /// <summary>The same for all keys that begin and end alike, as the delegate's on every room do.</summary>
    /// <param name="start">How they begin.</param>
    /// <param name="end">How they end; empty for anyhow.</param>
    public IReadOnlyList<JournalEntry> FindMade(string start, string end)
    {
        lock (gate)
            return connection.Query<JournalRow>(SelectMade + " AND substr(key, 1, length(@start)) = @start AND (@end = '' OR substr(key, -length(@end)) = @end) ORDER BY id DESC", new { start, end }).Select(row => row.ToEntry()).ToList();
    }

    const string SelectMade = "SELECT * FROM journal WHERE taken_back_at IS NULL AND (outcome IS NULL OR outcome IN ('Applied', 'InDoubt'))";

    /// <summary>Writes down that all changes of some keys were taken back.</summary>
    /// <param name="keys">The keys.</param>
    public void TakenBack(params string[] keys)
    {
        lock (gate)
            connection.Execute("UPDATE journal SET taken_back_at = @at WHERE key IN @keys AND taken_back_at IS NULL", new { keys, at = StoreText.Of(clock.GetUtcNow()) });
    }

    sealed class JournalRow
    {
        public string key { get; set; } = "";
        public string target { get; set; } = "";
        public string differences { get; set; } = "";
        public string intended_at { get; set; } = "";
        public string? outcome { get; set; }

        public JournalEntry ToEntry() => new(key, target, JsonSerializer.Deserialize<Difference[]>(differences) ?? [], StoreText.Time(intended_at), outcome is null ? null : Enum.Parse<ChangeOutcome>(outcome));
    }
}

/// <summary>A change that was sent from here.</summary>
/// <param name="Key">The change's key.</param>
/// <param name="Target">Whom it was done to.</param>
/// <param name="Differences">What it changed, from what.</param>
/// <param name="At">When it was sent (UTC).</param>
/// <param name="Outcome">What became of it; null when the run was cut off before that was written down.</param>
internal sealed record JournalEntry(string Key, string Target, IReadOnlyList<Difference> Differences, DateTimeOffset At, ChangeOutcome? Outcome);
