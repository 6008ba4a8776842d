using TeemCalendar.Core.Sync.Notifications;

namespace TeemCalendar.Worker.Notifications;

/// <summary>Rooms whose changes Microsoft tells: the endpoint, and the keeper of the subscriptions that lead to it.</summary>
internal sealed class ToldRooms : IAsyncDisposable
{
    readonly NotificationEndpoint endpoint;
    readonly CancellationTokenSource stop;
    readonly Task keeping;

    ToldRooms(NotificationEndpoint endpoint, CancellationTokenSource stop, Task keeping) => (this.endpoint, this.stop, this.keeping) = (endpoint, stop, keeping);

    /// <param name="keeper">Keeps the subscriptions.</param>
    /// <param name="port">The port; 0 for any that is free.</param>
    /// <param name="address">The public address; null for the port itself.</param>
    /// <param name="cancel">Ends it; <see cref="DisposeAsync"/> waits for that.</param>
    public static async Task<ToldRooms> StartAsync(SubscriptionKeeper keeper, int port, Uri? address, CancellationToken cancel)
    {
        var endpoint = await NotificationEndpoint.StartAsync(port, keeper.Receive, cancel);
        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        return new(endpoint, stop, Task.Run(() => keeper.RunAsync(address ?? endpoint.Address, stop.Token), CancellationToken.None));
    }

    /// <summary>Ends the subscriptions, and then closes the port.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        try
        {
            await keeping;
        }
        finally
        {
            await endpoint.DisposeAsync();
            stop.Dispose();
        }
    }
}
