using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Calendars;
using TeemCalendar.Sandbox.Graph.OData;
using TeemCalendar.Sandbox.Permissions;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph.Outlook;

/// <summary>A calendar in a mailbox's list: its own, or one of somebody else that stands there too.</summary>
/// <param name="List">Whose list it is.</param>
/// <param name="Of">Whose calendar it is.</param>
/// <param name="Shared">Its place in the list; null for the mailbox's own.</param>
internal sealed record ListedCalendar(Mailbox List, Mailbox Of, SharedCalendar? Shared)
{
    internal SandboxCalendarGroup Group => Shared?.Group ?? SandboxCalendarGroup.Mine;
}

/// <summary>The calendar folder itself, and the calendars in a mailbox's list.</summary>
internal static class Calendar
{
    static readonly Entity<ListedCalendar> Entity = new("calendar", "calendars", Write, isDirectory: false);

    /// <summary>Its own first; of the shared ones those whose mailbox is still there.</summary>
    internal static IEnumerable<ListedCalendar> ListOf(GraphCall call, Mailbox mailbox) =>
        [new(mailbox, mailbox, null), .. mailbox.SharedCalendars.Select(s => call.State.Mailboxes.GetValueOrDefault(s.CalendarOf) is { } of ? new ListedCalendar(mailbox, of, s) : null).OfType<ListedCalendar>()];

    internal static WireAnswer List(GraphCall call, MailboxCalendar calendar) => List(call, ListOf(call, calendar.Mailbox), $"users('{calendar.Mailbox.OwnerId}')/calendars");

    internal static WireAnswer List(GraphCall call, IEnumerable<ListedCalendar> calendars, string context) => new(200, Entity.Collection(call, calendars, context, page: 10, limit: 1000));

    internal static WireAnswer Get(GraphCall call, MailboxCalendar calendar, string? id) => ListOf(call, calendar.Mailbox).FirstOrDefault(c => id is null || Id(c) == id) is { } found
        ? new(200, Entity.Single(call, found, $"users('{calendar.Mailbox.OwnerId}')/{(id is null ? "calendar" : "calendars")}/$entity")) : throw GraphRefusal.ItemNotFound();

    /// <summary>A mailbox's own calendar stays (the code is Exchange's own for its folders; that Graph says it so is inferred).</summary>
    internal static WireAnswer Delete(MailboxCalendar calendar, string id)
    {
        if (IsId(calendar.Mailbox, id)) throw new GraphRefusal(400, "ErrorDeleteDistinguishedFolder", "Distinguished folders cannot be deleted.");
        return calendar.Mailbox.SharedCalendars.RemoveAll(s => SharedId(calendar.Mailbox, s) == id) > 0 ? GraphCall.NoContent() : throw GraphRefusal.ItemNotFound();
    }

    // Both forms name the folder; ids of containers do not depend on the preference (documented).
    internal static bool IsId(Mailbox mailbox, string id) => id == OwnId(mailbox);

    static string OwnId(Mailbox mailbox) => new ItemId(mailbox.OwnerId, mailbox.Guid, null).Text(immutable: false);
    static string SharedId(Mailbox list, SharedCalendar shared) => new ItemId(list.OwnerId, shared.Id, null).Text(immutable: false);
    static string Id(ListedCalendar calendar) => calendar.Shared is { } shared ? SharedId(calendar.List, shared) : OwnId(calendar.Of);

    static void Write(Row row, GraphCall call, ListedCalendar calendar)
    {
        var mailbox = calendar.Of;
        var mayWrite = MailboxAccess.Decide(call.Tenant, call.Caller, mailbox, MailboxRight.CalendarsWrite).Allowed;
        var own = call.Caller.IsApplication || call.Caller.UserId == mailbox.OwnerId;
        // A shared calendar is called after its owner (seen).
        row.Put("id", () => Id(calendar)).Put("name", calendar.Shared is null ? mailbox.CalendarFolderName : mailbox.DisplayName).Put("color", "auto").Put("hexColor", "").Put("isDefaultCalendar", calendar.Shared is null)
            .Put("changeKey", () => Convert.ToBase64String(mailbox.Guid.ToByteArray())).Put("canShare", own).Put("canViewPrivateItems", own).Put("canEdit", mayWrite)
            .Put("allowedOnlineMeetingProviders", () => mailbox.IsRoom ? new JsonArray() : new JsonArray("teamsForBusiness")).Put("defaultOnlineMeetingProvider", mailbox.IsRoom ? "unknown" : "teamsForBusiness")
            .Put("isTallyingResponses", true).Put("isRemovable", calendar.Shared is not null).Put("owner", () => new JsonObject { ["name"] = mailbox.DisplayName, ["address"] = mailbox.PrimarySmtpAddress });
    }
}
