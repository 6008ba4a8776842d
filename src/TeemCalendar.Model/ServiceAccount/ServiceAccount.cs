namespace TeemCalendar;

/// <summary>The account that Teem uses to reach the rooms. It never holds the password.</summary>
public sealed record ServiceAccount
{
    /// <summary>The sign-in name.</summary>
    public required string UserPrincipalName { get; init; }

    /// <summary>The directory's id; null while it is only planned.</summary>
    public Guid? Id { get; init; }

    /// <summary>The name that people see.</summary>
    public string? DisplayName { get; init; }

    /// <summary>The mailbox's address; may differ from the sign-in name.</summary>
    public string? EmailAddress { get; init; }

    /// <summary>The state of its mailbox.</summary>
    public MailboxState Mailbox { get; init; }

    /// <summary>The part numbers of its licences.</summary>
    public IReadOnlyList<string> Licences { get; init; } = [];

    /// <summary>Where its services are used: a two-letter ISO 3166 code.</summary>
    public string? UsageLocation { get; init; }

    /// <summary>False when sign-in is blocked.</summary>
    public bool Enabled { get; init; }

    /// <inheritdoc/>
    public override string ToString() => UserPrincipalName;
}

/// <summary>The state of an account's mailbox.</summary>
public enum MailboxState
{
    /// <summary>There is none and none is coming: no licence with Exchange.</summary>
    None,
    /// <summary>Licensed, and Exchange has not made it yet.</summary>
    Provisioning,
    /// <summary>It is there.</summary>
    Ready,
}
