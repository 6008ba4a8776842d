using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.SignIn;

/// <summary>Continuous access evaluation: a client that says it understands claims challenges gets tokens that a revocation ends at once; anybody else's go on until they are over (documented).</summary>
internal static class ContinuousAccess
{
    const string Capability = "cp1";

    /// <summary>Writes into a token that its client understands a challenge, when the request's claims say so.</summary>
    internal static JsonObject Mark(JsonObject token, Dictionary<string, string> form)
    {
        if (form.TryGetValue("claims", out var text) && WireJson.Object(Encoding.UTF8.GetBytes(text)) is { } claims
            && claims["access_token"]?["xms_cc"]?["values"] is JsonArray values && values.Any(v => v.Text() == Capability))
            token["xms_cc"] = new JsonArray(Capability);
        return token;
    }

    /// <summary>When a token was given before its owner's sign-ins were revoked, and its client understands: from when the next one has to be.</summary>
    internal static DateTimeOffset? RevokedAt(SandboxTenant tenant, JsonObject token)
    {
        if (token["xms_cc"] is null || !Guid.TryParse(token["oid"].Text(), out var id) || token["iat"] is not JsonValue iat) return null;
        return ValidFrom(tenant, id) is { } from && iat.GetValue<long>() < from.ToUnixTimeSeconds() ? from : null;
    }

    internal static DateTimeOffset? ValidFrom(SandboxTenant tenant, Guid id) =>
        tenant.State.Users.GetValueOrDefault(id)?.SignInsValidFrom ?? tenant.State.ServicePrincipals.GetValueOrDefault(id)?.SignInsValidFrom;

    /// <summary>The challenge (documented): the claims in base 64, which the client hands to the sign-in service with its next request.</summary>
    internal static string Challenge(DateTimeOffset validFrom)
    {
        var claims = new JsonObject { ["access_token"] = new JsonObject { ["nbf"] = new JsonObject { ["essential"] = true, ["value"] = validFrom.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) } } }.ToJsonString();
        return "Bearer realm=\"\", authorization_uri=\"https://login.microsoftonline.com/common/oauth2/authorize\", error=\"insufficient_claims\", claims=\"" + Convert.ToBase64String(Encoding.UTF8.GetBytes(claims)) + "\"";
    }
}
