using Microsoft.Identity.Client;

namespace TeemCalendar.Core.Connection;

/// <summary>An application that proves itself with a token of another identity provider, which trusted software puts into a file and renews there: workload identity of Kubernetes, GitHub Actions and the like.</summary>
/// <param name="clientId">The application's id.</param>
/// <param name="tokenFile">The file, as AZURE_FEDERATED_TOKEN_FILE names it.</param>
internal sealed class FederatedSignIn(string clientId, string tokenFile) : SignIn(clientId)
{
    internal override string Kind => "FederatedToken";

    // Read each time it is needed: such tokens live for minutes, and the file is written anew before they are over.
    internal override ITokenSource Open(Authority authority) =>
        new ApplicationTokens(ApplicationTokens.Builder(this, authority).WithClientAssertion((AssertionRequestOptions request) => ReadAsync(request.CancellationToken)).Build(), authority);

    async Task<string> ReadAsync(CancellationToken cancel)
    {
        string token;
        try { token = (await File.ReadAllTextAsync(tokenFile, cancel).ConfigureAwait(false)).Trim(); }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            throw new TeemException("FederatedTokenUnreadable", TeemErrorKind.NotFound, $"The token file {tokenFile} cannot be read: {unread.Message}", tokenFile,
                "Give -FederatedTokenFile the file that the workload's identity is put into, as in $env:AZURE_FEDERATED_TOKEN_FILE.", inner: unread);
        }
        return token.Length > 0 ? token : throw new TeemException("FederatedTokenUnreadable", TeemErrorKind.InvalidInput, $"The token file {tokenFile} is empty.", tokenFile, "Wait until the workload's identity is put into it.");
    }
}
