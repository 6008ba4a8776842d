using System.Net;
using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Permissions;
using TeemCalendar.Sandbox.Tests.Graph;

namespace TeemCalendar.Sandbox.Tests.SignIn;

/// <summary>The address at which an administrator consents for everybody.</summary>
public class AdminConsentTests
{
    const string Back = "https://app.example/back";

    static async Task<(GraphWire Graph, string AppId)> Open()
    {
        var graph = await GraphWire.Open();
        var made = await graph.Post("/applications", $$"""
            {"displayName":"Rooms & more","web":{"redirectUris":["{{Back}}"]},"requiredResourceAccess":[{"resourceAppId":"{{PermissionCatalog.Graph}}","resourceAccess":[
            {"id":"{{PermissionCatalog.RoleId(PermissionCatalog.Graph, "Place.Read.All")}}","type":"Role"},{"id":"e1fe6dd8-ba31-4d61-89e7-88639da4683d","type":"Scope"}]}]}
            """);
        return (graph, (string)made.Json["appId"]!);
    }

    static string Address(GraphWire graph, string query, string version = "/v2.0") => $"https://login.microsoftonline.com/{graph.Tenant.Facts.TenantId}{version}/adminconsent?{query}";

    static async Task<HttpResponseMessage> Accept(GraphWire graph, string query, string? user = null, string? password = null, string answer = "accept", string version = "/v2.0")
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["username"] = user ?? graph.Tenant.Facts.Administrator, ["password"] = password ?? graph.Tenant.Facts.AdministratorPassword, ["answer"] = answer });
        return await graph.Http.PostAsync(new Uri(Address(graph, query, version)), form);
    }

    [Theory]
    [InlineData("/v2.0", "&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default")]
    [InlineData("", "")]
    public async Task An_acceptance_gives_what_the_registration_asks_for(string version, string scope)
    {
        var (graph, app) = await Open();
        var query = $"client_id={app}&redirect_uri={Uri.EscapeDataString(Back)}&state=a%20b{scope}";
        using var page = await graph.Http.GetAsync(new Uri(Address(graph, query, version)));
        Assert.Contains("Rooms &amp; more", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var answer = await Accept(graph, query, version: version);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.StartsWith($"{Back}?admin_consent=True&tenant={graph.Tenant.Facts.TenantId}&", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.EndsWith("&state=a%20b", answer.Headers.Location.OriginalString, StringComparison.Ordinal);
        var principal = (await graph.Get($"/servicePrincipals(appId='{app}')")).Id;
        Assert.Single((await graph.Get($"/servicePrincipals/{principal}/appRoleAssignments")).Rows);
        Assert.Contains("User.Read", (string?)(await graph.Get($"/servicePrincipals/{principal}/oauth2PermissionGrants")).Rows.Single()!["scope"], StringComparison.Ordinal);
        // Again, and nothing is there twice.
        (await Accept(graph, query, version: version)).Dispose();
        Assert.Single((await graph.Get($"/servicePrincipals/{principal}/appRoleAssignments")).Rows);
    }

    [Fact]
    public async Task A_refusal_is_told_to_the_application()
    {
        var (graph, app) = await Open();
        using var answer = await Accept(graph, $"client_id={app}&state=7&redirect_uri={Uri.EscapeDataString(Back)}", answer: "decline");
        var query = answer.Headers.Location!.Query;
        Assert.Contains("error=access_denied", query, StringComparison.Ordinal);
        Assert.Contains("AADSTS65004", query, StringComparison.Ordinal);
        Assert.Contains("state=7", query, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await graph.Get($"/servicePrincipals(appId='{app}')")).Status);
    }

    [Fact]
    public async Task Who_is_no_administrator_consents_to_nothing()
    {
        var (graph, app) = await Open();
        var person = graph.Tenant.State.Users[graph.Person().OwnerId];
        using var answer = await Accept(graph, $"client_id={app}", person.UserPrincipalName, person.Password);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("AADSTS90094", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var wrong = await Accept(graph, $"client_id={app}", password: "no");
        Assert.Contains("AADSTS50126", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 900144)]
    [InlineData("client_id=00000000-0000-0000-0000-000000000009", 700016)]
    [InlineData("client_id=APP&redirect_uri=https%3A%2F%2Felsewhere.example", 50011)]
    public async Task A_wrong_request_is_refused_before_anybody_is_asked(string query, int number)
    {
        var (graph, app) = await Open();
        using var answer = await graph.Http.GetAsync(new Uri(Address(graph, query.Replace("APP", app, StringComparison.Ordinal))));
        Assert.Equal(number, (int)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["error_codes"]![0]!);
    }
}
