using System.Runtime.CompilerServices;
using System.Threading.Channels;
using TeemCalendar.Core.Graph;
using TeemCalendar.Core.Storage;

namespace TeemCalendar.Core.Sync;

/// <summary>Keeps the imported calendars in step: which rooms, when, and how many at once.</summary>
internal sealed class SyncEngine(TeemStore store, CalendarGateway gateway, TimeProvider clock)
{
    readonly RoomSynchronizer synchronizer = new(store, gateway, clock);

    /// <summary>Delta requests sent so far, tries again not counted.</summary>
    public long DeltaRequests => gateway.DeltaRequests;

    /// <summary>Reads every room asked for once, several at a time. Results come as they are ready; a room that cannot be read is one of them.</summary>
    /// <remarks>Whoever stops taking results ends the round: rooms in flight are cancelled, and what they read is not kept.</remarks>
    /// <param name="request">Which rooms and days.</param>
    /// <param name="cancel">Ends it.</param>
    public async IAsyncEnumerable<SyncResult> RunRoundAsync(SyncRequest request, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        request.Validate();
        var calendars = store.GetCalendars();
        foreach (var stranger in (request.Mailboxes ?? []).Except(calendars.Select(c => c.Mailbox), StringComparer.OrdinalIgnoreCase))
            yield return new()
            {
                Mailbox = stranger,
                Outcome = SyncOutcome.Failed,
                StartedAt = clock.GetUtcNow(),
                Detail = "The room's calendar is not imported. Import it with Add-TeemRoomCalendar.",
            };

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var results = Channel.CreateUnbounded<SyncResult>(new() { SingleReader = true });
        var work = RunAsync(Choose(request, calendars), request, results.Writer, stop.Token);
        try
        {
            await foreach (var result in results.Reader.ReadAllAsync(cancel).ConfigureAwait(false))
                yield return result;
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            // Rooms in flight use the store: nobody may go on to close it before they have ended. An error of theirs came out of the channel already.
            await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Rounds without end, each beginning when the interval has passed since the last one began; at once where a round took longer.</summary>
    /// <param name="request">Which rooms and days.</param>
    /// <param name="interval">From one round's beginning to the next one's.</param>
    /// <param name="cancel">Ends it.</param>
    public async IAsyncEnumerable<SyncResult> RunAsync(SyncRequest request, TimeSpan interval, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        while (true)
        {
            var began = clock.GetTimestamp();
            await foreach (var result in RunRoundAsync(request, cancel).ConfigureAwait(false))
                yield return result;
            var rest = interval - clock.GetElapsedTime(began);
            if (rest > TimeSpan.Zero)
                await Task.Delay(rest, clock, cancel).ConfigureAwait(false);
            cancel.ThrowIfCancellationRequested();
        }
    }

    async Task RunAsync(IEnumerable<RoomCalendar> rooms, SyncRequest request, ChannelWriter<SyncResult> results, CancellationToken cancel)
    {
        try
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = request.RoomsAtOnce, CancellationToken = cancel };
            await Parallel.ForEachAsync(rooms, options, async (room, stopped) =>
                await results.WriteAsync(await synchronizer.RunAsync(room, request, stopped).ConfigureAwait(false), stopped).ConfigureAwait(false)).ConfigureAwait(false);
            results.Complete();
        }
        catch (Exception e)
        {
            results.Complete(e);
        }
    }

    /// <summary>The rooms asked for, those first that were not read for longest: a round that is cut short does not always miss the same ones.</summary>
    static IEnumerable<RoomCalendar> Choose(SyncRequest request, IReadOnlyList<RoomCalendar> calendars)
    {
        var wanted = request.Mailboxes?.ToHashSet(StringComparer.OrdinalIgnoreCase);
        return calendars.Where(calendar => wanted is null || wanted.Contains(calendar.Mailbox)).OrderBy(calendar => calendar.LastRead ?? DateTimeOffset.MinValue);
    }
}
