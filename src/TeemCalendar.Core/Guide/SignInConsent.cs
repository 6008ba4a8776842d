using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Graph;
using TeemCalendar.Core.Planning;

namespace TeemCalendar.Core.Guide;

/// <summary>The consent without which the service account cannot sign in through the application, as a delegate does: for this account alone.</summary>
internal static class SignInConsent
{
    /// <summary>What was consented to for the account.</summary>
    internal static async Task<IReadOnlyList<string>> ReadAsync(Tenant tenant, RegisteredApplication? application, DirectoryAccount? account, CancellationToken cancel) =>
        application?.Principal is { } principal && account is not null ? await tenant.Applications.GetDelegatedScopesAsync(principal.Id, account.Id, cancel).ConfigureAwait(false) : [];

    /// <summary>The step that consents to what is missing; null when nothing is.</summary>
    /// <param name="tenant">The connection.</param>
    /// <param name="application">The application's name.</param>
    /// <param name="login">The account's sign-in name.</param>
    /// <param name="given">What was consented to.</param>
    /// <param name="chapter">The chapter that needs it.</param>
    internal static GuideStep? Plan(Tenant tenant, string application, string login, IReadOnlyList<string> given, string chapter)
    {
        var missing = Tenant.DelegateScopes.Except(given).ToList();
        return missing.Count == 0 ? null : new(new()
        {
            Key = Keys.Consent(login), Chapter = chapter, Target = login, Action = "Consent to its sign-in through the application",
            Differences = [new("Scopes", given.Count > 0 ? string.Join(' ', given) : null, string.Join(' ', given.Union(Tenant.DelegateScopes)))],
            Reason = "For this account only: calendars that are shared with it, and mail as itself.",
        }, [Keys.ServiceAccount(login), Keys.Application(application)], async cancel =>
        {
            var found = await Applications.GetAsync(tenant, application, cancel).ConfigureAwait(false);
            var principal = found.Principal ?? throw Applications.Missing(application);
            var account = await tenant.Directory.FindAccountAsync(login, cancel).ConfigureAwait(false) ?? throw ServiceAccounts.Missing(login);
            try { await tenant.Applications.ConsentAsync(principal.Id, account.Id, missing, cancel).ConfigureAwait(false); }
            catch (TeemException refused) when (refused.Id == "GraphPermissionMissing") { throw Required(tenant, found.AppId, login, refused); }
        });
    }

    /// <summary>Nobody consented, and who is signed in cannot.</summary>
    internal static TeemException Required(Tenant tenant, Guid appId, string login, Exception? inner = null) => new("ConsentRequired", TeemErrorKind.AccessDenied,
        $"Nobody consented to the sign-in of {login} through the application {appId}.", login, $"Have an administrator who may consent (Privileged Role Administrator or Global Administrator) open {Address(tenant, appId)} and accept; then run the command again.", inner: inner);

    /// <summary>Where an administrator consents for the whole organization: Entra's own page.</summary>
    internal static string Address(Tenant tenant, Guid appId) =>
        $"{tenant.Cloud.Login}/{tenant.TenantId}/v2.0/adminconsent?client_id={appId}&redirect_uri={Uri.EscapeDataString(ApplicationGateway.ConsentReturn)}"
        + $"&scope={Uri.EscapeDataString(string.Join(' ', Tenant.DelegateScopes.Select(s => $"{tenant.Cloud.GraphResource}/{s}")))}";

    /// <summary>The step that takes back what was consented to from here, when it still is; null when nothing was.</summary>
    internal static GuideStep? Removal(Tenant tenant, string login, RegisteredApplication? application, DirectoryAccount? account, string chapter, string reason, IReadOnlyList<string> after) =>
        tenant.Store.FindMade(Keys.Consent(login)).Reverse().SelectMany(e => e.Differences).FirstOrDefault() is not { } consent || application?.Principal is not { } principal || account is null ? null
            : new(new() { Key = Keys.Removal(Keys.Consent(login)), Chapter = chapter, Target = login, Action = "Take back the consent to its sign-in", Differences = [new("Scopes", consent.After, consent.Before)], Reason = reason }, after, async cancel =>
            {
                await tenant.Applications.WithdrawConsentAsync(principal.Id, account.Id, [.. (consent.After ?? "").Split(' ').Except((consent.Before ?? "").Split(' '))], cancel).ConfigureAwait(false);
                tenant.Store.TakenBack(Keys.Consent(login));
            });
}
