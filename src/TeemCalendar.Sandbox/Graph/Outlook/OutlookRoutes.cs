using TeemCalendar.Sandbox.Calendars;
using TeemCalendar.Sandbox.Permissions;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph.Outlook;

/// <summary>What lies under one user and belongs to his mailbox.</summary>
internal static class OutlookRoutes
{
    internal static WireAnswer Answer(GraphCall call, string user, string[] rest)
    {
        switch (rest)
        {
            case ["sendMail"]: return call.On(post: () => SendMail.Send(call, Open(call, user, MailboxRight.MailSend)));
            case ["mailboxSettings"]:
                return call.On(get: () => MailboxSettings.Get(call, Open(call, user, MailboxRight.MailboxSettingsRead)), patch: () => MailboxSettings.Update(call, Open(call, user, MailboxRight.MailboxSettingsWrite)));
            case ["mailboxSettings", var name]: return call.On(get: () => MailboxSettings.Get(call, Open(call, user, MailboxRight.MailboxSettingsRead), name));
            case ["translateExchangeIds"]: return call.On(post: () => ExchangeIds.Translate(call, user));
            case ["calendars"]: return call.On(get: () => Calendar.List(call, Read()));
            case ["calendarGroups"]: return call.On(get: () => CalendarGroups.List(call, Read().Mailbox));
            case ["calendarGroups", var group]: return call.On(get: () => CalendarGroups.Get(call, Read().Mailbox, group));
            case ["calendarGroups", var group, "calendars"]: return call.On(get: () => CalendarGroups.Calendars(call, Read().Mailbox, group));
            case ["calendar", "getSchedule"]: return call.On(post: () => Schedules.Get(call, Read()));
        }
        // A primary calendar is reached by three paths; a mailbox here has no other.
        if (rest is ["calendars", var calendar, .. var inside])
        {
            if (inside is []) return call.On(get: () => Calendar.Get(call, Read(), calendar), delete: () => Calendar.Delete(Write(), calendar));
            if (Mailbox(call, user) is var owner && !Calendar.IsId(owner, calendar)) throw GraphRefusal.ItemNotFound();
            rest = inside;
        }
        else if (rest is ["calendar", .. var primary])
        {
            if (primary is []) return call.On(get: () => Calendar.Get(call, Read(), null));
            rest = primary;
        }
        // The calendar that holds an event is the primary one, too.
        if (rest is ["events", var held, "calendar", .. var below])
        {
            Events.Find(Read(), held);
            if (below is []) return call.On(get: () => Calendar.Get(call, Read(), null));
            rest = below;
        }
        return rest switch
        {
            ["calendarPermissions"] => call.On(get: () => CalendarPermissions.List(call, Read().Mailbox), post: () => CalendarPermissions.Create(call, Write().Mailbox)),
            ["calendarPermissions", var id] => call.On(get: () => CalendarPermissions.Get(call, Read().Mailbox, id), patch: () => CalendarPermissions.Update(call, Write().Mailbox, id), delete: () => CalendarPermissions.Delete(call, Write().Mailbox, id)),
            ["calendarView"] => call.On(get: () => CalendarViews.View(call, Read())),
            ["calendarView", "delta"] => call.On(get: () => CalendarDelta.Read(call, Read())),
            ["events"] => call.On(get: () => Events.List(call, Read()), post: () => Events.Create(call, Write())),
            ["events", var id] => call.On(get: () => Events.Get(call, Read(), id), patch: () => EventChanges.Update(call, Write(), id), delete: () => EventChanges.Delete(call, Write(), id)),
            ["events", var id, "instances"] => call.On(get: () => CalendarViews.Instances(call, Read(), id)),
            ["events", var id, "permanentDelete"] => call.On(post: () => EventChanges.Delete(call, Write(), id, forGood: true)),
            ["events", var id, "cancel"] => call.On(post: () => EventChanges.Cancel(call, Write(), id)),
            ["events", var id, "accept"] => call.On(post: () => Answers.Give(call, Write(), id, "accepted")),
            ["events", var id, "tentativelyAccept"] => call.On(post: () => Answers.Give(call, Write(), id, "tentativelyAccepted")),
            ["events", var id, "decline"] => call.On(post: () => Answers.Give(call, Write(), id, "declined")),
            _ => throw GraphRefusal.NoSegment(rest[0]),
        };

        MailboxCalendar Read() => MailboxCalendar.Open(call.Tenant, Open(call, user, MailboxRight.CalendarsRead));
        MailboxCalendar Write() => MailboxCalendar.Open(call.Tenant, Open(call, user, MailboxRight.CalendarsWrite));
    }

    static Mailbox Open(GraphCall call, string user, MailboxRight right)
    {
        var mailbox = Mailbox(call, user);
        if (MailboxAccess.Decide(call.Tenant, call.Caller, mailbox, right).Refusal is { } refusal)
            throw new GraphRefusal(refusal.Status, refusal.Json?["error"]?["code"].Text() ?? "", refusal.Json?["error"]?["message"].Text() ?? "");
        return mailbox;
    }

    // Measured: an unknown user and a user without a mailbox are different answers, and both come before any right is looked at.
    static Mailbox Mailbox(GraphCall call, string user)
    {
        var found = call.State.FindUser(user) ?? throw GraphRefusal.InvalidUser(user);
        return call.State.Mailboxes.GetValueOrDefault(found.Id) ?? throw GraphRefusal.NoMailbox();
    }
}
