namespace TeemCalendar;

/// <summary>One right of an application or account on rooms.</summary>
public sealed record AccessGrant
{
    /// <summary>Who holds it: the application's or the account's name.</summary>
    public required string Principal { get; init; }

    /// <summary>How the guide calls the way: impersonation, or delegate access.</summary>
    public required AccessMode AccessMode { get; init; }

    /// <summary>The Exchange role (<c>Application Calendars.ReadWrite</c>) or folder right (<c>Editor</c>, <c>FullAccess</c>).</summary>
    public required string Role { get; init; }

    /// <summary>The management scope's name; null for a right on one mailbox.</summary>
    public string? Scope { get; init; }

    /// <summary>The filter of that scope, as Exchange keeps it.</summary>
    public string? RecipientFilter { get; init; }

    /// <summary>The room it was asked for or holds on; null for all in the scope.</summary>
    public string? Mailbox { get; init; }

    /// <summary>Whether the room is inside; null when no room was asked for.</summary>
    public bool? InScope { get; init; }

    /// <summary>The role assignment's name; null for a right on one mailbox.</summary>
    public string? Assignment { get; init; }

    /// <summary>When it was granted (UTC), where Exchange recorded it.</summary>
    public DateTimeOffset? GrantedAt { get; init; }
}

/// <summary>The guide's two ways to reach a mailbox.</summary>
public enum AccessMode
{
    /// <summary>The guide's recommendation; today an application with an Exchange role that is scoped to rooms.</summary>
    Impersonation,
    /// <summary>The service account as a delegate of each room.</summary>
    Delegate,
}
