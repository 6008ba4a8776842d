namespace TeemCalendar.Core.Storage;

/// <summary>Removals that wait until a person has confirmed them.</summary>
/// <param name="Reason">Why: <see cref="StorageEmpty"/> or <see cref="MassRemoval"/>.</param>
/// <param name="Meetings">How many meetings to come would be gone.</param>
/// <param name="OfMeetings">Of how many.</param>
/// <param name="Since">Since when they wait (UTC).</param>
internal sealed record HeldRemovals(string Reason, int Meetings, int OfMeetings, DateTimeOffset Since)
{
    /// <summary>The whole calendar was read, and there was nothing in it.</summary>
    public const string StorageEmpty = nameof(StorageEmpty);

    /// <summary>Most of what is to come would go in one round.</summary>
    public const string MassRemoval = nameof(MassRemoval);

    /// <summary>What happened, and what to do.</summary>
    /// <param name="mailbox">The room's address.</param>
    public string Explain(string mailbox) =>
        (Reason == StorageEmpty
            ? $"The calendar came back empty, and {Count(OfMeetings)} to come {(OfMeetings == 1 ? "is" : "are")} stored."
            : $"{Meetings} of {Count(OfMeetings)} to come would be gone at once.")
        + $" They are kept until somebody confirms it. If that is right: Sync-TeemRoomCalendar -Mailbox {mailbox} -AcceptRemovals";

    static string Count(int meetings) => meetings == 1 ? "1 meeting" : $"{meetings} meetings";
}
