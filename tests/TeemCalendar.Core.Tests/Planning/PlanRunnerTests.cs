using TeemCalendar.Core.Planning;

namespace TeemCalendar.Core.Tests.Planning;

public sealed class PlanRunnerTests
{
    static GuideStep Step(string key, Func<Task>? apply = null, params string[] after) =>
        new(new Change { Key = key, Chapter = "Rooms", Target = key, Action = "Do" }, after, _ => apply?.Invoke() ?? Task.CompletedTask);

    static async Task<List<StepResult>> RunAsync(
        IReadOnlyList<GuideStep> steps, Func<Change, Task<bool>>? approve = null, int capacity = 8, IJournal? journal = null, TimeProvider? clock = null, CancellationToken cancel = default)
    {
        var results = new List<StepResult>();
        await foreach (var result in PlanRunner.RunAsync(steps, approve ?? (_ => Task.FromResult(true)), capacity, journal ?? new Notes(), clock ?? TimeProvider.System, new HashSet<string>(), cancel)) results.Add(result);
        return results;
    }

    static Dictionary<string, ChangeOutcome> Outcomes(IEnumerable<StepResult> results) => results.ToDictionary(r => r.Change.Key, r => r.Change.Outcome);

    [Fact]
    public async Task A_step_waits_for_those_it_depends_on()
    {
        var order = new List<string>();
        Func<Task> Note(string key) => async () => { await Task.Yield(); lock (order) order.Add(key); };
        await RunAsync([Step("c", Note("c"), "b"), Step("b", Note("b"), "a", "not in the plan"), Step("a", Note("a"))]);
        Assert.Equal(["a", "b", "c"], order);
    }

    [Fact]
    public async Task Everybody_is_asked_before_the_first_change_is_sent()
    {
        var sent = 0;
        var asked = new List<(string, int)>();
        await RunAsync([Step("a", () => { sent++; return Task.CompletedTask; }), Step("b")], change => { asked.Add((change.Key, sent)); return Task.FromResult(true); });
        Assert.Equal([("a", 0), ("b", 0)], asked);
    }

    [Fact]
    public async Task A_refused_change_takes_along_those_that_wait_for_it_and_no_other()
    {
        var outcomes = Outcomes(await RunAsync([Step("a"), Step("b", null, "a"), Step("c", null, "b"), Step("d")], change => Task.FromResult(change.Key != "a")));
        Assert.Equal(ChangeOutcome.Skipped, outcomes["a"]);
        Assert.Equal(ChangeOutcome.Skipped, outcomes["c"]);
        Assert.Equal(ChangeOutcome.Applied, outcomes["d"]);
    }

    [Fact]
    public async Task A_failed_change_is_told_and_the_others_go_on()
    {
        var results = await RunAsync([Step("a", () => throw new TeemException("X", TeemErrorKind.Conflict, "It is taken.", "a", "Choose another.")), Step("b", null, "a"), Step("c")]);
        var outcomes = Outcomes(results);
        Assert.Equal(ChangeOutcome.Failed, outcomes["a"]);
        Assert.Equal("It is taken. Choose another.", results.Single(r => r.Change.Key == "a").Change.Detail);
        Assert.Equal(ChangeOutcome.Failed, outcomes["b"]);
        Assert.Equal(ChangeOutcome.Applied, outcomes["c"]);
    }

    [Fact]
    public async Task A_lost_answer_is_in_doubt() =>
        Assert.Equal(ChangeOutcome.InDoubt, Outcomes(await RunAsync([Step("a", () => throw new TeemException("X", TeemErrorKind.InDoubt, "Lost."))]))["a"]);

    [Fact]
    public async Task No_more_steps_are_under_way_than_the_transport_takes()
    {
        int now = 0, most = 0;
        var steps = Enumerable.Range(0, 50).Select(i => Step($"s{i}", async () =>
        {
            var inside = Interlocked.Increment(ref now);
            lock (this) most = Math.Max(most, inside);
            await Task.Yield();
            Interlocked.Decrement(ref now);
        })).ToList();
        Assert.Equal(50, (await RunAsync(steps, capacity: 5)).Count);
        Assert.InRange(most, 1, 5);
    }

    [Fact]
    public async Task Cancelling_ends_the_run_and_leaves_nothing_behind()
    {
        using var stop = new CancellationTokenSource();
        var running = 0;
        var steps = Enumerable.Range(0, 20).Select(i => new GuideStep(new Change { Key = $"s{i}", Chapter = "Rooms", Target = "t", Action = "Do" }, [], async cancel =>
        {
            Interlocked.Increment(ref running);
            try { await stop.CancelAsync(); await Task.Delay(Timeout.Infinite, cancel); }
            finally { Interlocked.Decrement(ref running); }
        })).ToList();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(steps, cancel: stop.Token));
        Assert.Equal(0, running);
    }

    [Fact]
    public async Task Each_change_is_written_down_before_it_is_sent_and_its_outcome_after()
    {
        var notes = new Notes();
        await RunAsync([Step("a", () => { notes.Lines.Add("a sent"); return Task.CompletedTask; }), Step("b", () => throw new TeemException("X", TeemErrorKind.Conflict, "It is taken."), "a"), Step("c", null, "b")], journal: notes);
        Assert.Equal(["a intended", "a sent", "a Applied", "b intended", "b Failed"], notes.Lines);
    }

    [Fact]
    public async Task A_change_that_cannot_be_written_down_is_not_made()
    {
        var made = false;
        var results = await RunAsync([Step("a", () => { made = true; return Task.CompletedTask; })], journal: new Notes { Full = true });
        Assert.Equal(ChangeOutcome.Failed, Assert.Single(results).Change.Outcome);
        Assert.False(made);
    }

    [Fact]
    public async Task A_change_that_is_cut_off_keeps_its_entry_without_an_outcome()
    {
        using var stop = new CancellationTokenSource();
        var notes = new Notes();
        var step = new GuideStep(new Change { Key = "a", Chapter = "Rooms", Target = "t", Action = "Do" }, [], async cancel => { await stop.CancelAsync(); cancel.ThrowIfCancellationRequested(); });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync([step], journal: notes, cancel: stop.Token));
        Assert.Equal(["a intended"], notes.Lines);
    }

    [Fact]
    public async Task An_outcome_that_cannot_be_written_down_ends_the_run_and_whoever_waits_for_it() =>
        await Assert.ThrowsAsync<IOException>(() => RunAsync([Step("a", null), Step("b", null, "a")], journal: new Notes { FullAfter = true }));

    sealed class Notes : IJournal
    {
        readonly List<string> keys = [];
        public List<string> Lines { get; } = [];
        public bool Full { get; init; }
        public bool FullAfter { get; init; }

        public long Intend(Change change)
        {
            if (Full) throw new IOException("No space left on device");
            lock (Lines) { keys.Add(change.Key); Lines.Add($"{change.Key} intended"); return keys.Count - 1; }
        }

        public void Conclude(long entry, ChangeOutcome outcome)
        {
            if (FullAfter) throw new IOException("No space left on device");
            lock (Lines) Lines.Add($"{keys[(int)entry]} {outcome}");
        }
    }

    [Fact]
    public async Task What_the_run_has_just_made_is_waited_for_and_what_was_there_before_is_not()
    {
        var clock = new ManualClock();
        var tries = 0;
        var missing = new TeemException("RoomNotFound", TeemErrorKind.NotFound, "It is not there.");
        GuideStep[] steps =
        [
            Step("made"),
            Step("with the new", () => ++tries < 3 ? Task.FromException(missing) : Task.CompletedTask, "made"),
            Step("with the old", () => Task.FromException(missing), "not in the plan"),
        ];
        var results = new List<StepResult>();
        var running = Task.Run(async () =>
        {
            await foreach (var result in PlanRunner.RunAsync(steps, _ => Task.FromResult(true), 8, new Notes(), clock, new HashSet<string>(), default)) results.Add(result);
        });
        foreach (var pause in new[] { 2, 4 })
        {
            await clock.WaitForTimerAsync();
            clock.Advance(TimeSpan.FromSeconds(pause));
        }
        await running;
        Assert.Equal(3, tries);
        Assert.Equal(new Dictionary<string, ChangeOutcome> { ["made"] = ChangeOutcome.Applied, ["with the new"] = ChangeOutcome.Applied, ["with the old"] = ChangeOutcome.Failed }, Outcomes(results));
    }

    [Fact]
    public async Task What_never_comes_is_told_after_some_minutes()
    {
        var clock = new ManualClock();
        var since = clock.GetUtcNow();
        var running = RunAsync([Step("made"), Step("after", () => Task.FromException(new TeemException("RoomNotFound", TeemErrorKind.NotFound, "It is not there.")), "made")], clock: clock);
        while (await Task.WhenAny(running, clock.WaitForTimerAsync()) != running) clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(ChangeOutcome.Failed, Outcomes(await running)["after"]);
        Assert.InRange(clock.GetUtcNow() - since, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(6));
    }
}
