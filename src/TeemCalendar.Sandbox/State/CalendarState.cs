namespace TeemCalendar.Sandbox.State;

/// <summary>The primary calendar of one mailbox: its items, and the order in which they changed.</summary>
internal sealed class CalendarState
{
}
