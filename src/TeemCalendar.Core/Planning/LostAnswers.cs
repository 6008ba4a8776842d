using System.Runtime.CompilerServices;
using TeemCalendar.Core.Connection;

namespace TeemCalendar.Core.Planning;

/// <summary>Applies a plan through bad weather: where an answer was lost or the service stumbled, it looks what was done, and sends the rest again.</summary>
/// <param name="tenant">The connection.</param>
/// <param name="planAsync">Observes and plans anew.</param>
internal sealed class LostAnswers(Tenant tenant, Func<CancellationToken, Task<IReadOnlyList<ChapterPlan>>> planAsync)
{
    /// <summary>A service that is still unwell after so many rounds is not waited for.</summary>
    const int Rounds = 5;

    internal async IAsyncEnumerable<StepResult> RunAsync(IReadOnlyList<GuideStep> steps, Func<Change, Task<bool>> approve, [EnumeratorCancellation] CancellationToken cancel)
    {
        var (again, made) = (new HashSet<string>(StringComparer.OrdinalIgnoreCase), new HashSet<string>(StringComparer.OrdinalIgnoreCase));
        for (var round = 1; ; round++)
        {
            var (held, isSettled) = (new List<StepResult>(), false);
            await foreach (var result in PlanRunner.RunAsync(steps, approve, tenant.Exchange.Capacity, tenant.Store, tenant.Clock, made, cancel).ConfigureAwait(false))
                if (again.Contains(result.Change.Key) && result.Error is { Kind: TeemErrorKind.Conflict })
                {
                    // The first try had made it; those that waited for the second can go on.
                    isSettled = true;
                    Made(result.Change.Key);
                    yield return Done(result);
                }
                else if (IsLost(result) || IsWaiting(result)) held.Add(result);
                else
                {
                    if (result.Change.Outcome == ChangeOutcome.Applied) Made(result.Change.Key);
                    yield return result;
                }

            // What waited in vain for something that failed for good is told as it is.
            if (!held.Exists(IsLost) && !(isSettled && held.Count > 0))
            {
                foreach (var result in held) yield return result;
                yield break;
            }
            again.UnionWith(held.Where(IsLost).Select(r => r.Change.Key));
            var doubles = steps.Where(s => s.Doubles && again.Contains(s.Change.Key)).Select(s => s.Change.Key).ToList();
            var plan = await planAsync(cancel).ConfigureAwait(false);
            if (doubles.Exists(key => IsPlanned(plan, key)))
                await Patience.UntilAsync(tenant.Clock, async () =>
                {
                    plan = await planAsync(cancel).ConfigureAwait(false);
                    return !doubles.Exists(key => IsPlanned(plan, key));
                }, cancel).ConfigureAwait(false);
            var left = plan.SelectMany(c => c.Steps).ToDictionary(s => s.Change.Key, StringComparer.OrdinalIgnoreCase);
            // What is no longer planned is done, unless it cannot be planned.
            foreach (var result in held.Where(r => !left.ContainsKey(r.Change.Key)))
            {
                Made(result.Change.Key);
                yield return plan.Any(c => c.Problems.Any(p => p.Target == result.Change.Target)) ? result : Done(result);
            }
            held.RemoveAll(r => !left.ContainsKey(r.Change.Key));
            if (round == Rounds)
                foreach (var result in held) yield return result;
            if (held.Count == 0 || round == Rounds) yield break;
            steps = [.. held.Select(r => left[r.Change.Key])];
            // It was asked before the first was sent.
            approve = _ => Task.FromResult(true);
        }

        void Made(string key)
        {
            made.Add(key);
            // What is made for good is no rehearsal's any more.
            lock (tenant.Rehearsed) tenant.Rehearsed.Remove(key);
        }
    }

    static bool IsPlanned(IReadOnlyList<ChapterPlan> plan, string key) => plan.Any(c => c.Changes.Any(change => change.Key.Equals(key, StringComparison.OrdinalIgnoreCase)));

    static bool IsLost(StepResult result) => result.Error is { Kind: TeemErrorKind.InDoubt or TeemErrorKind.Unavailable };

    /// <summary>Not sent, because something before it was not done.</summary>
    static bool IsWaiting(StepResult result) => result.Error is null && result.Change.Outcome is ChangeOutcome.InDoubt or ChangeOutcome.Failed;

    StepResult Done(StepResult result)
    {
        tenant.Store.Conclude(tenant.Store.Intend(result.Change), ChangeOutcome.Applied);
        return new(result.Change with { Outcome = ChangeOutcome.Applied, Detail = "Its answer was lost; it was looked, and it is there." }, null);
    }
}
