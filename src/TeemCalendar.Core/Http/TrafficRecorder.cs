using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TeemCalendar.Core.Http;

/// <summary>Writes down what goes over the wire, for the contract tests: one line of JSON an exchange, appended to the file that an environment variable names.</summary>
/// <remarks>
/// It stands between the engine and a sandbox tenant, and never before a real one: what a real tenant answers is people's mail and names, and no file of ours may hold it.
/// A file and not a list, because the cmdlets' own tests run in child processes. Secrets are left out all the same, so that a recording can be passed on.
/// </remarks>
internal sealed class TrafficRecorder : DelegatingHandler
{
    internal const string Variable = "TEEMCALENDAR_TRAFFIC";

    static readonly JsonSerializerOptions Format = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    // Several processes write to one file: the system's own lock, by the file's name, keeps their lines apart. It stays: an answer may be on its way when its connection closes.
    static readonly ConcurrentDictionary<string, Mutex> Gates = [];
    readonly string path;
    readonly Mutex gate;

    internal TrafficRecorder(string path, HttpMessageHandler wire) : base(wire)
    {
        this.path = path;
        gate = Gates.GetOrAdd(path, file => new Mutex(false, @"Global\TeemCalendar.Traffic." + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(file)))[..32]));
    }

    /// <summary>The wire with a recorder before it where one is asked for, else the wire itself.</summary>
    internal static HttpMessageHandler Around(HttpMessageHandler wire) => Around(wire, Environment.GetEnvironmentVariable(Variable));

    internal static HttpMessageHandler Around(HttpMessageHandler wire, string? file) => file is { Length: > 0 } ? new TrafficRecorder(Path.GetFullPath(file), wire) : wire;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var line = new JsonObject { ["method"] = request.Method.Method, ["url"] = TrafficRedaction.Links(request.RequestUri!.AbsoluteUri) };
        line["headers"] = Headers(request.Headers.NonValidated.Concat(request.Content?.Headers.NonValidated ?? []));
        if (request.Content is not null) line["request"] = Body(await request.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false), request.Content);
        try
        {
            var answer = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            line["status"] = (int)answer.StatusCode;
            line["answerHeaders"] = Headers(answer.Headers.NonValidated.Concat(answer.Content.Headers.NonValidated));
            await ReadAsync(answer, line, cancellationToken).ConfigureAwait(false);
            return answer;
        }
        catch (Exception lost) when (lost is HttpRequestException or IOException)
        {
            line["lost"] = lost.Message;
            throw;
        }
        finally { Append(line); }
    }

    /// <summary>Reads the answer without anybody noticing: a body that breaks off breaks off for the reader after us too.</summary>
    static async Task ReadAsync(HttpResponseMessage answer, JsonObject line, CancellationToken cancel)
    {
        try { line["answer"] = Body(await answer.Content.ReadAsByteArrayAsync(cancel).ConfigureAwait(false), answer.Content); }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            line["lost"] = broken.Message;
            var headers = answer.Content.Headers;
            answer.Content = new BrokenContent(broken);
            foreach (var (name, values) in headers.NonValidated) answer.Content.Headers.TryAddWithoutValidation(name, values);
        }
    }

    static JsonObject Headers(IEnumerable<KeyValuePair<string, System.Net.Http.Headers.HeaderStringValues>> headers)
    {
        var written = new JsonObject();
        foreach (var (name, values) in headers) written[name] = TrafficRedaction.Header(name, values.ToString());
        return written;
    }

    static JsonNode? Body(byte[] bytes, HttpContent content)
    {
        if (bytes.Length == 0) return null;
        // Looking at ContentType itself would write the header anew.
        if (content.Headers.NonValidated.TryGetValues("Content-Type", out var type) && type.ToString().StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)) return TrafficRedaction.Form(Encoding.UTF8.GetString(bytes));
        try
        {
            var json = TrafficRedaction.Json(JsonNode.Parse(bytes));
            json?.ToJsonString(Format);
            return json;
        }
        // What cannot be read cannot be searched for secrets. A repeated name and half a character are found when they are looked at, at the latest when they are written.
        catch (Exception unreadable) when (unreadable is JsonException or ArgumentException or InvalidOperationException) { return bytes.AsSpan().ContainsAnyExcept((byte)0) ? $"({bytes.Length} bytes)" : new string('\0', bytes.Length); }
    }

    void Append(JsonObject line)
    {
        var bytes = Encoding.UTF8.GetBytes(line.ToJsonString(Format) + "\n");
        try { gate.WaitOne(); }
        catch (AbandonedMutexException) { }   // its holder was killed; the lock is ours now
        try
        {
            using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            file.Write(bytes);
        }
        finally { gate.ReleaseMutex(); }
    }

    sealed class BrokenContent(Exception broken) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => Task.FromException(broken);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
