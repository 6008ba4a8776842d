namespace TeemCalendar.Sandbox;

/// <summary>The groups in which everybody's Outlook lists calendars.</summary>
public enum SandboxCalendarGroup
{
    /// <summary>My Calendars: a person's own.</summary>
    Mine,

    /// <summary>Other Calendars.</summary>
    Other,

    /// <summary>People's Calendars.</summary>
    Peoples,
}
