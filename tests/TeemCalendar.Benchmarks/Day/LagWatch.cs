using System.Globalization;
using TeemCalendar.Core.Storage;
using TeemCalendar.Sandbox;
using TeemCalendar.Sandbox.Calendars;
using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Benchmarks.Day;

/// <summary>Sees from inside the tenant what changed in the rooms' calendars and when, and looks when the store shows it.</summary>
internal sealed class LagWatch(SandboxTenant tenant, TeemStore store, IReadOnlyList<Mailbox> rooms)
{
    readonly Dictionary<string, Mailbox> byAddress = rooms.ToDictionary(room => room.PrimarySmtpAddress, StringComparer.OrdinalIgnoreCase);
    readonly Dictionary<Mailbox, long> serials = [];
    readonly Dictionary<Mailbox, List<(Guid Item, DateTimeOffset At)>> waiting = [];

    /// <summary>How long each change took to be in the store.</summary>
    internal List<TimeSpan> Lags { get; } = [];

    /// <summary>Changes that the store does not show yet.</summary>
    internal int Waiting => waiting.Values.Sum(changes => changes.Count);

    /// <summary>Notes what changed in the tenant since it was asked last. What the store shows already is not waited for: an answer of an attendee changes an event, and nothing that is kept.</summary>
    internal void NoteChanges()
    {
        foreach (var room in rooms)
        {
            var state = Calendar(room).State;
            var since = serials.GetValueOrDefault(room);
            if (state.Serial == since) continue;
            serials[room] = state.Serial;
            var kept = Kept(room);
            var changed = state.Items.Values.Where(item => item.Changed > since).Select(item => item.Id).Union(state.Gone.Where(gone => gone.Serial > since).Select(gone => gone.ItemId));
            foreach (var item in changed.Where(item => !Shown(room, item).SetEquals(kept[item])))
            {
                if (!waiting.TryGetValue(room, out var changes)) waiting[room] = changes = [];
                changes.Add((item, tenant.Now));
            }
        }
    }

    /// <summary>Takes what is in the tenant now as old.</summary>
    internal void Begin()
    {
        foreach (var room in rooms) serials[room] = MailboxCalendar.Open(tenant, room).State.Serial;
    }

    /// <summary>Looks whether the store shows what changed in a room. A meeting that was changed again meanwhile is there when its last state is.</summary>
    internal void Look(string address)
    {
        if (!byAddress.TryGetValue(address, out var room) || !waiting.TryGetValue(room, out var changes)) return;
        var kept = Kept(room);
        foreach (var meeting in changes.GroupBy(change => change.Item).Where(meeting => Shown(room, meeting.Key).SetEquals(kept[meeting.Key])).ToList())
        {
            Lags.AddRange(meeting.Select(change => tenant.Now - change.At));
            changes.RemoveAll(change => change.Item == meeting.Key);
        }
        if (changes.Count == 0) waiting.Remove(room);
    }

    /// <summary>Meetings of which tenant and store do not say the same.</summary>
    internal List<string> Differences() => rooms.SelectMany(room =>
    {
        var kept = Kept(room);
        return Calendar(room).State.Items.Keys.Union(kept.Select(rows => rows.Key)).Where(item => !Shown(room, item).SetEquals(kept[item]))
            .Select(item => $"{room.PrimarySmtpAddress}: the tenant has {string.Join(", ", Shown(room, item))}; the store has {string.Join(", ", kept[item])}");
    }).ToList();

    HashSet<string> Shown(Mailbox room, Guid id)
    {
        if (Calendar(room).Find(id) is not { } item || store.ReadRoundState(room.OwnerId)?.Window is not { } window) return [];
        return Expansion.Of(item, window.Start.UtcDateTime, window.End.UtcDateTime).Select(i =>
            Line(i.StartUtc, i.EndUtc, i.IsCancelled, (i.Change?.Sensitivity ?? item.Sensitivity) is "private" or "confidential" ? null : i.Change?.Subject ?? item.Subject)).ToHashSet();
    }

    ILookup<Guid, string> Kept(Mailbox room)
    {
        var window = store.ReadRoundState(room.OwnerId)?.Window;
        return store.GetReservations(new() { Mailboxes = [room.PrimarySmtpAddress] })
            .Select(r => (Id: ItemId.Read(r.EventId)!.Value.Item, Start: r.StartDate?.ToDateTime(default) ?? r.Start.UtcDateTime, End: r.EndDate?.ToDateTime(default) ?? r.End.UtcDateTime, r.IsCancelled, r.Title))
            .Where(r => window is { } days && days.Covers(new(r.Start, TimeSpan.Zero), new(r.End, TimeSpan.Zero)))
            .ToLookup(r => r.Id, r => Line(r.Start, r.End, r.IsCancelled, r.Title));
    }

    MailboxCalendar Calendar(Mailbox room) => MailboxCalendar.Raw(tenant, room);

    static string Line(DateTime start, DateTime end, bool isCancelled, string? title) => string.Create(CultureInfo.InvariantCulture, $"{start:s}/{end:s}{(isCancelled ? " cancelled" : "")} '{title}'");
}
