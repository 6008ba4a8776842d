namespace TeemCalendar.Sandbox;

/// <summary>What one needs to sign in to a sandbox tenant. All of it is made up and opens nothing else.</summary>
/// <param name="TenantId">The directory's id.</param>
/// <param name="Domain">The default accepted domain.</param>
/// <param name="ClientId">The application that may administer the tenant.</param>
/// <param name="ClientSecret">Its secret.</param>
/// <param name="Administrator">The Global Administrator's sign-in name.</param>
/// <param name="AdministratorPassword">His password.</param>
public sealed record SandboxFacts(Guid TenantId, string Domain, Guid ClientId, string ClientSecret, string Administrator, string AdministratorPassword)
{
    /// <summary>The account that Teem signs in with, in a tenant that was given one.</summary>
    public string? ServiceAccount { get; init; }

    /// <summary>Its password.</summary>
    public string? ServiceAccountPassword { get; init; }

    /// <summary>The administrator whose role is only eligible, in a tenant that has one.</summary>
    public string? EligibleAdministrator { get; init; }

    /// <summary>His password.</summary>
    public string? EligibleAdministratorPassword { get; init; }
}

/// <summary>What the tenant has seen on the wire: the other side's own count.</summary>
public sealed class SandboxCounters
{
    long requests, writes, mails, meetingMessages;
    /// <summary>HTTP requests of every kind, sign-in included; a batch is one.</summary>
    public long Requests => Interlocked.Read(ref requests);
    /// <summary>Operations that asked to change something in Graph or Exchange, each item of a batch on its own; signing in is none.</summary>
    public long Writes => Interlocked.Read(ref writes);
    /// <summary>Messages accepted by sendMail.</summary>
    public long MailsSent => Interlocked.Read(ref mails);
    /// <summary>Invitations, updates, cancellations and answers that went to people, wherever they are; what goes to rooms is none.</summary>
    public long MeetingMessages => Interlocked.Read(ref meetingMessages);
    internal void CountRequest() => Interlocked.Increment(ref requests);
    internal void CountWrite() => Interlocked.Increment(ref writes);
    internal void CountMail() => Interlocked.Increment(ref mails);
    internal void CountMeetingMessage() => Interlocked.Increment(ref meetingMessages);
}
