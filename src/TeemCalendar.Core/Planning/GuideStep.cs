namespace TeemCalendar.Core.Planning;

/// <summary>One change, what has to be done before it, and how it is done.</summary>
/// <param name="Change">What is told of it.</param>
/// <param name="After">Keys of the changes it waits for; a key that is not in the plan is there already.</param>
/// <param name="ApplyAsync">Does it. Natural names are resolved to ids here, when the things they name exist.</param>
internal sealed record GuideStep(Change Change, IReadOnlyList<string> After, Func<CancellationToken, Task> ApplyAsync)
{
    /// <summary>True when the service would take the same twice: it is not sent again before it is certain that the first is not there.</summary>
    internal bool Doubles { get; init; }
}

/// <summary>What one chapter of the guide found and wants changed.</summary>
/// <param name="Chapter">The chapter's word, as in <see cref="Change.Chapter"/>.</param>
/// <param name="Title">The chapter's title.</param>
/// <param name="Found">What was found, in a sentence.</param>
/// <param name="Steps">The changes, in order; empty when all is as wished.</param>
/// <param name="Problems">What cannot be planned: one for each room or name that is at fault.</param>
internal sealed record ChapterPlan(string Chapter, string Title, string Found, IReadOnlyList<GuideStep> Steps, IReadOnlyList<TeemException> Problems)
{
    internal IEnumerable<Change> Changes => Steps.Select(s => s.Change);
}
