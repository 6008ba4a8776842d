using System.Globalization;
using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.SignIn;

/// <summary>Where a computer of Azure gets tokens of its managed identity: a virtual machine's metadata service, and the one of App Service, Functions and Automation.</summary>
internal static class ManagedIdentityEndpoint
{
    const int Lifetime = 86_400;   // a day (documented)

    /// <summary>The metadata service of a virtual machine: no secret but that nobody else reaches its address, and a header that no forwarded request has.</summary>
    internal static WireAnswer OfMachine(SandboxTenant tenant, WireRequest request)
    {
        if (!string.Equals(request.Header("Metadata"), "true", StringComparison.OrdinalIgnoreCase)) return Refused(400, "bad_request_102", "Required metadata header not specified");
        return Answer(tenant, request, "2018-02-01", "msi_res_id");
    }

    /// <summary>App Service's: its address and its secret are in the environment.</summary>
    internal static WireAnswer OfAppService(SandboxTenant tenant, WireRequest request) =>
        request.Header("X-IDENTITY-HEADER") != tenant.ManagedIdentityHeader ? Refused(403, "invalid_request", "The request lacks the identity header.") : Answer(tenant, request, "2019-08-01", "mi_res_id");

    static WireAnswer Answer(SandboxTenant tenant, WireRequest request, string version, string resourceIdName)
    {
        var query = WireForm.Parse(request.Query);
        if (query.GetValueOrDefault("api-version") != version) return Refused(400, "invalid_request", "The api-version is missing or not supported.");
        if (query.GetValueOrDefault("resource") is not { Length: > 0 } wanted) return Refused(400, "invalid_request", "The resource is missing.");
        if (Find(tenant, query, resourceIdName) is not { } identity) return Refused(400, "invalid_request", "Identity not found");
        Resource resource;
        try { resource = RequestedScopes.ResourceOf(wanted.TrimEnd('/')); }
        catch (SignInError unknown) { return Refused(400, unknown.Message.Length > 0 ? "invalid_resource" : "", $"AADSTS{unknown.Number}: {unknown.Message}"); }
        identity.LastSignIn = tenant.Now;
        var claims = TokenClaims.OfApplication(tenant, identity, Proof.Certificate, resource);
        var end = tenant.Now.ToUnixTimeSeconds() + Lifetime;
        claims["exp"] = end;
        claims["xms_mirid"] = identity.ResourceId;
        return new(200, new JsonObject
        {
            ["access_token"] = AccessTokens.Write(tenant, claims), ["client_id"] = identity.AppId.ToString(), ["expires_in"] = Text(Lifetime), ["expires_on"] = Text(end), ["ext_expires_in"] = Text(Lifetime),
            ["not_before"] = Text(tenant.Now.ToUnixTimeSeconds()), ["resource"] = wanted, ["token_type"] = "Bearer",
        });
    }

    /// <summary>The one that is asked for; else the computer's own, or the only one that a person assigned (documented).</summary>
    static ServicePrincipalObject? Find(SandboxTenant tenant, Dictionary<string, string> query, string resourceIdName)
    {
        var all = tenant.State.ServicePrincipals.Values.Where(p => p.IsManagedIdentity).ToList();
        if (query.GetValueOrDefault("client_id") is { } client) return all.Find(p => p.AppId.ToString().Equals(client, StringComparison.OrdinalIgnoreCase));
        if (query.GetValueOrDefault("object_id") is { } id) return all.Find(p => p.Id.ToString().Equals(id, StringComparison.OrdinalIgnoreCase));
        if (query.GetValueOrDefault(resourceIdName) is { } resource) return all.Find(p => string.Equals(p.ResourceId, resource, StringComparison.OrdinalIgnoreCase));
        return all.Find(p => p.ResourceId is null) ?? (all.Count == 1 ? all[0] : null);
    }

    static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    static WireAnswer Refused(int status, string error, string description) => new(status, new JsonObject { ["error"] = error, ["error_description"] = description });
}
