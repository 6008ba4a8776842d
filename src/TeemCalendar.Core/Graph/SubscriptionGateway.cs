using Microsoft.Graph;
using Microsoft.Graph.Models;
using Microsoft.Graph.Models.ODataErrors;

namespace TeemCalendar.Core.Graph;

/// <summary>Subscriptions to what happens in the calendars of rooms. Only an application can have them: a signed-in person may subscribe to his own mailbox alone.</summary>
internal sealed class SubscriptionGateway(GraphServiceClient graph)
{
    /// <summary>Subscribes to a room's events. Before it answers, Microsoft asks both addresses to repeat a token.</summary>
    /// <param name="roomId">The room's directory id.</param>
    /// <param name="address">Where notifications are posted, those about the subscription itself as well.</param>
    /// <param name="clientState">The secret by which they are known to be Microsoft's.</param>
    /// <param name="expires">Until when.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task<RoomSubscription> CreateAsync(Guid roomId, Uri address, string clientState, DateTimeOffset expires, CancellationToken cancel)
    {
        var made = await graph.Subscriptions.PostAsync(new Subscription
        {
            ChangeType = "created,updated,deleted",
            Resource = $"/users/{roomId:D}/events",
            NotificationUrl = address.AbsoluteUri,
            // It cannot be added later.
            LifecycleNotificationUrl = address.AbsoluteUri,
            ClientState = clientState,
            ExpirationDateTime = expires,
        }, request => request.Headers.Add("Prefer", "IdType=\"ImmutableId\""), cancel).ConfigureAwait(false);
        return Guid.TryParse(made?.Id, out var id) ? new(id, made.ExpirationDateTime ?? expires)
            : throw new InvalidOperationException("Microsoft Graph's answer names no subscription.");
    }

    /// <summary>Renews a subscription, which also authorizes it anew. Null when it is there no more.</summary>
    /// <param name="id">The subscription.</param>
    /// <param name="expires">Until when.</param>
    /// <param name="cancel">Ends it.</param>
    public Task<RoomSubscription?> RenewAsync(Guid id, DateTimeOffset expires, CancellationToken cancel) => FindAsync(async () =>
    {
        var renewed = await graph.Subscriptions[Text(id)].PatchAsync(new Subscription { ExpirationDateTime = expires }, cancellationToken: cancel).ConfigureAwait(false);
        return new RoomSubscription(id, renewed?.ExpirationDateTime ?? expires);
    });

    /// <summary>Authorizes a subscription anew. False when it is there no more.</summary>
    /// <param name="id">The subscription.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task<bool> ReauthorizeAsync(Guid id, CancellationToken cancel) => await FindAsync(async () =>
    {
        await graph.Subscriptions[Text(id)].Reauthorize.PostAsync(cancellationToken: cancel).ConfigureAwait(false);
        return new object();
    }).ConfigureAwait(false) is not null;

    /// <summary>Ends a subscription. False when it had ended already.</summary>
    /// <param name="id">The subscription.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<bool> DeleteAsync(Guid id, CancellationToken cancel) => await FindAsync(async () =>
    {
        await graph.Subscriptions[Text(id)].DeleteAsync(cancellationToken: cancel).ConfigureAwait(false);
        return new object();
    }).ConfigureAwait(false) is not null;

    /// <summary>The application's subscriptions that post to an address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task<IReadOnlyList<Guid>> ListAsync(Uri address, CancellationToken cancel)
    {
        List<Guid> found = [];
        var page = await graph.Subscriptions.GetAsync(cancellationToken: cancel).ConfigureAwait(false);
        while (page is not null)
        {
            foreach (var subscription in page.Value ?? [])
                if (subscription.NotificationUrl == address.AbsoluteUri && Guid.TryParse(subscription.Id, out var id))
                    found.Add(id);
            page = page.OdataNextLink is { } next ? await graph.Subscriptions.WithUrl(next).GetAsync(cancellationToken: cancel).ConfigureAwait(false) : null;
        }
        return found;
    }

    static async Task<T?> FindAsync<T>(Func<Task<T>> call) where T : class
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (ODataError e) when (e.ResponseStatusCode == 404)
        {
            return null;
        }
    }

    static string Text(Guid id) => id.ToString("D");
}

/// <summary>A subscription to a room's events.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Expires">When it ends unless it is renewed (UTC).</param>
internal sealed record RoomSubscription(Guid Id, DateTimeOffset Expires);
