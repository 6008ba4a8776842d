namespace TeemCalendar.Sandbox.State;

/// <summary>The primary calendar of one mailbox: its items, and the order in which they changed.</summary>
internal sealed class CalendarState
{
    /// <summary>Counts changes; every item carries the number of its last one, so that a delta round is "what is above my number".</summary>
    public long Serial { get; set; }
    /// <summary>Delta tokens of another epoch are lost, as when the service forgot its sync state.</summary>
    public int DeltaEpoch { get; set; }
    /// <summary>Tokens older than this fell out of the log.</summary>
    public long LogStart { get; set; }
    /// <summary>Set while a new room's meetings are promised but not written down yet: they are made at the first look.</summary>
    public DateTimeOffset? FillAsOf { get; set; }
    /// <summary>How many items of the calendar went to Deleted Items.</summary>
    public int Deleted { get; set; }
    public Dictionary<Guid, Calendars.CalendarItem> Items { get; set; } = [];
    /// <summary>Where things were before they moved or went, oldest first.</summary>
    public List<Calendars.GoneEntry> Gone { get; set; } = [];
}
