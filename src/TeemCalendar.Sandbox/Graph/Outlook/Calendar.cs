using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Calendars;
using TeemCalendar.Sandbox.Graph.OData;
using TeemCalendar.Sandbox.Permissions;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph.Outlook;

/// <summary>The calendar folder itself.</summary>
internal static class Calendar
{
    static readonly Entity<Mailbox> Entity = new("calendar", "calendars", Write, isDirectory: false);

    internal static WireAnswer List(GraphCall call, MailboxCalendar calendar) =>
        new(200, Entity.Collection(call, [calendar.Mailbox], $"users('{calendar.Mailbox.OwnerId}')/calendars", page: 10, limit: 1000));

    internal static WireAnswer Get(GraphCall call, MailboxCalendar calendar, string? id) =>
        id is null || IsId(calendar.Mailbox, id) ? new(200, Entity.Single(call, calendar.Mailbox, $"users('{calendar.Mailbox.OwnerId}')/{(id is null ? "calendar" : "calendars")}/$entity")) : throw GraphRefusal.ItemNotFound();

    /// <summary>A mailbox's own calendar stays (the code is Exchange's own for its folders; that Graph says it so is inferred).</summary>
    internal static WireAnswer Delete(MailboxCalendar calendar, string id) =>
        IsId(calendar.Mailbox, id) ? throw new GraphRefusal(400, "ErrorDeleteDistinguishedFolder", "Distinguished folders cannot be deleted.") : throw GraphRefusal.ItemNotFound();

    // Both forms name the folder; ids of containers do not depend on the preference (documented).
    internal static bool IsId(Mailbox mailbox, string id) => id == Id(mailbox);

    static string Id(Mailbox mailbox) => new ItemId(mailbox.OwnerId, mailbox.Guid, null).Text(immutable: false);

    static void Write(Row row, GraphCall call, Mailbox mailbox)
    {
        var mayWrite = MailboxAccess.Decide(call.Tenant, call.Caller, mailbox, MailboxRight.CalendarsWrite).Allowed;
        var own = call.Caller.IsApplication || call.Caller.UserId == mailbox.OwnerId;
        row.Put("id", () => Id(mailbox)).Put("name", mailbox.CalendarFolderName).Put("color", "auto").Put("hexColor", "").Put("isDefaultCalendar", true)
            .Put("changeKey", () => Convert.ToBase64String(mailbox.Guid.ToByteArray())).Put("canShare", own).Put("canViewPrivateItems", own).Put("canEdit", mayWrite)
            .Put("allowedOnlineMeetingProviders", () => mailbox.IsRoom ? new JsonArray() : new JsonArray("teamsForBusiness")).Put("defaultOnlineMeetingProvider", mailbox.IsRoom ? "unknown" : "teamsForBusiness")
            .Put("isTallyingResponses", true).Put("isRemovable", false).Put("owner", () => new JsonObject { ["name"] = mailbox.DisplayName, ["address"] = mailbox.PrimarySmtpAddress });
    }
}
