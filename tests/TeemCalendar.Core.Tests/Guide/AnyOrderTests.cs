using System.Collections.Concurrent;
using System.Globalization;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Planning;
using TeemCalendar.Core.Tests.Guide.AnyOrder;

namespace TeemCalendar.Core.Tests.Guide;

/// <summary>Any order and subset of the guide's chapters, interrupted anywhere and run again, ends in the same tenant. A seed that fails is in the message: give it to <see cref="OneSeed"/>, or TEEM_SEED.</summary>
public sealed class AnyOrderTests
{
    // A seed leaves the order of requests that are under way at once to chance: a failure that does not come again at once comes again among some.
    /// <summary>More of them with TEEM_SEEDS=1000; another beginning with TEEM_SEED=17.</summary>
    static readonly int First = Number("TEEM_SEED", 1), Count = Number("TEEM_SEEDS", Number("TEEM_SEED", 0) > 0 ? 1 : 20);

    static int Number(string variable, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    [Fact]
    public Task Any_order_of_chapters_interrupted_anywhere_ends_in_the_same_tenant() => EachAsync(ApplyAsync);

    static async Task ApplyAsync(World world)
    {
        using var calm = await Trial.BeginAsync(world);
        await calm.RunAsync(Script(world.Pieces, world, asOnePlan: false), Mishap.None);
        Assert.True(calm.Worked <= 1, $"In the guide's own order one run has to do it all; it took {calm.Worked}.");
        AssertNamed(world, calm.Problems);

        using var rough = await Trial.BeginAsync(world);
        var mishap = Mishap.Of(world.Random, calm.Requests);
        try
        {
            await rough.RunAsync(Script(world.Order, world, world.AsOnePlan), mishap);
            AssertSame(calm.State(), rough.State());
            Assert.Equal(Told(calm.Problems), Told(rough.Problems));
        }
        catch (Exception failed) { throw new InvalidOperationException($"{mishap}: {failed.Message}", failed); }
    }

    [Fact]
    public Task Any_order_of_taking_back_interrupted_anywhere_ends_where_it_began() => EachAsync(TakeBackAsync);

    static async Task TakeBackAsync(World world)
    {
        // An application of an earlier year that this module registered is its own: Remove-TeemApplication takes it away, whoever ran the command.
        var pieces = world.Order.Where(p => p != Piece.Application || !world.HasApplication).ToList();
        // Customizing cannot be taken back, nor can capacity and floor be emptied; a calendar is there, empty, once it was looked at; Entra keeps the address of a mailbox that is gone, and what an account was sent it keeps.
        string[] stays = ["IsDehydrated", "Mail", "Invitations", "Calendars", "Capacity", "Floor"];
        using var trial = await Trial.BeginAsync(world);
        var before = trial.State(stays);
        await trial.RunAsync(Script(world.Pieces.Where(pieces.Contains).ToList(), world, asOnePlan: false), Mishap.None);
        var mishap = Mishap.Of(world.Random, trial.Requests);
        try
        {
            await trial.RunAsync([.. pieces.Select(piece => new Func<Tenant, IReadOnlyList<IChapter>>(tenant => world.Removal(tenant, piece)))], mishap);
            AssertSame(before, trial.State(stays));
        }
        catch (Exception failed) { throw new InvalidOperationException($"back by {string.Join(" > ", pieces)}; {mishap}: {failed.Message}", failed); }
    }

    static IReadOnlyList<Func<Tenant, IReadOnlyList<IChapter>>> Script(IReadOnlyList<Piece> pieces, World world, bool asOnePlan)
    {
        return asOnePlan ? [tenant => [.. pieces.Select(piece => world.Chapter(tenant, piece))]] : [.. pieces.Select(piece => new Func<Tenant, IReadOnlyList<IChapter>>(tenant => [world.Chapter(tenant, piece)]))];
    }

    /// <summary>Only what differs is shown: a tenant is a thousand lines.</summary>
    static void AssertSame(string expected, string actual)
    {
        var (left, right) = (expected.Split('\n'), actual.Split('\n'));
        Assert.True(left.SequenceEqual(right), $"The tenant is another.\n{string.Join('\n', left.Except(right).Select(l => $"- {l.Trim()}").Concat(right.Except(left).Select(l => $"+ {l.Trim()}")).DefaultIfEmpty($"{right.Length - left.Length} lines more"))}");
    }

    static IEnumerable<string> Told(IEnumerable<TeemException> problems) => problems.Select(p => $"{p.Id} {p.Target}").Distinct().Order(StringComparer.Ordinal);

    /// <summary>What a missing chapter leaves undone is told with its name and the command that mends it.</summary>
    static void AssertNamed(World world, IReadOnlyList<TeemException> problems)
    {
        Assert.All(problems, p => Assert.False(string.IsNullOrEmpty(p.Target) || string.IsNullOrEmpty(p.Remedy), $"{p.Id}: {p.Message}"));
        void Needs(bool isMissing, Func<Piece, bool> uses, string id, string target, string remedy)
        {
            if (isMissing && world.Pieces.Any(uses)) Assert.Contains(problems, p => p.Id == id && p.Target == target && p.Remedy!.Contains(remedy, StringComparison.Ordinal));
        }
        Needs(!world.HasApplication && !world.Pieces.Contains(Piece.Application), p => p is Piece.Impersonation or Piece.SummaryMail or Piece.CalendarAccount, "ApplicationNotFound", World.Application, "Register-TeemApplication");
        Needs(!world.HasAccount && !world.Pieces.Contains(Piece.ServiceAccount), p => p is Piece.Delegate, "AccountNotFound", World.Account, "New-TeemServiceAccount");
        foreach (var room in world.Rooms)
            Needs(!world.Has(room) && !world.Pieces.Contains(Piece.Rooms), p => p is Piece.Settings or Piece.Calendars, "RoomNotFound", room.Mailbox, "New-TeemRoom");
    }

    [Theory]
    [InlineData(1)]
    public async Task OneSeed(int seed)
    {
        await ApplyAsync(new World(seed));
        await TakeBackAsync(new World(seed));
    }

    static async Task EachAsync(Func<World, Task> run)
    {
        var failed = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(Enumerable.Range(First, Count), async (seed, _) =>
        {
            var world = new World(seed);
            try { await run(world); }
            catch (Exception e) { failed.Add($"{world}: {e.Message}"); }
        });
        Assert.True(failed.IsEmpty, $"{failed.Count} of {Count}: {string.Join("\n\n", failed.OrderBy(f => f.Length).Take(3))}");
    }
}
