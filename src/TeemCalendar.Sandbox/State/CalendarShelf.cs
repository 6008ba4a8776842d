using System.Diagnostics.CodeAnalysis;

namespace TeemCalendar.Sandbox.State;

/// <summary>The calendars of a tenant by their owner's id. One that nobody looks at is kept packed: ten thousand rooms with two hundred meetings each would fill the memory otherwise.</summary>
internal sealed class CalendarShelf
{
    /// <summary>So many items lie open at most when a request is over; a tenant with fewer never packs any.</summary>
    internal const int OpenItems = 100_000;

    readonly Dictionary<Guid, Place> places = [];
    readonly HashSet<Place> open = [];
    long uses, opened;

    internal int Count => places.Count;

    internal CalendarState this[Guid owner]
    {
        get => GetValueOrDefault(owner) ?? throw new KeyNotFoundException($"{owner} has no calendar.");
        set
        {
            Remove(owner);
            places[owner] = new() { Owner = owner };
            Open(places[owner], value);
        }
    }

    internal CalendarState? GetValueOrDefault(Guid owner)
    {
        if (!places.TryGetValue(owner, out var place)) return null;
        place.Used = ++uses;
        if (place.Open is null) Open(place, place.Packed!.Open());
        return place.Open;
    }

    internal bool TryGetValue(Guid owner, [NotNullWhen(true)] out CalendarState? calendar) => (calendar = GetValueOrDefault(owner)) is not null;

    internal bool Remove(Guid owner)
    {
        if (!places.Remove(owner, out var place)) return false;
        open.Remove(place);
        return true;
    }

    /// <summary>Puts a calendar away as it was written.</summary>
    internal void Put(Guid owner, PackedCalendar packed) => places[owner] = new() { Owner = owner, Packed = packed };

    /// <summary>Those of which something is promised; such a calendar is never packed.</summary>
    internal List<(Guid Owner, CalendarState Calendar)> Promised() => [.. open.Where(p => p.Open!.FillAsOf is not null).Select(p => (p.Owner, p.Open!))];

    /// <summary>Packs what was not looked at for longest, until little enough lies open. Only between requests: during one, somebody may be writing in what he opened.</summary>
    internal void Tidy()
    {
        // Counting is for the rare case that many calendars were opened.
        if (opened < 200) return;
        opened = 0;
        if (open.Sum(p => (long)p.Open!.Items.Count) <= OpenItems) return;
        var items = 0L;
        foreach (var place in open.Where(p => p.Open!.FillAsOf is null && p.Open.Items.Count > 0).OrderByDescending(p => p.Used).ToList())
        {
            items += place.Open!.Items.Count;
            if (items <= OpenItems / 2) continue;
            place.Close();
            open.Remove(place);
        }
    }

    /// <summary>All calendars as they are now, packed: nothing that happens afterwards changes them.</summary>
    internal List<(Guid Owner, PackedCalendar Calendar)> Snapshot() => [.. places.Values.Select(p => (p.Owner, p.AsPacked()))];

    void Open(Place place, CalendarState calendar)
    {
        place.Lay(calendar);
        place.Used = ++uses;
        open.Add(place);
        opened++;
    }

    sealed class Place
    {
        (long, int, long, DateTimeOffset?, int, int) stamp;
        internal Guid Owner { get; init; }
        internal CalendarState? Open { get; private set; }
        internal PackedCalendar? Packed { get; set; }
        internal long Used { get; set; }

        internal void Lay(CalendarState calendar) => (Open, stamp) = (calendar, Stamp(calendar));

        internal void Close() => (Packed, Open) = (AsPacked(), null);

        /// <summary>Every change of a calendar is numbered: one that has the same numbers as when it was packed need not be packed again.</summary>
        internal PackedCalendar AsPacked()
        {
            if (Open is { } calendar && (Packed is null || stamp != Stamp(calendar))) (Packed, stamp) = (PackedCalendar.Pack(calendar), Stamp(calendar));
            return Packed!;
        }

        static (long, int, long, DateTimeOffset?, int, int) Stamp(CalendarState c) => (c.Serial, c.DeltaEpoch, c.LogStart, c.FillAsOf, c.Items.Count, c.Gone.Count);
    }
}
