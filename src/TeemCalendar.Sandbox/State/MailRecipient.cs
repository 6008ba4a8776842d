namespace TeemCalendar.Sandbox.State;

/// <summary>A recipient whose mailbox is not in this tenant: a mail user (an account whose mailbox is elsewhere, on-premises for instance) or a contact.</summary>
internal sealed class MailRecipient
{
    public Guid Guid { get; set; }
    public Guid? OwnerId { get; set; }                            // the directory account of a mail user; a contact has none
    public string Name { get; set; } = "";
    public string Alias { get; set; } = "";
    public string DisplayName { get; set; } = "";
    public string PrimarySmtpAddress { get; set; } = "";
    public DateTimeOffset Created { get; set; }
    public string Kind => OwnerId is null ? "MailContact" : "MailUser";
}
