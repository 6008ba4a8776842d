using System.Security.Cryptography.X509Certificates;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Graph;
using TeemCalendar.Core.Planning;

namespace TeemCalendar.Core.Guide;

/// <summary>What is wanted of our application.</summary>
internal sealed record ApplicationRequest
{
    /// <summary>The name that it has when nobody chose another.</summary>
    internal const string UsualName = "TeemCalendar";
    internal string DisplayName { get; init; } = UsualName;
    /// <summary>A certificate whose public part is registered; null to make one on this computer.</summary>
    internal X509Certificate2? Certificate { get; init; }
    /// <summary>How long a certificate that is made is valid, in days.</summary>
    internal int ValidDays { get; init; } = 365;
}

/// <summary>The application with which this module reads rooms, and the certificate that proves it. It asks for no permission: what it may do, Exchange says, room by room.</summary>
internal sealed class Applications(Tenant tenant, ApplicationRequest wanted) : Chapter<RegisteredApplication?>("Application", "Application")
{
    string DisplayName => wanted.DisplayName;

    protected override Task<RegisteredApplication?> ReadAsync(CancellationToken cancel) => tenant.Applications.FindAsync(DisplayName, cancel);

    protected override string Found(RegisteredApplication? observed) => observed is null ? $"No application is called '{DisplayName}'."
        : $"'{DisplayName}' is registered ({observed.AppId}), {(HasCertificate(observed) ? "with a certificate of this computer" : "without a certificate of this computer")}.";

    bool HasCertificate(RegisteredApplication application) => wanted.Certificate is { } given
        ? application.Keys.Any(k => k.Thumbprint.Equals(given.Thumbprint, StringComparison.OrdinalIgnoreCase))
        : UsableThumbprint(tenant, application) is not null;

    /// <summary>The certificate that is registered, not expired and on this computer; the one that lasts longest. Null when there is none.</summary>
    internal static string? UsableThumbprint(Tenant tenant, RegisteredApplication application) => application.Keys
        .Where(k => (k.EndsAt ?? DateTimeOffset.MaxValue) > tenant.Clock.GetUtcNow() && tenant.Certificates.Find(k.Thumbprint) is not null)
        .MaxBy(k => k.EndsAt ?? DateTimeOffset.MaxValue)?.Thumbprint;

    protected override IEnumerable<GuideStep> Plan(RegisteredApplication? observed, IReadOnlySet<string> expected, List<TeemException> problems)
    {
        if (observed?.Principal is null)
            yield return new(Change(Keys.Application(DisplayName), DisplayName, observed is null ? "Register the application" : "Make its enterprise application",
                [new("Permissions", null, "none tenant-wide")], "Exchange grants it rooms, and nothing else; see the Impersonation chapter."), [], async cancel =>
            {
                var application = observed ?? await tenant.Applications.CreateAsync(DisplayName, cancel).ConfigureAwait(false);
                await Patience.ForNewAsync(tenant.Clock, () => tenant.Applications.CreatePrincipalAsync(application.AppId, cancel), cancel).ConfigureAwait(false);
            }) { Doubles = true };
        if (observed is not null && HasCertificate(observed)) yield break;
        yield return new(Change(Keys.Certificate(DisplayName), DisplayName, "Register a certificate",
            [new("Certificate", null, wanted.Certificate?.Thumbprint ?? $"self-signed, {wanted.ValidDays} days")], "Its private key stays on this computer."), [Keys.Application(DisplayName)], async cancel =>
        {
            var application = await GetAsync(tenant, DisplayName, cancel).ConfigureAwait(false);
            var certificate = wanted.Certificate ?? tenant.Certificates.Create(DisplayName, tenant.Clock.GetUtcNow(), wanted.ValidDays);
            await tenant.Applications.AddCertificateAsync(application.ObjectId, DisplayName, certificate.RawData, cancel).ConfigureAwait(false);
        });
    }

    /// <summary>Our application of that name.</summary>
    /// <exception cref="TeemException">It is not registered.</exception>
    internal static async Task<RegisteredApplication> GetAsync(Tenant tenant, string displayName, CancellationToken cancel) =>
        await tenant.Applications.FindAsync(displayName, cancel).ConfigureAwait(false) ?? throw Missing(displayName);

    internal static TeemException Missing(string displayName) =>
        new("ApplicationNotFound", TeemErrorKind.NotFound, $"No application is called '{displayName}'.", displayName, $"Register-TeemApplication -DisplayName '{displayName}'");

    /// <summary>The application as commands show it.</summary>
    internal static async Task<TeemApplication> DescribeAsync(Tenant tenant, RegisteredApplication application, CancellationToken cancel) => new()
    {
        AppId = application.AppId,
        ServicePrincipalId = application.Principal?.Id,
        DisplayName = application.DisplayName,
        TenantWidePermissions = application.Principal is { } principal ? await tenant.Applications.GetApplicationPermissionsAsync(principal.Id, cancel).ConfigureAwait(false) : [],
        Certificates = [.. application.Keys.Select(k => k.Thumbprint)],
        ExpiresAt = application.Keys.Max(k => k.EndsAt),
        Enabled = application.Principal?.Enabled ?? false,
        IsOurs = application.IsOurs,
    };

    /// <summary>The applications of this tenant whose names begin so, as commands show them: ours, Teem's own, and others of that name.</summary>
    internal static async Task<IReadOnlyList<TeemApplication>> FindAllAsync(Tenant tenant, string beginning, CancellationToken cancel)
    {
        var principals = await tenant.Applications.FindPrincipalsAsync(beginning, cancel).ConfigureAwait(false);
        return await Task.WhenAll(principals.Select(principal => DescribeAsync(tenant, principal, cancel))).ConfigureAwait(false);
    }

    /// <summary>An enterprise application as commands show it, wherever it is registered.</summary>
    internal static async Task<TeemApplication> DescribeAsync(Tenant tenant, EnterpriseApplication principal, CancellationToken cancel) => await tenant.Applications.FindAsync(principal.AppId, cancel).ConfigureAwait(false) is { } registered
        ? await DescribeAsync(tenant, registered, cancel).ConfigureAwait(false)
        : new TeemApplication
        {
            AppId = principal.AppId,
            ServicePrincipalId = principal.Id,
            DisplayName = principal.DisplayName,
            TenantWidePermissions = await tenant.Applications.GetApplicationPermissionsAsync(principal.Id, cancel).ConfigureAwait(false),
            Enabled = principal.Enabled,
        };

    public override async Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel)
    {
        var found = await tenant.Applications.FindAsync(DisplayName, cancel).ConfigureAwait(false);
        if (found?.Principal is null) return [Fail(DisplayName, Missing(DisplayName))];
        var described = await DescribeAsync(tenant, found, cancel).ConfigureAwait(false);
        var checks = new List<Check>();
        if (DefeatedScope.Of(described.TenantWidePermissions) is { Count: > 0 } wide) checks.Add(Fail(DisplayName, DefeatedScope.TenantWide(DisplayName, wide)));
        checks.Add(UsableThumbprint(tenant, found) is { } thumbprint
            ? Pass(DisplayName, $"It is registered as {found.AppId}, without a tenant-wide calendar permission, and its certificate {thumbprint} is on this computer.")
            : Fail(DisplayName, "None of its certificates is on this computer, or all have expired.", "CertificateMissing", $"Register-TeemApplication -DisplayName '{DisplayName}'"));
        return checks;
    }
}
