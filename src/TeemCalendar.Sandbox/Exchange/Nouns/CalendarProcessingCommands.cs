using System.Reflection;
using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Exchange.Nouns;

/// <summary>Get- and Set-CalendarProcessing. The properties are documented; the form of the row follows the one of Get-Mailbox (inferred).</summary>
internal static class CalendarProcessingCommands
{
    // The state uses Exchange's own names, one property for each setting.
    static readonly Dictionary<string, PropertyInfo> Settings = typeof(CalendarProcessing).GetProperties().ToDictionary(p => p.Name, StringComparer.Ordinal);

    internal static IReadOnlyList<Func<Row>> Get(CommandContext c) => Rows.One(Of(c, Identities.Mailbox(c.Tenant, c.Args.Required("Identity"))));

    internal static IReadOnlyList<Func<Row>> Set(CommandContext c)
    {
        var mailbox = Identities.Mailbox(c.Tenant, c.Args.Required("Identity"));
        if (c.Args.Text("AutomateProcessing") == "AutoAccept" && mailbox.ResourceType is null)
            throw ExchangeFault.Failed("Microsoft.Exchange.Configuration.Tasks.TaskArgumentException", "AutoAccept can only be set on resource mailboxes.");
        Range(c, "BookingWindowInDays", 0, 1080);
        Range(c, "MaximumDurationInMinutes", 0, int.MaxValue);
        Range(c, "MinimumDurationInMinutes", 0, int.MaxValue);
        Range(c, "ConflictPercentageAllowed", 0, 100);
        Range(c, "MaximumConflictInstances", 0, int.MaxValue);
        // All is checked before anything is changed.
        var wanted = c.Args.Names.Where(Settings.ContainsKey).Select(name => (Property: Settings[name], Value: Value(c, mailbox, Settings[name]))).ToList();
        var changed = false;
        foreach (var (property, value) in wanted)
        {
            var before = property.GetValue(mailbox.Processing);
            if (before is List<string> list ? list.SequenceEqual((List<string>)value!, StringComparer.OrdinalIgnoreCase) : Equals(before, value)) continue;
            property.SetValue(mailbox.Processing, value);
            changed = true;
        }
        if (changed) mailbox.Changed = c.Tenant.Now;
        else c.WarnUnchanged(mailbox.Name);
        return Rows.None;
    }

    static object? Value(CommandContext c, Mailbox mailbox, PropertyInfo property)
    {
        var name = property.Name;
        if (property.PropertyType == typeof(bool)) return c.Args.Bool(name) ?? throw ExchangeFault.BadValue(name, "", "Boolean", "a value is needed");
        if (property.PropertyType == typeof(int)) return c.Args.Number(name);
        if (property.PropertyType == typeof(string)) return c.Args.Text(name) ?? "";
        var change = c.Args.Change(name)!;
        List<string> Resolve(IEnumerable<string> identities) => [.. identities.Select(i => Identities.Mailbox(c.Tenant, i).PrimarySmtpAddress)];
        return new ListChange(change.Replace is null ? null : Resolve(change.Replace), Resolve(change.Add), Resolve(change.Remove)).Apply((List<string>)property.GetValue(mailbox.Processing)!);
    }

    static void Range(CommandContext c, string name, int least, int most)
    {
        if (c.Args.Number(name) is { } value && (value < least || value > most))
            throw ExchangeFault.BadValue(name, c.Args.Text(name)!, "Int32", $"The value must be between {least} and {most}");
    }

    static Row Of(CommandContext c, Mailbox m)
    {
        var p = m.Processing;
        IEnumerable<string> Names(IEnumerable<string> addresses) => addresses.Select(a => Identities.MailboxByAddress(c.State, a)?.Name).OfType<string>();
        IEnumerable<string> LegacyNames(IEnumerable<string> addresses) => addresses.Select(a => Identities.MailboxByAddress(c.State, a)).OfType<Mailbox>().Select(MailboxRow.LegacyDn);
        return new Row().Text("AutomateProcessing", p.AutomateProcessing).Flag("AllowConflicts", p.AllowConflicts).Flag("AllowDistributionGroup", true).Flag("AllowMultipleResources", true)
            .Text("BookingType", p.BookingType).Number("BookingWindowInDays", p.BookingWindowInDays).Number("MaximumDurationInMinutes", p.MaximumDurationInMinutes).Number("MinimumDurationInMinutes", p.MinimumDurationInMinutes)
            .Flag("AllowRecurringMeetings", p.AllowRecurringMeetings).Flag("EnforceAdjacencyAsOverlap", false).Flag("EnforceCapacity", p.EnforceCapacity).Flag("EnforceSchedulingHorizon", p.EnforceSchedulingHorizon)
            .Flag("ScheduleOnlyDuringWorkHours", p.ScheduleOnlyDuringWorkHours).Number("ConflictPercentageAllowed", p.ConflictPercentageAllowed).Number("MaximumConflictInstances", p.MaximumConflictInstances)
            .Flag("ForwardRequestsToDelegates", p.ForwardRequestsToDelegates).Flag("DeleteAttachments", p.DeleteAttachments).Flag("DeleteComments", p.DeleteComments)
            .Flag("RemovePrivateProperty", p.RemovePrivateProperty).Flag("DeleteSubject", p.DeleteSubject).Flag("AddOrganizerToSubject", p.AddOrganizerToSubject).Flag("DeleteNonCalendarItems", p.DeleteNonCalendarItems)
            .Flag("TentativePendingApproval", p.TentativePendingApproval).Flag("EnableResponseDetails", p.EnableResponseDetails).Flag("OrganizerInfo", p.OrganizerInfo)
            .Strings("ResourceDelegates", Names(p.ResourceDelegates)).Strings("RequestOutOfPolicy", LegacyNames(p.RequestOutOfPolicy)).Flag("AllRequestOutOfPolicy", p.AllRequestOutOfPolicy)
            .Strings("BookInPolicy", LegacyNames(p.BookInPolicy)).Flag("AllBookInPolicy", p.AllBookInPolicy).Strings("RequestInPolicy", LegacyNames(p.RequestInPolicy)).Flag("AllRequestInPolicy", p.AllRequestInPolicy)
            .Flag("AddAdditionalResponse", p.AddAdditionalResponse).Text("AdditionalResponse", p.AdditionalResponse).Flag("RemoveOldMeetingMessages", p.RemoveOldMeetingMessages)
            .Flag("AddNewRequestsTentatively", p.AddNewRequestsTentatively).Flag("ProcessExternalMeetingMessages", p.ProcessExternalMeetingMessages)
            .Flag("RemoveForwardedMeetingNotifications", p.RemoveForwardedMeetingNotifications).Flag("RemoveCanceledMeetings", p.RemoveCanceledMeetings)
            .Flag("EnableAutoRelease", p.EnableAutoRelease).Number("PostReservationMaxClaimTimeInMinutes", p.PostReservationMaxClaimTimeInMinutes)
            .Text("MailboxOwnerId", m.Name).Text("Identity", m.Name).Flag("IsValid", true).Text("ObjectState", "Changed");
    }
}
