using System.Text.RegularExpressions;
using Microsoft.Identity.Client;

namespace TeemCalendar.Core.Connection;

/// <summary>Says why a sign-in was refused and what to do, by Entra's AADSTS code.</summary>
internal static partial class SignInErrors
{
    /// <summary>The same for what a person reads at the browser.</summary>
    internal static TeemException AtTheBrowser(string page, string account, string tenant) => Explain(new MsalServiceException(MsalError.AccessDenied, page), account, tenant);

    internal static TeemException Explain(MsalException refused, string account, string tenant)
    {
        var text = refused.Message;
        var code = Code().Match(text) is { Success: true } found ? found.Groups[1].Value : "";
        var (id, why, remedy) = code switch
        {
            "90002" => ("TenantNotFound", $"There is no tenant '{tenant}' in this cloud", "Give -TenantId the directory's id from the Entra admin center, and -Environment its cloud."),
            "900021" or "900023" => ("TenantNotFound", $"'{tenant}' is no tenant id and no domain", "Give -TenantId the directory's id, a GUID, or a verified domain."),
            "700016" => ("ApplicationNotFound", $"The application {account} is not in the tenant {tenant}", "Check -ClientId and -TenantId; an application of another tenant has to be consented to first."),
            "7000229" => ("PrincipalNotFound", $"The application {account} has no enterprise application in the tenant {tenant}", "A new one takes some minutes; else run Register-TeemApplication."),
            "7000215" => ("SecretRefused", $"The client secret of {account} is wrong", "Give the secret's value, not its id, or make a new one."),
            "7000222" => ("SecretExpired", $"The client secret of {account} has expired", "Make a new secret, or better sign in with a certificate."),
            "700027" => ("CertificateRefused", $"The certificate is not registered for {account}, or has expired", "Register it with Register-TeemApplication, or sign in with the one that is registered."),
            "65001" => ("ConsentRequired", $"Nobody consented to what {account} asks for", "An administrator has to consent once for the organization."),
            "50034" => ("AccountNotFound", $"{account} is not in the tenant {tenant}", "Check the sign-in name; it may differ from the mail address."),
            "50126" => ("PasswordRefused", $"The sign-in name or password of {account} is wrong", "Sign in again."),
            "50057" => ("AccountDisabled", $"The account {account} is blocked", "Unblock its sign-in, or use another account."),
            "53003" or "53000" or "53001" or "530035" or "50158" => ("ConditionalAccess", $"Conditional Access or the security defaults refuse this sign-in of {account}", "Exclude the account from the policy that the sign-in log names, or use an application with a certificate."),
            "50076" or "50079" => ("MfaRequired", $"{account} needs a second factor", "Sign in with -DeviceCode, where a person can give it."),
            "70020" or "70019" or "70016" => ("CodeExpired", "The code was not used in time", "Run the command again and enter the new code within 15 minutes."),
            // A code is good for one token: where the answer with the token was lost, asking again finds it used.
            "70002" or "54005" => ("CodeUsed", "The code was used before; the answer to it may have been lost", "Run the command again and enter the new code."),
            "70018" or "50097" => ("CodeRefused", "The code was declined or is unknown", "Run the command again and enter the new code."),
            _ when refused is MsalServiceException { StatusCode: 429 } => ("SignInThrottled", "Too many sign-ins in a short time", "Wait some minutes, then run the command again."),
            _ => ("SignInRefused", "The sign-in was refused", (string?)null),
        };
        var kind = id switch { "SignInThrottled" => TeemErrorKind.Throttled, "CodeUsed" => TeemErrorKind.Unavailable, _ => TeemErrorKind.SignInRefused };
        var said = code.Length > 0 ? $" (AADSTS{code})" : $" ({refused.ErrorCode}: {FirstLine(text)})";
        return new TeemException(id, kind, why + said + ".", account, remedy, (refused as MsalServiceException)?.CorrelationId, refused);
    }

    static string FirstLine(string text) => text.Split('\n')[0].Trim();

    [GeneratedRegex("AADSTS([0-9]+)")]
    private static partial Regex Code();
}
