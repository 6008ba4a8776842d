using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.SignIn;

/// <summary>Refresh tokens carry all that is needed, so that they outlive the process; they fall with the person's password.</summary>
internal static class RefreshTokens
{
    const string Audience = "refresh";
    static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);

    internal static string Write(SandboxTenant tenant, Guid appId, DirectoryUser user, RequestedScopes scopes, bool secondFactor)
    {
        var now = tenant.Now.ToUnixTimeSeconds();
        return AccessTokens.Write(tenant, new()
        {
            ["aud"] = Audience,
            ["tid"] = tenant.State.TenantId.ToString(),
            ["nbf"] = now,
            ["exp"] = now + (long)Lifetime.TotalSeconds,
            ["appid"] = appId.ToString(),
            ["oid"] = user.Id.ToString(),
            ["scope"] = scopes.Text,
            ["password"] = Mark(user),
            ["mfa"] = secondFactor,
        });
    }

    internal static (DirectoryUser User, RequestedScopes Scopes, bool SecondFactor) Read(SandboxTenant tenant, Guid appId, string token)
    {
        var claims = AccessTokens.Read(tenant, token, out var problem);
        if (claims is null && problem.StartsWith("Lifetime", StringComparison.Ordinal)) throw new SignInError(700082, "invalid_grant", "The refresh token has expired due to inactivity.") { SubError = "bad_token" };
        if (claims is null || claims["aud"].Text() != Audience || claims["appid"].Text() != appId.ToString())
            throw new SignInError(9002313, "invalid_grant", "The refresh token is malformed, expired or was given to another application.");
        var user = Guid.TryParse(claims["oid"].Text(), out var id) ? tenant.State.Users.GetValueOrDefault(id) : null;
        if (user is null) throw new SignInError(50034, "invalid_grant", "The user account does not exist in the directory any more.");
        if (claims["password"].Text() != Mark(user)) throw new SignInError(50173, "invalid_grant", "The grant was revoked: the person's password has changed.");
        if (user.SignInsValidFrom is { } from && claims["nbf"] is JsonValue given && given.GetValue<long>() < from.ToUnixTimeSeconds())
            throw new SignInError(50173, "invalid_grant", "The provided grant has expired due to it being revoked, and a fresh token is needed.") { SubError = "bad_token" };
        return (user, RequestedScopes.Parse(claims["scope"].Text() ?? ""), claims["mfa"] is JsonValue mfa && mfa.TryGetValue<bool>(out var shown) && shown);
    }

    static string Mark(DirectoryUser user) => Base64Url.Encode(SHA256.HashData(Encoding.UTF8.GetBytes($"{user.Id}/{user.Password}")).AsSpan(0, 9));
}
