using TeemCalendar.Core;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Onboarding;

namespace TeemCalendar.Commands;

/// <summary>The whole guide in a pipeline: plan, ask once, apply, read back, read the calendars, send the summary.</summary>
sealed class OnboardingRun(AsyncPipeline pipeline, Tenant tenant, WholeGuide guide)
{
    // A room that failed fails again in everything that follows from it: the first error says why.
    readonly HashSet<string> told = new(StringComparer.OrdinalIgnoreCase);

    internal async Task RunAsync(CancellationToken cancel)
    {
        var progress = pipeline.Progress("Onboarding rooms");
        await using var _ = progress.ConfigureAwait(false);
        progress.Report("Reading the tenant");
        var plan = await guide.PlanAsync(pipeline.WhatIf, cancel).ConfigureAwait(false);
        foreach (var chapter in plan.Chapters)
            await pipeline.WriteVerboseAsync($"{chapter.Title}: {chapter.Found}").ConfigureAwait(false);
        foreach (var problem in plan.Problems)
            await TellAsync(problem).ConfigureAwait(false);

        var changes = plan.Changes.ToList();
        if (changes.Count > 0 && !await pipeline.ApproveAsync(Whole(changes)).ConfigureAwait(false))
        {
            await pipeline.WriteAllAsync(pipeline.WhatIf ? changes : changes.ConvertAll(c => c with { Outcome = ChangeOutcome.Skipped, Detail = "Not confirmed." })).ConfigureAwait(false);
            if (pipeline.WhatIf)
                lock (tenant.Rehearsed) tenant.Rehearsed.UnionWith(changes.Select(c => c.Key));
            return;
        }
        if (pipeline.WhatIf)
            return;

        var done = 0;
        await foreach (var result in guide.ApplyAsync(plan, _ => Task.FromResult(true), cancel).ConfigureAwait(false))
        {
            await pipeline.WriteObjectAsync(result.Change).ConfigureAwait(false);
            if (result.Error is { } error)
                await TellAsync(error).ConfigureAwait(false);
            progress.Report(result.Change.Action, ++done, changes.Count);
        }

        progress.Report("Reading back");
        await CheckAsync(cancel).ConfigureAwait(false);
        await SynchroniseAsync(progress, cancel).ConfigureAwait(false);
    }

    async Task CheckAsync(CancellationToken cancel)
    {
        var pending = 0;
        await foreach (var check in guide.VerifyAsync(WholeGuide.IsChapter, cancel).ConfigureAwait(false))
            switch (check.Status)
            {
                case CheckStatus.Fail:
                    await TellAsync(new TeemException(check.Cause ?? "CheckFailed", TeemErrorKind.Unexpected, $"{check.Target}: {check.Detail}", check.Target, check.Remedy)).ConfigureAwait(false);
                    break;
                case CheckStatus.Manual:
                    await pipeline.WriteWarningAsync($"{check.Target}: {check.Detail} {check.Remedy}").ConfigureAwait(false);
                    break;
                case CheckStatus.Pending:
                    // What is not effective yet is no error, and neither is what follows from it.
                    told.Add(check.Target);
                    pending++;
                    break;
                default:
                    break;
            }
        if (pending > 0)
            await pipeline.WriteWarningAsync($"{pending} checks are pending: set, and not effective yet. Test-TeemIntegration shows them; run the command again later.").ConfigureAwait(false);
    }

    async Task SynchroniseAsync(ProgressReporter progress, CancellationToken cancel)
    {
        var results = new List<SyncResult>();
        try
        {
            await foreach (var result in guide.SyncAsync(cancel).ConfigureAwait(false))
            {
                results.Add(result);
                progress.Report($"Reading {result.Mailbox}", results.Count);
                if (SyncOutput.Error(result) is { } error && told.Add(result.Mailbox))
                    await pipeline.WriteErrorAsync(error).ConfigureAwait(false);
            }
            await pipeline.WriteVerboseAsync($"{results.Count(r => r.Outcome != SyncOutcome.Failed)} of {results.Count} calendars were read.").ConfigureAwait(false);
            if (await guide.SendSummaryAsync(results, cancel).ConfigureAwait(false) is { } sent)
                await pipeline.WriteVerboseAsync($"'{sent.Subject}' was sent to {sent.To}.").ConfigureAwait(false);
        }
        catch (TeemException error)
        {
            await TellAsync(error).ConfigureAwait(false);
        }
    }

    async Task TellAsync(TeemException error)
    {
        if (error.Target is null || told.Add(error.Target))
            await pipeline.WriteErrorAsync(Errors.From(error)).ConfigureAwait(false);
    }

    Change Whole(List<Change> changes) => new()
    {
        Key = "onboarding",
        Chapter = "Onboarding",
        Target = tenant.Domain,
        Action = $"Make {changes.Count} changes: {string.Join(", ", changes.GroupBy(c => c.Chapter).Select(chapter => $"{chapter.Key} {chapter.Count()}"))}",
        Impact = changes.Max(c => c.Impact),
        Reason = changes.Find(c => c.Impact == ChangeImpact.High) is { } far ? $"One of them: {far}. {far.Reason}" : null,
    };
}
