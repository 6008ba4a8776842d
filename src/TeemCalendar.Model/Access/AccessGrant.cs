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

    /// <summary>By what it was granted.</summary>
    public AccessMethod Method { get; init; }

    /// <summary>The name of the management scope, administrative unit or group; <c>Organization</c> for every mailbox; null for a right on one mailbox.</summary>
    public string? Scope { get; init; }

    /// <summary>What kind of scope it is, in Exchange's words: CustomRecipientScope, AdministrativeUnit, Group, Organization; null for a right on one mailbox.</summary>
    public string? ScopeType { get; init; }

    /// <summary>The filter of that scope, as Exchange keeps it.</summary>
    public string? RecipientFilter { get; init; }

    /// <summary>The room it was asked for or holds on; null for all in the scope.</summary>
    public string? Mailbox { get; init; }

    /// <summary>Whether the room is inside; null when no room was asked for.</summary>
    public bool? InScope { get; init; }

    /// <summary>The role assignment's name; null for a right on one mailbox.</summary>
    public string? Assignment { get; init; }

    /// <summary>When it was granted or last changed from here (UTC), where Exchange or this module recorded it.</summary>
    public DateTimeOffset? GrantedAt { get; init; }

    /// <summary>Who granted it, where that is known: <c>TeemCalendar</c> when this module's journal has it.</summary>
    public string? GrantedBy { get; init; }
}

/// <summary>By what a right on rooms was granted.</summary>
public enum AccessMethod
{
    /// <summary>A right on the calendar folder, or on the mailbox.</summary>
    MailboxRight,
    /// <summary>An application role of Exchange Online on a scope: RBAC for Applications.</summary>
    ApplicationRole,
    /// <summary>The role ApplicationImpersonation: of an Exchange organization of one's own only.</summary>
    ApplicationImpersonation,
}

/// <summary>The guide's two ways to reach a mailbox.</summary>
public enum AccessMode
{
    /// <summary>The guide's recommendation; today an application with an Exchange role that is scoped to rooms.</summary>
    Impersonation,
    /// <summary>The service account as a delegate of each room.</summary>
    Delegate,
}
