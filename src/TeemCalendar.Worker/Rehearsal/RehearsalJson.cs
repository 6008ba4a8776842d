using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using TeemCalendar.Sandbox;

namespace TeemCalendar.Worker.Rehearsal;

/// <summary>What --json writes: one object for other programs.</summary>
internal static class RehearsalJson
{
    static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        // Into a file, never into a page: names stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <param name="rooms">How many rooms the list gave.</param>
    /// <param name="tally">What was done.</param>
    /// <param name="counters">What the other side counted: requests, writes and mails are the sandbox's own numbers, not ours.</param>
    /// <param name="elapsed">How long it took.</param>
    public static string Write(int rooms, RehearsalTally tally, SandboxCounters counters, TimeSpan elapsed) => JsonSerializer.Serialize(new
    {
        rooms,
        changesPlanned = tally.Planned.Count,
        changesApplied = tally.Applied,
        changesFailed = tally.Failed,
        checks = tally.Checks.Select(check => new { check.Chapter, check.Target, check.Status, check.Evidence, check.Detail }),
        calendarsRegistered = tally.CalendarsRegistered,
        reservations = tally.Reservations,
        deltaRequests = tally.Rounds.Sum(result => result.Requests),
        httpRequests = counters.Requests,
        writes = counters.Writes,
        mailsSent = counters.MailsSent,
        elapsedSeconds = Math.Round(elapsed.TotalSeconds, 3),
    }, Format);
}
