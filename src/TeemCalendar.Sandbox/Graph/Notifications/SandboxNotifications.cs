using TeemCalendar.Sandbox.Calendars;
using TeemCalendar.Sandbox.Graph.Notifications;

namespace TeemCalendar.Sandbox;

/// <summary>What a test or a rehearsal may do to subscriptions from outside the wire: the service does it when it sees fit.</summary>
public static class SandboxNotifications
{
    /// <summary>Completes when every notification so far has been taken or given up.</summary>
    /// <param name="tenant">The tenant.</param>
    public static Task NotificationsSettledAsync(this SandboxTenant tenant) => tenant.Notifier.SettledAsync();

    /// <summary>Demands that everyone who is subscribed to a mailbox authorizes anew: nothing is sent until he renews or reauthorizes.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="mailbox">The mailbox's address.</param>
    /// <returns>How many subscriptions there are.</returns>
    public static int ChallengeSubscriptions(this SandboxTenant tenant, string mailbox) => ForEach(tenant, mailbox, subscription =>
    {
        subscription.NeedsReauthorization = true;
        tenant.Notifier.Lifecycle(subscription, "reauthorizationRequired");
    });

    /// <summary>Ends all subscriptions to a mailbox, as the service may at any time.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="mailbox">The mailbox's address.</param>
    /// <returns>How many there were.</returns>
    public static int RemoveSubscriptions(this SandboxTenant tenant, string mailbox) => ForEach(tenant, mailbox, subscription => SubscriptionBook.Remove(tenant, subscription));

    static int ForEach(SandboxTenant tenant, string mailbox, Action<State.Subscription> action)
    {
        lock (tenant.Gate)
        {
            if (Meetings.FindMailbox(tenant, mailbox) is not { } found) return 0;
            var subscriptions = tenant.State.Subscriptions.FindAll(s => s.MailboxOwnerId == found.OwnerId);
            subscriptions.ForEach(action);
            return subscriptions.Count;
        }
    }
}
