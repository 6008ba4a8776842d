using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.SignIn;

/// <summary>The tenant's tokens: JWTs signed with the tenant's own key, so that no other token is taken for one.</summary>
/// <remarks>Microsoft signs with RSA. Callers must not look into an access token for another resource, so the algorithm is the tenant's own business.</remarks>
internal static class AccessTokens
{
    internal static string Write(SandboxTenant tenant, JsonObject claims)
    {
        var signed = Part("""{"typ":"JWT","alg":"HS256","kid":"sandbox"}""") + "." + Part(claims.ToJsonString(WireJson.Format));
        return signed + "." + Base64Url.Encode(HMACSHA256.HashData(tenant.State.TokenKey, Encoding.ASCII.GetBytes(signed)));
    }

    /// <summary>The claims of a token that this tenant signed and that is valid now.</summary>
    internal static JsonObject? Read(SandboxTenant tenant, string token, out string problem)
    {
        var parts = token.Split('.');
        problem = "CompactToken parsing failed with error code: 80049217";
        if (parts.Length != 3 || Base64Url.Decode(parts[1]) is not { } payload || Base64Url.Decode(parts[2]) is not { } signature) return null;
        problem = "Access token validation failure. Invalid signature.";
        if (!CryptographicOperations.FixedTimeEquals(signature, HMACSHA256.HashData(tenant.State.TokenKey, Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}")))) return null;
        problem = "CompactToken validation failed.";
        if (WireJson.Object(payload) is not { } claims || claims["tid"].Text() != tenant.State.TenantId.ToString()) return null;
        problem = "Lifetime validation failed, the token is expired.";
        var now = tenant.Now.ToUnixTimeSeconds();
        return claims["exp"] is JsonValue exp && exp.TryGetValue<long>(out var end) && now < end && claims["nbf"] is JsonValue nbf && nbf.TryGetValue<long>(out var start) && now >= start ? claims : null;
    }

    internal static string Part(string json) => Base64Url.Encode(Encoding.UTF8.GetBytes(json));
}
