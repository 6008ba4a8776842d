namespace TeemCalendar.Core.Graph;

/// <summary>What the tenant allows of new certificates of applications: its policy for their credentials.</summary>
/// <param name="Longest">For how long a certificate may be valid; null for as long as one likes.</param>
/// <param name="LongestSince">Applications made before this are left alone by that; null for none.</param>
/// <param name="OtherSince">A rule on certificates that Graph's version 1.0 has no word for, as that they have to be of a trusted authority, and the day whose later applications it is for; null when there is none.</param>
internal sealed record KeyRules(TimeSpan? Longest, DateTimeOffset? LongestSince, DateTimeOffset? OtherSince)
{
    /// <summary>Nothing is forbidden, or nobody may look.</summary>
    internal static readonly KeyRules None = new(null, null, null);

    /// <summary>Why a certificate would be refused; null when it would not.</summary>
    /// <param name="displayName">The application's name.</param>
    /// <param name="madeAt">When the application was made.</param>
    /// <param name="length">For how long the certificate is valid.</param>
    /// <param name="isSelfSigned">Whether it vouches for itself.</param>
    internal TeemException? Refuses(string displayName, DateTimeOffset madeAt, TimeSpan length, bool isSelfSigned)
    {
        if (Longest is { } longest && length > longest && !(LongestSince > madeAt))
            return new("CertificateTooLong", TeemErrorKind.NotSupported, $"This tenant allows certificates of applications for {Math.Floor(longest.TotalDays)} days at most, and this one is for {Math.Ceiling(length.TotalDays)}.", displayName,
                $"Give -ValidDays {Math.Floor(longest.TotalDays)}, or -CertificatePath a certificate that is no longer valid than that; Update-TeemApplication replaces it in time.");
        return isSelfSigned && OtherSince is { } since && !(since > madeAt)
            ? new("SelfSignedForbidden", TeemErrorKind.NotSupported, "This tenant limits which certificates an application may have: they have to come from an authority that it trusts.", displayName,
                "Give -CertificatePath the public part of a certificate of your organization's authority; its private key has to be in CurrentUser\\My of whoever synchronises. Or have this application exempted: Entra admin center, Enterprise applications, Application policies.")
            : null;
    }
}
