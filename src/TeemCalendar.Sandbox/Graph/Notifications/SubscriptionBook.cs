using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Graph.Notifications;

/// <summary>Which subscriptions are alive.</summary>
internal static class SubscriptionBook
{
    /// <summary>Takes out what has expired, and what a person started whose password changed or whose account was switched off (documented: AccountStateChanged).</summary>
    internal static void Prune(SandboxTenant tenant)
    {
        var subscriptions = tenant.State.Subscriptions;
        subscriptions.RemoveAll(s => s.Expires <= tenant.Now);
        foreach (var lost in subscriptions.FindAll(s => s.PersonMark is { } mark && (tenant.State.Users.GetValueOrDefault(s.CreatorId) is not { AccountEnabled: true } person || Mark(person) != mark))) Remove(tenant, lost);
        foreach (var lost in subscriptions.FindAll(s => !tenant.State.Mailboxes.ContainsKey(s.MailboxOwnerId))) Remove(tenant, lost);
    }

    /// <summary>The service itself ends a subscription and says so.</summary>
    internal static void Remove(SandboxTenant tenant, Subscription subscription)
    {
        tenant.State.Subscriptions.Remove(subscription);
        tenant.Notifier.Lifecycle(subscription, "subscriptionRemoved");
    }

    internal static Guid Mark(DirectoryUser person) => SandboxTenant.GuidOf($"{person.Id}/{person.Password}");
}
