using System.Net;
using System.Text.Json.Nodes;

namespace TeemCalendar.Sandbox.Tests.SignIn;

public class MetadataTests
{
    readonly Wire wire = new();

    [Theory]
    [InlineData("https://login.microsoftonline.com")]
    [InlineData("http://127.0.0.1:5000/login")]
    public async Task Links_begin_where_the_caller_came(string root)
    {
        var json = JsonNode.Parse(await wire.Http.GetStringAsync(new Uri($"{root}/contoso.example/v2.0/.well-known/openid-configuration")))!;
        Assert.Equal($"{root}/{wire.Tenant.Facts.TenantId}/v2.0", (string?)json["issuer"]);
        Assert.Equal($"{root}/{wire.Tenant.Facts.TenantId}/oauth2/v2.0/token", (string?)json["token_endpoint"]);
        Assert.Equal("EU", (string?)json["tenant_region_scope"]);
        Assert.Null(json["tenant_region_sub_scope"]);
    }

    [Fact]
    public async Task A_tenant_that_is_not_there_has_no_metadata()
    {
        var response = await wire.Http.GetAsync(new Uri("https://login.microsoftonline.com/nobody.example/v2.0/.well-known/openid-configuration"));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("AADSTS90002", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_realm_is_managed_or_unknown()
    {
        async Task<string?> Realm(string name) => (string?)JsonNode.Parse(await wire.Http.GetStringAsync(new Uri($"https://login.microsoftonline.com/common/userrealm/{name}?api-version=1.0")))!["account_type"];
        Assert.Equal("Managed", await Realm("somebody@contoso.example"));
        Assert.Equal("Unknown", await Realm("somebody@elsewhere.example"));
    }

    [Theory]
    [InlineData("GET", "https://login.microsoftonline.com/")]
    [InlineData("GET", "https://login.microsoftonline.com/common/oauth2/nothing")]
    [InlineData("GET", "https://nowhere.example/")]
    public async Task Nothing_else_answers(string method, string url)
    {
        using var request = new HttpRequestMessage(new(method), url);
        Assert.Equal(HttpStatusCode.NotFound, (await wire.Http.SendAsync(request)).StatusCode);
    }

    [Theory]
    [InlineData(SandboxCloud.Gcc, "GCC", "graph.microsoft.com")]
    [InlineData(SandboxCloud.GccHigh, "DODCON", "graph.microsoft.us")]
    [InlineData(SandboxCloud.DoD, "DOD", "dod-graph.microsoft.us")]
    [InlineData(SandboxCloud.China, null, "microsoftgraph.chinacloudapi.cn")]
    public async Task A_tenant_says_which_cloud_it_is_in(SandboxCloud cloud, string? subRegion, string graph)
    {
        var wire = new Wire(new() { People = 1, MeetingsPerRoom = 0, Cloud = cloud });
        var json = JsonNode.Parse(await wire.Http.GetStringAsync(new Uri("https://login.microsoftonline.com/contoso.example/v2.0/.well-known/openid-configuration")))!;
        Assert.Equal((subRegion, graph), ((string?)json["tenant_region_sub_scope"], (string?)json["msgraph_host"]));
    }
}
