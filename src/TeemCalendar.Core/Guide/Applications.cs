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
internal sealed class Applications(Tenant tenant, ApplicationRequest wanted) : Chapter<Applications.Observed>("Application", "Application")
{
    /// <param name="Application">The one of that name; null when it is not registered.</param>
    /// <param name="Removed">One of that name that lies in the recycle bin; looked for only where none is registered.</param>
    /// <param name="Rules">What the tenant allows of certificates; looked up only where one is to be registered.</param>
    internal sealed record Observed(RegisteredApplication? Application, RemovedApplication? Removed, KeyRules Rules);

    /// <summary>A certificate that is over within this time is told of.</summary>
    internal static readonly TimeSpan Soon = TimeSpan.FromDays(30);

    string DisplayName => wanted.DisplayName;

    protected override async Task<Observed> ReadAsync(CancellationToken cancel)
    {
        var found = await tenant.Applications.FindAsync(DisplayName, cancel).ConfigureAwait(false);
        var removed = found is null ? await tenant.Applications.FindRemovedAsync(DisplayName, cancel).ConfigureAwait(false) : null;
        return new(found, removed, found is not null && HasCertificate(found) ? KeyRules.None : await tenant.Applications.GetKeyRulesAsync(cancel).ConfigureAwait(false));
    }

    protected override string Found(Observed observed) => observed.Application is not { } found
        ? $"No application is called '{DisplayName}'.{(observed.Removed is { } removed ? $" {InTheBin(removed)}" : "")}"
        : $"'{DisplayName}' is registered ({found.AppId}), {(HasCertificate(found) ? "with a certificate of this computer" : "without a certificate of this computer")}.";

    // Not brought back by itself: its consents and what Exchange granted are gone, and its private keys too.
    static string InTheBin(RemovedApplication removed) =>
        $"One of that name was removed on {removed.RemovedAt:yyyy-MM-dd} and lies in the directory's recycle bin ({removed.AppId}); the new one gets an id of its own. To have the old id back: Restore-MgDirectoryDeletedItem -DirectoryObjectId {removed.ObjectId}, then Register-TeemApplication.";

    bool HasCertificate(RegisteredApplication application) => wanted.Certificate is { } given
        ? application.Keys.Any(k => k.Thumbprint.Equals(given.Thumbprint, StringComparison.OrdinalIgnoreCase))
        : UsableThumbprint(tenant, application) is not null;

    /// <summary>The certificate that is registered, not expired and on this computer; the newest. Null when there is none.</summary>
    internal static string? UsableThumbprint(Tenant tenant, RegisteredApplication application) => Usable(tenant, application)?.Thumbprint;

    internal static RegisteredKey? Usable(Tenant tenant, RegisteredApplication application) => application.Keys
        .Where(k => (k.EndsAt ?? DateTimeOffset.MaxValue) > tenant.Clock.GetUtcNow() && tenant.Certificates.Find(k.Thumbprint) is not null)
        .OrderBy(k => k.StartsAt ?? DateTimeOffset.MinValue).LastOrDefault();   // of two of one second, the one that was registered last

    /// <summary>Why the tenant would refuse the certificate that is wanted; null when it would not.</summary>
    internal static TeemException? Refusal(Tenant tenant, ApplicationRequest wanted, KeyRules rules, DateTimeOffset madeAt) => wanted.Certificate is { } given
        ? given.NotAfter.ToUniversalTime() <= tenant.Clock.GetUtcNow().UtcDateTime
            ? new("CertificateExpired", TeemErrorKind.InvalidInput, $"The certificate {given.Thumbprint} expired on {given.NotAfter.ToUniversalTime():yyyy-MM-dd}.", wanted.DisplayName, "Give -CertificatePath one that is still valid.")
            : rules.Refuses(wanted.DisplayName, madeAt, given.NotAfter - given.NotBefore, given.SubjectName.RawData.AsSpan().SequenceEqual(given.IssuerName.RawData))
        : rules.Refuses(wanted.DisplayName, madeAt, TimeSpan.FromDays(wanted.ValidDays), isSelfSigned: true);

    /// <summary>The step that registers a certificate beside those that are there.</summary>
    internal static async Task AddCertificateAsync(Tenant tenant, ApplicationRequest wanted, CancellationToken cancel)
    {
        var application = await GetAsync(tenant, wanted.DisplayName, cancel).ConfigureAwait(false);
        var certificate = wanted.Certificate ?? tenant.Certificates.Create(wanted.DisplayName, tenant.Clock.GetUtcNow(), wanted.ValidDays);
        try { await tenant.Applications.AddCertificateAsync(application.ObjectId, wanted.DisplayName, certificate.RawData, cancel).ConfigureAwait(false); }
        // A key that opens nothing is not left behind. Where the answer was lost it may open everything.
        catch (TeemException refused) when (wanted.Certificate is null && refused.Kind is TeemErrorKind.NotSupported or TeemErrorKind.AccessDenied or TeemErrorKind.InvalidInput)
        {
            tenant.Certificates.Remove(certificate.Thumbprint);
            throw;
        }
    }

    /// <summary>What is told of a certificate that is to be registered.</summary>
    internal static (Difference Difference, string Reason) Told(ApplicationRequest wanted, string? before) => wanted.Certificate is { } given
        ? (new("Certificate", before, given.Thumbprint), "Its public part alone is registered.")
        : (new("Certificate", before, $"self-signed, {wanted.ValidDays} days"), "Its private key stays on this computer.");

    protected override IEnumerable<GuideStep> Plan(Observed found, IReadOnlySet<string> expected, List<TeemException> problems)
    {
        var observed = found.Application;
        if (observed is { IsOurs: false } && !HasCertificate(observed))
        {
            // Whoever holds the key signs in with all that it was ever given.
            problems.Add(new("NotMadeHere", TeemErrorKind.Conflict, $"'{DisplayName}' ({observed.AppId}) was not registered by this module; it may have permissions of its own, and gets no certificate of this computer.", DisplayName,
                CommandLine.Of("Register-TeemApplication", ("DisplayName", $"{DisplayName} rooms")) + " # another name; then give it as -Application"));
            yield break;
        }
        if ((observed is null || !HasCertificate(observed)) && Refusal(tenant, wanted, found.Rules, observed?.MadeAt ?? DateTimeOffset.MaxValue) is { } refusal)
        {
            problems.Add(refusal);
            yield break;
        }
        if (observed?.Principal is null)
            yield return new(Change(Keys.Application(DisplayName), DisplayName, observed is null ? "Register the application" : "Make its enterprise application",
                [new("Permissions", null, "none tenant-wide")], "Exchange grants it rooms, and nothing else; see the Impersonation chapter."), [], async cancel =>
            {
                // Entra takes the same name twice, and somebody may have been faster.
                var application = await tenant.Applications.FindAsync(DisplayName, cancel).ConfigureAwait(false) ?? observed ?? await tenant.Applications.CreateAsync(DisplayName, cancel).ConfigureAwait(false);
                if (application.Principal is null) await Patience.ForNewAsync(tenant.Clock, () => tenant.Applications.CreatePrincipalAsync(application.AppId, cancel), cancel).ConfigureAwait(false);
            }) { Doubles = true };
        if (observed is not null && HasCertificate(observed)) yield break;
        var (difference, reason) = Told(wanted, null);
        yield return new(Change(Keys.Certificate(DisplayName), DisplayName, "Register a certificate", [difference], reason), [Keys.Application(DisplayName)], cancel => AddCertificateAsync(tenant, wanted, cancel));
    }

    /// <summary>Our application of that name.</summary>
    /// <exception cref="TeemException">It is not registered.</exception>
    internal static async Task<RegisteredApplication> GetAsync(Tenant tenant, string displayName, CancellationToken cancel) =>
        await tenant.Applications.FindAsync(displayName, cancel).ConfigureAwait(false) ?? throw Missing(displayName);

    internal static TeemException Missing(string displayName) =>
        new("ApplicationNotFound", TeemErrorKind.NotFound, $"No application is called '{displayName}'.", displayName, CommandLine.Of("Register-TeemApplication", ("DisplayName", displayName)));

    /// <summary>The application as commands show it.</summary>
    internal static async Task<TeemApplication> DescribeAsync(Tenant tenant, RegisteredApplication application, CancellationToken cancel) =>
        Describe(tenant, application, application.Principal is { } principal ? await tenant.TenantConsents.GetAsync(principal.Id, cancel).ConfigureAwait(false) : []);

    static TeemApplication Describe(Tenant tenant, RegisteredApplication application, IReadOnlyList<TenantConsent> consents) => new()
    {
        AppId = application.AppId,
        ServicePrincipalId = application.Principal?.Id,
        DisplayName = application.DisplayName,
        TenantWidePermissions = [.. consents.Select(c => c.Name)],
        Permissions = [.. consents.Select(c => c.Shown)],
        Certificates = [.. application.Keys.Select(k => k.Thumbprint)],
        Credentials =
        [
            .. application.Keys.Select(k => new ApplicationCredential { Kind = CredentialKind.Certificate, Id = k.Thumbprint, StartsAt = k.StartsAt, ExpiresAt = k.EndsAt, IsHere = tenant.Certificates.Find(k.Thumbprint) is not null }),
            .. application.Secrets.Select(s => new ApplicationCredential { Kind = CredentialKind.Secret, Id = s.Id.ToString(), StartsAt = s.StartsAt, ExpiresAt = s.EndsAt }),
        ],
        ExpiresAt = application.Keys.Max(k => k.EndsAt),
        Enabled = application.Principal?.Enabled ?? false,
        IsOurs = application.IsOurs,
        Origin = application.IsOurs ? ApplicationOrigin.Ours : ApplicationOrigin.ThisTenant,
        OwnerTenantId = tenant.TenantId,
        VerifiedPublisher = application.Principal?.VerifiedPublisher,
    };

    /// <summary>The applications of this tenant whose names begin so, as commands show them: ours, Teem's own, and others of that name.</summary>
    internal static async Task<IReadOnlyList<(TeemApplication Application, IReadOnlyList<string> Unread)>> FindAllAsync(Tenant tenant, string beginning, CancellationToken cancel)
    {
        var principals = await tenant.Applications.FindPrincipalsAsync(beginning, cancel).ConfigureAwait(false);
        return await Task.WhenAll(principals.Select(principal => DescribeFullyAsync(tenant, principal, cancel))).ConfigureAwait(false);
    }

    /// <summary>An enterprise application, wherever it is registered, with who consented for whom and its last sign-in; and what of that could not be read, and why.</summary>
    internal static async Task<(TeemApplication Application, IReadOnlyList<string> Unread)> DescribeFullyAsync(Tenant tenant, EnterpriseApplication principal, CancellationToken cancel)
    {
        var unread = new List<string>();
        var consents = await tenant.TenantConsents.GetAsync(principal.Id, cancel).ConfigureAwait(false);
        var described = await tenant.Applications.FindAsync(principal.AppId, cancel).ConfigureAwait(false) is { } registered
            ? Describe(tenant, registered, consents)
            : new TeemApplication
            {
                AppId = principal.AppId,
                ServicePrincipalId = principal.Id,
                DisplayName = principal.DisplayName,
                TenantWidePermissions = [.. consents.Select(c => c.Name)],
                Permissions = [.. consents.Select(c => c.Shown)],
                Enabled = principal.Enabled,
                Origin = principal.OwnerTenantId == tenant.TenantId ? ApplicationOrigin.ThisTenant : ApplicationOrigin.OtherTenant,
                OwnerTenantId = principal.OwnerTenantId,
                VerifiedPublisher = principal.VerifiedPublisher,
            };
        try { described = described with { Permissions = [.. described.Permissions, .. await DelegatedAsync(tenant, principal.Id, cancel).ConfigureAwait(false)] }; }
        catch (TeemException refused) when (refused.Kind == TeemErrorKind.AccessDenied) { unread.Add($"What people may do through '{principal.DisplayName}' is not shown: {refused.Explained}"); }
        try { described = described with { LastSignIn = await tenant.Applications.GetLastSignInAsync(principal.AppId, cancel).ConfigureAwait(false) }; }
        // A national cloud has no such report, and a beta version promises nothing: the rest is good without it.
        catch (TeemException refused) { unread.Add($"When applications signed in last is not known: {refused.Explained}"); }
        return (described, unread);
    }

    /// <summary>What people may do through an application, and who consented to that.</summary>
    internal static async Task<IEnumerable<ApplicationConsent>> DelegatedAsync(Tenant tenant, Guid servicePrincipalId, CancellationToken cancel)
    {
        var consents = await tenant.Applications.GetDelegatedConsentsAsync(servicePrincipalId, cancel).ConfigureAwait(false);
        var people = new Dictionary<string, string>();
        foreach (var person in consents.Select(c => c.UserId).OfType<string>().Distinct())
            people[person] = await NameAsync(person).ConfigureAwait(false);
        return consents.Select(c => new ApplicationConsent { Resource = c.Resource, Permission = c.Scope, Kind = PermissionKind.Delegated, ConsentedBy = c.UserId is null ? null : people[c.UserId] });

        // Who may not look people up knows them by their ids.
        async Task<string> NameAsync(string id)
        {
            try { return (await tenant.Directory.FindAccountAsync(id, cancel).ConfigureAwait(false))?.UserPrincipalName ?? id; }
            catch (TeemException refused) when (refused.Kind == TeemErrorKind.AccessDenied) { return id; }
        }
    }

    /// <summary>What is to be said of an application's certificates: all expired, or soon; null when there is nothing.</summary>
    internal static string? Expiry(TeemApplication application, DateTimeOffset now) => application.ExpiresAt is not { } end || end - now > Soon ? null
        : end <= now ? $"Every certificate of '{application.DisplayName}' has expired, the last on {end:yyyy-MM-dd}: nothing signs in with it. Update-TeemApplication -DisplayName '{application.DisplayName}' registers a new one."
        : $"The last certificate of '{application.DisplayName}' expires on {end:yyyy-MM-dd}. Update-TeemApplication -DisplayName '{application.DisplayName}' replaces it before.";

    public override async Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel)
    {
        var found = await tenant.Applications.FindAsync(DisplayName, cancel).ConfigureAwait(false);
        if (found?.Principal is null) return [Fail(DisplayName, Missing(DisplayName))];
        var described = await DescribeAsync(tenant, found, cancel).ConfigureAwait(false);
        var checks = new List<Check>();
        if (DefeatedScope.Of(described.TenantWidePermissions) is { Count: > 0 } wide) checks.Add(Fail(DisplayName, DefeatedScope.TenantWide(DisplayName, wide)));
        checks.Add(Usable(tenant, found) is { } key
            ? key.EndsAt - tenant.Clock.GetUtcNow() <= Soon
                ? Manual(DisplayName, $"Its certificate {key.Thumbprint} expires on {key.EndsAt:yyyy-MM-dd}; nothing is read after that.", CommandLine.Of("Update-TeemApplication", ("DisplayName", DisplayName)))
                : Pass(DisplayName, $"It is registered as {found.AppId}{(checks.Count > 0 ? "" : ", without a tenant-wide calendar permission")}, and its certificate {key.Thumbprint} is on this computer{(key.EndsAt is { } end ? $" and valid until {end:yyyy-MM-dd}" : "")}.")
            : Fail(DisplayName, "None of its certificates is on this computer, or all have expired.", "CertificateMissing", CommandLine.Of("Register-TeemApplication", ("DisplayName", DisplayName))));
        return checks;
    }
}
