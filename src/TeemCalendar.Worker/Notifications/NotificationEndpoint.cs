using Microsoft.AspNetCore.Http;
using TeemCalendar.Core.Sync.Notifications;
using TeemCalendar.Worker.Loopback;

namespace TeemCalendar.Worker.Notifications;

/// <summary>The address that Microsoft posts notifications to, on 127.0.0.1: a reverse proxy leads there, under whatever path it likes.</summary>
internal sealed class NotificationEndpoint : IAsyncDisposable
{
    /// <summary>Microsoft's tokens have some hundred characters. Nothing longer is repeated for whoever asks.</summary>
    const int LongestToken = 2048;

    readonly Func<ReadOnlyMemory<byte>, bool> receive;
    LoopbackApplication application = null!;

    NotificationEndpoint(Func<ReadOnlyMemory<byte>, bool> receive) => this.receive = receive;

    /// <summary>Where it can be reached from this computer.</summary>
    public Uri Address => application.Address;

    /// <param name="port">The port; 0 for any that is free.</param>
    /// <param name="receive">Takes a body, quickly; false when it is no notification.</param>
    /// <param name="cancel">Ends the opening.</param>
    public static async Task<NotificationEndpoint> StartAsync(int port, Func<ReadOnlyMemory<byte>, bool> receive, CancellationToken cancel)
    {
        var endpoint = new NotificationEndpoint(receive);
        endpoint.application = await LoopbackApplication.StartAsync("--listen", port, endpoint.AnswerAsync, NotificationReader.LongestBody, cancel);
        return endpoint;
    }

    public async ValueTask DisposeAsync() => await application.DisposeAsync();

    async Task AnswerAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            context.Response.Headers.Allow = HttpMethods.Post;
            return;
        }
        if (context.Request.Query.TryGetValue("validationToken", out var tokens))
        {
            await RepeatAsync(context, tokens.ToString());
            return;
        }
        try
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            // Reading the rooms is somebody else's work: Microsoft wants its answer within three seconds.
            context.Response.StatusCode = receive(body.GetBuffer().AsMemory(0, (int)body.Length)) ? StatusCodes.Status202Accepted : StatusCodes.Status400BadRequest;
        }
        catch (BadHttpRequestException e)
        {
            context.Response.StatusCode = e.StatusCode;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to answer.
        }
    }

    /// <summary>As plain text that no browser takes for anything else: anybody can ask.</summary>
    static Task RepeatAsync(HttpContext context, string token)
    {
        if (token.Length is 0 or > LongestToken)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return Task.CompletedTask;
        }
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return context.Response.WriteAsync(token);
    }
}
