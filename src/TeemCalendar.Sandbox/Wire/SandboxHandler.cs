using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace TeemCalendar.Sandbox.Wire;

/// <summary>The tenant as the end of an HttpClient's chain: HTTP messages in, HTTP messages out.</summary>
internal sealed class SandboxHandler(SandboxTenant tenant, SandboxRouter router) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        return await AnswerAsync(request, body, cancellationToken).ConfigureAwait(false);
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var body = new MemoryStream();
        request.Content?.CopyTo(body, null, cancellationToken);
        return AnswerAsync(request, body.ToArray(), cancellationToken).GetAwaiter().GetResult();
    }

    async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, byte[] body, CancellationToken cancel)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in request.Headers.NonValidated) headers[name] = values.ToString();
        if (request.Content is not null)
            foreach (var (name, values) in request.Content.Headers.NonValidated) headers[name] = values.ToString();
        if (headers.TryGetValue("Content-Encoding", out var encoding) && encoding.Equals("gzip", StringComparison.OrdinalIgnoreCase)) body = Unzip(body);

        return Write(request, await router.AnswerAsync(request.Method.Method, request.RequestUri!, headers, body, cancel).ConfigureAwait(false), tenant.Now);
    }

    /// <summary>A body that claims to be gzip and is not is read as it is: the service will then find it malformed, and say so.</summary>
    static byte[] Unzip(byte[] body)
    {
        try
        {
            using var plain = new MemoryStream();
            using (var zip = new GZipStream(new MemoryStream(body), CompressionMode.Decompress)) zip.CopyTo(plain);
            return plain.ToArray();
        }
        catch (InvalidDataException)
        {
            return body;
        }
    }

    static HttpResponseMessage Write(HttpRequestMessage request, WireAnswer answer, DateTimeOffset now)
    {
        var bytes = answer.Json is null ? answer.Bytes ?? [] : Encoding.UTF8.GetBytes(answer.Json.ToJsonString(WireJson.Format));
        var response = new HttpResponseMessage((HttpStatusCode)answer.Status) { RequestMessage = request, Content = answer.BreaksOff ? new TruncatedContent(bytes) : new ByteArrayContent(bytes) };
        if (answer.Json is not null) response.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
        response.Headers.TryAddWithoutValidation("Date", now.ToString("R", CultureInfo.InvariantCulture));
        foreach (var (name, value) in answer.Headers)
        {
            if (name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase))
            {
                response.Content.Headers.Remove(name);
                response.Content.Headers.TryAddWithoutValidation(name, value);
            }
            else response.Headers.TryAddWithoutValidation(name, value);
        }
        return response;
    }
}
