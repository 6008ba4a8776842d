using System.Text.Json.Nodes;
using System.Threading.Channels;
using TeemCalendar.Core.Graph;
using TeemCalendar.Core.Sync.Notifications;
using TeemCalendar.Sandbox;
using TeemCalendar.Worker.Notifications;

namespace TeemCalendar.Core.Tests.Sync.Notifications;

/// <summary>A sandbox tenant that posts to an endpoint on this computer, and the keeper behind it.</summary>
internal sealed class NotificationBench : IAsyncDisposable
{
    readonly CancellationTokenSource stop = new();
    readonly Channel<Guid> nudges = Channel.CreateUnbounded<Guid>();
    readonly KeepersClock clock;
    Task keeping = Task.CompletedTask;

    NotificationBench(SandboxBench tenant)
    {
        Tenant = tenant;
        clock = new(tenant.Clock);
        Keeper = new(new SubscriptionGateway(tenant.Client), tenant.Store.GetCalendars, room => nudges.Writer.TryWrite(room), Told.Add, clock);
    }

    public SandboxBench Tenant { get; }
    public SubscriptionKeeper Keeper { get; }
    public NotificationEndpoint Endpoint { get; private set; } = null!;
    public List<string> Told { get; } = [];

    public static async Task<NotificationBench> CreateAsync(int rooms)
    {
        var bench = new NotificationBench(await SandboxBench.CreateAsync(rooms, meetings: 0));
        bench.Endpoint = await NotificationEndpoint.StartAsync(0, bench.Keeper.Receive, default);
        return bench;
    }

    /// <summary>Lets the keeper begin, until every room is subscribed and was made due for it.</summary>
    public async Task KeepAllAsync()
    {
        await KeepOnceAsync();
        var due = new HashSet<Guid>();
        while (due.Count < Tenant.Rooms.Count)
            due.Add(await nudges.Reader.ReadAsync());
    }

    /// <summary>The same, until it has done what it could.</summary>
    public async Task KeepOnceAsync()
    {
        var paused = clock.NextPause;
        keeping = Task.Run(() => Keeper.RunAsync(Endpoint.Address, stop.Token));
        await paused;
    }

    public async Task StopAsync()
    {
        await stop.CancelAsync();
        await keeping;
    }

    /// <summary>The next room that is made due.</summary>
    public ValueTask<Guid> NudgedAsync() => nudges.Reader.ReadAsync();

    /// <summary>No room is due that was not asked for.</summary>
    public bool IsQuiet => !nudges.Reader.TryPeek(out _);

    /// <summary>Somebody books a room, and the tenant has told of it.</summary>
    public async Task BookAsync(int room)
    {
        var start = Tenant.Clock.GetUtcNow().UtcDateTime.Date.AddDays(3).AddHours(9);
        await Tenant.SendAsync(HttpMethod.Post, $"users/{Tenant.Rooms[room]}/events", new
        {
            subject = "Stand-up",
            start = new { dateTime = $"{start:s}", timeZone = "UTC" },
            end = new { dateTime = $"{start.AddHours(1):s}", timeZone = "UTC" },
        });
        await Tenant.Tenant.NotificationsSettledAsync();
    }

    public async Task<List<JsonObject>> SubscriptionsAsync() => [.. (await Tenant.GetAsync("subscriptions"))["value"]!.AsArray().Select(s => s!.AsObject())];

    /// <summary>Lets time pass in steps that no token is too short for; at each the keeper looks what is due.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        for (var step = TimeSpan.FromMinutes(50); time > TimeSpan.Zero; time -= step)
        {
            var paused = clock.NextPause;
            await Tenant.AdvanceAsync(time < step ? time : step);
            await paused;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Endpoint.DisposeAsync();
        stop.Dispose();
        Tenant.Dispose();
    }

    /// <summary>The tenant's clock, which tells when the keeper lies down to wait.</summary>
    sealed class KeepersClock(ManualClock clock) : TimeProvider
    {
        TaskCompletionSource pause = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Comes when it does so next.</summary>
        public Task NextPause => Volatile.Read(ref pause).Task;

        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = clock.CreateTimer(callback, state, dueTime, period);
            Interlocked.Exchange(ref pause, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
            return timer;
        }
    }
}
