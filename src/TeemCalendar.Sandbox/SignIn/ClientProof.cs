using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.SignIn;

/// <summary>How a client proved that it is the client; the numbers are those of the claim appidacr.</summary>
internal enum Proof { None = 0, Secret = 1, Certificate = 2 }

/// <summary>Secrets and signed assertions of clients.</summary>
internal static class ClientProof
{
    const string JwtBearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    internal static Proof Check(SandboxTenant tenant, WireRequest request, string tenantSegment, ClientApplication client, Dictionary<string, string> form)
    {
        if (form.TryGetValue("client_assertion", out var assertion))
        {
            if (form.GetValueOrDefault("client_assertion_type") != JwtBearer) throw SignInError.Missing("client_assertion_type");
            CheckAssertion(tenant, request, tenantSegment, client, assertion);
            return Proof.Certificate;
        }
        if (!form.TryGetValue("client_secret", out var secret)) return Proof.None;
        CheckSecret(tenant, client, secret);
        return Proof.Secret;
    }

    internal static SignInError CredentialNeeded() => new(7000218, "invalid_client", "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.", 401);

    /// <summary>Documented: without a credential only an application that allows public client flows acts for a person.</summary>
    internal static void RequireForPerson(ClientApplication client, Proof proof)
    {
        if (proof == Proof.None && !client.IsPublic) throw CredentialNeeded();
    }

    static void CheckSecret(SandboxTenant tenant, ClientApplication client, string secret)
    {
        var known = client.Registration?.Secrets.FirstOrDefault(s => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(s.Secret), Encoding.UTF8.GetBytes(secret)))
            ?? throw new SignInError(7000215, "invalid_client", $"Invalid client secret provided for the application '{client.Principal.AppId}'. It must be the secret's value, not its id.", 401);
        if (known.End <= tenant.Now) throw new SignInError(7000222, "invalid_client", $"The provided client secret keys for the application '{client.Principal.AppId}' are expired.", 401);
    }

    static void CheckAssertion(SandboxTenant tenant, WireRequest request, string tenantSegment, ClientApplication client, string assertion)
    {
        var parts = assertion.Split('.');
        if (parts.Length != 3 || Json(parts[0]) is not { } header || Json(parts[1]) is not { } claims || Base64Url.Decode(parts[2]) is not { } signature)
            throw new SignInError(50027, "invalid_client", "The client assertion is no valid JWT.", 401);
        if (header["x5t"] is null && header["x5t#S256"] is null && claims["iss"].Text() is { } issuer && issuer != client.Principal.AppId.ToString())
        {
            CheckFederated(tenant, client, issuer, claims, $"{parts[0]}.{parts[1]}", signature);
            return;
        }
        var key = KeyOf(client.Registration, header) ?? throw Bad(client, "the certificate that signed it is not registered on the application");
        if (key.End <= tenant.Now || key.Start > tenant.Now.AddMinutes(5)) throw Bad(client, "the certificate that signed it is not valid now");
        if (!Verifies(key.Certificate, header["alg"].Text(), Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), signature)) throw Bad(client, "its signature does not verify");
        var id = client.Principal.AppId.ToString();
        if (claims["iss"].Text() != id || claims["sub"].Text() != id) throw new SignInError(700021, "invalid_client", "The client assertion's application identifier doesn't match the 'client_id' parameter.", 401);
        if (!IsTokenEndpoint(tenant, request, tenantSegment, claims["aud"].Text())) throw new SignInError(700023, "invalid_client", "The client assertion's audience claim doesn't match the token endpoint.", 401);
        var now = tenant.CallersNow.ToUnixTimeSeconds();
        if (Number(claims["exp"]) is not { } end || end <= now || Number(claims["nbf"]) is { } start && start > now + 300)
            throw new SignInError(700024, "invalid_client", "The client assertion is not within its valid time range.", 401);
    }

    /// <summary>A token of another identity provider (numbers seen; which is looked at first is inferred).</summary>
    static void CheckFederated(SandboxTenant tenant, ClientApplication client, string issuer, JsonObject claims, string signed, byte[] signature)
    {
        var (subject, audience) = (claims["sub"].Text() ?? "", claims["aud"] is JsonArray many ? many.FirstOrDefault().Text() : claims["aud"].Text());
        var ofIssuer = client.Registration?.FederatedCredentials.Where(c => c.Issuer == issuer).ToList() ?? [];
        if (ofIssuer.Count == 0) throw NoMatch(700211, $"issuer '{issuer}'");
        var ofSubject = ofIssuer.Where(c => c.Subject == subject).ToList();
        if (ofSubject.Count == 0) throw NoMatch(700213, $"subject '{subject}'");
        if (!ofSubject.Exists(c => c.Audience == audience)) throw NoMatch(700212, $"audience '{audience}'");
        if (!tenant.WorkloadIssuer.Verifies(signed, signature)) throw Bad(client, "its signature does not verify with the keys of its issuer");
        var now = tenant.Now.ToUnixTimeSeconds();
        if (Number(claims["exp"]) is not { } end || end <= now || Number(claims["nbf"]) is { } start && start > now + 300)
            throw new SignInError(700024, "invalid_client", "The client assertion is not within its valid time range.", 401);
    }

    static SignInError NoMatch(int number, string what) => new(number, "invalid_client", $"No matching federated identity record found for presented assertion {what}.", 401);

    static SignInError Bad(ClientApplication client, string why) =>
        new(700027, "invalid_client", $"The client assertion of the application '{client.Principal.AppId}' failed: {why}.", 401);

    static KeyCredential? KeyOf(ApplicationObject? registration, JsonObject header)
    {
        if (header["x5t#S256"].Text() is { } sha256)
            return registration?.Keys.FirstOrDefault(k => Base64Url.Encode(SHA256.HashData(k.Certificate)) == sha256);
#pragma warning disable CA5350 // x5t is SHA-1 by its definition; it only finds the certificate, the signature proves it
        return header["x5t"].Text() is { } sha1 ? registration?.Keys.FirstOrDefault(k => Base64Url.Encode(SHA1.HashData(k.Certificate)) == sha1) : null;
#pragma warning restore CA5350
    }

    static bool Verifies(byte[] der, string? algorithm, byte[] signed, byte[] signature)
    {
        var padding = algorithm switch { "PS256" => RSASignaturePadding.Pss, "RS256" => RSASignaturePadding.Pkcs1, _ => null };
        if (padding is null) return false;
        try
        {
#pragma warning disable SYSLIB0057 // its replacement is newer than our framework
            using var certificate = new X509Certificate2(der);
#pragma warning restore SYSLIB0057
            using var rsa = certificate.GetRSAPublicKey();
            return rsa is not null && rsa.VerifyData(signed, signature, HashAlgorithmName.SHA256, padding);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>The endpoint that the caller called, or the same one under a host of the sign-in service: over a socket the caller may have signed for the real host.</summary>
    static bool IsTokenEndpoint(SandboxTenant tenant, WireRequest request, string tenantSegment, string? audience)
    {
        if (!Uri.TryCreate(audience, UriKind.Absolute, out var uri)) return false;
        string[] tenants = [tenantSegment, tenant.State.TenantId.ToString()];
        return tenants.Any(t => audience.Equals($"{request.Base}/{t}/oauth2/v2.0/token", StringComparison.OrdinalIgnoreCase)
            || uri.Scheme == Uri.UriSchemeHttps && ServiceHosts.Of(uri.Host) == Service.SignIn && uri.AbsolutePath.Equals($"/{t}/oauth2/v2.0/token", StringComparison.OrdinalIgnoreCase));
    }

    static JsonObject? Json(string part) => Base64Url.Decode(part) is { } bytes ? WireJson.Object(bytes) : null;

    /// <summary>A time of an assertion; a library of Microsoft writes it as text, which Entra accepts.</summary>
    static long? Number(JsonNode? node) => node is not JsonValue value ? null
        : value.TryGetValue<long>(out var number) || long.TryParse(value.Text(), NumberStyles.None, CultureInfo.InvariantCulture, out number) ? number : null;
}
