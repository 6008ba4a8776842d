using System.Text.Json.Serialization;

namespace TeemCalendar.Sandbox.Calendars;

/// <summary>One item of one mailbox's calendar: a single event, or a series with what differs from its rule.</summary>
/// <remarks>Times are wall-clock times of the item's zone; an all-day item has dates and no zone, it floats.</remarks>
internal sealed class CalendarItem
{
    public Guid Id { get; set; }
    /// <summary>The global object id's unique half: equal in the organizer's and every attendee's copy.</summary>
    public Guid Uid { get; set; }
    public long Changed { get; set; }
    /// <summary>The serial of the last change that touches every occurrence of the series.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public long SeriesChanged { get; set; }
    public DateTimeOffset Created { get; set; }
    public DateTimeOffset Modified { get; set; }

    public string Subject { get; set; } = "";
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Body { get; set; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public bool BodyIsText { get; set; }
    public DateTime Start { get; set; }
    public DateTime End { get; set; }
    public string Zone { get; set; } = "UTC";
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? EndZone { get; set; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public bool IsAllDay { get; set; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Location { get; set; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? LocationAddress { get; set; }

    public Person Organizer { get; set; } = new("", "");
    public bool IsOrganizer { get; set; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public List<Attendee>? Attendees { get; set; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Response { get; set; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public DateTimeOffset? ResponseTime { get; set; }

    public string ShowAs { get; set; } = "busy";
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Sensitivity { get; set; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Importance { get; set; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public bool IsCancelled { get; set; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public bool HideAttendees { get; set; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public bool NoResponseRequested { get; set; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public bool NoNewTimeProposals { get; set; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public bool IsReminderOn { get; set; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public int? ReminderMinutes { get; set; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? JoinUrl { get; set; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? TransactionId { get; set; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public List<string>? Categories { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public Recurrence? Recurrence { get; set; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public List<OccurrenceChange>? Exceptions { get; set; }
    /// <summary>The one date of a series to which the owner was invited: he has this and nothing else of it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public DateOnly? SingleDate { get; set; }
    /// <summary>Original dates of occurrences that were deleted or cancelled.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public List<DateOnly>? CancelledDates { get; set; }

    [JsonIgnore] public bool IsSeries => Recurrence is not null;

    public OccurrenceChange? ExceptionOn(DateOnly date) => Exceptions?.Find(e => e.Date == date);

    /// <summary>A copy that shares nothing that is ever changed in place.</summary>
    public CalendarItem Copy()
    {
        var copy = (CalendarItem)MemberwiseClone();
        copy.Attendees = Attendees?.ConvertAll(a => a with { });
        copy.Categories = Categories is null ? null : [.. Categories];
        copy.Exceptions = Exceptions?.ConvertAll(e => e.Copy());
        copy.CancelledDates = CancelledDates is null ? null : [.. CancelledDates];
        return copy;
    }
}

/// <summary>Whom an event names: an organizer or the like.</summary>
internal sealed record Person(string Name, string Address);

/// <summary>One invited person or room (required, optional or resource), with the last answer.</summary>
internal sealed record Attendee(string Name, string Address, string Kind, string Response = "none", DateTimeOffset? Time = null)
{
    /// <summary>The time that was proposed with the answer, in UTC.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public TimeSlot? Proposed { get; init; }
}

internal sealed record TimeSlot(DateTime StartUtc, DateTime EndUtc);

/// <summary>What one occurrence of a series has that its rule does not say; null means as the series.</summary>
internal sealed class OccurrenceChange
{
    public DateOnly Date { get; set; }
    public long Changed { get; set; }
    public DateTimeOffset Modified { get; set; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public DateTime? Start { get; set; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public DateTime? End { get; set; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Zone { get; set; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Subject { get; set; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Body { get; set; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public bool BodyIsText { get; set; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Location { get; set; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? LocationAddress { get; set; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? ShowAs { get; set; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Sensitivity { get; set; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Importance { get; set; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public bool IsCancelled { get; set; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Response { get; set; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public DateTimeOffset? ResponseTime { get; set; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public List<Attendee>? Attendees { get; set; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public List<string>? Categories { get; set; }

    public OccurrenceChange Copy()
    {
        var copy = (OccurrenceChange)MemberwiseClone();
        copy.Attendees = Attendees?.ConvertAll(a => a with { });
        copy.Categories = Categories is null ? null : [.. Categories];
        return copy;
    }
}

/// <summary>Where something was before a change took it away: enough to tell a reader of an old window that it went.</summary>
internal sealed class GoneEntry
{
    public long Serial { get; set; }
    public Guid ItemId { get; set; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public DateOnly? Date { get; set; }
    public DateTime StartUtc { get; set; }
    public DateTime EndUtc { get; set; }
    /// <summary>The series as it was, when all of it moved or went.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public CalendarItem? Series { get; set; }
}
