using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TeemCalendar.Worker.Sync;

/// <summary>What a synchronisation says: a line for a room that has something to say, and now and then one for all that had nothing; or every result as JSON.</summary>
internal sealed class SyncLines(TextWriter output, TextWriter error, bool json, TimeProvider clock)
{
    static readonly TimeSpan SummaryEvery = TimeSpan.FromMinutes(5);

    static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        // Into a file or a pipe, never into a page: names stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    // Results and what is told of subscriptions come from different threads.
    readonly object gate = new();
    readonly HashSet<string> failing = new(StringComparer.OrdinalIgnoreCase);
    long since = clock.GetTimestamp();
    Tally tally = new();

    /// <summary>Says a result.</summary>
    public void Result(SyncResult result)
    {
        lock (gate)
        {
            tally.Add(result);
            if (json) output.WriteLine(JsonSerializer.Serialize(result, Format));
            else if (Line(result) is { } line) output.WriteLine($"{Now()} {line}");
            if (clock.GetElapsedTime(since) >= SummaryEvery) Summary();
            // A service's lines are read while it runs.
            output.Flush();
        }
    }

    /// <summary>Sums up what came since the last summary.</summary>
    public void Summary()
    {
        lock (gate)
        {
            if (!json && tally.Readings > 0) output.WriteLine($"{Now()} {tally}");
            (tally, since) = (new(), clock.GetTimestamp());
        }
    }

    /// <summary>Says something for a person to know.</summary>
    public void Tell(string sentence)
    {
        lock (gate)
            error.WriteLine($"{Now()} {sentence}");
    }

    string? Line(SyncResult result)
    {
        if (result.Outcome == SyncOutcome.Failed)
        {
            // Every minute the same about a room that cannot be read is noise; the summaries count it.
            return failing.Add($"{result.Mailbox} {result.Cause}") ? $"{result.Mailbox}: not read. {result.Detail}" : null;
        }
        failing.RemoveWhere(failed => failed.StartsWith($"{result.Mailbox} ", StringComparison.OrdinalIgnoreCase));
        var said = new[]
        {
            Part(result.Added, "new"), Part(result.Updated, "changed"), Part(result.Removed, "gone"), Part(result.Refused, "not stored"),
            Part(result.Sent, "sent"), Part(result.Released, "released"), Part(result.Conflicts, "lost to somebody else's change"),
        }.OfType<string>().ToList();
        if (result.Full) said.Insert(0, "read whole");
        if (result.Outcome == SyncOutcome.Held) said.Add("removals held back");
        if (said.Count == 0 && result.Detail is null) return null;
        return $"{result.Mailbox}: {string.Join(", ", said)}{(said.Count > 0 ? "." : "")}{(result.Detail is { } detail ? $" {detail}" : "")}";
    }

    static string? Part(int number, string word) => number == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{number:N0} {word}");

    string Now() => clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>What came since the last summary.</summary>
    sealed class Tally
    {
        readonly HashSet<string> rooms = new(StringComparer.OrdinalIgnoreCase);
        int failed, held, added, updated, removed, sent, released, conflicts, requests;

        public int Readings { get; private set; }

        public void Add(SyncResult result)
        {
            rooms.Add(result.Mailbox);
            Readings++;
            if (result.Outcome == SyncOutcome.Failed) failed++;
            if (result.Outcome == SyncOutcome.Held) held++;
            (added, updated, removed, sent, released, conflicts, requests) = (added + result.Added, updated + result.Updated, removed + result.Removed, sent + result.Sent,
                released + result.Released, conflicts + result.Conflicts, requests + result.Requests);
        }

        public override string ToString()
        {
            var more = new[] { Part(failed, "failed"), Part(held, "held back"), Part(sent, "sent"), Part(released, "released"), Part(conflicts, "lost") }.OfType<string>().Select(part => $", {part}");
            return string.Create(CultureInfo.InvariantCulture,
                $"{rooms.Count:N0} {(rooms.Count == 1 ? "room" : "rooms")}, {Readings:N0} {(Readings == 1 ? "reading" : "readings")}: {added:N0} new, {updated:N0} changed, {removed:N0} gone{string.Concat(more)}; {requests:N0} requests.");
        }
    }
}
