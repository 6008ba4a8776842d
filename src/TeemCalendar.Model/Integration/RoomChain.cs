namespace TeemCalendar;

/// <summary>How far one room gets on its way to being read: one link after another, up to the first that is not as it should be. That one's cause and remedy are the room's.</summary>
public sealed record RoomChain : Check
{
    /// <summary>The links that were looked at, in order: exists, in the cloud, settings, rights, consent, account, registered, last read. The last one is where it stopped.</summary>
    public required IReadOnlyList<ChainLink> Links { get; init; }

    /// <summary>The link at which it stopped; null when all hold.</summary>
    public string? StoppedAt { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Status}: {Target}: {Detail}";
}

/// <summary>One link of a room's chain.</summary>
/// <param name="Name">What was looked at.</param>
/// <param name="Status">How it stands.</param>
/// <param name="Evidence">What that rests on.</param>
/// <param name="Detail">What was found.</param>
public sealed record ChainLink(string Name, CheckStatus Status, CheckEvidence Evidence, string Detail)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Status}";
}
