using System.Globalization;
using TeemCalendar.Sandbox;

namespace TeemCalendar.Worker.Rehearsal;

/// <summary>The account that a rehearsal gives of itself, for a reader who was not there.</summary>
internal sealed class Account(TextWriter output)
{
    readonly Page page = new(output);

    /// <summary>What is about to happen, where, and with which rooms.</summary>
    public void Opening(RoomSource source, string tenant, string account, AccessMode access)
    {
        page.Text("TeemCalendar: a rehearsal of the whole guide in a sandbox tenant", indent: 0);
        page.Line();
        page.Labelled("Rooms", $"{Count(source.List.Rooms.Count, "room")} from {source.Name}, in {Count(source.Domains.Count, "mail domain")}: {string.Join(", ", source.Domains)}");
        page.Labelled("Tenant", tenant);
        page.Labelled("Account", $"{account}, by {(access == AccessMode.Impersonation ? "impersonation" : "delegate access")}");
    }

    public void Heading(string text) => page.Heading(text);

    /// <summary>A chapter as it was found, and what is to change; what is done to many rooms is one line.</summary>
    public void Plan(int number, string title, string found, IReadOnlyList<Change> changes, IReadOnlyList<string> problems)
    {
        page.Text($"{number}. {title}", indent: 0);
        page.Labelled("found", found);
        foreach (var problem in problems) page.Labelled("problem", problem);
        if (changes.Count == 0) page.Labelled("planned", "nothing to change");
        foreach (var (action, i) in changes.GroupBy(change => change.Action).Select((action, i) => (action.ToList(), i)))
            page.Labelled(i == 0 ? "planned" : "", action.Count == 1 ? $"{action[0]}" : string.Create(CultureInfo.InvariantCulture, $"{action[0]}, and {action.Count - 1:N0} more"));
    }

    /// <summary>What became of a chapter's changes; each one that failed has its reason.</summary>
    public void Changed(string title, IReadOnlyList<Change> changes)
    {
        page.Labelled(title, changes.Count == 0 ? "nothing to do" : string.Join(", ", changes.GroupBy(change => change.Outcome).OrderBy(outcome => outcome.Key)
            .Select(outcome => $"{outcome.Count()} {Words(outcome.Key)}")), column: 30);
        foreach (var change in changes.Where(change => change.Outcome is ChangeOutcome.Failed or ChangeOutcome.InDoubt)) page.Text($"{change.Target}: {change.Action}: {change.Detail}", indent: 4);
    }

    /// <summary>How a chapter stands, in numbers.</summary>
    public void Verified(string title, IReadOnlyList<Check> checks) =>
        page.Labelled(title, checks.Count == 0 ? "nothing to check" : string.Join("; ", new[] { Statuses(checks), Evidence(checks) }.Where(text => text.Length > 0)), column: 30);

    /// <summary>One round over all rooms.</summary>
    public void Round(int number, IReadOnlyList<SyncResult> results)
    {
        var read = results.Count(result => result.Outcome != SyncOutcome.Failed);
        page.Labelled($"round {number}", string.Create(CultureInfo.InvariantCulture,
            $"{Count(read, "room")} read{(read == results.Count ? "" : $", {results.Count - read} not")}; {results.Sum(r => r.Added):N0} reservations new, "
            + $"{results.Sum(r => r.Updated):N0} changed, {results.Sum(r => r.Removed):N0} gone; {results.Sum(r => r.Requests):N0} delta requests"));
        foreach (var result in results.Where(result => result.Outcome != SyncOutcome.Synchronised)) page.Text($"{result.Mailbox}: {result.Detail}", indent: 4);
    }

    public void Labelled(string label, string text) => page.Labelled(label, text);

    /// <summary>The last checks: all in numbers, and every one that does not pass in full, what fails first.</summary>
    public void LastChecks(IReadOnlyList<Check> checks)
    {
        page.Labelled("checks", checks.Count == 0 ? "none" : Statuses(checks));
        foreach (var status in new[] { CheckStatus.Fail, CheckStatus.Pending, CheckStatus.Manual })
        {
            // One remedy for many rooms is said once, over all their names.
            foreach (var same in checks.Where(check => check.Status == status).GroupBy(check => (check.Chapter, check.Cause, check.Remedy, check.UsuallyBy)))
            {
                page.Line();
                var all = same.ToList();
                page.Text($"{status}: {same.Key.Chapter}: {(all.Count == 1 ? all[0].Target : $"{all.Count} times")}");
                foreach (var detail in all.Select(check => all.Count == 1 ? check.Detail : $"{check.Target}: {check.Detail}")) page.Text(detail, indent: 4);
                if (same.Key.Cause is { } cause) page.Labelled("cause", cause, indent: 4);
                if (same.Key.Remedy is { } remedy) page.Labelled("to do", remedy, indent: 4);
                if (same.Key.UsuallyBy is { } by) page.Labelled("usually by", by.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture), indent: 4, column: 16);
            }
        }
    }

    /// <summary>The last words.</summary>
    public void Closing(RehearsalTally tally, RoomSource source, SandboxCounters counters, TimeSpan elapsed)
    {
        page.Line();
        page.Labelled("all in all", string.Create(CultureInfo.InvariantCulture,
            $"{Count(tally.Planned.Count, "change")} planned, {tally.Applied:N0} made, {tally.Failed:N0} failed; {counters.Requests:N0} HTTP requests, {counters.Writes:N0} writes and {Count((int)counters.MailsSent, "mail")} "
            + $"counted by the tenant; {elapsed.TotalSeconds:N1} seconds"));
        page.Labelled("", !tally.IsWell ? "Not all is well: see above what failed, and what to do."
            : source.List.Refusals.Count > 0 ? $"All is well for the rooms that were taken; {Count(source.List.Refusals.Count, "row")} of {source.Name} {(source.List.Refusals.Count == 1 ? "was" : "were")} refused."
            : "All is well.");
    }

    static string Count(int number, string noun) => string.Create(CultureInfo.InvariantCulture, $"{number:N0} {noun}{(number == 1 ? "" : "s")}");

    static string Statuses(IReadOnlyList<Check> checks) =>
        string.Join(", ", checks.GroupBy(check => check.Status).OrderBy(status => status.Key).Select(status => string.Create(CultureInfo.InvariantCulture, $"{status.Count():N0} {status.Key}")));

    /// <summary>What the passes rest on; what does not pass rests on nothing.</summary>
    static string Evidence(IReadOnlyList<Check> checks) =>
        string.Join(", ", checks.Where(check => check.Status == CheckStatus.Pass).GroupBy(check => check.Evidence).OrderByDescending(evidence => evidence.Key)
            .Select(evidence => string.Create(CultureInfo.InvariantCulture, $"{evidence.Count():N0} {Words(evidence.Key)}")));

    static string Words(ChangeOutcome outcome) => outcome switch
    {
        ChangeOutcome.Applied => "done",
        ChangeOutcome.Skipped => "skipped",
        ChangeOutcome.Failed => "failed",
        ChangeOutcome.InDoubt => "in doubt",
        _ => "not sent",
    };

    static string Words(CheckEvidence evidence) => evidence switch
    {
        CheckEvidence.Configured => "read back",
        CheckEvidence.Authorised => "authorised",
        _ => "proven",
    };
}
