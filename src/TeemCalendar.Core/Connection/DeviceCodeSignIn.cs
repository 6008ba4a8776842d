namespace TeemCalendar.Core.Connection;

/// <summary>A person who signs in with a code at another browser.</summary>
/// <param name="clientId">The public client through which he does.</param>
/// <param name="login">Who it has to be, or null for whoever does it.</param>
/// <param name="show">Shows the code.</param>
/// <param name="scopes">What Graph's token is to allow; null for what was consented to.</param>
internal sealed class DeviceCodeSignIn(string clientId, string? login, DeviceCodePrompt show, IReadOnlyList<string>? scopes = null) : SignIn(clientId)
{
    internal override string Kind => "DeviceCode";

    internal override ITokenSource Open(Authority authority)
    {
        var client = PersonTokens.Client(ClientId, authority);
        return new PersonTokens(_ => client, _ => scopes ?? [".default"], (_, wanted, hint, claims, cancel) =>
        {
            var request = client.AcquireTokenWithDeviceCode(wanted, code => show(new DeviceCode(code.UserCode, code.VerificationUrl, code.Message, code.ExpiresOn, hint), cancel));
            return (claims is null ? request : request.WithClaims(claims)).ExecuteAsync(cancel);
        }, login, authority);
    }
}

/// <summary>Shows a code to the person who has to sign in; returns when it was shown, not when it was used.</summary>
/// <param name="code">The code.</param>
/// <param name="cancel">Ends the showing.</param>
internal delegate Task DeviceCodePrompt(DeviceCode code, CancellationToken cancel);

/// <summary>A code with which a person signs in at another browser. It is no secret once used, and short-lived before that.</summary>
/// <param name="UserCode">What is typed.</param>
/// <param name="Address">Where.</param>
/// <param name="Message">Microsoft's own sentence that says so.</param>
/// <param name="ExpiresAt">Until when (UTC).</param>
/// <param name="Login">Who has to sign in; null for anyone.</param>
internal sealed record DeviceCode(string UserCode, string Address, string Message, DateTimeOffset ExpiresAt, string? Login);
