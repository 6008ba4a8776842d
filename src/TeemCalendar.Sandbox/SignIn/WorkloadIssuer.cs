using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.SignIn;

/// <summary>Another identity provider, made up: what a Kubernetes cluster or a build service is to Entra. It gives tokens to workloads, and Entra knows its public key.</summary>
internal sealed class WorkloadIssuer
{
    internal const string Address = "https://workloads.sandbox.invalid/";

    // Made when it is first needed: few tenants have workloads.
    readonly Lazy<RSA> key = new(() => RSA.Create(2048));

    internal string Issue(string issuer, string subject, string audience, DateTimeOffset start, DateTimeOffset end)
    {
        var claims = new JsonObject { ["iss"] = issuer, ["sub"] = subject, ["aud"] = audience, ["iat"] = start.ToUnixTimeSeconds(), ["nbf"] = start.ToUnixTimeSeconds(), ["exp"] = end.ToUnixTimeSeconds(), ["jti"] = Guid.NewGuid().ToString() };
        var signed = AccessTokens.Part("""{"typ":"JWT","alg":"RS256","kid":"workloads"}""") + "." + AccessTokens.Part(claims.ToJsonString());
        return signed + "." + Base64Url.Encode(key.Value.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    internal bool Verifies(string signed, byte[] signature) => key.Value.VerifyData(Encoding.ASCII.GetBytes(signed), signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
}
