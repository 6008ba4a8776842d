using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Planning;

namespace TeemCalendar.Pipeline;

/// <summary>Runs chapters of the guide for a command: observe, plan, ask, apply.</summary>
static class ChapterRun
{
    /// <summary>Makes the changes that a chapter still needs. What cannot be planned or fails is an error each, and the rest goes on.</summary>
    /// <returns>Every change with its outcome, what could not be planned among them; none when all is as wished already. Under <c>-WhatIf</c> nothing is sent, and what was planned is still Planned.</returns>
    internal static Task<IReadOnlyList<Change>> ApplyAsync(this AsyncPipeline pipeline, Tenant tenant, IChapter chapter, CancellationToken cancel) =>
        pipeline.ApplyAsync(tenant, [chapter], cancel);

    /// <summary>The same for chapters that build on each other: they are one plan, asked for as a whole before its first change is sent.</summary>
    /// <returns>Every change with its outcome. What could not be planned comes first, as changes that failed.</returns>
    internal static async Task<IReadOnlyList<Change>> ApplyAsync(this AsyncPipeline pipeline, Tenant tenant, IReadOnlyList<IChapter> chapters, CancellationToken cancel)
    {
        var steps = new List<GuideStep>();
        var changes = new List<Change>();
        foreach (var plan in await PlanAsync(cancel).ConfigureAwait(false))
        {
            await pipeline.WriteVerboseAsync($"{plan.Title}: {plan.Found}").ConfigureAwait(false);
            foreach (var problem in plan.Problems)
            {
                // A room that one chapter refuses is missing in the next: that is still one error.
                if (problem.Target is not null && changes.Any(c => c.Target == problem.Target))
                    continue;
                changes.Add(new Change { Key = $"problem:{plan.Chapter}:{problem.Target}", Chapter = plan.Chapter, Target = problem.Target ?? "", Action = "Plan", Outcome = ChangeOutcome.Failed, Detail = problem.Explained });
                await pipeline.WriteErrorAsync(Errors.From(problem)).ConfigureAwait(false);
            }
            steps.AddRange(plan.Steps);
        }

        await foreach (var result in new LostAnswers(tenant, PlanAsync).RunAsync(steps, pipeline.ApproveAsync, cancel).ConfigureAwait(false))
        {
            changes.Add(pipeline.WhatIf ? result.Change with { Outcome = ChangeOutcome.Planned, Detail = null } : result.Change);
            if (result.Error is { } error)
                await pipeline.WriteErrorAsync(Errors.From(error, result.Change.Target)).ConfigureAwait(false);
        }
        if (pipeline.WhatIf)
            Rehearse(tenant, steps);
        return changes;

        async Task<IReadOnlyList<ChapterPlan>> PlanAsync(CancellationToken cancel)
        {
            var expected = Expected(pipeline, tenant);
            var plans = new List<ChapterPlan>();
            foreach (var planFrom in await Task.WhenAll(chapters.Select(c => c.ObserveAsync(cancel))).ConfigureAwait(false))
            {
                plans.Add(planFrom(expected));
                expected.UnionWith(plans[^1].Changes.Select(c => c.Key));
            }
            return plans;
        }
    }

    // A whole script can be rehearsed: under -WhatIf, and only there, what earlier commands would have made is taken as made.
    static HashSet<string> Expected(AsyncPipeline pipeline, Tenant tenant)
    {
        lock (tenant.Rehearsed)
            return new HashSet<string>(pipeline.WhatIf ? tenant.Rehearsed : [], StringComparer.OrdinalIgnoreCase);
    }

    static void Rehearse(Tenant tenant, IReadOnlyList<GuideStep> steps)
    {
        lock (tenant.Rehearsed)
            tenant.Rehearsed.UnionWith(steps.Select(s => s.Change.Key));
    }
}
