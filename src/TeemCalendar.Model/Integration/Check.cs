namespace TeemCalendar;

/// <summary>The answer to one question about the integration. "Not yet" and "wrong" are different answers, and so are "set" and "seen to work".</summary>
public record Check
{
    /// <summary>The chapter of the guide it belongs to; see <see cref="Change.Chapter"/>.</summary>
    public required string Chapter { get; init; }

    /// <summary>What was looked at: an address, or the name of an application or scope.</summary>
    public required string Target { get; init; }

    /// <summary>Pass, Pending, Fail or Manual.</summary>
    public required CheckStatus Status { get; init; }

    /// <summary>What the answer rests on.</summary>
    public CheckEvidence Evidence { get; init; } = CheckEvidence.Configured;

    /// <summary>What was found, in a sentence.</summary>
    public required string Detail { get; init; }

    /// <summary>Why it is so, for what does not pass.</summary>
    public string? Cause { get; init; }

    /// <summary>What mends it: a command to paste, or what a person has to do and where.</summary>
    public string? Remedy { get; init; }

    /// <summary>Since when it is so, where something recorded it (UTC).</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>By when it is usually effective (UTC); for Pending only.</summary>
    public DateTimeOffset? UsuallyBy { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Status}: {Target}: {Detail}";
}

/// <summary>The outcome of a check.</summary>
public enum CheckStatus
{
    /// <summary>As it should be.</summary>
    Pass,
    /// <summary>Set, and not yet effective.</summary>
    Pending,
    /// <summary>Wrong.</summary>
    Fail,
    /// <summary>Only a person can do or see it.</summary>
    Manual,
}

/// <summary>What a check rests on, weakest first.</summary>
public enum CheckEvidence
{
    /// <summary>The setting was read back.</summary>
    Configured,
    /// <summary>The service said that it would allow it.</summary>
    Authorised,
    /// <summary>It was done, and worked.</summary>
    Proven,
}
