namespace TeemCalendar;

/// <summary>One change to the tenant or to the store: planned, and later what became of it. Data only; two changes are the same when key and differences are.</summary>
public sealed record Change
{
    /// <summary>What names the change from run to run: chapter's word and natural key, as in <c>room:boardroom@contoso.com</c>.</summary>
    public required string Key { get; init; }

    /// <summary>The chapter of the guide: ServiceAccount, Rooms, RoomSettings, Application, Impersonation, DelegateAccess, CalendarAccount, Calendars, SummaryMail.</summary>
    public required string Chapter { get; init; }

    /// <summary>Whom it is done to: an address, or the name of an application or scope.</summary>
    public required string Target { get; init; }

    /// <summary>What is done, as a sentence without its subject: "Create the room mailbox".</summary>
    public required string Action { get; init; }

    /// <summary>Why, where that is not plain from the action.</summary>
    public string? Reason { get; init; }

    /// <summary>The properties that change.</summary>
    public IReadOnlyList<Difference> Differences { get; init; } = [];

    /// <summary>How far it reaches: High for what goes beyond rooms or takes something away.</summary>
    public ChangeImpact Impact { get; init; } = ChangeImpact.Medium;

    /// <summary>What became of it.</summary>
    public ChangeOutcome Outcome { get; init; } = ChangeOutcome.Planned;

    /// <summary>Why it failed or was skipped, and what to do.</summary>
    public string? Detail { get; init; }

    /// <summary>The same change by key and differences, whatever became of either.</summary>
    /// <param name="other">The other change.</param>
    public bool IsSameAs(Change? other) => other is not null && Key == other.Key && Differences.SequenceEqual(other.Differences);

    /// <inheritdoc/>
    public override string ToString() => $"{Action}: {Target}";
}

/// <summary>One property of a change.</summary>
/// <param name="Property">Exchange's or Graph's own name of it.</param>
/// <param name="Before">The value found; null when there was none.</param>
/// <param name="After">The value wanted; null when it is taken away.</param>
public sealed record Difference(string Property, string? Before, string? After)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Property}: {Before ?? "(none)"} > {After ?? "(none)"}";
}

/// <summary>How far a change reaches.</summary>
public enum ChangeImpact
{
    /// <summary>Reversible and confined to this module's own store.</summary>
    Low,
    /// <summary>Reversible and confined to rooms and the service account.</summary>
    Medium,
    /// <summary>Reaches beyond rooms, or takes away what Teem's users see.</summary>
    High,
}

/// <summary>What became of a change.</summary>
public enum ChangeOutcome
{
    /// <summary>Computed, not sent.</summary>
    Planned,
    /// <summary>Done and accepted by the tenant.</summary>
    Applied,
    /// <summary>Refused by whoever was asked, or waiting on one that was.</summary>
    Skipped,
    /// <summary>Sent and refused by the tenant, or waiting on one that was.</summary>
    Failed,
    /// <summary>Sent, and the answer was lost: look before sending again.</summary>
    InDoubt,
}
