namespace TeemCalendar.Sandbox.State;

/// <summary>Somebody's wish to be told of changes in one calendar.</summary>
internal sealed class Subscription
{
    public Guid Id { get; set; }
    public Guid AppId { get; set; }
    public Guid CreatorId { get; set; }                           // the person, or the application's service principal
    public Guid? PersonMark { get; set; }                         // of a person's password, whose change ends the subscription; null for an application by itself
    public Guid MailboxOwnerId { get; set; }
    public string Resource { get; set; } = "";                    // as it was given
    public List<string> ChangeTypes { get; set; } = [];
    public string NotificationUrl { get; set; } = "";
    public string? LifecycleUrl { get; set; }
    public string? ClientState { get; set; }
    public string TlsVersion { get; set; } = "v1_2";
    public bool ImmutableIds { get; set; }
    public bool NeedsReauthorization { get; set; }                // challenged: nothing is sent until it is reauthorized
    public DateTimeOffset Expires { get; set; }
}
