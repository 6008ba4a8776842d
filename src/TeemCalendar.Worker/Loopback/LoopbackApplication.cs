using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace TeemCalendar.Worker.Loopback;

/// <summary>Kestrel on 127.0.0.1 and nowhere else.</summary>
internal sealed class LoopbackApplication : IAsyncDisposable
{
    readonly WebApplication application;

    LoopbackApplication(WebApplication application)
    {
        this.application = application;
        Address = new Uri(application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
    }

    /// <summary>Where it can be reached.</summary>
    public Uri Address { get; }

    /// <summary>Opens the port.</summary>
    /// <param name="option">The option that gave the port, for the sentence when it is taken.</param>
    /// <param name="port">The port; 0 for any that is free.</param>
    /// <param name="answer">Answers a request.</param>
    /// <param name="longestBody">The longest body that is taken; null for Kestrel's own limit.</param>
    /// <param name="cancel">Ends the opening.</param>
    public static async Task<LoopbackApplication> StartAsync(string option, int port, RequestDelegate answer, long? longestBody, CancellationToken cancel)
    {
        // The empty builder reads no configuration file and no environment variable: nothing but the port decides where it listens.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            if (longestBody is not null) kestrel.Limits.MaxRequestBodySize = longestBody;
            kestrel.Listen(IPAddress.Loopback, port, endpoint => endpoint.Protocols = HttpProtocols.Http1);
        });
        var application = builder.Build();
        application.Run(answer);
        try
        {
            await application.StartAsync(cancel);
            return new(application);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            await application.DisposeAsync();
            throw WorkerFailure.Input($"{option} {port}: the port cannot be opened on 127.0.0.1: {e.Message} Give another one, or 0 for any that is free.", e);
        }
    }

    /// <summary>Takes no more, and lets what was begun end.</summary>
    public Task StopAsync() => application.StopAsync(CancellationToken.None);

    public ValueTask DisposeAsync() => application.DisposeAsync();
}
