using System.Globalization;
using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Calendars;
using TeemCalendar.Sandbox.Permissions;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph.Notifications;

/// <summary>From a subscription's JSON to a subscription, or the refusal. Codes and sentences were seen where nothing else is said.</summary>
internal static class SubscriptionInput
{
    const int MostOfMailbox = 1000, LongestState = 128; // documented
    static readonly TimeSpan Shortest = TimeSpan.FromMinutes(45); // documented: less is made so much
    static readonly string[] Changes = ["created", "updated", "deleted"];

    internal static Subscription Read(GraphCall call)
    {
        var body = call.Body("subscription");
        foreach (var name in new[] { "changeType", "notificationUrl", "resource", "expirationDateTime" })
            if (body[name].Text() is not { Length: > 0 }) throw Invalid($"{name} is a required property for subscription creation.");
        var changes = body["changeType"].Text()!.Split(',').Select(c => c.Trim().ToLowerInvariant()).Distinct().ToList();
        if (changes.Except(Changes).Any()) throw Invalid("The changeType of a subscription is a list of created, updated and deleted.");
        if (body["clientState"].Text() is { Length: > LongestState }) throw Invalid($"The clientState of a subscription has at most {LongestState} characters.");
        if (body["includeResourceData"]?.GetValue<bool>() == true) throw Invalid("The sandbox tenant sends notifications without resource data only.");
        foreach (var name in new[] { "notificationUrl", "lifecycleNotificationUrl" })
            if (body[name].Text() is { } url && !call.Tenant.Webhook.Accepts(url)) throw Invalid($"{name} must be an HTTPS address; without a handler of its own the sandbox tenant reaches loopback addresses only.");
        var mailbox = Mailbox(call, body["resource"].Text()!);
        if (call.State.Subscriptions.Count(s => s.MailboxOwnerId == mailbox.OwnerId) >= MostOfMailbox) throw Extension(403, "Forbidden", $"The mailbox has reached its limit of {MostOfMailbox} subscriptions.");
        return new()
        {
            Id = call.Tenant.NewGuid(), AppId = call.Caller.AppId, CreatorId = call.Caller.UserId ?? call.Caller.ServicePrincipalId,
            PersonMark = call.Caller.UserId is { } user && call.State.Users.GetValueOrDefault(user) is { } person ? SubscriptionBook.Mark(person) : null,
            MailboxOwnerId = mailbox.OwnerId, Resource = body["resource"].Text()!, ChangeTypes = changes, NotificationUrl = body["notificationUrl"].Text()!, LifecycleUrl = body["lifecycleNotificationUrl"].Text(),
            ClientState = body["clientState"].Text(), TlsVersion = body["latestSupportedTlsVersion"].Text() ?? "v1_2", ImmutableIds = "ImmutableId".Equals(call.Prefer("IdType"), StringComparison.OrdinalIgnoreCase),
            Expires = Expiry(call, body),
        };
    }

    internal static DateTimeOffset Expiry(GraphCall call, JsonObject body)
    {
        if (!DateTimeOffset.TryParse(body["expirationDateTime"].Text(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var expires)) throw Invalid("expirationDateTime is a required property.");
        if (expires <= call.Tenant.Now) throw Invalid("The expirationDateTime of a subscription must be in the future.");
        if (expires > call.Tenant.Now.AddMinutes(call.Tenant.SubscriptionMinutes))
            throw new GraphRefusal(400, "ExtensionError", string.Create(CultureInfo.InvariantCulture, $"Subscription expiration can only be {call.Tenant.SubscriptionMinutes} minutes in the future."));
        return expires < call.Tenant.Now + Shortest ? call.Tenant.Now + Shortest : expires;
    }

    /// <summary>Whose events are meant. Documented: a person can subscribe to his own mailbox only, an application to every one that it may read.</summary>
    static Mailbox Mailbox(GraphCall call, string resource)
    {
        var path = GraphPath.Split(resource.TrimStart('/').Split('?')[0]);
        if (path is ["me", .. var mine]) path = ["users", call.Caller.UserId?.ToString() ?? throw Invalid("/me needs a signed-in person."), .. mine];
        var mailbox = path is ["users", var user, .. var rest] && call.State.FindUser(user) is { } found ? call.State.Mailboxes.GetValueOrDefault(found.Id) : null;
        rest = path is ["users", _, .. var below] ? below : path;
        if (rest is not (["events"] or ["calendar", "events"] or ["calendars", _, "events"])) throw Invalid($"The sandbox tenant has no subscriptions to '{resource}': it has those to /users/{{id}}/events.");
        if (mailbox is null) throw Extension(404, "NotFound", "The requested user is invalid.");
        if (rest is ["calendars", var calendar, _] && !Outlook.Calendar.IsId(mailbox, calendar)) throw Extension(404, "NotFound", "The specified object was not found in the store.");
        var mayRead = (call.Caller.UserId is not { } me || me == mailbox.OwnerId) && MailboxAccess.Decide(call.Tenant, call.Caller, mailbox, MailboxRight.CalendarsRead).Allowed;
        if (!mayRead) throw Extension(403, "Forbidden", "Access is denied. Check credentials and try again.");
        // What was promised to a new room is there before anybody waits for changes.
        MailboxCalendar.Open(call.Tenant, mailbox);
        return mailbox;
    }

    static GraphRefusal Invalid(string message) => new(400, "InvalidRequest", message);

    static GraphRefusal Extension(int status, string word, string reason) => new(status, "ExtensionError", $"Operation: Create; Exception: [Status Code: {word}; Reason: {reason}]");
}
