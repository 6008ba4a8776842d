namespace TeemCalendar.Core.Graph;

/// <summary>An event as its mailbox has it at this moment: what a change is made against.</summary>
/// <param name="Item">What is kept of it.</param>
/// <param name="ETag">Its version; a change that names another one is refused.</param>
/// <param name="IsOrganizer">Whether the mailbox is the meeting's organizer.</param>
/// <param name="Organizer">The organizer's address, of private meetings too: it goes no further than the change.</param>
/// <param name="TransactionId">What it was made under, where a program made it.</param>
/// <param name="Created">When it came to be in this calendar.</param>
/// <param name="HasDeclined">Whether a room that was invited said no, in the organizer's copy.</param>
internal sealed record LiveEvent(CalendarItem Item, string? ETag, bool IsOrganizer, string? Organizer, string? TransactionId, DateTimeOffset? Created, bool HasDeclined)
{
    public string Id => Item.Id;

    /// <summary>When it starts. An event without a start is refused before anybody changes it.</summary>
    public DateTimeOffset Start => Item.Start?.Instant ?? default;

    public DateTimeOffset End => Item.End is { } end && end.Instant > Start ? end.Instant : Start;

    /// <summary>Whether it takes the room.</summary>
    public bool IsBusy => Item.IsCancelled != true && Item.IsFree != true;

    /// <summary>Whether it takes the room in a span.</summary>
    public bool Takes(DateTimeOffset from, DateTimeOffset to) => IsBusy && Start < to && End > from;

    /// <summary>Never the organizer: whatever is printed ends in a log.</summary>
    public override string ToString() => Item.ToString();
}
