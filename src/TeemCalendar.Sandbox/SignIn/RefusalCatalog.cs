namespace TeemCalendar.Sandbox.SignIn;

/// <summary>Refusals for reasons that this tenant does not hold: a device, a risk, a place, an application elsewhere. Numbers, OAuth errors and meanings are documented; the sentences are ours.</summary>
internal static class RefusalCatalog
{
    internal static SignInError Of(int number) => number switch
    {
        53000 => Acting(number, "The device is not in the required state: it has to be compliant."),
        53001 => Acting(number, "The device is not in the required state: it has to be joined to the domain."),
        53002 => Acting(number, "The application is not an approved application for Conditional Access."),
        53003 => new(number, "invalid_grant", "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.") { SubError = "message_only" },
        53004 => Acting(number, "The person has to complete the multi-factor registration process, and may not for a risk."),
        53011 => new(number, "invalid_grant", "The person is blocked due to a risk on the home tenant."),
        530034 => new(number, "invalid_grant", "A delegated administrator was blocked from accessing the tenant due to account risk in the home tenant.") { SubError = "message_only" },
        530035 => new(number, "invalid_grant", "Access has been blocked by security defaults.") { SubError = "message_only" },
        50053 => new(number, "invalid_grant", "The account is locked: too many times with an incorrect user id or password."),
        50055 => new(number, "invalid_grant", "The password is expired."),
        50072 => Acting(number, "The person has to enroll for multi-factor authentication."),
        50074 => Acting(number, "Strong authentication is required."),
        50076 => Acting(number, "Multi-factor authentication is needed."),
        50079 => Acting(number, "The person has to register for multi-factor authentication."),
        50020 => new(number, "invalid_grant", "The account of another identity provider does not exist in the tenant."),
        50158 => Acting(number, "An external security challenge was not satisfied."),
        50173 => new(number, "invalid_grant", "The provided grant has expired due to it being revoked, and a fresh token is needed.") { SubError = "bad_token" },
        65004 => new(number, "access_denied", "The person declined to consent."),
        70043 => new(number, "invalid_grant", "The refresh token has expired due to the sign-in frequency of Conditional Access.") { SubError = "bad_token" },
        700082 => new(number, "invalid_grant", "The refresh token has expired due to inactivity.") { SubError = "bad_token" },
        90094 => new(number, "access_denied", "Only an administrator can grant these permissions to the application."),
        _ => throw new ArgumentOutOfRangeException(nameof(number), number, "The sandbox tenant knows no such refusal; others come from what is in the tenant."),
    };

    static SignInError Acting(int number, string sentence) => new(number, number is 50072 or 50074 or 50076 or 50079 or 50158 ? "interaction_required" : "invalid_grant", sentence) { SubError = "basic_action" };
}
