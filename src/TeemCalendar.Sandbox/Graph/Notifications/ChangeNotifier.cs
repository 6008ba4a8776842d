using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Calendars;
using TeemCalendar.Sandbox.Graph.Outlook;
using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Graph.Notifications;

/// <summary>Tells subscribers of what changed, in the order in which it changed, after the request that changed it.</summary>
internal sealed class ChangeNotifier(SandboxTenant tenant)
{
    readonly LinkedList<Pending> queue = new();
    Task sending = Task.CompletedTask;
    bool isSending;

    /// <summary>Everything that was to be sent has been taken or given up.</summary>
    internal Task SettledAsync()
    {
        lock (tenant.Gate) return sending;
    }

    /// <summary>An item of a calendar was created, updated or deleted. What concerns an occurrence is told as a change of its series (inferred).</summary>
    internal void Changed(Mailbox mailbox, CalendarItem item, string change)
    {
        if (tenant.State.Subscriptions.Count == 0) return;
        SubscriptionBook.Prune(tenant);
        foreach (var subscription in tenant.State.Subscriptions)
            if (subscription.MailboxOwnerId == mailbox.OwnerId && subscription.ChangeTypes.Contains(change) && !subscription.NeedsReauthorization) Enqueue(subscription, subscription.NotificationUrl, Change(subscription, mailbox, item, change));
    }

    /// <summary>Tells a subscriber something about the subscription itself, if he wants to hear such things.</summary>
    internal void Lifecycle(Subscription subscription, string lifecycleEvent)
    {
        if (subscription.LifecycleUrl is not { } url) return;
        var notification = Head(subscription);
        notification["lifecycleEvent"] = lifecycleEvent;
        Enqueue(subscription, url, notification);
    }

    void Enqueue(Subscription subscription, string url, JsonObject notification)
    {
        // One request may touch an item several times; a subscriber hears of it once.
        if (queue.Last?.Value is { } last && last.Subscription == subscription && JsonNode.DeepEquals(last.Notification["resourceData"]?["id"], notification["resourceData"]?["id"]) &&
            JsonNode.DeepEquals(last.Notification["changeType"], notification["changeType"]) && JsonNode.DeepEquals(last.Notification["lifecycleEvent"], notification["lifecycleEvent"])) queue.RemoveLast();
        queue.AddLast(new Pending(subscription, url, notification));
        if (isSending) return;
        isSending = true;
        sending = Task.Run(SendAllAsync);
    }

    async Task SendAllAsync()
    {
        while (true)
        {
            Pending next;
            lock (tenant.Gate)
            {
                isSending = queue.First is not null;
                if (!isSending) return;
                next = queue.First!.Value;
                queue.RemoveFirst();
            }
            if (await tenant.Webhook.DeliverAsync(next.Url, new() { ["value"] = new JsonArray(next.Notification) }).ConfigureAwait(false)) continue;
            // Documented: the subscriber is told that he missed something; that nobody hears even this is his own affair.
            if (next.Notification["lifecycleEvent"] is null) lock (tenant.Gate) Lifecycle(next.Subscription, "missed");
        }
    }

    JsonObject Change(Subscription subscription, Mailbox mailbox, CalendarItem item, string change)
    {
        var id = new ItemId(mailbox.OwnerId, item.Id, null).Text(subscription.ImmutableIds);
        var resource = $"Users/{mailbox.OwnerId}/Events/{id}";
        var notification = Head(subscription);
        notification["changeType"] = change;
        notification["resource"] = resource;
        notification["resourceData"] = new JsonObject { ["@odata.type"] = "#Microsoft.Graph.Event", ["@odata.id"] = resource, ["@odata.etag"] = EventJson.ETag(Expansion.Itself(item)), ["id"] = id };
        return notification;
    }

    JsonObject Head(Subscription subscription) => new()
    {
        ["subscriptionId"] = subscription.Id.ToString(), ["subscriptionExpirationDateTime"] = GraphTime.Precise(subscription.Expires), ["tenantId"] = tenant.State.TenantId.ToString(), ["clientState"] = subscription.ClientState,
    };

    sealed record Pending(Subscription Subscription, string Url, JsonObject Notification);
}
