using System.Collections.Concurrent;
using System.Globalization;

namespace TeemCalendar.Core.Tests.Sync.AnyCourse;

/// <summary>Whatever people, this module, the network and the clock do to room calendars, in whatever order: when it settles, store and tenant hold the same, and nothing was done twice.</summary>
public sealed class AnyCourseTests
{
    /// <summary>More of them with TEEM_SEEDS=1000; another beginning, or the one that failed, with TEEM_SEED=17.</summary>
    static readonly int First = Number("TEEM_SEED", 1), Count = Number("TEEM_SEEDS", Number("TEEM_SEED", 0) > 0 ? 1 : 12);

    static int Number(string variable, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    [Fact]
    public async Task Whatever_happens_store_and_tenant_agree_in_the_end_and_nothing_was_done_twice()
    {
        var failed = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(Enumerable.Range(First, Count), async (seed, _) =>
        {
            using var course = await Course.BeginAsync(seed);
            try
            {
                await course.RunAsync();
                await course.SettleAsync();
                await course.CheckAsync();
            }
            catch (Exception e) { failed.Add($"TEEM_SEED={seed}, {course}: {e}"); }
        });
        Assert.True(failed.IsEmpty, $"{failed.Count} of {Count}: {string.Join("\n\n", failed.OrderBy(f => f.Length).Take(3))}");
    }
}
