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
        foreach (var lost in subscriptions.FindAll(s => HasChanged(tenant, s) || IsDeleted(tenant, s.MailboxOwnerId))) Remove(tenant, lost);
    }

    /// <summary>The service itself ends a subscription and says so.</summary>
    internal static void Remove(SandboxTenant tenant, Subscription subscription)
    {
        tenant.State.Subscriptions.Remove(subscription);
        tenant.Notifier.Lifecycle(subscription, "subscriptionRemoved");
    }

    static bool HasChanged(SandboxTenant tenant, Subscription subscription) =>
        subscription.PersonMark is { } mark && (IsDeleted(tenant, subscription.CreatorId) || (tenant.State.Users.TryGetValue(subscription.CreatorId, out var person) && (!person.AccountEnabled || Mark(person) != mark)));

    // That somebody cannot be seen does not mean that he is gone: he may be new, and not known everywhere.
    static bool IsDeleted(SandboxTenant tenant, Guid user) => tenant.State.DeletedUsers.Exists(d => d.User.Id == user);

    internal static Guid Mark(DirectoryUser person) => SandboxTenant.GuidOf($"{person.Id}/{person.Password}");
}
