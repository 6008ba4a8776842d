using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Planning;

namespace TeemCalendar.Pipeline;

/// <summary>Runs one chapter of the guide for a command: observe, plan, ask, apply.</summary>
static class ChapterRun
{
    /// <summary>Makes the changes that a chapter still needs. What cannot be planned or fails is an error each, and the rest goes on.</summary>
    /// <returns>Every change with its outcome; none when all is as wished already.</returns>
    internal static async Task<IReadOnlyList<Change>> ApplyAsync(this AsyncPipeline pipeline, Tenant tenant, IChapter chapter, CancellationToken cancel)
    {
        var planFrom = await chapter.ObserveAsync(cancel).ConfigureAwait(false);
        var plan = planFrom(Expected(pipeline, tenant));
        await pipeline.WriteVerboseAsync($"{plan.Title}: {plan.Found}").ConfigureAwait(false);
        foreach (var problem in plan.Problems)
            await pipeline.WriteErrorAsync(Errors.From(problem)).ConfigureAwait(false);

        var changes = new List<Change>();
        await foreach (var result in PlanRunner.RunAsync(plan.Steps, pipeline.ApproveAsync, tenant.Exchange.Capacity, cancel).ConfigureAwait(false))
        {
            changes.Add(result.Change);
            if (result.Error is { } error)
                await pipeline.WriteErrorAsync(Errors.From(error, result.Change.Target)).ConfigureAwait(false);
        }
        if (pipeline.WhatIf)
            Rehearse(tenant, plan);
        return changes;
    }

    // A whole script can be rehearsed: under -WhatIf, and only there, what earlier commands would have made is taken as made.
    static HashSet<string> Expected(AsyncPipeline pipeline, Tenant tenant)
    {
        lock (tenant.Rehearsed)
            return new HashSet<string>(pipeline.WhatIf ? tenant.Rehearsed : [], StringComparer.OrdinalIgnoreCase);
    }

    static void Rehearse(Tenant tenant, ChapterPlan plan)
    {
        lock (tenant.Rehearsed)
            tenant.Rehearsed.UnionWith(plan.Changes.Select(c => c.Key));
    }
}
