namespace TeemCalendar.Core.Guide;

/// <summary>Microsoft's security defaults: they ask a second factor of everybody, the service account too. An application that signs in with a certificate is not asked.</summary>
internal sealed class SecurityDefaults(PrerequisiteFacts facts) : Prerequisite(facts, "the security defaults")
{
    internal override async Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel) =>
    [
        !await Tenant.Governance.HasSecurityDefaultsAsync(cancel).ConfigureAwait(false)
            ? Pass("Security defaults are off.")
            : Manual($"Security defaults are on: {Request.ServiceAccount} has to register a second factor, and Teem's Authenticate asks for it. {WhoIsNotAsked}", "SecurityDefaults",
                $"Sign in as {Request.ServiceAccount} at https://aka.ms/mfasetup once and register a method that whoever authenticates the account in Teem can use. Seen to work when the account signs in.", Request.ServiceAccount),
    ];

    string WhoIsNotAsked => Request.AccessMode == AccessMode.Impersonation ? "This module's application signs in with its certificate and is not asked." : "Delegate access signs in as the account, and is asked.";
}
