using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Graph.Directory;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.SignIn;

/// <summary>Entra's sign-in service: what can be asked of it, by path.</summary>
internal static class SignInService
{
    internal static WireAnswer Answer(SandboxTenant tenant, WireRequest request)
    {
        try
        {
            RoleSchedules.Expire(tenant);
            var segments = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString).ToArray();
            return (segments, request.Method) switch
            {
                ([_, "discovery", "instance"], "GET") => Metadata.Instances(tenant),
                ([_, "userrealm", var name], "GET") => UserRealm(tenant, name),
                ([var t, "v2.0", ".well-known", "openid-configuration"], "GET") => Metadata.OpenId(tenant, request, Directory(tenant, t)),
                ([var t, ".well-known", "openid-configuration"], "GET") => Metadata.OpenId(tenant, request, Directory(tenant, t)),
                ([_, "discovery", .., "keys"], "GET") => new(200, new JsonObject { ["keys"] = new JsonArray() }),
                ([_, "oauth2", "deviceauth"], "GET") => DeviceLoginPage.Form(),
                ([_, "oauth2", "deviceauth"], "POST") => DeviceLoginPage.Submit(tenant, request),
                ([var t, "oauth2", "v2.0", "authorize"], "GET" or "POST") => Authorize(tenant, request, t),
                (["metadata", "identity", "oauth2", "token"], "GET") => ManagedIdentityEndpoint.OfMachine(tenant, request),
                (["token"], "GET") => ManagedIdentityEndpoint.OfAppService(tenant, request),
                ([var t, "oauth2", "v2.0", "devicecode"], "POST") => TokenEndpoint.DeviceCode(tenant, request, Directory(tenant, t)),
                ([var t, "oauth2", "v2.0", "token"], "POST") => TokenEndpoint.Token(tenant, request, t, Directory(tenant, t)),
                ([var t, .. [] or ["v2.0"], "adminconsent"], "GET" or "POST") => AdminConsent.Answer(tenant, request, Directory(tenant, t)),
                ([_, "oauth2", "v2.0", "token" or "devicecode"], _) => throw new SignInError(900561, "invalid_request", "The endpoint only accepts POST requests."),
                _ => new(404),
            };
        }
        catch (SignInError error)
        {
            return error.Answer(tenant, request);
        }
    }

    static WireAnswer Authorize(SandboxTenant tenant, WireRequest request, string segment)
    {
        _ = Directory(tenant, segment); // whoever signs in belongs to this tenant
        return AuthorizeEndpoint.Answer(tenant, request);
    }

    /// <summary>The tenant in the path: its id, one of its domains, or a name for "whichever tenant the person belongs to".</summary>
    static TenantSegment Directory(SandboxTenant tenant, string segment)
    {
        if (segment.Equals("common", StringComparison.OrdinalIgnoreCase) || segment.Equals("organizations", StringComparison.OrdinalIgnoreCase)) return new(Named: false);
        var known = Guid.TryParse(segment, out var id) ? id == tenant.State.TenantId : tenant.State.IsAcceptedDomain(segment);
        return known ? new(Named: true) : throw SignInError.TenantNotFound(segment);
    }

    static WireAnswer UserRealm(SandboxTenant tenant, string name)
    {
        var domain = name[(name.IndexOf('@', StringComparison.Ordinal) + 1)..];
        var federated = tenant.State.IsFederated(domain);
        var realm = new JsonObject
        {
            ["ver"] = "1.0",
            ["account_type"] = federated ? "Federated" : tenant.State.IsAcceptedDomain(domain) ? "Managed" : "Unknown",
            ["domain_name"] = domain,
            ["cloud_instance_name"] = "microsoftonline.com",
            ["cloud_audience_urn"] = "urn:federation:MicrosoftOnline",
        };
        if (federated)
        {
            // Names: seen. The identity provider itself is not in this tenant.
            realm["federation_protocol"] = "WSTrust";
            realm["federation_metadata_url"] = $"https://sts.{domain}/adfs/services/trust/mex";
            realm["federation_active_auth_url"] = $"https://sts.{domain}/adfs/services/trust/2005/usernamemixed";
        }
        return new(200, realm);
    }
}

/// <summary>Whether the path names this tenant, or leaves the tenant open.</summary>
internal readonly record struct TenantSegment(bool Named);
