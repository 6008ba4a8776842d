using System.Diagnostics;
using System.Globalization;
using TeemCalendar.Core.Storage;
using TeemCalendar.Sandbox.Calendars;
using TeemCalendar.Worker;

namespace TeemCalendar.Core.Tests.Worker;

/// <summary>A worker that synchronises in a process of its own and is killed there, while changes of ours wait and people work on.</summary>
sealed class KilledSync(ServedTenant served, Random random)
{
    /// <summary>How many requests a run lives at most: signing in takes some twenty, the rest is reading and writing.</summary>
    const int LongestLife = 70;

    readonly List<Ours> recorded = [];
    readonly long messagesBefore = served.Tenant.Counters.MeetingMessages;
    int number, stirred;
    long messagesOfPeople;

    /// <summary>How a run ended, for the message of a failure.</summary>
    public string Last { get; private set; } = "";

    /// <summary>How many runs ended at a request that changes an event, before or after the tenant acted.</summary>
    public int KilledAtWrites { get; private set; }

    /// <summary>Changes of every kind, written down as the commands for reservations write them down.</summary>
    public void Record()
    {
        using var store = served.OpenStore();
        foreach (var room in store.GetCalendars())
        {
            var known = store.GetReservations(new() { Mailboxes = [room.Mailbox], From = DateTimeOffset.UtcNow.AddDays(1) });
            // At night and far ahead, where nobody else books; each in an hour of its own.
            var start = new DateTimeOffset(DateTimeOffset.UtcNow.Date.AddDays(60 + number / 4).AddHours(1 + number % 4), default);
            var title = $"Kept {++number}";
            Add(store, title, Entry(room, LocalChangeKind.Create) with { Title = title, Start = start, End = start.AddMinutes(45) });
            var own = known.Where(r => r.Title?.StartsWith("Kept ", StringComparison.Ordinal) == true).ToList();
            if (own.Count > 1 && own[random.Next(own.Count)] is { } chosen)
                Add(store, chosen.Title!, random.Next(3) == 0 ? Entry(room, LocalChangeKind.Cancel, chosen) : Entry(room, LocalChangeKind.Change, chosen) with { End = chosen.Start.AddMinutes(random.Next(5, 45)) });
            // Of what people booked, the room declines something now and then.
            var theirs = known.Except(own).Where(r => !r.IsRecurring && !r.IsAllDay && r.IsBusy && r.Title is not null).ToList();
            if (theirs.Count > 0 && random.Next(3) == 0)
                Add(store, "", Entry(room, LocalChangeKind.Release, theirs[random.Next(theirs.Count)]) with { Note = "The room is needed." });
        }
    }

    /// <summary>Runs the worker, and kills it at a random request: any, or one that changes an event, before the tenant acts or before its answer is sent.</summary>
    public async Task RunAndKillAsync()
    {
        served.Wire.Reset();
        var (life, write, after) = (random.Next(1, LongestLife), random.Next(2) == 0 ? random.Next(1, 6) : int.MaxValue, random.Next(2) == 0);
        // Where a write is waited for, the run lives as long as it takes to come there; where there is none, it goes on polling.
        if (write != int.MaxValue) life = LongestLife;
        using var child = Process.Start(new ProcessStartInfo("dotnet", [typeof(WorkerCommand).Assembly.Location, .. served.Sync("--write", "--interval", "1", "--json")])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        })!;
        var said = Task.WhenAll(child.StandardOutput.ReadToEndAsync(), child.StandardError.ReadToEndAsync());
        var killed = 0;
        served.Wire.Watch = (request, requests, writes, acted) =>
        {
            if (killed == 0 && !acted && requests % 7 == 0) Stir();
            if (acted != after || (requests < life && writes < write) || Interlocked.Exchange(ref killed, 1) != 0) return;
            if (writes > 0) KilledAtWrites++;
            Last = string.Create(CultureInfo.InvariantCulture, $"killed {(after ? "after" : "before")} request {requests}, {request.Method} {request.RequestUri!.AbsolutePath}");
            child.Kill();
        };
        await child.WaitForExitAsync();
        var words = await said;
        served.Wire.Watch = null;
        Assert.True(killed == 1, $"The worker ended by itself: {string.Concat(words)}");
    }

    /// <summary>Starts it again for one round, and for another: what the first one sent, the second sees.</summary>
    public async Task RunAgainAsync()
    {
        for (var round = 0; round < 2; round++)
        {
            var run = await WorkerRun.Of(served.Sync("--write", "--once"));
            Assert.True(run.ExitCode == 0, $"{Last}: {run.Output}{run.Error}");
        }
    }

    /// <summary>Nothing that was written down is lost, nothing was done twice, and both sides hold the same.</summary>
    public async Task CheckAsync()
    {
        await served.AssertSameAsync();
        using var store = served.OpenStore();
        foreach (var room in store.GetCalendars())
        {
            Assert.Empty(store.ReadOpenChanges(room.RoomId));
            var shown = await served.ViewAsync(room.RoomId, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(400));
            var own = recorded.Where(ours => ours.Entry.RoomId == room.RoomId).Select(ours => (ours.Entry, ours.About, State: State(store, room, ours.Entry))).ToList();
            foreach (var made in own.Where(ours => ours.Entry.Kind == LocalChangeKind.Create))
            {
                var copies = shown.Where(e => e["transactionId"]?.ToString() == made.Entry.TransactionId || e["subject"]!.ToString() == made.About).ToList();
                var later = own.Where(ours => ours.About == made.About && ours.Entry.Id > made.Entry.Id && ours.State == LocalChangeState.Confirmed).Select(ours => ours.Entry).ToList();
                var isThere = made.State == LocalChangeState.Confirmed && later.TrueForAll(entry => entry.Kind != LocalChangeKind.Cancel);
                Assert.True(copies.Count == (isThere ? 1 : 0), $"{made.About} stands {copies.Count} times after {string.Join(", ", own.Where(ours => ours.About == made.About).Select(ours => $"{ours.Entry.Kind} {ours.Entry.Id} {ours.State}"))}; {Problems(store, room)}");
                if (!isThere)
                    continue;
                Assert.Equal(made.About, copies[0]["subject"]!.ToString());
                // The last end that was given, or the one it was made with.
                Assert.Equal((later.LastOrDefault() ?? made.Entry).End.UtcDateTime, DateTime.Parse(copies[0]["end"]!["dateTime"]!.ToString(), CultureInfo.InvariantCulture));
            }
            foreach (var (released, _, _) in own.Where(ours => ours is { Entry.Kind: LocalChangeKind.Release, State: LocalChangeState.Confirmed }))
                Assert.DoesNotContain(shown, e => e["id"]!.ToString() == released.EventId && !e["isCancelled"]!.GetValue<bool>());
        }
    }

    /// <summary>Messages to people that no person caused.</summary>
    public long Messages => served.Tenant.Counters.MeetingMessages - messagesBefore - messagesOfPeople;

    /// <summary>People at work, while the tenant does nothing else.</summary>
    void Stir()
    {
        var before = served.Tenant.Counters.MeetingMessages;
        served.Tenant.Stir(1000 + ++stirred);
        messagesOfPeople += served.Tenant.Counters.MeetingMessages - before;
    }

    /// <summary>How many changes of a kind came to stand in the tenant.</summary>
    public int Confirmed(LocalChangeKind kind)
    {
        using var store = served.OpenStore();
        return recorded.Count(ours => ours.Entry.Kind == kind && State(store, store.GetCalendar(ours.Entry.RoomId)!, ours.Entry) == LocalChangeState.Confirmed);
    }

    static string Problems(TeemStore store, RoomCalendar room) => string.Join(" ", store.ReadChanges()[room.Mailbox].Select(change => $"{change.Kind} {change.State}: {change.Detail}"));

    void Add(TeemStore store, string about, OutboxEntry entry) => recorded.Add(new(store.Record(entry), about));

    static OutboxEntry Entry(RoomCalendar room, LocalChangeKind kind, Reservation? of = null) => new()
    {
        RoomId = room.RoomId, Kind = kind, TransactionId = Guid.NewGuid().ToString(), EventId = of?.EventId, Start = of?.Start ?? default, End = of?.End ?? default, WasEnd = of?.End, RecordedAt = DateTimeOffset.UtcNow,
    };

    /// <summary>The store shows what waits and what lost; the rest stands.</summary>
    static LocalChangeState State(TeemStore store, RoomCalendar room, OutboxEntry entry) =>
        store.ReadChanges()[room.Mailbox].FirstOrDefault(c => c.Kind == entry.Kind && c.Start == entry.Start && c.End == entry.End && Math.Abs((c.RecordedAt - entry.RecordedAt).TotalMilliseconds) < 1)?.State ?? LocalChangeState.Confirmed;

    /// <summary>A change, and the title of the reservation it is about.</summary>
    sealed record Ours(OutboxEntry Entry, string About);
}
