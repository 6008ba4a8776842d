using System.Text.Json.Nodes;
using TeemCalendar.Core.Sync;
using TeemCalendar.Sandbox;

namespace TeemCalendar.Core.Tests.Sync.AnyCourse;

/// <summary>One course of things, made from its seed: a tenant in bad weather, people at work, changes made here, rounds, restarts, and a clock that steps over the changes of daylight saving.</summary>
internal sealed class Course : IDisposable
{
    const int Rooms = 2, Steps = 40;

    /// <summary>A sent change that the room never shows is given up after an hour; a lost creation too.</summary>
    const int SettlingRounds = 30;

    // Each begins some days before clocks change in Europe or America, and the last away from both.
    static readonly (DateTimeOffset Begin, string Zone)[] Places =
    [
        (new(2026, 10, 23, 6, 0, 0, TimeSpan.Zero), "W. Europe Standard Time"), (new(2027, 3, 26, 6, 0, 0, TimeSpan.Zero), "W. Europe Standard Time"),
        (new(2026, 10, 30, 14, 0, 0, TimeSpan.Zero), "Pacific Standard Time"), (new(2027, 3, 12, 14, 0, 0, TimeSpan.Zero), "Pacific Standard Time"),
        (new(2027, 4, 2, 0, 0, 0, TimeSpan.Zero), "New Zealand Standard Time"), (new(2026, 11, 18, 6, 0, 0, TimeSpan.Zero), "India Standard Time"),
    ];

    readonly SandboxBench bench;
    readonly BusyPeople people;
    readonly LocalUsers users;
    readonly Random random;
    readonly string file;
    readonly List<string> steps = [];
    long messages;

    Course(SandboxBench bench, int seed, string zone, string file)
    {
        (this.bench, this.file, random) = (bench, file, new(seed * 7919));
        people = new(bench, seed, zone);
        users = new(bench, random);
    }

    public static async Task<Course> BeginAsync(int seed)
    {
        var (begin, zone) = Places[seed % Places.Length];
        var file = Path.Combine(Directory.CreateTempSubdirectory("teem").FullName, "store.db");
        var bench = await SandboxBench.CreateAsync(Rooms, seed, meetings: seed % 3 * 8, path: file, zone: zone, now: begin, weather: Weather(seed));
        for (var room = 0; room < Rooms; room++)
            await bench.KeepMeetingsAsync(room);
        return new(bench, seed, zone, file);
    }

    /// <summary>Something of everything that may break on the way, more of it the larger the seed's remainder; every seventh is calm.</summary>
    static SandboxWeather Weather(int seed)
    {
        var rate = seed % 7 * 0.006;
        return new()
        {
            Seed = seed,
            Latency = new() { Graph = TimeSpan.FromMilliseconds(150) },
            Throttling = new() { MailboxRequests = 60, MailboxWindow = TimeSpan.FromMinutes(2), RetryAfter = TimeSpan.FromSeconds(7) },
            Faults = new()
            {
                ResetBefore = rate, ResetAfter = rate, TimeOut = rate / 3, InternalError = rate / 2, BadGateway = rate / 2, Unavailable = rate, GatewayTimeout = rate, StorageFull = rate / 3,
                ExpiredToken = rate / 2, TruncatedBody = rate, LostDeltaState = rate * 2, InARow = 3,
            },
        };
    }

    public async Task RunAsync()
    {
        for (var step = 0; step < Steps; step++)
        {
            switch (random.Next(100))
            {
                case < 35:
                    await NotedAsync("people", people.ActAsync);
                    steps[^1] = people.Last;
                    break;
                case < 62:
                    await EngineAsync(users.Next(), users.ActAsync);
                    steps[^1] += $" [{users.Last}]";
                    break;
                case < 85:
                    await EngineAsync("round", () => RoundAsync(new() { Write = random.Next(4) > 0, RoomsAtOnce = 1 }));
                    break;
                case < 90:
                    await NotedAsync("restart", () => { bench.Restart(); return Task.CompletedTask; });
                    break;
                default:
                    bench.LoseState();
                    steps.Add("lost state");
                    break;
            }
            await AdvanceAsync(random.Next(12) switch { 0 => TimeSpan.FromDays(1), < 4 => TimeSpan.FromHours(random.Next(1, 9)), _ => TimeSpan.FromMinutes(random.Next(1, 20)) });
        }
    }

    /// <summary>Nobody does anything any more, and rounds go on.</summary>
    public async Task SettleAsync()
    {
        bench.StopInterrupting();
        for (var round = 0; round < SettlingRounds; round++)
        {
            await EngineAsync("settle", () => RoundAsync(new() { Write = true, AcceptRemovals = true, RoomsAtOnce = 1 }));
            await AdvanceAsync(TimeSpan.FromMinutes(5));
        }
    }

    public async Task CheckAsync()
    {
        var open = bench.Store.ReadChanges().SelectMany(changes => changes).Where(change => change.State is LocalChangeState.Recorded or LocalChangeState.Sent).ToList();
        Assert.True(open.Count == 0, $"Still open: {string.Join(", ", open.Select(o => $"{o.Kind} {o.State} {o.Cause} {o.Detail}"))}");
        for (var room = 0; room < Rooms; room++)
        {
            await bench.AssertSameAsync(room);
            NobodySharesARoom(room);
        }
        var made = new List<string>();
        foreach (var mailbox in bench.People.Select(p => p.Id).Concat(bench.Rooms.Select(r => r.ToString())))
            made.AddRange((await bench.GetAsync($"users/{mailbox}/events?$top=1000&$select=id,transactionId"))["value"]!.AsArray().Select(e => e!["transactionId"]?.ToString()).OfType<string>());
        Assert.Equal(made.Count, made.Distinct().Count());
        Assert.True(made.Count <= users.Booked, $"{made.Count} meetings of {users.Booked} bookings.");
        Assert.True(messages <= users.MessagesOwed, $"{messages} meeting messages went to people, and no more than {users.MessagesOwed} were caused.");
        Assert.Equal(0, bench.Tenant.Counters.MailsSent);
    }

    /// <summary>A room that decides for itself takes no two meetings at once; neither may what is written from here bring it to that.</summary>
    void NobodySharesARoom(int room)
    {
        // What is over was not there to be seen by whoever booked it afterwards.
        var taken = bench.Store.GetReservations(new() { Mailboxes = [bench.Mailbox(room)], From = bench.Clock.GetUtcNow() }).Where(r => r.IsBusy && r.End > r.Start && !r.IsAllDay).OrderBy(r => r.Start).ToList();
        foreach (var (first, second) in taken.Zip(taken.Skip(1)))
            Assert.True(first.End <= second.Start || !users.Made.Contains(first.EventId) && !users.Made.Contains(second.EventId), $"{first} and {second} in {bench.Mailbox(room)}");
    }

    async Task RoundAsync(SyncRequest request)
    {
        // A round in bad weather may fail for a room; the next goes on.
        await foreach (var result in bench.Engine.RunRoundAsync(request))
            steps[^1] += $" {(result.Outcome == SyncOutcome.Synchronised ? "+" : result.Cause)}{(result.Conflicts > 0 ? "!" : "")}";
    }

    /// <summary>What this module does is watched: which messages went to people because of it.</summary>
    async Task EngineAsync(string what, Func<Task> act)
    {
        var before = bench.Tenant.Counters.MeetingMessages;
        await NotedAsync(what, act);
        var caused = bench.Tenant.Counters.MeetingMessages - before;
        messages += caused;
        if (caused > 0)
            steps[^1] += $" ({caused} messages)";
    }

    async Task NotedAsync(string what, Func<Task> act)
    {
        steps.Add(what);
        await act();
    }

    /// <summary>To the next whole minute after it, so that the chance in waits between tries does not change the course.</summary>
    Task AdvanceAsync(TimeSpan by)
    {
        var to = (bench.Clock.GetUtcNow() + by).UtcTicks;
        return bench.AdvanceAsync(TimeSpan.FromTicks(to - to % TimeSpan.TicksPerMinute + TimeSpan.TicksPerMinute - bench.Clock.GetUtcNow().UtcTicks));
    }

    public override string ToString() => string.Join(" > ", steps);

    public void Dispose()
    {
        bench.Dispose();
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }
}
