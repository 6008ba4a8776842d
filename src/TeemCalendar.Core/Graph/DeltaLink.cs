namespace TeemCalendar.Core.Graph;

/// <summary>Where a room's next delta read goes on. The address carries the calendar's state token, so nothing but a request may see it.</summary>
/// <param name="Url">The address, as Graph gave it.</param>
internal readonly record struct DeltaLink(string Url)
{
    /// <summary>Never the address: whatever is printed ends in a log.</summary>
    public override string ToString() => "(delta link)";
}
