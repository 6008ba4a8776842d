namespace TeemCalendar.Sandbox.Calendars;

/// <summary>One row of a delta round: something that is there, or something that is no longer.</summary>
internal readonly record struct DeltaRow(Instance? Instance, ItemId Id, DeltaPosition Position);

/// <summary>Where a row stands in a round. Rows that do not change keep their place while others come and go between two pages.</summary>
internal readonly record struct DeltaPosition(long Ticks, int Kind, Guid Item, int Day) : IComparable<DeltaPosition>
{
    public int CompareTo(DeltaPosition other) =>
        Ticks != other.Ticks ? Ticks.CompareTo(other.Ticks) : Kind != other.Kind ? Kind.CompareTo(other.Kind) : Item != other.Item ? Item.CompareTo(other.Item) : Day.CompareTo(other.Day);
}

/// <summary>What a calendar view's delta tells somebody who knows the state of some earlier serial.</summary>
/// <remarks>
/// Inferred, since nobody measured it: a change of one occurrence brings that occurrence and its master; a change of the series brings all of it. No order of rows is documented: here by
/// time, and a master can come after its first occurrences and on another page than the rest.
/// </remarks>
internal static class DeltaReader
{
    const int Occurrence = 0, Master = 1, Removed = 2;

    internal static List<DeltaRow> Read(MailboxCalendar calendar, long since, DateTime fromUtc, DateTime toUtc)
    {
        var rows = new List<DeltaRow>();
        if (calendar.State.Serial <= since) return rows;
        var owner = calendar.Mailbox.OwnerId;
        foreach (var item in calendar.State.Items.Values)
        {
            if (item.Changed <= since) continue;
            var inWindow = false;
            foreach (var instance in Expansion.Of(item, fromUtc, toUtc))
            {
                inWindow = true;
                if (instance.Date is not null && instance.Changed <= since) continue;
                rows.Add(Row(owner, instance, Occurrence));
            }
            if (inWindow && item.IsSeries) rows.Add(Row(owner, Expansion.Itself(item), Master));
        }
        if (since > 0) AddRemoved(calendar, since, fromUtc, toUtc, rows);
        rows.Sort((a, b) => a.Position.CompareTo(b.Position));
        return rows;
    }

    static void AddRemoved(MailboxCalendar calendar, long since, DateTime fromUtc, DateTime toUtc, List<DeltaRow> rows)
    {
        var seen = new HashSet<ItemId>();
        for (var i = calendar.State.Gone.Count - 1; i >= 0 && calendar.State.Gone[i].Serial > since; i--)
        {
            var gone = calendar.State.Gone[i];
            if (gone.Series is { } series)
            {
                foreach (var instance in Expansion.Of(series, fromUtc, toUtc)) Consider(gone.ItemId, instance.Date);
            }
            else if (Instance.Overlap(gone.StartUtc, gone.EndUtc, fromUtc, toUtc)) Consider(gone.ItemId, gone.Date);
        }

        void Consider(Guid itemId, DateOnly? date)
        {
            var item = calendar.Find(itemId);
            if (!IsThere(item, date)) Add(new(calendar.Mailbox.OwnerId, itemId, date));
            if (date is not null && !IsThere(item, null)) Add(new(calendar.Mailbox.OwnerId, itemId, null));
        }

        bool IsThere(CalendarItem? item, DateOnly? date) =>
            item is not null && (date is null ? Expansion.Of(item, fromUtc, toUtc).Any()
                : item.IsSeries && Expansion.Occurrence(item, date.Value) is { } occurrence && occurrence.Overlaps(fromUtc, toUtc));

        void Add(ItemId id)
        {
            if (seen.Add(id)) rows.Add(new(null, id, new(long.MaxValue, Removed, id.Item, id.Date?.DayNumber ?? -1)));
        }
    }

    static DeltaRow Row(Guid owner, Instance instance, int kind) =>
        new(instance, new(owner, instance.Item.Id, instance.Date), new(instance.StartUtc.Ticks, kind, instance.Item.Id, instance.Date?.DayNumber ?? -1));
}
