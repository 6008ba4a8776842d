using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using TeemCalendar.Sandbox;

namespace TeemCalendar.Worker.Loopback;

/// <summary>Kestrel in front of a sandbox tenant. It listens on 127.0.0.1 and nowhere else: the tenant's secrets are on its start line.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    readonly WebApplication application;
    readonly RequestForwarder forwarder;

    LoopbackServer(WebApplication application, RequestForwarder forwarder)
    {
        this.application = application;
        this.forwarder = forwarder;
        Address = new Uri(application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
    }

    /// <summary>Where it can be reached.</summary>
    public Uri Address { get; }

    public static async Task<LoopbackServer> StartAsync(SandboxTenant tenant, int port, CancellationToken cancel)
    {
        // The empty builder reads no configuration file and no environment variable: nothing but the port decides where it listens.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port, endpoint => endpoint.Protocols = HttpProtocols.Http1);
        });
        var application = builder.Build();
        var forwarder = new RequestForwarder(tenant.CreateHandler());
        application.Run(forwarder.AnswerAsync);
        try
        {
            await application.StartAsync(cancel);
            return new(application, forwarder);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            await application.DisposeAsync();
            forwarder.Dispose();
            throw WorkerFailure.Input($"--port {port}: the port cannot be opened on 127.0.0.1: {e.Message} Give another one, or 0 for any that is free.", e);
        }
    }

    /// <summary>Serves until it is cancelled, and lets what was begun end.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (cancel.Register(() => stopped.TrySetResult())) await stopped.Task;
        await application.StopAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await application.DisposeAsync();
        forwarder.Dispose();
    }
}
