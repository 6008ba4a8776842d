using System.Text;
using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Calendars;
using TeemCalendar.Sandbox.Graph.OData;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph.Outlook;

/// <summary>calendarPermissions: with whom a calendar is shared. They are the permissions that Exchange's commands show for the calendar folder.</summary>
internal static class CalendarPermissions
{
    const string Stranger = "ExchangePublishedUser.";

    internal static WireAnswer List(GraphCall call, Mailbox mailbox)
    {
        // Documented: whoever is not the owner gets an empty collection. The entry for anonymous people is not among them (as in the documentation's examples).
        var shown = IsOwner(call, mailbox) ? mailbox.CalendarPermissions.Where(p => p.User != "Anonymous").ToList() : [];
        return new(200, Entity(mailbox).Collection(call, shown, Set(mailbox), page: 100, limit: 1000));
    }

    internal static WireAnswer Get(GraphCall call, Mailbox mailbox, string id) => new(200, Entity(mailbox).Single(call, Find(call, mailbox, id), Set(mailbox) + "/$entity"));

    internal static WireAnswer Create(GraphCall call, Mailbox mailbox)
    {
        if (!IsOwner(call, mailbox)) throw GraphRefusal.AccessDenied();
        var body = call.OutlookBody("calendarPermission");
        var address = body["emailAddress"]?["address"].Text() ?? "";
        var at = address.IndexOf('@', StringComparison.Ordinal);
        if (at < 1 || at == address.Length - 1) throw new GraphRefusal(400, "ErrorInvalidRecipients", "At least one recipient isn't valid.");
        var person = Meetings.FindMailbox(call.Tenant, address);
        // Inferred: somebody of an accepted domain who does not exist is no stranger, and nobody either.
        if (person is null && call.State.IsAcceptedDomain(address[(at + 1)..])) throw new GraphRefusal(400, "ErrorInvalidRecipients", "At least one recipient isn't valid.");
        var permission = new FolderPermission { UserId = person?.OwnerId, User = person?.DisplayName ?? Stranger + address };
        if (mailbox.CalendarPermissions.Exists(p => p.UserId == permission.UserId && (p.UserId is not null || p.User.Equals(permission.User, StringComparison.OrdinalIgnoreCase))))
            throw GraphRefusal.InvalidRequest("The calendar is already shared with this user.");
        SetRole(permission, body["role"].Text());
        Entity(mailbox).CheckSelect(call);
        mailbox.CalendarPermissions.Add(permission);
        return new(200, Entity(mailbox).Single(call, permission, Set(mailbox) + "/$entity")); // 200 is what the documentation says
    }

    internal static WireAnswer Update(GraphCall call, Mailbox mailbox, string id)
    {
        var permission = Find(call, mailbox, id);
        var body = call.OutlookBody("calendarPermission");
        if (body.Any(p => p.Key is not "role" && !p.Key.Contains('@', StringComparison.Ordinal))) throw GraphRefusal.InvalidRequest("Only the role of a calendar permission can be updated.");
        Entity(mailbox).CheckSelect(call);
        SetRole(permission, body["role"].Text());
        return new(200, Entity(mailbox).Single(call, permission, Set(mailbox) + "/$entity"));
    }

    internal static WireAnswer Delete(GraphCall call, Mailbox mailbox, string id)
    {
        var permission = Find(call, mailbox, id);
        if (!IsRemovable(permission)) throw GraphRefusal.InvalidRequest("My Organization can't be removed from the sharees of a calendar.");
        mailbox.CalendarPermissions.Remove(permission);
        return GraphCall.NoContent();
    }

    static void SetRole(FolderPermission permission, string? role)
    {
        if (role is null || !CalendarRoles.Allowed(permission).Contains(role)) throw GraphRefusal.InvalidRequest($"The role '{role}' can't be given to this user: allowed are {string.Join(", ", CalendarRoles.Allowed(permission))}.");
        CalendarRoles.Set(permission, role);
    }

    // Documented: only on behalf of the owner. An application acts for whom it opens.
    static bool IsOwner(GraphCall call, Mailbox mailbox) => call.Caller.IsApplication || call.Caller.UserId == mailbox.OwnerId;

    static FolderPermission Find(GraphCall call, Mailbox mailbox, string id) =>
        IsOwner(call, mailbox) && mailbox.CalendarPermissions.Find(p => p.User != "Anonymous" && Id(call, p) == id) is { } found ? found : throw GraphRefusal.ItemNotFound();

    static bool IsRemovable(FolderPermission permission) => permission.User != "Default";

    /// <summary>What is seen in ids when they are decoded: Default, a stranger's published name, a mailbox's distinguished name.</summary>
    static string Id(GraphCall call, FolderPermission permission) => Convert.ToBase64String(Encoding.UTF8.GetBytes(
        permission.UserId is not { } user ? permission.User : call.State.Mailboxes.GetValueOrDefault(user) is { } mailbox ? Exchange.MailboxRow.LegacyDn(mailbox) : user.ToString()));

    static string Set(Mailbox mailbox) => $"users('{mailbox.OwnerId}')/calendar/calendarPermissions";

    static Entity<FolderPermission> Entity(Mailbox mailbox) => new("calendarPermission", Set(mailbox), Write, isDirectory: false);

    static void Write(Row row, GraphCall call, FolderPermission permission) => row
        .Put("id", () => Id(call, permission)).Put("isRemovable", IsRemovable(permission)).Put("isInsideOrganization", !permission.User.StartsWith(Stranger, StringComparison.Ordinal))
        .Put("role", CalendarRoles.Of(permission)).Put("allowedRoles", () => Row.Array(CalendarRoles.Allowed(permission))).Put("emailAddress", () => Address(call, permission));

    static JsonObject Address(GraphCall call, FolderPermission permission)
    {
        if (permission.User == "Default" && permission.UserId is null) return new() { ["name"] = "My Organization" };
        if (permission.UserId is null) return new() { ["name"] = permission.User[Stranger.Length..], ["address"] = permission.User[Stranger.Length..] };
        var mailbox = call.State.Mailboxes.GetValueOrDefault(permission.UserId.Value);
        return new() { ["name"] = mailbox?.DisplayName ?? permission.User, ["address"] = mailbox?.PrimarySmtpAddress ?? call.State.Users.GetValueOrDefault(permission.UserId.Value)?.UserPrincipalName };
    }
}
