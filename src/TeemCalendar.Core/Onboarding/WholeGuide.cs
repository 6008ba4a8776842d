using System.Runtime.CompilerServices;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Guide;
using TeemCalendar.Core.Planning;
using TeemCalendar.Core.Sync;

namespace TeemCalendar.Core.Onboarding;

/// <summary>The whole guide as one plan: every chapter observed, planned, applied and verified, then the first synchronisation and its summary mail.</summary>
internal sealed class WholeGuide(Tenant tenant, OnboardingRequest request)
{
    readonly IReadOnlyList<IChapter> chapters = Chapters(tenant, request);

    static IReadOnlyList<IChapter> Chapters(Tenant tenant, OnboardingRequest request)
    {
        var rooms = request.Rooms.Select(r => r.Mailbox).ToList();
        return
        [
            new ServiceAccounts(tenant, new ServiceAccountRequest { UserPrincipalName = request.ServiceAccount }),
            new Rooms(tenant, request.Rooms),
            new RoomSettings(tenant, [.. request.Rooms.Select(r => RoomSettingsRequest.Of(r, request.Profile))]),
            new Applications(tenant, new ApplicationRequest { DisplayName = request.Application }),
            request.AccessMode == AccessMode.Impersonation
                ? new Impersonation(tenant, request.Application, rooms, outsider: request.ServiceAccount)
                : new DelegateAccess(tenant, request.Application, request.ServiceAccount, rooms),
            new CalendarAccounts(tenant, new CalendarAccountRequest(request.ServiceAccount, null, request.AccessMode, request.Application)),
            new Calendars(tenant, rooms),
            // A delegate signs in as the account itself, which may always send its own mail.
            .. request.SendSummary && request.AccessMode == AccessMode.Impersonation ? new IChapter[] { new SummaryMail(tenant, request.Application, request.ServiceAccount) } : [],
        ];
    }

    /// <summary>Reads the tenant, chapter beside chapter, and plans all of it; nothing is changed.</summary>
    internal Task<GuidePlan> PlanAsync(CancellationToken cancel) => PlanAsync(rehearsed: false, cancel);

    /// <summary>The same; in a rehearsal, what was planned before counts as there.</summary>
    internal async Task<GuidePlan> PlanAsync(bool rehearsed, CancellationToken cancel)
    {
        var observed = await Task.WhenAll(chapters.Select(c => c.ObserveAsync(cancel))).ConfigureAwait(false);
        HashSet<string> expected;
        lock (tenant.Rehearsed) expected = new HashSet<string>(rehearsed ? tenant.Rehearsed : [], StringComparer.OrdinalIgnoreCase);
        var plans = new List<ChapterPlan>();
        var absent = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var plan in observed)
        {
            var chapter = plan(expected);
            expected.UnionWith(chapter.Changes.Select(c => c.Key));
            // A room that cannot be made is missing in every later chapter too; that is said once.
            plans.Add(chapter with { Problems = [.. chapter.Problems.Where(p => p.Target is null || !absent.Contains(p.Target) || p.Id != Guide.RoomFinder.RoomNotFound && !plans.SelectMany(c => c.Problems).Any(said => (said.Id, said.Target) == (p.Id, p.Target)))] });
            absent.UnionWith(chapter.Problems.Select(p => p.Target).OfType<string>());
        }
        return new GuidePlan(plans);
    }

    /// <summary>Applies a plan. What could not be planned comes first, as changes that failed.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="approve">Asked for every change, before the first is sent.</param>
    /// <param name="cancel">Stops sending.</param>
    internal async IAsyncEnumerable<StepResult> ApplyAsync(GuidePlan plan, Func<Change, Task<bool>> approve, [EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var chapter in plan.Chapters)
            foreach (var problem in chapter.Problems)
                yield return new(new Change { Key = $"problem:{chapter.Chapter}:{problem.Target}", Chapter = chapter.Chapter, Target = problem.Target ?? "", Action = "Plan", Outcome = ChangeOutcome.Failed, Detail = problem.Explained }, problem);
        await foreach (var result in new LostAnswers(tenant, async again => (await PlanAsync(again).ConfigureAwait(false)).Chapters).RunAsync([.. plan.Chapters.SelectMany(c => c.Steps)], approve, cancel).ConfigureAwait(false)) yield return result;
    }

    /// <summary>Whether it is a chapter of the guide, and not what Test-TeemIntegration makes of them: before the first synchronisation no room's chain holds.</summary>
    internal static bool IsChapter(string name) => name != RoomChains.Name;

    /// <summary>Reads everything back.</summary>
    internal async Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel)
    {
        var checks = new List<Check>();
        await foreach (var check in VerifyAsync(IsChapter, cancel).ConfigureAwait(false)) checks.Add(check);
        return checks;
    }

    /// <summary>Reads back the chapters that are asked for, then each room's chain; every chapter's answers come when it has read.</summary>
    internal async IAsyncEnumerable<Check> VerifyAsync(Func<string, bool> isAskedFor, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (isAskedFor(Prerequisites.Name))
            foreach (var check in await AnswersAsync(Prerequisites.Name, new Prerequisites(tenant, new PrerequisiteRequest(request.ServiceAccount, request.Application, request.AccessMode)).VerifyAsync, cancel).ConfigureAwait(false)) yield return check;
        var chains = isAskedFor(RoomChains.Name) && request.Rooms.Count > 0 ? new RoomChains(tenant, request) : null;
        var found = new List<Check>();
        foreach (var chapter in chapters.Where(c => isAskedFor(c.Name) || chains?.Needs(c.Name) == true))
        {
            var checks = await AnswersAsync(chapter.Name, chapter.VerifyAsync, cancel).ConfigureAwait(false);
            if (request.IncludeWrite && chapter is Impersonation or DelegateAccess)
                checks = [.. checks, .. await AnswersAsync(chapter.Name, token => WriteAsync(chapter.Name, checks, token), cancel).ConfigureAwait(false)];
            if (chains is not null) found.AddRange(checks);
            if (!isAskedFor(chapter.Name)) continue;
            foreach (var check in checks) yield return check;
        }
        if (chains is null) yield break;
        foreach (var check in await AnswersAsync(RoomChains.Name, async token => await chains.OfAsync(found, token).ConfigureAwait(false), cancel).ConfigureAwait(false)) yield return check;
    }

    /// <summary>Writes into the rooms whose rights hold, as whoever has them.</summary>
    async Task<IReadOnlyList<Check>> WriteAsync(string chapter, IReadOnlyList<Check> rights, CancellationToken cancel)
    {
        var rooms = request.Rooms.Select(r => r.Mailbox).Where(room => rights.Any(c => c.Status == CheckStatus.Pass && c.Target.Equals(room, StringComparison.OrdinalIgnoreCase)) && !rights.Any(c => c.Status is CheckStatus.Fail or CheckStatus.Pending && c.Target.Equals(room, StringComparison.OrdinalIgnoreCase))).ToList();
        if (rooms.Count == 0) return [];
        CalendarAccess? access = null;
        if (request.AccessMode == AccessMode.Delegate) access = await tenant.FindDelegateAsync(request.ServiceAccount, cancel).ConfigureAwait(false);
        else if ((await ApplicationFinder.FindAsync(tenant, request.Application, cancel).ConfigureAwait(false))?.Principal is { } principal)
            access = await new AccessProbe(tenant, principal, request.Application, null).SignInAsync(fresh: false, cancel).ConfigureAwait(false);
        return await WriteCheck.VerifyAsync(tenant, access, chapter, rooms, cancel).ConfigureAwait(false);
    }

    async Task<IReadOnlyList<Check>> AnswersAsync(string chapter, Func<CancellationToken, Task<IReadOnlyList<Check>>> verify, CancellationToken cancel)
    {
        try { return await verify(cancel).ConfigureAwait(false); }
        catch (TeemException error) { return [new Check { Chapter = chapter, Target = error.Target ?? tenant.Domain, Status = CheckStatus.Fail, Detail = error.Message, Cause = error.Id, Remedy = error.Remedy }]; }
    }

    /// <summary>Reads every registered calendar once.</summary>
    internal async IAsyncEnumerable<SyncResult> SyncAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        var engine = await tenant.OpenSyncAsync(cancel).ConfigureAwait(false);
        await foreach (var result in engine.RunRoundAsync(new SyncRequest(), cancel).ConfigureAwait(false)) yield return result;
    }

    /// <summary>Sends the summary after the first synchronisation, once for all.</summary>
    /// <returns>Null when it was not asked for, or was sent before.</returns>
    internal async Task<SentSummary?> SendSummaryAsync(IReadOnlyList<SyncResult> results, CancellationToken cancel)
    {
        if (!request.SendSummary) return null;
        SyncSummary.Want(tenant.Store);
        return await SyncSummary.SendOnceAsync(tenant, results, cancel).ConfigureAwait(false);
    }
}

/// <summary>The plan of the whole guide.</summary>
/// <param name="Chapters">In the guide's order.</param>
internal sealed record GuidePlan(IReadOnlyList<ChapterPlan> Chapters)
{
    /// <summary>All changes, in order.</summary>
    internal IEnumerable<Change> Changes => Chapters.SelectMany(c => c.Changes);

    /// <summary>All that cannot be planned.</summary>
    internal IEnumerable<TeemException> Problems => Chapters.SelectMany(c => c.Problems);
}
