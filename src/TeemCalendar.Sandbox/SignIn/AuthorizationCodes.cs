using System.Security.Cryptography;
using System.Text;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.SignIn;

/// <summary>Codes that a browser carries back to the client. They live in the process only.</summary>
internal sealed class AuthorizationCodes(SandboxTenant tenant)
{
    static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);   // "about 10 minutes" (documented)

    readonly Dictionary<string, Issued> issued = new(StringComparer.Ordinal);

    sealed record Issued(Guid AppId, DirectoryUser Person, RequestedScopes Scopes, string RedirectUri, string? Challenge, DateTimeOffset Expires)
    {
        internal bool Used { get; set; }
    }

    internal string Issue(Guid appId, DirectoryUser person, RequestedScopes scopes, string redirectUri, string? challenge)
    {
        foreach (var (old, _) in issued.Where(i => i.Value.Expires + Lifetime < tenant.Now).ToList()) issued.Remove(old);
        var code = "1." + Base64Url.Encode(RandomNumberGenerator.GetBytes(96));
        issued[code] = new(appId, person, scopes, redirectUri, challenge, tenant.Now + Lifetime);
        return code;
    }

    /// <summary>The person behind a code. It is good for one token, for the client and the address it was given to, and for whoever knows the verifier of its challenge.</summary>
    internal (DirectoryUser Person, RequestedScopes Scopes) Redeem(Guid appId, string code, string? redirectUri, string? verifier)
    {
        if (!issued.TryGetValue(code, out var found) || found.AppId != appId) throw new SignInError(9002313, "invalid_grant", "The code is malformed, or was given to another application.");
        if (found.Used) throw new SignInError(54005, "invalid_grant", "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.");
        if (found.Expires <= tenant.Now) throw new SignInError(70008, "invalid_grant", "The provided authorization code has expired.");
        if (found.RedirectUri != redirectUri) throw new SignInError(500112, "invalid_client", $"The reply address '{redirectUri}' does not match the one of the authorization request.");
        if (found.Challenge is not null && (verifier is null || Base64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))) != found.Challenge))
            throw new SignInError(501481, "invalid_grant", "The code verifier does not match the code challenge of the authorization request.");
        found.Used = true;
        return (found.Person, found.Scopes);
    }
}
