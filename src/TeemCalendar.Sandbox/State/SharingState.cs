namespace TeemCalendar.Sandbox.State;

/// <summary>A message in a mailbox: somebody's calendar is shared with its owner.</summary>
internal sealed class SharingInvitation
{
    public Guid CalendarOf { get; set; }                          // the directory id of whose calendar it is
    public DateTimeOffset Sent { get; set; }
}

/// <summary>Somebody else's calendar, as a person has it in his list.</summary>
internal sealed class SharedCalendar
{
    public Guid Id { get; set; }
    public Guid CalendarOf { get; set; }
    public SandboxCalendarGroup Group { get; set; }
}
