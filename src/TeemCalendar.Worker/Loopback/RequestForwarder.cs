using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace TeemCalendar.Worker.Loopback;

/// <summary>Hands each request that comes over the socket to the tenant's handler, under the host that the client meant.</summary>
internal sealed class RequestForwarder(HttpMessageHandler tenant) : IDisposable
{
    static readonly HashSet<string> HopByHop = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Host", "Keep-Alive", "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
    };

    readonly HttpMessageInvoker invoker = new(tenant);

    public void Dispose() => invoker.Dispose();

    public async Task AnswerAsync(HttpContext context)
    {
        if (Target(context) is not { } target)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "BadRequest", "The request names no host and path that can be understood.");
            return;
        }
        try
        {
            using var request = await RequestAsync(context, target);
            using var response = await invoker.SendAsync(request, context.RequestAborted);
            await AnswerAsync(context, response);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to answer.
        }
        catch (HttpRequestException)
        {
            // The weather took the connection, before the answer or in the middle of it.
            context.Abort();
        }
        catch (BadHttpRequestException e)
        {
            await RefuseAsync(context, e.StatusCode, "BadRequest", e.Message);
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            await RefuseAsync(context, StatusCodes.Status500InternalServerError, "InternalServerError", $"The sandbox tenant cannot answer this: {e.Message}");
        }
    }

    /// <summary>
    /// A client that was told graph.microsoft.com speaks HTTPS in its own mind and only its connection leads here: the links it gets back must be such that it can follow them.
    /// A client that was given the loopback address gets links to that.
    /// </summary>
    static Uri? Target(HttpContext context)
    {
        var host = context.Request.Host;
        var raw = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        // A client that takes this for its proxy sends the whole address; Kestrel has checked that its host is the Host header's.
        if (!raw.StartsWith('/')) raw = Uri.TryCreate(raw, UriKind.Absolute, out var whole) ? whole.PathAndQuery : "";
        var isLoopback = host.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || IPAddress.TryParse(host.Host.Trim('[', ']'), out _);
        var origin = isLoopback ? $"http://{host.Value}" : $"https://{host.Host}";
        return host.HasValue && raw.Length > 0 && Uri.TryCreate(origin + raw, UriKind.Absolute, out var target) ? target : null;
    }

    static async Task<HttpRequestMessage> RequestAsync(HttpContext context, Uri target)
    {
        // The tenant reads the whole body anyway; from memory, it is measured before the tenant is asked.
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), target) { Content = new ByteArrayContent(body.ToArray()) };
        foreach (var (name, values) in context.Request.Headers)
        {
            if (HopByHop.Contains(name) || name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)) continue;
            if (!request.Headers.TryAddWithoutValidation(name, values.AsEnumerable())) request.Content.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
        }
        return request;
    }

    static async Task AnswerAsync(HttpContext context, HttpResponseMessage response)
    {
        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
            if (!HopByHop.Contains(name)) context.Response.Headers[name] = values.ToArray();
        if (!MayHaveBody(context)) return;
        // Piece by piece: a body that breaks off does so at the client as well.
        context.Response.ContentLength = response.Content.Headers.ContentLength;
        await response.Content.CopyToAsync(context.Response.Body, CancellationToken.None);
    }

    static bool MayHaveBody(HttpContext context) =>
        !HttpMethods.IsHead(context.Request.Method) && context.Response.StatusCode is not (StatusCodes.Status204NoContent or StatusCodes.Status304NotModified);

    /// <summary>In the form in which Graph refuses, so that a client's own error handling shows the sentence.</summary>
    static Task RefuseAsync(HttpContext context, int status, string code, string message)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { error = new { code, message } });
    }
}
