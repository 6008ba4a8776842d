namespace TeemCalendar.Sandbox.State;

internal sealed class SentMail
{
    public Guid SenderId { get; set; }
    public List<string> To { get; set; } = [];
    public string Subject { get; set; } = "";
    public string ContentType { get; set; } = "Text";
    public string Body { get; set; } = "";
    public bool Saved { get; set; } = true;                       // a copy lies in Sent Items
    public DateTimeOffset Sent { get; set; }
}

/// <summary>When somebody works, or a resource may be booked with ScheduleOnlyDuringWorkHours. Outlook's defaults.</summary>
internal sealed class WorkingHours
{
    public List<DayOfWeek> Days { get; set; } = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];
    public TimeSpan Start { get; set; } = TimeSpan.FromHours(8);
    public TimeSpan End { get; set; } = TimeSpan.FromHours(17);
    public string? TimeZone { get; set; }                         // null: the mailbox's own
}

internal sealed class MeetingMessage
{
    public string Kind { get; set; } = "";                        // response, or request for one that is forwarded to delegates
    public string? Response { get; set; }                         // accepted or declined
    public string From { get; set; } = "";                        // primary addresses
    public List<string> To { get; set; } = [];
    public string Subject { get; set; } = "";
    public string Text { get; set; } = "";
    public Guid MeetingUid { get; set; }
    public DateTimeOffset Sent { get; set; }
}
