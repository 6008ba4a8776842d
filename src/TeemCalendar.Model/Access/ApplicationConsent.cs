namespace TeemCalendar;

/// <summary>One permission of an application that somebody consented to.</summary>
public sealed record ApplicationConsent
{
    /// <summary>Whose permission it is, as in <c>Microsoft Graph</c>.</summary>
    public required string Resource { get; init; }

    /// <summary>Its name, as in <c>Calendars.ReadWrite</c>.</summary>
    public required string Permission { get; init; }

    /// <summary>Whether the application uses it by itself, or for a person who is signed in.</summary>
    public required PermissionKind Kind { get; init; }

    /// <summary>The person who consented for himself; null when an administrator did for everyone.</summary>
    public string? ConsentedBy { get; init; }

    /// <summary>When (UTC). Entra keeps it for application permissions.</summary>
    public DateTimeOffset? ConsentedAt { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Resource}: {Permission} ({Kind}, {(ConsentedBy is null ? "for everyone" : $"by {ConsentedBy}")})";
}

/// <summary>How an application uses a permission.</summary>
public enum PermissionKind
{
    /// <summary>By itself, in the whole tenant.</summary>
    Application,
    /// <summary>For a person who is signed in, and no further than that person may.</summary>
    Delegated,
}
