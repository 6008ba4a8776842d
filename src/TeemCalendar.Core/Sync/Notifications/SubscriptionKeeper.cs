using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.Graph.Models.ODataErrors;
using TeemCalendar.Core.Graph;

namespace TeemCalendar.Core.Sync.Notifications;

/// <summary>Keeps every registered room subscribed, so that a change is read when it happens instead of when its turn comes.</summary>
/// <remarks>The rooms are polled all the same: a notification only makes a room due at once, and whatever fails here costs time and no meeting.</remarks>
internal sealed class SubscriptionKeeper
{
    /// <summary>Microsoft's documentation has allowed 4,230 minutes and allows 10,080: this goes with both.</summary>
    static readonly TimeSpan Life = TimeSpan.FromMinutes(4200);

    /// <summary>How soon a calendar that was registered or removed meanwhile is seen.</summary>
    static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);

    static readonly TimeSpan TryAgainAfter = TimeSpan.FromMinutes(5);

    /// <summary>What ends in order deletes its subscriptions; those that this time does not suffice for end by themselves, or at the next start.</summary>
    static readonly TimeSpan LastWords = TimeSpan.FromSeconds(15);

    /// <summary>Microsoft asks the address back for each, and it stands on this computer.</summary>
    const int AtOnce = 8;

    readonly SubscriptionGateway gateway;
    readonly Func<IReadOnlyList<RoomCalendar>> rooms;
    readonly Action<Guid> nudge;
    readonly Action<string> tell;
    readonly TimeProvider clock;
    readonly string clientState = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
    readonly NotificationReader reader;
    readonly Dictionary<Guid, RoomSeat> seats = [];
    readonly ConcurrentDictionary<Guid, RoomSeat> bySubscription = [];
    readonly Channel<bool> wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    bool mayHaveStrays = true, isBlind;

    /// <param name="gateway">The way to the subscriptions.</param>
    /// <param name="rooms">The calendars that are registered now.</param>
    /// <param name="nudge">Makes a room due at once.</param>
    /// <param name="tell">Takes a sentence for whoever looks after the rooms.</param>
    /// <param name="clock">The clock.</param>
    public SubscriptionKeeper(SubscriptionGateway gateway, Func<IReadOnlyList<RoomCalendar>> rooms, Action<Guid> nudge, Action<string> tell, TimeProvider clock)
    {
        (this.gateway, this.rooms, this.nudge, this.tell, this.clock) = (gateway, rooms, nudge, tell, clock);
        reader = new(clientState, id => bySubscription.TryGetValue(id, out var seat) ? seat.RoomId : null);
    }

    /// <summary>How many rooms are subscribed.</summary>
    public int Subscribed => bySubscription.Count;

    /// <summary>Takes what was posted to the address. False when it is no notification; what is forged has no effect, and its sender does not learn that.</summary>
    /// <param name="body">The body as it came.</param>
    public bool Receive(ReadOnlyMemory<byte> body)
    {
        if (reader.Read(body) is not { } notices)
            return false;
        foreach (var notice in notices)
            Take(notice);
        return true;
    }

    /// <summary>Subscribes the rooms, and keeps them so until it is cancelled.</summary>
    /// <param name="address">Where Microsoft reaches this process. It has to answer already.</param>
    /// <param name="cancel">Ends it, and with it the subscriptions.</param>
    public async Task RunAsync(Uri address, CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                await PassAsync(address, cancel).ConfigureAwait(false);
                await PauseAsync(cancel).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            await EndAsync().ConfigureAwait(false);
        }
    }

    void Take(RoomNotice notice)
    {
        if (notice.Kind is RoomNoticeKind.Changed or RoomNoticeKind.Missed)
        {
            nudge(notice.RoomId);
            return;
        }
        if (!bySubscription.TryGetValue(notice.SubscriptionId, out var seat))
            return;
        if (notice.Kind == RoomNoticeKind.ReauthorizationRequired)
            seat.Challenged(notice.SubscriptionId);
        else
            Forget(seat, notice.SubscriptionId);
        wake.Writer.TryWrite(true);
    }

    async Task PassAsync(Uri address, CancellationToken cancel)
    {
        try
        {
            MeetRooms();
            await SweepAsync(address, cancel).ConfigureAwait(false);
            isBlind = false;
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            // Which subscriptions are left over can wait; that rooms are subscribed cannot.
            if (!isBlind)
                tell($"The subscriptions that there are could not be looked through; that is tried again. {Explain(e, address).Detail}");
            isBlind = true;
        }
        var now = clock.GetUtcNow();
        var failures = new ConcurrentQueue<(RoomSeat Seat, SyncFailure Failure)>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel };
        await Parallel.ForEachAsync(seats.Values.Where(seat => seat.Due <= now), options, async (seat, stopped) =>
        {
            if (await KeepAsync(seat, address, stopped).ConfigureAwait(false) is { } failure)
                failures.Enqueue((seat, failure));
        }).ConfigureAwait(false);
        Tell(failures);
    }

    /// <summary>Takes in calendars that are new, and lets those go that are registered no more.</summary>
    void MeetRooms()
    {
        var registered = rooms().ToDictionary(room => room.RoomId);
        foreach (var room in registered.Values)
            seats.TryAdd(room.RoomId, new(room));
        foreach (var gone in seats.Values.Where(seat => !registered.ContainsKey(seat.RoomId)).ToList())
        {
            seats.Remove(gone.RoomId);
            if (gone.Subscription is not { } subscription)
                continue;
            Forget(gone, subscription.Id);
            mayHaveStrays = true;
        }
    }

    /// <summary>Ends subscriptions to this address that nobody here knows: a process that was killed has left them, an answer to one was lost, or its calendar was removed.</summary>
    async Task SweepAsync(Uri address, CancellationToken cancel)
    {
        if (!mayHaveStrays)
            return;
        var strays = (await gateway.ListAsync(address, cancel).ConfigureAwait(false)).Where(id => !bySubscription.ContainsKey(id));
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel };
        await Parallel.ForEachAsync(strays, options, async (id, stopped) => await gateway.DeleteAsync(id, stopped).ConfigureAwait(false)).ConfigureAwait(false);
        mayHaveStrays = false;
    }

    /// <summary>Does for a room what is due. What went wrong, or null.</summary>
    async Task<SyncFailure?> KeepAsync(RoomSeat seat, Uri address, CancellationToken cancel)
    {
        var challenged = seat.TakeChallenge();
        try
        {
            if (seat.Subscription is { } known && !await ProlongAsync(seat, known, challenged, cancel).ConfigureAwait(false))
                Forget(seat, known.Id);
            var isTold = seat.Subscription is not null && !challenged;
            if (seat.Subscription is null)
                await SubscribeAsync(seat, address, cancel).ConfigureAwait(false);
            // What happened before was not told.
            if (!isTold)
                nudge(seat.RoomId);
            if (seat.IsFailing)
                tell($"{seat.Mailbox}: Microsoft tells of changes again.");
            seat.IsFailing = false;
            return null;
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            if (e is TeemException { Kind: TeemErrorKind.InDoubt })
                mayHaveStrays = true;
            seat.TryAgain(clock.GetUtcNow() + TryAgainAfter, challenged);
            return Explain(e, address);
        }
    }

    /// <summary>Renews or authorizes anew. False when the subscription is there no more.</summary>
    async Task<bool> ProlongAsync(RoomSeat seat, RoomSubscription known, bool challenged, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (known.Expires <= now)
            return false;
        if (challenged)
            return await gateway.ReauthorizeAsync(known.Id, cancel).ConfigureAwait(false);
        if (await gateway.RenewAsync(known.Id, now + Life, cancel).ConfigureAwait(false) is not { } renewed)
            return false;
        seat.Subscribed(renewed, now);
        return true;
    }

    async Task SubscribeAsync(RoomSeat seat, Uri address, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var made = await gateway.CreateAsync(seat.RoomId, address, clientState, now + Life, cancel).ConfigureAwait(false);
        seat.Subscribed(made, now);
        bySubscription[made.Id] = seat;
    }

    void Forget(RoomSeat seat, Guid subscription)
    {
        seat.Lost(subscription);
        bySubscription.TryRemove(subscription, out _);
    }

    /// <summary>One sentence a cause, once: what is wrong with the address is so for a thousand rooms.</summary>
    void Tell(IEnumerable<(RoomSeat Seat, SyncFailure Failure)> failures)
    {
        foreach (var same in failures.Where(failed => !failed.Seat.IsFailing).GroupBy(failed => failed.Failure.Cause ?? failed.Failure.Detail))
        {
            var all = same.ToList();
            all.ForEach(failed => failed.Seat.IsFailing = true);
            var others = all.Count switch { 1 => "", 2 => " and one more room", var count => $" and {count - 1} more rooms" };
            tell($"{all[0].Seat.Mailbox}{others}: Microsoft tells of no changes; polling goes on. {all[0].Failure.Detail}");
        }
    }

    static SyncFailure Explain(Exception error, Uri address) => error is ODataError { ResponseStatusCode: 400, Error: { Code: "ValidationError" } refused }
        ? new(refused.Code, $"{refused.Code}: {refused.Message?.TrimEnd('.')}. Microsoft has to reach {address} from the internet, by a certificate that it trusts.")
        : SyncFailure.Of(error);

    async Task PauseAsync(CancellationToken cancel)
    {
        var rest = seats.Values.Select(seat => seat.Due).DefaultIfEmpty(DateTimeOffset.MaxValue).Min() - clock.GetUtcNow();
        rest = rest > LookEvery ? LookEvery : rest;
        if (rest <= TimeSpan.Zero)
            return;
        var timer = clock.CreateTimer(_ => wake.Writer.TryWrite(true), null, rest, Timeout.InfiniteTimeSpan);
        await using var _ = timer.ConfigureAwait(false);
        await wake.Reader.ReadAsync(cancel).ConfigureAwait(false);
    }

    async Task EndAsync()
    {
        using var patience = new CancellationTokenSource(LastWords, clock);
        var left = 0;
        await Parallel.ForEachAsync(bySubscription.Keys.ToList(), new ParallelOptions { MaxDegreeOfParallelism = 2 * AtOnce }, async (id, _) =>
        {
            try
            {
                await gateway.DeleteAsync(id, patience.Token).ConfigureAwait(false);
            }
            catch (Exception)
            {
                Interlocked.Increment(ref left);
            }
            bySubscription.TryRemove(id, out var _);
        }).ConfigureAwait(false);
        if (left > 0)
            tell($"{left} subscriptions to changes could not be ended: they end by themselves within {Life.TotalHours:0} hours, or when this is started again at the same address.");
    }
}
