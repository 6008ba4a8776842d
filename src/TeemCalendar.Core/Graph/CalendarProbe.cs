using System.Net;
using System.Text.Json;
using Microsoft.Graph;
using TeemCalendar.Core.Http;

namespace TeemCalendar.Core.Graph;

/// <summary>Tries to open calendars, without reading what is in them: the only proof that a right works.</summary>
internal sealed class CalendarProbe(GraphServiceClient graph, RetryLimits limits, TimeProvider clock)
{
    // Graph takes 20 requests in a batch and sends 4 of them to Outlook at a time.
    const int BatchSize = 20;

    /// <summary>For each mailbox, by its id or address: null when its calendar opened, else Graph's error code.</summary>
    internal async Task<IReadOnlyDictionary<string, string?>> TryAsync(IReadOnlyList<string> mailboxes, CancellationToken cancel)
    {
        var results = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        var left = mailboxes.Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        for (var attempt = 0; left.Count > 0; attempt++)
        {
            // A refusal inside a batch hides in an HTTP 200, where no retry handler sees it.
            var (again, wait) = (new List<string>(), limits.FirstDelay * Math.Pow(2, attempt));
            foreach (var some in left.Chunk(BatchSize))
                await GraphCalls.RunAsync<bool>(null, "Calendars.ReadWrite on the rooms, by Exchange's role", async () =>
                {
                    var batch = new BatchRequestContentCollection(graph);
                    var steps = new Dictionary<string, string>();
                    foreach (var mailbox in some)
                        steps[await batch.AddBatchRequestStepAsync(graph.Users[mailbox].Calendar.ToGetRequestInformation(r => r.QueryParameters.Select = ["id"])).ConfigureAwait(false)] = mailbox;
                    var answer = await graph.Batch.PostAsync(batch, cancel).ConfigureAwait(false);
                    foreach (var (step, mailbox) in steps)
                    {
                        using var item = await answer.GetResponseByIdAsync(step).ConfigureAwait(false);
                        results[mailbox] = item.StatusCode == HttpStatusCode.OK ? null : await CodeAsync(item, cancel).ConfigureAwait(false);
                        if (item.StatusCode is not HttpStatusCode.TooManyRequests && (int)item.StatusCode < 500) continue;
                        again.Add(mailbox);
                        if (RetryAfter.Of(item, clock) is { } asked && asked > wait) wait = asked;
                    }
                    return true;
                }).ConfigureAwait(false);
            if (attempt >= limits.Retries || wait > limits.LongestWait) break;
            if (again.Count > 0) await Task.Delay(wait, clock, cancel).ConfigureAwait(false);
            left = again;
        }
        return results;
    }

    static async Task<string> CodeAsync(HttpResponseMessage item, CancellationToken cancel)
    {
        try
        {
            using var json = JsonDocument.Parse(await item.Content.ReadAsStringAsync(cancel).ConfigureAwait(false));
            return json.RootElement.GetProperty("error").GetProperty("code").GetString() ?? $"HTTP {(int)item.StatusCode}";
        }
        catch (Exception unread) when (unread is JsonException or KeyNotFoundException or InvalidOperationException) { return $"HTTP {(int)item.StatusCode}"; }
    }
}
