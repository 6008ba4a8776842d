namespace TeemCalendar.Sandbox.State;

/// <summary>A user who can still be taken back, with what was his.</summary>
internal sealed class DeletedUser
{
    public DirectoryUser User { get; set; } = new();
    public Mailbox? Mailbox { get; set; }
    public CalendarState? Calendar { get; set; }
    public DateTimeOffset Deleted { get; set; }
}

/// <summary>An application that can still be taken back.</summary>
internal sealed class DeletedApplication
{
    public ApplicationObject Application { get; set; } = new();
    public DateTimeOffset Deleted { get; set; }
}
