using TeemCalendar.Sandbox.Calendars;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph.Outlook;

/// <summary>Events as they stand in time: calendarView and a series' instances.</summary>
internal static class CalendarViews
{
    internal static WireAnswer View(GraphCall call, MailboxCalendar calendar)
    {
        var window = CalendarWindow.Of(call);
        var rows = calendar.View(window.FromUtc, window.ToUtc).ToList();
        return EventStyle.Applied(call, new(200, Events.Entity(call, calendar, isView: true).Collection(call, rows, $"users('{calendar.Mailbox.OwnerId}')/calendarView", Events.PageSize(call), Events.Limit)));
    }

    internal static WireAnswer Instances(GraphCall call, MailboxCalendar calendar, string id)
    {
        var window = CalendarWindow.Of(call);
        var (item, date) = Events.Find(calendar, id);
        if (date is not null || !item.IsSeries) throw GraphRefusal.InvalidRequest("Instances can only be asked of a series master.");
        var rows = Expansion.Of(item, window.FromUtc, window.ToUtc).ToList();
        return EventStyle.Applied(call, new(200, Events.Entity(call, calendar, isView: true).Collection(call, rows, $"users('{calendar.Mailbox.OwnerId}')/events('{id}')/instances", Events.PageSize(call), Events.Limit)));
    }
}
