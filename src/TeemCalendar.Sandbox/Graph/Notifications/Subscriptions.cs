using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Graph.OData;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph.Notifications;

/// <summary>/subscriptions: made after a handshake with the address to be notified, renewed, reauthorized, ended.</summary>
internal static class Subscriptions
{
    static readonly Entity<Subscription> Entity = new("subscription", "subscriptions", Write, isDirectory: false);

    internal static WireAnswer List(GraphCall call)
    {
        SubscriptionBook.Prune(call.Tenant);
        return new(200, Entity.Collection(call, call.State.Subscriptions.Where(s => IsOwn(call, s)), limit: 1000));
    }

    internal static WireAnswer Get(GraphCall call, string id) => new(200, Entity.Single(call, Find(call, id)));

    /// <summary>The addresses are asked while nobody waits for the tenant: whoever answers may ask the tenant itself.</summary>
    internal static WireAnswer Create(GraphCall call)
    {
        Entity.CheckSelect(call);
        var subscription = SubscriptionInput.Read(call);
        return new(202)
        {
            Then = async () =>
            {
                foreach (var url in new[] { subscription.NotificationUrl, subscription.LifecycleUrl }.OfType<string>().Distinct())
                    if (await call.Tenant.Webhook.ValidateAsync(url).ConfigureAwait(false) is { } problem)
                        return new(400, new JsonObject { ["error"] = new JsonObject { ["code"] = "ValidationError", ["message"] = problem } });
                lock (call.Tenant.Gate)
                {
                    call.State.Subscriptions.Add(subscription);
                    return new(201, Entity.Single(call, subscription));
                }
            },
        };
    }

    /// <summary>Renews, and reauthorizes by that (documented). Nothing but the end can be changed; an address for lifecycle notifications cannot be added later (documented).</summary>
    internal static WireAnswer Update(GraphCall call, string id)
    {
        var subscription = Find(call, id);
        var body = call.Body("subscription");
        if (body.Any(p => p.Key is not "expirationDateTime" && !p.Key.Contains('@', StringComparison.Ordinal))) throw new GraphRefusal(400, "InvalidRequest", "Only the expirationDateTime of a subscription can be updated.");
        Entity.CheckSelect(call);
        (subscription.Expires, subscription.NeedsReauthorization) = (SubscriptionInput.Expiry(call, body), false);
        return new(200, Entity.Single(call, subscription));
    }

    internal static WireAnswer Reauthorize(GraphCall call, string id)
    {
        Find(call, id).NeedsReauthorization = false;
        return GraphCall.NoContent();
    }

    internal static WireAnswer Delete(GraphCall call, string id)
    {
        call.State.Subscriptions.Remove(Find(call, id));
        return GraphCall.NoContent();
    }

    // Seen: code and sentence for a subscription that is not there, or is another application's.
    static Subscription Find(GraphCall call, string id)
    {
        SubscriptionBook.Prune(call.Tenant);
        return Guid.TryParse(id, out var key) && call.State.Subscriptions.Find(s => s.Id == key && IsOwn(call, s)) is { } found ? found : throw new GraphRefusal(404, "ResourceNotFound", "The object was not found.");
    }

    static bool IsOwn(GraphCall call, Subscription subscription) => subscription.AppId == call.Caller.AppId && subscription.CreatorId == (call.Caller.UserId ?? call.Caller.ServicePrincipalId);

    static void Write(Row row, GraphCall call, Subscription subscription) => row
        .Put("id", subscription.Id.ToString()).Put("resource", subscription.Resource).Put("applicationId", subscription.AppId.ToString()).Put("changeType", string.Join(',', subscription.ChangeTypes))
        .Put("clientState", subscription.ClientState).Put("notificationUrl", subscription.NotificationUrl).Put("notificationQueryOptions", (JsonNode?)null).Put("lifecycleNotificationUrl", subscription.LifecycleUrl)
        .Put("expirationDateTime", () => GraphTime.Precise(subscription.Expires)).Put("creatorId", subscription.CreatorId.ToString()).Put("includeResourceData", (JsonNode?)null)
        .Put("latestSupportedTlsVersion", subscription.TlsVersion).Put("encryptionCertificate", (JsonNode?)null).Put("encryptionCertificateId", (JsonNode?)null).Put("notificationUrlAppId", (JsonNode?)null);
}
