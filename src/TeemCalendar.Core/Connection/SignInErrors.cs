using System.Text.RegularExpressions;
using Microsoft.Identity.Client;

namespace TeemCalendar.Core.Connection;

/// <summary>Says why a sign-in was refused and what to do, by Entra's AADSTS code.</summary>
/// <remarks>The codes: Microsoft's "Microsoft Entra authentication and authorization error codes". What a code means for whom, and the way round it, is ours.</remarks>
internal static partial class SignInErrors
{
    /// <summary>The same for what a person reads at the browser.</summary>
    internal static TeemException AtTheBrowser(string page, string account, string tenant) => Explain(new MsalServiceException(MsalError.AccessDenied, page), account, tenant);

    internal static TeemException Explain(MsalException refused, string account, string tenant)
    {
        // What our own way out had to say, MSAL takes for a refusal of the managed identity's address.
        if (Inner(refused) is { } ours) return ours.Id == "ServiceUnreachable" && IsManagedIdentity(refused) ? NoManagedIdentity(refused, account) : ours;
        var text = refused.Message;
        var code = Code().Match(text) is { Success: true } found ? found.Groups[1].Value : "";
        var who = account.Length > 0 ? account : "the account";
        // An application is named by its id.
        var (id, why, remedy) = Guid.TryParse(account, out _) && OfApplication(code, who) is { } special ? special : OfAnyone(code, who, tenant) ?? OfLibrary(refused, who);
        var kind = id switch { "SignInThrottled" => TeemErrorKind.Throttled, "CodeUsed" => TeemErrorKind.Unavailable, _ => TeemErrorKind.SignInRefused };
        var said = code.Length > 0 ? $" (AADSTS{code})" : $" ({refused.ErrorCode}: {FirstLine(text)})";
        return new TeemException(id, kind, why + said + ".", account.Length > 0 ? account : null, remedy, (refused as MsalServiceException)?.CorrelationId, refused);
    }

    /// <summary>What means something else, or has another way out, where no person signs in.</summary>
    static (string Id, string Why, string? Remedy)? OfApplication(string code, string who) => code switch
    {
        "53003" or "530032" => ("ConditionalAccess", $"A Conditional Access policy for workload identities refuses the application {who}",
            "Sign in from a place that the policy allows, exclude the application from it, or use -ManagedIdentity: such policies do not reach managed identities."),
        "700024" => ("AssertionExpired", $"What proves the application {who} is not valid now", "Check this computer's clock; a file of -FederatedTokenFile has to be renewed by whoever writes it."),
        _ => null,
    };

    static (string Id, string Why, string? Remedy)? OfAnyone(string code, string who, string tenant) => code switch
    {
        // The tenant
        "90002" => ("TenantNotFound", $"There is no tenant '{tenant}' in this cloud", "Give -TenantId the directory's id from the Entra admin center, and -Environment its cloud."),
        "900021" or "900023" => ("TenantNotFound", $"'{tenant}' is no tenant id and no domain", "Give -TenantId the directory's id, a GUID, or a verified domain."),
        "50020" or "90072" => ("AccountOfAnotherTenant", $"{who} belongs to another organization", "Sign in with an account of this tenant."),

        // The application and its proof
        "700016" => ("ApplicationNotFound", $"The application {who} is not in the tenant {tenant}", "Check -ClientId and -TenantId; an application of another tenant has to be consented to first."),
        "7000229" => ("PrincipalNotFound", $"The application {who} has no enterprise application in the tenant {tenant}", "A new one takes some minutes; else run Register-TeemApplication."),
        "7000112" => ("ApplicationDisabled", $"The application through which {who} signs in is switched off", "Entra admin center, Enterprise applications, the application, Properties: Enabled for users to sign in. Or use another application."),
        "7000215" => ("SecretRefused", $"The client secret of {who} is wrong", "Give the secret's value, not its id, or make a new one."),
        "7000222" => ("SecretExpired", $"The client secret of {who} has expired", "Make a new secret, or better sign in with a certificate."),
        "700027" => ("CertificateRefused", $"The certificate is not registered for {who}, or has expired", "Register it with Register-TeemApplication, or sign in with the one that is registered."),
        "70021" or "700211" or "700212" or "700213" or "7002131" => ("FederatedTokenRefused", $"No federated credential of {who} fits issuer, subject and audience of the token",
            "Entra admin center, App registrations, the application, Certificates and secrets, Federated credentials: all three have to be the token's, letter for letter. A new one takes some minutes."),
        "7000218" => ("PublicClientNotAllowed", $"The application through which {who} signs in does not allow it without a secret", "Entra admin center, App registrations, the application, Authentication: Allow public client flows."),
        "50011" or "500113" => ("RedirectNotRegistered", "The application has no loopback address to come back to", "Entra admin center, App registrations, the application, Authentication, Mobile and desktop applications: add http://localhost."),
        "500011" or "500014" => ("ServiceMissing", "The service that the token is for is not in the tenant, or is switched off there", "Enable it in the Entra admin center under Enterprise applications, and check that -Environment names the tenant's cloud."),

        // Consent and assignment
        "65001" => ("ConsentRequired", $"Nobody consented to what {who} asks for", "An administrator has to consent once for the organization."),
        "65004" => ("ConsentRequired", $"{who} declined to consent", "Run the command again and accept, or have an administrator consent once for the organization."),
        "90094" or "90093" => ("ConsentRequired", $"{who} may not consent to what the application asks for", "An administrator has to consent once for the organization. Or connect with Connect-ExchangeOnline and Connect-MgGraph, and run Connect-TeemTenant after them."),
        "50105" => ("NotAssigned", $"The application is for assigned people only, and {who} is not assigned to it", "Entra admin center, Enterprise applications, the application, Users and groups: add the account."),

        // The person
        "50034" => ("AccountNotFound", $"{who} is not in the tenant {tenant}", "Check the sign-in name; it may differ from the mail address."),
        "50126" => ("PasswordRefused", $"The sign-in name or password of {who} is wrong", "Sign in again."),
        "50053" => ("AccountLocked", $"{who} is locked after too many attempts, or signs in from an address that is blocked", "Wait some minutes, then sign in again."),
        "50055" => ("PasswordExpired", $"The password of {who} has expired", "Sign in once at a browser and change it."),
        "50057" => ("AccountDisabled", $"The account {who} is blocked", "Unblock its sign-in, or use another account."),
        "700082" or "70043" or "70044" or "50173" or "50132" or "50133" or "700084" => ("SignInExpired", $"The sign-in of {who} is over: too long ago, or revoked",
            "Connect again with Connect-TeemTenant. Where nobody is there to do it, an application (-CertificateThumbprint, -ManagedIdentity) does not have to come back."),

        // What the organization demands
        "53003" or "530032" => ("ConditionalAccess", $"Conditional Access blocks this sign-in of {who}", Excluded + " A policy against device codes leaves the browser: connect without -DeviceCode."),
        "53000" or "530033" => ("ConditionalAccess", $"Conditional Access wants a compliant device for {who}", "Sign in at the browser of a managed computer, without -DeviceCode. " + Excluded),
        "53001" => ("ConditionalAccess", $"Conditional Access wants a device of the domain for {who}", "Sign in at the browser of a computer of the domain, without -DeviceCode. " + Excluded),
        "53002" or "53009" => ("ConditionalAccess", $"Conditional Access wants an approved app for {who}, which PowerShell is not", Excluded),
        "50158" => ("ConditionalAccess", $"Conditional Access wants {who} to pass an outside check or to accept terms of use", "Sign in at the browser, without -DeviceCode, and do what it asks. " + Excluded),
        "530035" => ("ConditionalAccess", $"The security defaults block this sign-in of {who}", "Sign in at the browser with a second factor, without -DeviceCode, or use an application with a certificate: the security defaults are for people."),
        "530034" => ("ConditionalAccess", $"{who} is a delegated administrator, and blocked for a risk in the home tenant", "Have the home tenant look into the risk, or sign in with an account of this tenant."),
        "53004" or "53011" => ("ConditionalAccess", $"{who} is blocked for a risk", "Have the security administrator look into the risk in Entra ID Protection. " + Excluded),
        "50076" or "50074" => ("MfaRequired", $"{who} needs a second factor", "Sign in at the browser or with -DeviceCode, where a person can give it, or use an application with a certificate."),
        "50079" or "50072" => ("MfaRequired", $"{who} has to register a second factor first", "Sign in once at https://aka.ms/mfasetup, then run the command again; or use an application with a certificate."),

        // Codes
        "70020" or "70019" or "70016" => ("CodeExpired", "The code was not used in time", "Run the command again and enter the new code within 15 minutes."),
        // A code is good for one token: where the answer with the token was lost, asking again finds it used.
        "70002" or "54005" => ("CodeUsed", "The code was used before; the answer to it may have been lost", "Run the command again and enter the new code."),
        "70018" or "50097" => ("CodeRefused", "The code was declined or is unknown", "Run the command again and enter the new code."),
        _ => null,
    };

    const string Excluded = "Otherwise exclude the account from the policy that the sign-in log names, or use an application with a certificate (-CertificateThumbprint) or -ManagedIdentity: policies for people do not reach them.";

    static (string Id, string Why, string? Remedy) OfLibrary(MsalException refused, string who) => refused switch
    {
        MsalServiceException { StatusCode: 429 } => ("SignInThrottled", "Too many sign-ins in a short time", "Wait some minutes, then run the command again."),
        { ErrorCode: MsalError.ManagedIdentityUnreachableNetwork } => Nowhere,
        { ErrorCode: MsalError.UserAssignedManagedIdentityNotSupported } => ("ManagedIdentityNotAssigned", "A computer of Azure Arc has its own identity only", "Leave -ManagedIdentityId out."),
        _ when IsManagedIdentity(refused) => ("ManagedIdentityNotAssigned", "The managed identity gave no token",
            "Assign it to this computer, function or automation account (Identity in its page of the Azure portal); where there are several, name one with -ManagedIdentityId."),
        { ErrorCode: MsalError.LinuxXdgOpen } => ("NoBrowser", "No browser could be opened here", "Sign in with -DeviceCode, or without a person (-ManagedIdentity, -CertificateThumbprint)."),
        { ErrorCode: MsalError.AuthenticationCanceledError } => ("SignInCancelled", $"The sign-in of {who} was cancelled at the browser", "Run the command again."),
        _ => ("SignInRefused", $"The sign-in of {who} was refused", "See that the account is there and its sign-in name is right; the sign-in log in the Entra admin center says more. Then run the command again."),
    };

    static readonly (string Id, string Why, string? Remedy) Nowhere = ("ManagedIdentityMissing", "No managed identity answers here",
        "-ManagedIdentity works on Azure's machines, App Service, Functions and Automation, and on computers of Azure Arc. Elsewhere use -CertificateThumbprint or -FederatedTokenFile.");

    static TeemException NoManagedIdentity(MsalException refused, string account) => new(Nowhere.Id, TeemErrorKind.SignInRefused, Nowhere.Why + ".", account, Nowhere.Remedy, inner: refused);

    static bool IsManagedIdentity(MsalException refused) => refused.ErrorCode.Contains("managed_identity", StringComparison.Ordinal);

    static TeemException? Inner(Exception refused)
    {
        for (var inner = refused.InnerException; inner is not null; inner = inner.InnerException)
            if (inner is TeemException ours) return ours;
        return null;
    }

    static string FirstLine(string text) => text.Split('\n')[0].Trim();

    [GeneratedRegex("AADSTS([0-9]+)")]
    private static partial Regex Code();
}
