using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.SignIn;

/// <summary>Names and passwords of people.</summary>
internal static class PersonSignIn
{
    internal static DirectoryUser Check(SandboxTenant tenant, string userName, string password)
    {
        var user = (Guid.TryParse(userName, out _) ? null : tenant.State.FindUser(userName))
            ?? throw new SignInError(50034, "invalid_grant", $"The user account {userName} does not exist in the directory {tenant.State.TenantId}.");
        CheckEnabled(user);
        if (password.Length == 0 || user.Password != password) throw new SignInError(50126, "invalid_grant", "Error validating credentials due to invalid username or password.");
        if (user.ForceChangePassword) throw new SignInError(50055, "invalid_grant", "The password is expired: it has to be changed at the first sign-in.");
        return user;
    }

    /// <summary>The same where Entra itself would have to know the password: that of a person in a federated domain is known elsewhere (the number was seen for such people).</summary>
    internal static DirectoryUser CheckHere(SandboxTenant tenant, string userName, string password)
    {
        var user = Check(tenant, userName, password);
        return !tenant.State.IsFederated(user.UserPrincipalName[(user.UserPrincipalName.IndexOf('@', StringComparison.Ordinal) + 1)..]) ? user
            : throw new SignInError(50126, "invalid_grant", "Error validating credentials due to invalid username or password.");
    }

    internal static void CheckEnabled(DirectoryUser user)
    {
        if (!user.AccountEnabled) throw new SignInError(50057, "invalid_grant", "The user account is disabled.");
    }
}
