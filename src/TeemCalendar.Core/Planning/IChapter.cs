namespace TeemCalendar.Core.Planning;

/// <summary>A chapter of the guide. It reads the tenant, computes what has to change without changing it, and later reads back.</summary>
internal interface IChapter
{
    /// <summary>The chapter's word, as in <see cref="Change.Chapter"/>.</summary>
    string Name { get; }

    /// <summary>Reads what there is; the answer plans from it, given the keys of changes that will have been made before.</summary>
    Task<Func<IReadOnlySet<string>, ChapterPlan>> ObserveAsync(CancellationToken cancel);

    /// <summary>Reads back and says how it stands.</summary>
    Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel);
}

/// <summary>A chapter whose findings are a <typeparamref name="TObserved"/>.</summary>
/// <param name="name">The chapter's word.</param>
/// <param name="title">The chapter's title.</param>
internal abstract class Chapter<TObserved>(string name, string title) : IChapter
{
    public string Name => name;

    public async Task<Func<IReadOnlySet<string>, ChapterPlan>> ObserveAsync(CancellationToken cancel)
    {
        var observed = await ReadAsync(cancel).ConfigureAwait(false);
        return expected =>
        {
            var problems = new List<TeemException>();
            var steps = Plan(observed, expected, problems).ToList();
            return new ChapterPlan(name, title, Found(observed), steps, problems);
        };
    }

    public abstract Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel);

    /// <summary>Reads the tenant.</summary>
    protected abstract Task<TObserved> ReadAsync(CancellationToken cancel);

    /// <summary>Computes the changes: from what is given alone.</summary>
    protected abstract IEnumerable<GuideStep> Plan(TObserved observed, IReadOnlySet<string> expected, List<TeemException> problems);

    /// <summary>Says in a sentence what was found.</summary>
    protected abstract string Found(TObserved observed);

    /// <summary>A change of this chapter.</summary>
    protected Change Change(string key, string target, string action, IEnumerable<Difference>? differences = null, string? reason = null, ChangeImpact impact = ChangeImpact.Medium) =>
        new() { Key = key, Chapter = name, Target = target, Action = action, Differences = [.. differences ?? []], Reason = reason, Impact = impact };

    /// <summary>A check of this chapter that passes.</summary>
    protected Check Pass(string target, string detail, CheckEvidence evidence = CheckEvidence.Configured) =>
        new() { Chapter = name, Target = target, Status = CheckStatus.Pass, Evidence = evidence, Detail = detail };

    /// <summary>A check of this chapter that fails.</summary>
    protected Check Fail(string target, string detail, string? cause, string? remedy, CheckEvidence evidence = CheckEvidence.Configured) =>
        new() { Chapter = name, Target = target, Status = CheckStatus.Fail, Evidence = evidence, Detail = detail, Cause = cause, Remedy = remedy };

    /// <summary>A check that fails because reading back did.</summary>
    protected Check Fail(string target, TeemException error) => Fail(target, error.Message, error.Id, error.Remedy);

    /// <summary>A check that only a person can settle.</summary>
    protected Check Manual(string target, string detail, string remedy) =>
        new() { Chapter = name, Target = target, Status = CheckStatus.Manual, Detail = detail, Remedy = remedy };
}
