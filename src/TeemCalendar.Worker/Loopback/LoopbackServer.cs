using TeemCalendar.Sandbox;

namespace TeemCalendar.Worker.Loopback;

/// <summary>A sandbox tenant on 127.0.0.1 and nowhere else: the tenant's secrets are on its start line.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    readonly LoopbackApplication application;
    readonly RequestForwarder forwarder;

    LoopbackServer(LoopbackApplication application, RequestForwarder forwarder) => (this.application, this.forwarder) = (application, forwarder);

    /// <summary>Where it can be reached.</summary>
    public Uri Address => application.Address;

    public static Task<LoopbackServer> StartAsync(SandboxTenant tenant, int port, CancellationToken cancel) => StartAsync(tenant.CreateHandler(), port, cancel);

    /// <param name="tenant">Answers for the tenant; disposed with the server.</param>
    /// <param name="port">The port; 0 for any that is free.</param>
    /// <param name="cancel">Ends the opening.</param>
    public static async Task<LoopbackServer> StartAsync(HttpMessageHandler tenant, int port, CancellationToken cancel)
    {
        var forwarder = new RequestForwarder(tenant);
        try
        {
            return new(await LoopbackApplication.StartAsync("--port", port, forwarder.AnswerAsync, longestBody: null, cancel), forwarder);
        }
        catch
        {
            forwarder.Dispose();
            throw;
        }
    }

    /// <summary>Serves until it is cancelled, and lets what was begun end.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (cancel.Register(() => stopped.TrySetResult())) await stopped.Task;
        await application.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await application.DisposeAsync();
        forwarder.Dispose();
    }
}
