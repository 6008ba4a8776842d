using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Graph;
using TeemCalendar.Core.Planning;

namespace TeemCalendar.Core.Guide;

/// <summary>How an application's certificate is to be replaced.</summary>
internal sealed record RolloverRequest
{
    /// <summary>The application, and the new certificate.</summary>
    internal required ApplicationRequest Application { get; init; }
    /// <summary>Replace a certificate that is still good for long.</summary>
    internal bool Force { get; init; }
    /// <summary>Leave the old certificates registered.</summary>
    internal bool KeepOld { get; init; }
    /// <summary>Take away every other certificate, those of other computers too.</summary>
    internal bool RemoveOther { get; init; }
}

/// <summary>Replaces the certificate of our application: the new one beside the old, then the proof that it signs in, then the old one away. What a run that was cut off left to do is planned from what is registered.</summary>
internal sealed class ApplicationRollover(Tenant tenant, RolloverRequest wanted) : Chapter<ApplicationRollover.Observed>("Application", "Certificate of the application")
{
    /// <param name="Application">The one of that name; null when it is not registered.</param>
    /// <param name="Rules">What the tenant allows of certificates.</param>
    internal sealed record Observed(RegisteredApplication? Application, KeyRules Rules);

    string DisplayName => wanted.Application.DisplayName;

    protected override async Task<Observed> ReadAsync(CancellationToken cancel)
    {
        var rules = tenant.Applications.GetKeyRulesAsync(cancel);
        return new(await tenant.Applications.FindAsync(DisplayName, cancel).ConfigureAwait(false), await rules.ConfigureAwait(false));
    }

    protected override string Found(Observed observed) => observed.Application is not { } found ? $"No application is called '{DisplayName}'."
        : $"'{DisplayName}' has {found.Keys.Count} certificates; {(Applications.Usable(tenant, found) is { } key ? $"{key.Thumbprint} of this computer is valid until {key.EndsAt:yyyy-MM-dd}" : "none that is valid is of this computer")}.";

    protected override IEnumerable<GuideStep> Plan(Observed observed, IReadOnlySet<string> expected, List<TeemException> problems)
    {
        if (observed.Application is not { } application) { problems.Add(Applications.Missing(DisplayName)); yield break; }
        if (!application.IsOurs)
        {
            problems.Add(new("NotMadeHere", TeemErrorKind.Conflict, $"'{DisplayName}' was not registered by this module.", DisplayName, "Replace its certificate where it was made: whoever signs in with it needs the new one first."));
            yield break;
        }

        var before = Applications.Usable(tenant, application);
        var isAdded = Wants(application, before);
        if (isAdded)
        {
            if (Applications.Refusal(tenant, wanted.Application, observed.Rules, application.MadeAt) is { } refusal) { problems.Add(refusal); yield break; }
            var (difference, reason) = Applications.Told(wanted.Application, before?.Thumbprint);
            yield return new(Change(Keys.Certificate(DisplayName), DisplayName, "Register a new certificate", [difference], reason), [], cancel => Applications.AddCertificateAsync(tenant, wanted.Application, cancel));
        }

        // A certificate whose private key is elsewhere is nothing to sign in with here: what is old then goes when it is asked for.
        var isHere = wanted.Application.Certificate is not { } given || tenant.Certificates.Find(given.Thumbprint) is not null;
        var current = isAdded ? null : wanted.Application.Certificate?.Thumbprint ?? before?.Thumbprint;
        var old = wanted.KeepOld ? [] : Replaced(application, current, isHere);
        var stored = tenant.Store.GetAccount();
        var isUsed = isHere && stored is { AccessMode: AccessMode.Impersonation, CertificateThumbprint: { } used } && stored.ApplicationId == application.AppId && used != current;
        if (isHere && (isUsed || old.Count > 0))
            yield return new(Change(Keys.CertificateProof(DisplayName), DisplayName, "Sign in with the new certificate", isUsed ? [new("CertificateThumbprint", stored!.CertificateThumbprint, current ?? "the new one")] : [],
                "The old one stays until this has worked.", ChangeImpact.Low), [Keys.Certificate(DisplayName)], cancel => ProveAsync(current, isUsed, cancel));
        if (old.Count > 0)
            yield return new(Change(Keys.Removal(Keys.Certificate(DisplayName)), DisplayName, "Take the old certificates away", [.. old.Select(k => new Difference("Certificate", k.Thumbprint, null))],
                "Whoever has one of their private keys can no longer sign in."), [Keys.Certificate(DisplayName), Keys.CertificateProof(DisplayName)], async cancel =>
            {
                await tenant.Applications.RemoveCertificatesAsync(application.ObjectId, DisplayName, [.. old.Select(k => k.Thumbprint)], cancel).ConfigureAwait(false);
                ApplicationRemoval.Forget(tenant, DisplayName, old);
            });
    }

    /// <summary>Whether a new certificate has to be registered.</summary>
    bool Wants(RegisteredApplication application, RegisteredKey? usable)
    {
        if (wanted.Application.Certificate is { } given) return !application.Keys.Any(k => k.Thumbprint.Equals(given.Thumbprint, StringComparison.OrdinalIgnoreCase));
        return wanted.Force || usable?.EndsAt - tenant.Clock.GetUtcNow() <= Applications.Soon || usable is null;
    }

    /// <summary>The certificates that are no longer needed: expired ones, and those of this computer that a newer one replaces. Those of other computers only when it was asked for.</summary>
    List<RegisteredKey> Replaced(RegisteredApplication application, string? current, bool isHere) =>
        [.. application.Keys.Where(k => !k.Thumbprint.Equals(current, StringComparison.OrdinalIgnoreCase)
            && (wanted.RemoveOther || k.EndsAt <= tenant.Clock.GetUtcNow() || isHere && tenant.Certificates.Find(k.Thumbprint) is not null))];

    /// <summary>Signs in with the new certificate, which Entra knows everywhere after some minutes; then the stored account uses it.</summary>
    async Task ProveAsync(string? known, bool isUsed, CancellationToken cancel)
    {
        TeemException? refused = null;
        var isProved = await Patience.UntilAsync(tenant.Clock, async () =>
        {
            var application = await Applications.GetAsync(tenant, DisplayName, cancel).ConfigureAwait(false);
            if ((known ?? wanted.Application.Certificate?.Thumbprint ?? Applications.UsableThumbprint(tenant, application)) is not { } thumbprint) return false;
            var account = new CalendarAccount
            {
                Login = DisplayName, EmailAddress = DisplayName, AccessMode = AccessMode.Impersonation, ApplicationId = application.AppId, CertificateThumbprint = thumbprint,
                State = CalendarAccountState.Active, VerifiedAt = tenant.Clock.GetUtcNow(),
            };
            try { await tenant.OpenCalendarsAsync(account, cancel).ConfigureAwait(false); }
            catch (TeemException notYet) when (notYet.Id is "CertificateRefused" or "ApplicationNotFound" or "PrincipalNotFound")
            {
                refused = notYet;
                return false;
            }
            if (isUsed && tenant.Store.GetAccount() is { } stored) tenant.Store.SaveAccount(stored with { CertificateThumbprint = thumbprint });
            return true;
        }, cancel).ConfigureAwait(false);
        if (!isProved)
            throw new TeemException("NewCertificateRefused", TeemErrorKind.SignInRefused, $"The new certificate of '{DisplayName}' does not sign in{(refused is null ? "" : $": {refused.Message}")} The old one is still registered.", DisplayName,
                "Run the command again in some minutes: it goes on with the certificate that is there.", inner: refused);
    }

    public override async Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel) => await new Applications(tenant, wanted.Application).VerifyAsync(cancel).ConfigureAwait(false);
}
