using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using System.Xml;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph.Directory;

/// <summary>/policies/defaultAppManagementPolicy: what credentials the tenant allows its applications. It speaks of new ones only: what is there already stays good (documented).</summary>
internal static class CredentialRules
{
    internal static WireAnswer Get(GraphCall call)
    {
        DirectoryAccess.ReadApplicationPolicy(call);
        var policy = call.State.CredentialPolicy;
        // A value that version 1.0 does not know is given by name to those who ask for such values (documented of evolvable enumerations).
        var trusted = "include-unknown-enum-members".Equals(call.Request.Header("Prefer"), StringComparison.OrdinalIgnoreCase) ? "trustedCertificateAuthority" : "unknownFutureValue";
        JsonObject Restrictions() => new()
        {
            ["passwordCredentials"] = policy.NoSecrets ? new JsonArray(Restriction("passwordAddition", null)) : [],
            ["keyCredentials"] = new JsonArray([
                .. policy.LongestKey is { } longest ? new JsonNode[] { Restriction("asymmetricKeyLifetime", XmlConvert.ToString(longest)) } : [],
                .. policy.TrustedKeysOnly ? new JsonNode[] { Restriction(trusted, null) } : [],
            ]),
        };
        return new(200, new JsonObject
        {
            ["@odata.context"] = call.Context("policies/defaultAppManagementPolicy/$entity"), ["id"] = "00000000-0000-0000-0000-000000000000", ["deletedDateTime"] = null, ["displayName"] = "Default app management tenant policy",
            ["description"] = "Default tenant policy that enforces app management restrictions on applications and service principals. To apply policy to targeted resources, create a new policy under appManagementPolicies collection.",
            ["isEnabled"] = policy.IsEnabled, ["applicationRestrictions"] = Restrictions(), ["servicePrincipalRestrictions"] = Restrictions(),
        });
    }

    static JsonObject Restriction(string type, string? longest) => new()
    {
        ["restrictionType"] = type, ["state"] = "enabled", ["maxLifetime"] = longest, ["restrictForAppsCreatedAfterDateTime"] = "2019-01-01T00:00:00Z", ["excludeActors"] = null,
    };

    /// <summary>Codes and sentences of the first two: seen of secrets, inferred of certificates; the third is inferred.</summary>
    internal static KeyCredential Check(GraphCall call, ApplicationObject application, KeyCredential key)
    {
        if (application.Keys.Contains(key)) return key;
        var policy = call.State.CredentialPolicy;
        if (policy.LongestKey is { } longest && key.End - key.Start > longest)
            throw new GraphRefusal(400, "CredentialInvalidLifetimeAsPerAppPolicy", "Credential lifetime exceeds the max value allowed as per assigned policy.");
        using var certificate = new X509Certificate2(key.Certificate);
        if (policy.TrustedKeysOnly && certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData))
            throw new GraphRefusal(400, "KeyCredentialIssuerNotTrustedAsPerAppPolicy", "The issuer of the certificate is not trusted as per assigned policy.");
        return key;
    }

    internal static void CheckSecret(GraphCall call)
    {
        if (call.State.CredentialPolicy.NoSecrets) throw new GraphRefusal(400, "CredentialTypeNotAllowedAsPerAppPolicy", "Credential type not allowed as per assigned policy.");
    }
}
