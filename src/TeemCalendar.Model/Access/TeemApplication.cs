namespace TeemCalendar;

/// <summary>An application that may reach rooms: ours, or Teem's own.</summary>
public sealed record TeemApplication
{
    /// <summary>The application (client) id.</summary>
    public required Guid AppId { get; init; }

    /// <summary>The id of the enterprise application (service principal) in this tenant; what Exchange calls the ObjectId.</summary>
    public Guid? ServicePrincipalId { get; init; }

    /// <summary>The name.</summary>
    public required string DisplayName { get; init; }

    /// <summary>True when this module registered it in this tenant; false for Teem's own, whose registration is in Teem's tenant, and for one of the same name.</summary>
    public bool IsOurs { get; init; }

    /// <summary>Application permissions that the whole tenant consented to, as in <c>Microsoft Graph: Place.Read.All</c>.</summary>
    public IReadOnlyList<string> TenantWidePermissions { get; init; } = [];

    /// <summary>The thumbprints (SHA-1, hexadecimal) of its certificates.</summary>
    public IReadOnlyList<string> Certificates { get; init; } = [];

    /// <summary>When its last certificate expires (UTC).</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>False when sign-in is switched off for it.</summary>
    public bool Enabled { get; init; } = true;

    /// <inheritdoc/>
    public override string ToString() => $"{DisplayName} ({AppId})";
}
