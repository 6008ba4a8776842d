using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Threading.Channels;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Http;

namespace TeemCalendar.Core.Exchange;

/// <summary>Exchange's admin REST, the way Exchange's own module sends commands. Commands that wait at the same time share a batch of ten.</summary>
internal sealed class RestExchange : IExchangeTransport, IDisposable
{
    const int BatchSize = 10;   // what Exchange's own module sends at the most
    const int Batches = 4;      // at once; more only meets the tenant's cap on concurrent commands sooner
    const string OrganizationMailbox = "SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}";   // where organization-wide commands are routed

    readonly HttpClient client;
    readonly ITokenSource tokens;
    readonly string address, resource;
    readonly Guid tenantId;
    readonly OutgoingPipeline pipeline;
    readonly Channel<Waiting> queue = Channel.CreateUnbounded<Waiting>(new() { SingleReader = true });
    readonly SemaphoreSlim places = new(Batches);
    readonly CancellationTokenSource closed = new();
    int atOnce = Batches, surplus;

    internal RestExchange(OutgoingPipeline pipeline, ITokenSource tokens, Cloud cloud, Guid tenantId)
    {
        (this.pipeline, this.tokens, this.tenantId) = (pipeline, tokens, tenantId);
        resource = cloud.ExchangeResource;
        client = new HttpClient(pipeline.Way(tokens, resource)) { Timeout = Timeout.InfiniteTimeSpan };   // the pipeline times each attempt
        address = $"{cloud.Exchange}/{tenantId}";
        _ = Task.Run(PumpAsync);
    }

    public int Capacity => BatchSize * Batches;

    public async Task<ExchangeAnswer> InvokeAsync(ExchangeCommand command, CancellationToken cancel)
    {
        var waiting = new Waiting(command, cancel);
        if (!queue.Writer.TryWrite(waiting)) throw new ObjectDisposedException(nameof(RestExchange), "The connection was closed.");
        // The caller may leave at once; a command that is already on its way is finished for the others in its batch.
        return await waiting.Answer.Task.WaitAsync(cancel).ConfigureAwait(false);
    }

    async Task PumpAsync()
    {
        while (await queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            await places.WaitAsync().ConfigureAwait(false);
            // Whoever is about to ask gets the moment to do so: a batch costs no more than a single command.
            await Task.Yield();
            var batch = new List<Waiting>(BatchSize);
            while (batch.Count < BatchSize && queue.Reader.TryRead(out var next))
                if (!next.Cancel.IsCancellationRequested) batch.Add(next);
            if (batch.Count == 0) { LeavePlace(); continue; }
            _ = SendAndReleaseAsync(batch);
        }
    }

    async Task SendAndReleaseAsync(List<Waiting> batch)
    {
        try
        {
            if (batch.Count == 1) await SendOneAsync(batch[0], $"{address}/InvokeCommand{Query(batch[0].Command)}").ConfigureAwait(false);
            else await SendBatchAsync(batch).ConfigureAwait(false);
        }
        catch (Exception error) { foreach (var waiting in batch) waiting.Answer.TrySetException(ForCommand(error, waiting.Command)); }
        finally { LeavePlace(); }
    }

    /// <summary>The tenant's cap on concurrent commands is not known beforehand: whoever meets it sends one batch less at once from then on.</summary>
    void SendLess()
    {
        lock (places)
            if (atOnce > 1) (atOnce, surplus) = (atOnce - 1, surplus + 1);
    }

    void LeavePlace()
    {
        lock (places)
            if (surplus > 0) surplus--;
            else places.Release();
    }

    /// <summary>A batch fails as one; its commands each want to know of themselves, and a lost read is no change in doubt.</summary>
    static Exception ForCommand(Exception error, ExchangeCommand command) => error is TeemException { Kind: TeemErrorKind.InDoubt } lost && command.ReadsOnly
        ? new TeemException("ServiceUnreachable", TeemErrorKind.Unavailable, $"{command.Name} was not answered.", command.Target, "Run the command again.", inner: lost)
        // Exchange's own refusal is of this command already, and is known by its class.
        : error is TeemException { Target: null } some and not ExchangeException
            ? new TeemException(some.Id, some.Kind, some.Message, command.Target, some.Remedy, some.RequestId, some)
            : error;

    /// <summary>Sends a command alone, then its further pages: the same body to each next link.</summary>
    async Task SendOneAsync(Waiting waiting, string url)
    {
        for (var next = url; next is not null;)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, next) { Content = JsonContent(Body(waiting.Command)) };
            foreach (var (name, value) in Headers(waiting.Command)) request.Headers.TryAddWithoutValidation(name, value);
            Mark(request, [waiting.Command]);
            using var answer = await client.SendAsync(request, closed.Token).ConfigureAwait(false);
            var body = Parse(await answer.Content.ReadAsByteArrayAsync(closed.Token).ConfigureAwait(false));
            next = waiting.Take(answer.StatusCode, body, RequestId(answer));
            if (next is not null && new Uri(next).Host != new Uri(address).Host)   // the token goes nowhere else
                throw new TeemException("ExchangeUnexpected", TeemErrorKind.Unexpected, $"The next page of {waiting.Command.Name} is on another host.", waiting.Command.Target);
        }
        waiting.Complete();
    }

    async Task SendBatchAsync(List<Waiting> batch)
    {
        // The items carry the token as the outer request does: whether the outer one is enough is not documented.
        var bearer = "Bearer " + await tokens.GetTokenAsync(resource, null, closed.Token).ConfigureAwait(false);
        var requests = batch.Select((waiting, index) => new
        {
            id = index.ToString(System.Globalization.CultureInfo.InvariantCulture),
            method = "POST",
            url = $"{address}/InvokeCommand{Query(waiting.Command)}",
            headers = Headers(waiting.Command).Append(new("Authorization", bearer)).Append(new("Content-Type", "application/json")).ToDictionary(h => h.Key, h => h.Value),
            body = Body(waiting.Command),
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{address}/$batch") { Content = JsonContent(new { requests }) };
        request.Headers.TryAddWithoutValidation("Prefer", "odata.continue-on-error");
        Mark(request, [.. batch.Select(w => w.Command)]);
        using var answer = await client.SendAsync(request, closed.Token).ConfigureAwait(false);
        var body = Parse(await answer.Content.ReadAsByteArrayAsync(closed.Token).ConfigureAwait(false));
        var responses = body is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty("responses", out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Where(r => r.Text("id") is not null).ToDictionary(r => r.Text("id")!) : null;
        for (var i = 0; i < batch.Count; i++)
        {
            var waiting = batch[i];
            try
            {
                if (responses is null) { waiting.Take(answer.StatusCode, body, RequestId(answer)); continue; }
                if (!responses.TryGetValue(i.ToString(System.Globalization.CultureInfo.InvariantCulture), out var item)) throw Missing(waiting.Command);
                await TakeItemAsync(waiting, item).ConfigureAwait(false);
            }
            catch (Exception error) { waiting.Answer.TrySetException(ForCommand(error, waiting.Command)); }
        }
    }

    async Task TakeItemAsync(Waiting waiting, JsonElement item)
    {
        var status = (HttpStatusCode)(item.Number("status") ?? 0);
        // A refusal inside a batch hides in an HTTP 200, where no retry handler sees it: the command goes back into the queue.
        var asked = RetryAfter.Parse(item.TryGetProperty("headers", out var headers) && headers.ValueKind == JsonValueKind.Object ? headers.Text("Retry-After") : null, pipeline.Clock);
        if (IsWorthwhile(waiting.Command, status, asked) && waiting.Attempts < pipeline.Limits.Retries)
        {
            // The token handler renews the outer token only: the next batch takes the new one along.
            if (status == HttpStatusCode.Unauthorized) await tokens.GetTokenAsync(resource, ClaimsChallenge.Renew, closed.Token).ConfigureAwait(false);
            var wait = asked ?? pipeline.Limits.FirstDelay * Math.Pow(2, waiting.Attempts);
            if (status == HttpStatusCode.TooManyRequests && pipeline.Throttles.Shut(new Uri(address), wait)) SendLess();
            if (wait <= pipeline.Limits.LongestWait)
            {
                waiting.Attempts++;
                pipeline.Counters.CountRetry();
                _ = RequeueAsync(waiting, wait);
                return;
            }
        }
        var body = item.TryGetProperty("body", out var inner) ? inner : (JsonElement?)null;
        var requestId = item.TryGetProperty("headers", out var h) && h.ValueKind == JsonValueKind.Object ? h.Text("request-id") ?? h.Text("Request-Id") : null;
        if (waiting.Take(status, body, requestId) is { } next) await SendOneAsync(waiting, next).ConfigureAwait(false);
        else waiting.Complete();
    }

    /// <summary>The same rules as for a whole request: a refusal was not carried out; what may have been is sent again only when it changes nothing.</summary>
    static bool IsWorthwhile(ExchangeCommand command, HttpStatusCode status, TimeSpan? asked) => status switch
    {
        HttpStatusCode.TooManyRequests or HttpStatusCode.Unauthorized => true,
        HttpStatusCode.ServiceUnavailable => asked is not null || command.ReadsOnly,
        HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout => command.ReadsOnly,
        _ => false,
    };

    async Task RequeueAsync(Waiting waiting, TimeSpan wait)
    {
        try
        {
            await Task.Delay(wait, pipeline.Clock, closed.Token).ConfigureAwait(false);
            await queue.Writer.WriteAsync(waiting, closed.Token).ConfigureAwait(false);
        }
        catch (Exception left) when (left is OperationCanceledException or ChannelClosedException) { waiting.Answer.TrySetCanceled(); }
    }

    static TeemException Missing(ExchangeCommand command) => command.ReadsOnly
        ? new("ExchangeUnavailable", TeemErrorKind.Unavailable, $"Exchange left {command.Name} out of its answer.", command.Target, "Run the command again.")
        : new("WriteInDoubt", TeemErrorKind.InDoubt, $"Exchange left {command.Name} out of its answer.", command.Target, "Run the command again: it looks first and repeats nothing that was done.");

    static void Mark(HttpRequestMessage request, IReadOnlyList<ExchangeCommand> commands)
    {
        request.Options.Set(RequestOptions.ReadsOnly, commands.All(c => c.ReadsOnly));
        request.Options.Set(RequestOptions.Writes, commands.Count(c => !c.ReadsOnly));
    }

    Dictionary<string, string> Headers(ExchangeCommand command) => new()
    {
        ["X-CmdletName"] = command.Name,
        ["X-ResponseFormat"] = "json",
        ["X-AnchorMailbox"] = command.Mailbox is { } mailbox ? (mailbox.Contains('@', StringComparison.Ordinal) ? $"SMTP:{mailbox}" : $"MBX:{mailbox}@{tenantId}") : $"APP:{OrganizationMailbox}@{tenantId}",
        ["Prefer"] = "odata.maxpagesize=1000",
        ["client-request-id"] = Guid.NewGuid().ToString(),
    };

    static object Body(ExchangeCommand command) => new { CmdletInput = new { CmdletName = command.Name, command.Parameters } };

    static string Query(ExchangeCommand command) => command.Select.Count == 0 ? "" : "?$select=" + string.Join(',', command.Select);

    static ByteArrayContent JsonContent(object body) => new(JsonSerializer.SerializeToUtf8Bytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    static JsonElement? Parse(byte[] bytes)
    {
        try { using var json = JsonDocument.Parse(bytes); return json.RootElement.Clone(); }
        catch (JsonException) { return null; }   // the refusal of a command one may not run is NUL bytes
    }

    static string? RequestId(HttpResponseMessage answer) => answer.Headers.TryGetValues("request-id", out var values) ? values.FirstOrDefault() : null;

    /// <summary>Ends what is under way; the pump runs out by itself.</summary>
    public void Dispose()
    {
        if (!queue.Writer.TryComplete()) return;
        closed.Cancel();
        client.Dispose();
    }

    /// <summary>One command on its way, and the rows that came for it so far.</summary>
    sealed class Waiting(ExchangeCommand command, CancellationToken cancel)
    {
        readonly List<JsonElement> rows = [];
        readonly List<string> warnings = [];

        internal ExchangeCommand Command => command;
        internal CancellationToken Cancel => cancel;
        internal int Attempts { get; set; }
        internal TaskCompletionSource<ExchangeAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Takes one page; returns where the next is.</summary>
        internal string? Take(HttpStatusCode status, JsonElement? body, string? requestId)
        {
            if ((int)status is < 200 or > 299) throw ExchangeException.Of(command, status, body, requestId);
            if (body is not { ValueKind: JsonValueKind.Object } json || !json.TryGetProperty("value", out var value) || value.ValueKind != JsonValueKind.Array)
                throw command.ReadsOnly
                    ? new TeemException("ExchangeUnexpected", TeemErrorKind.Unexpected, $"{command.Name} was answered with something else than Exchange's rows.", command.Target, requestId: requestId)
                    : Missing(command);
            rows.AddRange(value.EnumerateArray());
            warnings.AddRange(json.List("@adminapi.warnings"));
            return json.Text("@odata.nextLink");
        }

        internal void Complete() => Answer.TrySetResult(new(rows, warnings));
    }
}
