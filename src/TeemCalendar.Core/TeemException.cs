namespace TeemCalendar.Core;

/// <summary>A failure told for the reader: what failed, on which room, why, and what to do. It never holds a secret.</summary>
public class TeemException : Exception
{
    /// <summary>Makes a failure.</summary>
    /// <param name="id">A stable word for it, as in <c>MailboxNotFound</c>.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="message">What failed and why, in a sentence.</param>
    /// <param name="target">The mailbox, application or file it is about.</param>
    /// <param name="remedy">What to do: the missing permission, or the next command.</param>
    /// <param name="requestId">Microsoft's id of the refused request.</param>
    /// <param name="inner">What lies under it.</param>
    public TeemException(string id, TeemErrorKind kind, string message, string? target = null, string? remedy = null, string? requestId = null, Exception? inner = null)
        : base(message, inner)
    {
        Id = id; Kind = kind; Target = target; Remedy = remedy; RequestId = requestId;
    }

    /// <summary>A stable word for the failure.</summary>
    public string Id { get; }

    /// <summary>Its kind.</summary>
    public TeemErrorKind Kind { get; }

    /// <summary>The mailbox, application or file it is about.</summary>
    public string? Target { get; }

    /// <summary>What to do about it.</summary>
    public string? Remedy { get; }

    /// <summary>Microsoft's id of the refused request, for a support call.</summary>
    public string? RequestId { get; }

    /// <summary>Message and remedy in one text.</summary>
    public string Explained => Remedy is null ? Message : $"{Message} {Remedy}";
}

/// <summary>The kinds of failure.</summary>
public enum TeemErrorKind
{
    /// <summary>Nothing of that name is there.</summary>
    NotFound,
    /// <summary>A permission is missing.</summary>
    AccessDenied,
    /// <summary>The sign-in was refused.</summary>
    SignInRefused,
    /// <summary>What was given cannot be used.</summary>
    InvalidInput,
    /// <summary>Something of that name is there already, or somebody else changed it meanwhile.</summary>
    Conflict,
    /// <summary>The service asked to wait longer than this module waits.</summary>
    Throttled,
    /// <summary>The service did not answer, or answered that it cannot now.</summary>
    Unavailable,
    /// <summary>A write was sent and its answer lost: look before sending it again.</summary>
    InDoubt,
    /// <summary>It cannot be done in this tenant, and never will.</summary>
    NotSupported,
    /// <summary>The service answered what this module does not understand.</summary>
    Unexpected,
}
