namespace TeemCalendar.Core.Connection;

/// <summary>An application that proves itself with a client secret.</summary>
/// <param name="clientId">The application's id.</param>
/// <param name="secret">Kept in memory for the connection's life; never shown.</param>
internal sealed class SecretSignIn(string clientId, string secret) : SignIn(clientId)
{
    internal override string Kind => "Secret";

    internal override ITokenSource Open(Authority authority) =>
        new ApplicationTokens(ApplicationTokens.Builder(this, authority).WithClientSecret(secret).Build(), authority);
}
