using TeemCalendar.Sandbox.Calendars;
using TeemCalendar.Sandbox.Graph.OData;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph.Outlook;

/// <summary>The groups in which a mailbox lists its calendars. Their names are in its language; their classes are the same everywhere.</summary>
internal static class CalendarGroups
{
    // Seen in answers and in public code.
    static readonly Guid[] Classes = [new("0006f0b7-0000-0000-c000-000000000046"), new("0006f0b8-0000-0000-c000-000000000046"), new("0006f0b9-0000-0000-c000-000000000046")];

    static readonly Entity<(Mailbox Of, SandboxCalendarGroup Group)> Entity = new("calendarGroup", "calendarGroups", Write, isDirectory: false);

    internal static WireAnswer List(GraphCall call, Mailbox mailbox) =>
        new(200, Entity.Collection(call, Enum.GetValues<SandboxCalendarGroup>().Select(g => (mailbox, g)), $"users('{mailbox.OwnerId}')/calendarGroups", page: 10, limit: 1000));

    internal static WireAnswer Get(GraphCall call, Mailbox mailbox, string id) => new(200, Entity.Single(call, (mailbox, Find(mailbox, id)), $"users('{mailbox.OwnerId}')/calendarGroups/$entity"));

    internal static WireAnswer Calendars(GraphCall call, Mailbox mailbox, string id)
    {
        var group = Find(mailbox, id);
        return Calendar.List(call, Calendar.ListOf(call, mailbox).Where(c => c.Group == group), $"users('{mailbox.OwnerId}')/calendarGroups('{Uri.EscapeDataString(id)}')/calendars");
    }

    static SandboxCalendarGroup Find(Mailbox mailbox, string id) => Enum.GetValues<SandboxCalendarGroup>().Cast<SandboxCalendarGroup?>().FirstOrDefault(g => Id(mailbox, g!.Value) == id) ?? throw GraphRefusal.ItemNotFound();

    static string Id(Mailbox mailbox, SandboxCalendarGroup group) => new ItemId(mailbox.OwnerId, SandboxTenant.GuidOf($"{mailbox.Guid}/{Classes[(int)group]}"), null).Text(immutable: false);

    static void Write(Row row, GraphCall call, (Mailbox Of, SandboxCalendarGroup Group) item) => row
        .Put("id", () => Id(item.Of, item.Group)).Put("name", FolderNames.CalendarGroup(item.Of.Language, item.Group)).Put("classId", () => Classes[(int)item.Group].ToString())
        .Put("changeKey", () => Convert.ToBase64String(Classes[(int)item.Group].ToByteArray()));
}
