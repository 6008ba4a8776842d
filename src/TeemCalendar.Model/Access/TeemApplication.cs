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

    /// <summary>Whose it is: this module's, of this tenant, or registered in another tenant, as Teem's own is.</summary>
    public ApplicationOrigin Origin { get; init; }

    /// <summary>The tenant that it is registered in.</summary>
    public Guid? OwnerTenantId { get; init; }

    /// <summary>Its publisher, where Microsoft has verified who that is.</summary>
    public string? VerifiedPublisher { get; init; }

    /// <summary>All that somebody consented to, and who.</summary>
    public IReadOnlyList<ApplicationConsent> Permissions { get; init; } = [];

    /// <summary>Application permissions that the whole tenant consented to, as in <c>Microsoft Graph: Place.Read.All</c>.</summary>
    public IReadOnlyList<string> TenantWidePermissions { get; init; } = [];

    /// <summary>The thumbprints (SHA-1, hexadecimal) of its certificates.</summary>
    public IReadOnlyList<string> Certificates { get; init; } = [];

    /// <summary>When its last certificate expires (UTC).</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Its certificates and secrets, as far as this tenant has them.</summary>
    public IReadOnlyList<ApplicationCredential> Credentials { get; init; } = [];

    /// <summary>When it signed in last (UTC); null when that is not known, or may not be read.</summary>
    public DateTimeOffset? LastSignIn { get; init; }

    /// <summary>False when sign-in is switched off for it.</summary>
    public bool Enabled { get; init; } = true;

    /// <inheritdoc/>
    public override string ToString() => $"{DisplayName} ({AppId})";
}

/// <summary>Whose an application is.</summary>
public enum ApplicationOrigin
{
    /// <summary>This module registered it in this tenant.</summary>
    Ours,
    /// <summary>Somebody else registered it in this tenant.</summary>
    ThisTenant,
    /// <summary>It is registered in another tenant: Teem's own, or a stranger of that name.</summary>
    OtherTenant,
}
