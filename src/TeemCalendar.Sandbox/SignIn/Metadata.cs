using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.SignIn;

/// <summary>What a client library asks before it signs in.</summary>
internal static class Metadata
{
    internal static string Issuer(SandboxTenant tenant, WireRequest request) => $"{request.Base}/{tenant.State.TenantId}/v2.0";

    /// <summary>The hosts that are one cloud. The made-up hosts are none of them: a client that trusts only known hosts shall see it.</summary>
    internal static WireAnswer Instances(SandboxTenant tenant)
    {
        static JsonObject Cloud(string network, string cache, params string[] aliases) => new()
        {
            ["preferred_network"] = network,
            ["preferred_cache"] = cache,
            ["aliases"] = new JsonArray([.. aliases.Select(a => (JsonNode?)a)]),
        };
        return new(200, new JsonObject
        {
            ["tenant_discovery_endpoint"] = $"https://login.microsoftonline.com/{tenant.State.TenantId}/v2.0/.well-known/openid-configuration",
            ["api-version"] = "1.1",
            ["metadata"] = new JsonArray(
                Cloud("login.microsoftonline.com", "login.windows.net", "login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net"),
                Cloud("login.partner.microsoftonline.cn", "login.partner.microsoftonline.cn", "login.partner.microsoftonline.cn", "login.chinacloudapi.cn"),
                Cloud("login.microsoftonline.us", "login.microsoftonline.us", "login.microsoftonline.us", "login.usgovcloudapi.net")),
        });
    }

    internal static WireAnswer OpenId(SandboxTenant tenant, WireRequest request, TenantSegment segment)
    {
        var (region, subRegion, instance, graph) = Cloud(tenant.State.Cloud);
        var root = $"{request.Base}/{(segment.Named ? tenant.State.TenantId.ToString() : "organizations")}";
        // Documented: without a tenant the issuer is a template. The sub scope is there for government tenants only.
        var answer = new JsonObject
        {
            ["issuer"] = segment.Named ? Issuer(tenant, request) : $"{request.Base}/{{tenantid}}/v2.0",
            ["authorization_endpoint"] = $"{root}/oauth2/v2.0/authorize",
            ["token_endpoint"] = $"{root}/oauth2/v2.0/token",
            ["device_authorization_endpoint"] = $"{root}/oauth2/v2.0/devicecode",
            ["jwks_uri"] = $"{root}/discovery/v2.0/keys",
            ["end_session_endpoint"] = $"{root}/oauth2/v2.0/logout",
            ["token_endpoint_auth_methods_supported"] = new JsonArray("client_secret_post", "private_key_jwt"),
            ["response_types_supported"] = new JsonArray("code", "id_token", "code id_token", "id_token token"),
            ["response_modes_supported"] = new JsonArray("query", "fragment", "form_post"),
            ["scopes_supported"] = new JsonArray("openid", "profile", "email", "offline_access"),
            ["subject_types_supported"] = new JsonArray("pairwise"),
            ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
            ["tenant_region_scope"] = region,
            ["cloud_instance_name"] = instance,
            ["cloud_graph_host_name"] = "graph.windows.net",
            ["msgraph_host"] = graph,
        };
        if (subRegion is not null && segment.Named) answer["tenant_region_sub_scope"] = subRegion;
        return new(200, answer);
    }

    /// <summary>Region, sub region, sign-in and Graph of a cloud: the sub regions and GCC's were probed, China's region is inferred.</summary>
    static (string Region, string? SubRegion, string Instance, string Graph) Cloud(SandboxCloud cloud) => cloud switch
    {
        SandboxCloud.Gcc => ("WW", "GCC", "microsoftonline.com", "graph.microsoft.com"),
        SandboxCloud.GccHigh => ("USGov", "DODCON", "microsoftonline.us", "graph.microsoft.us"),
        SandboxCloud.DoD => ("USGov", "DOD", "microsoftonline.us", "dod-graph.microsoft.us"),
        SandboxCloud.China => ("AS", null, "partner.microsoftonline.cn", "microsoftgraph.chinacloudapi.cn"),
        _ => ("EU", null, "microsoftonline.com", "graph.microsoft.com"),
    };
}
