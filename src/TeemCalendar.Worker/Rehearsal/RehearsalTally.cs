namespace TeemCalendar.Worker.Rehearsal;

/// <summary>All that a rehearsal did and saw, for its account, its exit code and its files.</summary>
internal sealed class RehearsalTally
{
    /// <summary>The changes before the first was sent.</summary>
    public List<Change> Planned { get; } = [];

    /// <summary>The changes with what became of them.</summary>
    public List<Change> Changes { get; } = [];

    /// <summary>The results of all rounds.</summary>
    public List<SyncResult> Rounds { get; } = [];

    /// <summary>The last answer to every question.</summary>
    public IReadOnlyList<Check> Checks { get; set; } = [];

    /// <summary>What ended a part of the work, in sentences.</summary>
    public List<string> Failures { get; } = [];

    public int CalendarsRegistered { get; set; }

    public int Reservations { get; set; }

    public int Applied => Changes.Count(change => change.Outcome == ChangeOutcome.Applied);

    /// <summary>What was not done, or may not have been: a change that was skipped waits on one of these.</summary>
    public int Failed => Changes.Count(change => change.Outcome is ChangeOutcome.Failed or ChangeOutcome.InDoubt);

    /// <summary>True when no chapter failed, no check fails, and the last word of every room is that it was read.</summary>
    public bool IsWell => Failed == 0 && Failures.Count == 0 && Checks.All(check => check.Status != CheckStatus.Fail)
        && Rounds.GroupBy(result => result.Mailbox, StringComparer.OrdinalIgnoreCase).All(room => room.Last().Outcome != SyncOutcome.Failed);
}
