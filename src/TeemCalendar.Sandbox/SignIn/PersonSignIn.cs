using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.SignIn;

/// <summary>Names and passwords of people.</summary>
internal static class PersonSignIn
{
    internal static DirectoryUser Check(SandboxTenant tenant, string userName, string password)
    {
        var user = tenant.State.Users.Values.FirstOrDefault(u => u.UserPrincipalName.Equals(userName, StringComparison.OrdinalIgnoreCase))
            ?? throw new SignInError(50034, "invalid_grant", $"The user account {userName} does not exist in the directory {tenant.State.TenantId}.");
        CheckEnabled(user);
        if (password.Length == 0 || user.Password != password) throw new SignInError(50126, "invalid_grant", "Error validating credentials due to invalid username or password.");
        if (user.ForceChangePassword) throw new SignInError(50055, "invalid_grant", "The password is expired: it has to be changed at the first sign-in.");
        return user;
    }

    internal static void CheckEnabled(DirectoryUser user)
    {
        if (!user.AccountEnabled) throw new SignInError(50057, "invalid_grant", "The user account is disabled.");
    }
}
