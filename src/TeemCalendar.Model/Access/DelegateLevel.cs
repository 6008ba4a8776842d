namespace TeemCalendar;

/// <summary>How much a delegate may do in a room.</summary>
public enum DelegateLevel
{
    /// <summary>Read and change its calendar; the guide calls it the more secure method.</summary>
    CalendarEditor,
    /// <summary>That, and full access to the mailbox.</summary>
    FullAccess,
}
