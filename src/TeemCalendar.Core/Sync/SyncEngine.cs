using System.Runtime.CompilerServices;
using System.Threading.Channels;
using TeemCalendar.Core.Graph;
using TeemCalendar.Core.Http;
using TeemCalendar.Core.Storage;

namespace TeemCalendar.Core.Sync;

/// <summary>Keeps the imported calendars in step: which rooms, when, and how many at once.</summary>
/// <param name="store">Where they are kept.</param>
/// <param name="gateway">Reads them.</param>
/// <param name="clock">The clock.</param>
/// <param name="writer">Sends what was changed here; null where nothing ever is.</param>
/// <param name="counters">What went out over the connection, by which it is seen whether Microsoft asks for less.</param>
internal sealed class SyncEngine(TeemStore store, CalendarGateway gateway, TimeProvider clock, RoomWriter? writer = null, RequestCounters? counters = null)
{
    /// <summary>Results that nobody takes are no reason to read more: so many wait at most.</summary>
    const int ResultsWaiting = 256;

    readonly RoomSynchronizer synchronizer = new(store, gateway, clock, writer);
    readonly List<RoomSchedule> running = [];

    /// <summary>Delta requests sent so far, tries again not counted.</summary>
    public long DeltaRequests => gateway.DeltaRequests;

    /// <summary>Reads every room asked for once, several at a time. Results come as they are ready; a room that cannot be read is one of them.</summary>
    /// <remarks>Whoever stops taking results ends the round: rooms in flight are cancelled, and what they read is not kept.</remarks>
    /// <param name="request">Which rooms and days.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="StoreException">Another process synchronises the same store.</exception>
    public IAsyncEnumerable<SyncResult> RunRoundAsync(SyncRequest request, CancellationToken cancel = default) =>
        RunAsync("Sync-TeemRoomCalendar", request, RoundAsync, cancel);

    /// <summary>Reads the rooms again and again, each at its own time: see <see cref="RoomSchedule"/>.</summary>
    /// <remarks>Calendars that are imported meanwhile are read too, and those that are removed no longer, an interval later at most.</remarks>
    /// <param name="request">Which rooms and days.</param>
    /// <param name="interval">How often a room is read in which something happens.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="StoreException">Another process synchronises the same store.</exception>
    public IAsyncEnumerable<SyncResult> RunAsync(SyncRequest request, TimeSpan interval, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        return RunAsync("Start-TeemSync", request, (run, stop) => KeepOnAsync(run, interval, stop), cancel);
    }

    /// <summary>Makes a room due at once in whatever runs continuously: its calendar is said to have changed.</summary>
    /// <param name="roomId">The room's directory id.</param>
    public void Nudge(Guid roomId)
    {
        lock (running)
            foreach (var schedule in running)
                schedule.Nudge(roomId, clock.GetUtcNow());
    }

    async IAsyncEnumerable<SyncResult> RunAsync(string command, SyncRequest request, Func<Run, CancellationToken, Task> work, [EnumeratorCancellation] CancellationToken cancel)
    {
        request.Validate();
        if (writer is null && (request.Write || request.ReleaseAfter is not null))
            throw new InvalidOperationException("This synchronisation only reads.");
        using var claim = store.ClaimSync(command);
        using var shown = store.Board.Begin(request.Mailboxes, request.Write || request.ReleaseAfter is not null);
        foreach (var stranger in Strangers(request))
            yield return stranger;

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var results = Channel.CreateBounded<SyncResult>(new BoundedChannelOptions(ResultsWaiting) { SingleReader = true });
        var flights = new Flights(new(request.RoomsAtOnce, () => counters?.Throttled ?? 0));
        var working = CompleteAsync(new(request, clock.GetUtcNow(), flights, results.Writer), work, stop.Token);
        try
        {
            await foreach (var result in results.Reader.ReadAllAsync(cancel).ConfigureAwait(false))
                yield return result;
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            // Rooms in flight use the store: nobody may go on to close it before they have ended. An error of theirs came out of the channel already.
            await working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    static async Task CompleteAsync(Run run, Func<Run, CancellationToken, Task> work, CancellationToken cancel)
    {
        Exception? error = null;
        try
        {
            await work(run, cancel).ConfigureAwait(false);
            await run.Flights.AllAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            error = e;
            // Nobody takes results any longer than this, and a room in flight may wait to give one.
            run.Results.TryComplete(e);
        }
        await run.Flights.AllAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        run.Results.TryComplete(error);
    }

    async Task RoundAsync(Run run, CancellationToken cancel)
    {
        foreach (var room in Choose(run.Request).OrderBy(calendar => calendar.LastRead ?? DateTimeOffset.MinValue))
        {
            while (!run.Flights.HasRoom)
                await run.Flights.AnyAsync().ConfigureAwait(false);
            cancel.ThrowIfCancellationRequested();
            run.Flights.Start(() => ReadAsync(run, room, null, cancel));
        }
    }

    async Task KeepOnAsync(Run run, TimeSpan interval, CancellationToken cancel)
    {
        var schedule = new RoomSchedule(interval);
        lock (running)
            running.Add(schedule);
        try
        {
            var renewAt = DateTimeOffset.MinValue;
            while (true)
            {
                cancel.ThrowIfCancellationRequested();
                var nudged = schedule.Nudged;
                var now = clock.GetUtcNow();
                if (now >= renewAt)
                {
                    schedule.Renew(Choose(run.Request));
                    renewAt = now + interval;
                }
                while (run.Flights.HasRoom && schedule.Take(now) is { } room)
                    run.Flights.Start(() => ReadAsync(run, room, schedule, cancel));
                var until = run.Flights.HasRoom && schedule.NextDue is { } due && due < renewAt ? due : renewAt;
                using var waited = CancellationTokenSource.CreateLinkedTokenSource(cancel);
                await run.Flights.AnyAsync(nudged, Task.Delay(Longer(until - now), clock, waited.Token)).ConfigureAwait(false);
                await waited.CancelAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            lock (running)
                running.Remove(schedule);
        }
    }

    async Task<bool> ReadAsync(Run run, RoomCalendar room, RoomSchedule? schedule, CancellationToken cancel)
    {
        var result = await synchronizer.RunAsync(room, run.Request, run.Since, cancel).ConfigureAwait(false);
        schedule?.GiveBack(room.RoomId, result);
        await run.Results.WriteAsync(result, cancel).ConfigureAwait(false);
        return result.Outcome != SyncOutcome.Failed;
    }

    IEnumerable<RoomCalendar> Choose(SyncRequest request)
    {
        var wanted = request.Mailboxes?.ToHashSet(StringComparer.OrdinalIgnoreCase);
        return store.GetCalendars().Where(calendar => wanted is null || wanted.Contains(calendar.Mailbox));
    }

    /// <summary>Rooms that are asked for and not imported.</summary>
    IEnumerable<SyncResult> Strangers(SyncRequest request) => request.Mailboxes is null ? [] :
        request.Mailboxes.Except(store.GetCalendars().Select(calendar => calendar.Mailbox), StringComparer.OrdinalIgnoreCase).Select(mailbox => new SyncResult
        {
            Mailbox = mailbox,
            Outcome = SyncOutcome.Failed,
            StartedAt = clock.GetUtcNow(),
            Detail = "The room's calendar is not imported. Import it with Add-TeemRoomCalendar.",
        });

    /// <summary>A timer counts milliseconds, and would come a moment too early for nothing.</summary>
    static TimeSpan Longer(TimeSpan wait) => TimeSpan.FromMilliseconds(Math.Clamp(Math.Ceiling(wait.TotalMilliseconds), 0, LongestTimer.TotalMilliseconds));

    static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);

    /// <summary>One call of the engine.</summary>
    sealed record Run(SyncRequest Request, DateTimeOffset Since, Flights Flights, ChannelWriter<SyncResult> Results);
}
