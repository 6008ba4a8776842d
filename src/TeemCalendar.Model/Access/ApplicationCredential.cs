namespace TeemCalendar;

/// <summary>What an application proves itself with; never the secret or the private key itself.</summary>
public sealed record ApplicationCredential
{
    /// <summary>Certificate or Secret.</summary>
    public required CredentialKind Kind { get; init; }

    /// <summary>The certificate's thumbprint (SHA-1, hexadecimal), or the secret's id.</summary>
    public required string Id { get; init; }

    /// <summary>Since when it is valid (UTC).</summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>When it expires (UTC).</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>True when its private key is on this computer.</summary>
    public bool IsHere { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} {Id} until {ExpiresAt:u}{(IsHere ? ", here" : "")}";
}

/// <summary>The kinds of credential of an application.</summary>
public enum CredentialKind
{
    /// <summary>A certificate, of which Entra has the public part.</summary>
    Certificate,
    /// <summary>A client secret.</summary>
    Secret,
}
