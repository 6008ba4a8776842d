namespace TeemCalendar;

/// <summary>The account with which rooms are read and synchronised, as this module verified it. What Teem's own page says is not known here.</summary>
public sealed record CalendarAccount
{
    /// <summary>The sign-in name that is entered in Teem.</summary>
    public required string Login { get; init; }

    /// <summary>The mailbox's address, when it differs from the sign-in name.</summary>
    public required string EmailAddress { get; init; }

    /// <summary>Impersonation or delegate access.</summary>
    public required AccessMode AccessMode { get; init; }

    /// <summary>The application that reads on the account's behalf (client id).</summary>
    public required Guid ApplicationId { get; init; }

    /// <summary>The thumbprint (SHA-1, hexadecimal) of the certificate that proves the application; null for delegate access.</summary>
    public string? CertificateThumbprint { get; init; }

    /// <summary>Active when sign-in and a read worked.</summary>
    public required CalendarAccountState State { get; init; }

    /// <summary>Why it is inactive: Unauthorized, InternalServerError, InvalidAudience, ConsentRequired, ConditionalAccess, LicenceMissing, MailboxNotReady ...</summary>
    public string? Cause { get; init; }

    /// <summary>What was said when it was tried, with Entra's code (AADSTS) where there is one; null for an active account.</summary>
    public string? Detail { get; init; }

    /// <summary>What to do about it.</summary>
    public string? Remedy { get; init; }

    /// <summary>When it was verified last (UTC).</summary>
    public required DateTimeOffset VerifiedAt { get; init; }
}

/// <summary>The state of a calendar account, in the guide's words.</summary>
public enum CalendarAccountState
{
    /// <summary>It works.</summary>
    Active,
    /// <summary>It is stored, and does not work.</summary>
    Inactive,
}
