using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Permissions;
using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Tests.Graph;

public class GraphDirectoryTests
{
    const string NewUser = """{"accountEnabled":true,"displayName":"Teem Service","mailNickname":"teem","userPrincipalName":"teem@contoso.example","passwordProfile":{"password":"Correct-Horse-7","forceChangePasswordNextSignIn":false}}""";

    [Fact]
    public async Task A_user_gets_a_mailbox_with_a_licence_and_not_before()
    {
        var graph = await GraphWire.Open(null, "Calendars.Read");
        var user = await graph.Post("/users", NewUser);
        Assert.Equal(HttpStatusCode.Created, user.Status);
        Assert.Null(user.Json["usageLocation"]); // not among the properties that come unasked

        Assert.Equal((HttpStatusCode.NotFound, "MailboxNotEnabledForRESTAPI"), Outcome(await graph.Get($"/users/{user.Id}/calendar")));
        var licence = $$"""{"addLicenses":[{"skuId":"{{SkuCatalog.ExchangeStandard}}","disabledPlans":[]}],"removeLicenses":[]}""";
        var refused = await graph.Post($"/users/{user.Id}/assignLicense", licence);
        Assert.Equal("License assignment cannot be done for user with invalid usage location.", refused.Message);
        Assert.Equal(HttpStatusCode.NoContent, (await graph.Patch($"/users/{user.Id}", """{"usageLocation":"GB"}""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await graph.Post($"/users/{user.Id}/assignLicense", licence)).Status);

        var read = await graph.Get("/users/teem@contoso.example?$select=mail,assignedLicenses,proxyAddresses");
        Assert.Equal("teem@contoso.example", (string?)read.Json["mail"]);
        Assert.Equal(SkuCatalog.ExchangeStandard.ToString(), (string?)read.Json["assignedLicenses"]![0]!["skuId"]);
        Assert.Contains("SMTP:teem@contoso.example", read.Json["proxyAddresses"]!.AsArray().Select(p => (string?)p));
        Assert.Equal("EXCHANGESTANDARD", (string?)(await graph.Get($"/users/{user.Id}/licenseDetails")).Rows[0]!["skuPartNumber"]);
        Assert.Equal(HttpStatusCode.OK, (await graph.Get($"/users/{user.Id}/calendar")).Status);
        var sku = (await graph.Get("/subscribedSkus")).Rows.First(s => (string?)s!["skuPartNumber"] == "EXCHANGESTANDARD");
        Assert.Equal(1, (int)sku!["consumedUnits"]!);

        Assert.Equal(HttpStatusCode.OK, (await graph.Post($"/users/{user.Id}/assignLicense", $$"""{"addLicenses":[],"removeLicenses":["{{SkuCatalog.ExchangeStandard}}"]}""")).Status);
        Assert.Equal("MailboxNotEnabledForRESTAPI", (await graph.Get($"/users/{user.Id}/calendar")).Code);
        Assert.Equal(HttpStatusCode.NoContent, (await graph.Delete($"/users/{user.Id}")).Status);
        Assert.Equal((HttpStatusCode.NotFound, "Request_ResourceNotFound"), Outcome(await graph.Get($"/users/{user.Id}")));
        Assert.Equal((HttpStatusCode.NotFound, "ErrorInvalidUser"), Outcome(await graph.Get($"/users/{user.Id}/calendar")));
    }

    [Theory]
    [InlineData("""{"accountEnabled":true}""", "A value is required for property 'displayName' of resource 'User'.")]
    [InlineData("""{"displayNames":"x"}""", "The property 'displayNames' does not exist on type 'microsoft.graph.user'. Make sure to only use property names that are defined by the type.")]
    [InlineData("""{"accountEnabled":"yes"}""", "Cannot convert the literal 'yes' to the expected type 'Edm.Boolean'.")]
    [InlineData("""{"accountEnabled":true,"displayName":"x","mailNickname":"x","userPrincipalName":"x@contoso.example","passwordProfile":{"password":"simple"}}""",
        "The specified password does not comply with password complexity requirements. Please provide a different password.")]
    [InlineData("""{"accountEnabled":true,"displayName":"x","mailNickname":"x","userPrincipalName":"x@elsewhere.example","passwordProfile":{"password":"Correct-Horse-7"}}""",
        "The domain portion of the userPrincipalName property is invalid. You must use one of the verified domain names in your organization.")]
    [InlineData("""{"accountEnabled":true,"displayName":"x","mailNickname":"x","userPrincipalName":"ADMIN@contoso.example","passwordProfile":{"password":"Correct-Horse-7"}}""",
        "Another object with the same value for property userPrincipalName already exists.")]
    [InlineData("""{"id":"3"}""", "Property 'id' is read-only and cannot be set.")]
    public async Task A_wrong_user_is_refused(string body, string message)
    {
        var graph = await GraphWire.Open();
        var reply = await graph.Post("/users", body);
        Assert.Equal((HttpStatusCode.BadRequest, "Request_BadRequest"), Outcome(reply));
        Assert.Equal(message, reply.Message);
        var inner = reply.Json["error"]!["innerError"]!;
        Assert.Equal(reply.Headers.GetValues("request-id").Single(), (string?)inner["request-id"]);
        Assert.NotNull(inner["date"]);
    }

    [Fact]
    public async Task A_body_that_is_no_json_is_refused()
    {
        var graph = await GraphWire.Open();
        foreach (var body in new[] { "{", "", "[]", """{"a":1,"a":2}""" })
            Assert.StartsWith("Unable to read JSON request payload.", (await graph.Post("/users", body)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("userPrincipalName eq 'ADMIN@contoso.example'", 1)]
    [InlineData("startswith(userPrincipalName,'admin')", 1)]
    [InlineData("startswith(displayName,'Ad') and accountEnabled eq true", 1)]
    [InlineData("mail in ('admin@contoso.example', 'nobody@contoso.example')", 1)]
    [InlineData("proxyAddresses/any(p:p eq 'smtp:ADMIN@contoso.example')", 1)]
    [InlineData("proxyAddresses/any(x:startswith(x,'SMTP:admin'))", 1)]
    [InlineData("assignedLicenses/any(l:l/skuId eq 6fd2c87f-b296-42f0-b197-1e91e994b900)", 7)]
    [InlineData("usageLocation eq 'GB' or (surname eq 'nobody''s')", 2)]
    [InlineData("mail eq null", 0)]
    public async Task Filters_find(string filter, int count)
    {
        var graph = await GraphWire.Open();
        var reply = await graph.Get("/users?$filter=" + Uri.EscapeDataString(filter));
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Equal(count, reply.Rows.Count);
    }

    [Theory]
    [InlineData("$filter=nonsense eq 1", "BadRequest")]
    [InlineData("$filter=displayName eq", "BadRequest")]
    [InlineData("$filter=accountEnabled eq 'true'", "BadRequest")]
    [InlineData("$filter=displayName eq 3", "BadRequest")]
    [InlineData("$filter=displayName in ('x', true)", "BadRequest")]
    [InlineData("$filter=createdDateTime ge '2026-01-01'", "BadRequest")]
    [InlineData("$filter=proxyAddresses/any(p:p eq 1)", "BadRequest")]
    [InlineData("$filter=assignedLicenses/any(l:l/nonsense eq 'x')", "BadRequest")]
    [InlineData("$filter=displayName ne 'x'", "Request_UnsupportedQuery")]
    [InlineData("$filter=endswith(mail,'x')", "Request_UnsupportedQuery")]
    [InlineData("$select=displayName,nonsense", "BadRequest")]
    [InlineData("$top=1000", "Request_UnsupportedQuery")]
    [InlineData("$top=-1", "BadRequest")]
    [InlineData("$nonsense=1", "BadRequest")]
    [InlineData("$skiptoken=AAAA", "Request_BadRequest")]
    public async Task A_wrong_query_is_refused(string query, string code)
    {
        var graph = await GraphWire.Open();
        Assert.Equal((HttpStatusCode.BadRequest, code), Outcome(await graph.Get("/users?" + query)));
    }

    [Fact]
    public async Task Pages_follow_links_and_a_link_is_good_for_its_query_only()
    {
        var graph = await GraphWire.Open();
        var page = await graph.Get("/users?$top=3&$select=id");
        var next = page.NextLink!;
        Assert.StartsWith(GraphWire.Root + "/users?", next, StringComparison.Ordinal);
        var ids = page.Rows.Select(r => (string?)r!["id"]).ToList();
        while (page.NextLink is { } link) ids.AddRange((page = await graph.Get(link)).Rows.Select(r => (string?)r!["id"]));
        Assert.Equal(graph.Tenant.State.Users.Keys.Select(k => k.ToString()), ids);
        Assert.Equal(HttpStatusCode.BadRequest, (await graph.Get(next.Replace("/users?", "/applications?", StringComparison.Ordinal))).Status);
        var counted = await graph.Get("/users?$count=true&$filter=displayName ne 'x'", ("ConsistencyLevel", "eventual"));
        Assert.Equal(7, (int)counted.Json["@odata.count"]!);
    }

    [Fact]
    public async Task An_application_is_registered_consented_and_deleted_with_everything()
    {
        var graph = await GraphWire.Open();
        var application = await graph.Post("/applications", $$"""{"displayName":"Teem rooms","keyCredentials":[{"type":"AsymmetricX509Cert","usage":"Verify","key":"{{Certificate()}}"}]}""");
        Assert.Equal(HttpStatusCode.Created, application.Status);
        var appId = (string)application.Json["appId"]!;
        Assert.Null(application.Json["keyCredentials"]![0]!["key"]);
        var key = application.Json["keyCredentials"]![0]!.ToJsonString();
        Assert.Equal(HttpStatusCode.NoContent, (await graph.Patch($"/applications/{application.Id}", $$"""{"keyCredentials":[{{key}},{"type":"AsymmetricX509Cert","usage":"Verify","key":"{{Certificate()}}"}]}""")).Status);
        Assert.Equal(2, (await graph.Get($"/applications(appId='{appId}')")).Json["keyCredentials"]!.AsArray().Count);
        Assert.Equal("Key value is invalid certificate.", (await graph.Patch($"/applications/{application.Id}", """{"keyCredentials":[{"type":"AsymmetricX509Cert","usage":"Verify","key":"AAAA"}]}""")).Message);

        var principal = await graph.Post("/servicePrincipals", $$"""{"appId":"{{appId}}"}""");
        Assert.Equal(HttpStatusCode.Created, principal.Status);
        Assert.Equal((HttpStatusCode.Conflict, "Request_MultipleObjectsWithSameKeyValue"), Outcome(await graph.Post("/servicePrincipals", $$"""{"appId":"{{appId}}"}""")));
        Assert.Equal(HttpStatusCode.BadRequest, (await graph.Post("/servicePrincipals", $$"""{"appId":"{{Guid.NewGuid()}}"}""")).Status);

        var resource = (await graph.Get($"/servicePrincipals?$filter=appId eq '{PermissionCatalog.Graph}'")).Rows.Single()!;
        var role = resource["appRoles"]!.AsArray().First(r => (string?)r!["value"] == "Place.Read.All")!;
        var assignment = $$"""{"principalId":"{{principal.Id}}","resourceId":"{{resource["id"]}}","appRoleId":"{{role["id"]}}"}""";
        Assert.Equal(HttpStatusCode.Created, (await graph.Post($"/servicePrincipals/{resource["id"]}/appRoleAssignedTo", assignment)).Status);
        Assert.Equal("Permission being assigned already exists on the object", (await graph.Post($"/servicePrincipals/{resource["id"]}/appRoleAssignedTo", assignment)).Message);
        Assert.Single((await graph.Get($"/servicePrincipals/{principal.Id}/appRoleAssignments")).Rows);

        var grant = $$"""{"clientId":"{{principal.Id}}","consentType":"AllPrincipals","resourceId":"{{resource["id"]}}","scope":"User.Read Calendars.ReadWrite.Shared"}""";
        var granted = await graph.Post("/oauth2PermissionGrants", grant);
        Assert.Equal(HttpStatusCode.Created, granted.Status);
        Assert.Equal((HttpStatusCode.Conflict, "Permission entry already exists."), ((await graph.Post("/oauth2PermissionGrants", grant)) is var twice ? (twice.Status, twice.Message) : default));
        Assert.Equal(HttpStatusCode.NoContent, (await graph.Patch($"/oauth2PermissionGrants/{granted.Id}", """{"scope":"User.Read"}""")).Status);
        Assert.Equal("User.Read", (string?)(await graph.Get($"/oauth2PermissionGrants?$filter=clientId eq '{principal.Id}'")).Rows.Single()!["scope"]);

        Assert.Equal(HttpStatusCode.NoContent, (await graph.Delete($"/applications/{application.Id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await graph.Get($"/servicePrincipals/{principal.Id}")).Status);
        Assert.DoesNotContain(graph.Tenant.State.AppRoleAssignments, a => a.PrincipalId.ToString() == principal.Id);
    }

    [Fact]
    public async Task A_secret_is_shown_once()
    {
        var graph = await GraphWire.Open();
        var application = await graph.Post("/applications", """{"displayName":"With secret"}""");
        var secret = await graph.Post($"/applications/{application.Id}/addPassword", """{"passwordCredential":{"displayName":"first"}}""");
        Assert.Equal(HttpStatusCode.OK, secret.Status);
        Assert.Equal(40, ((string)secret.Json["secretText"]!).Length);
        var listed = (await graph.Get($"/applications/{application.Id}")).Json["passwordCredentials"]![0]!;
        Assert.Null(listed["secretText"]);
        Assert.Equal(HttpStatusCode.NoContent, (await graph.Post($"/applications/{application.Id}/removePassword", $$"""{"keyId":"{{listed["keyId"]}}"}""")).Status);
    }

    [Fact]
    public async Task A_directory_role_is_given_once()
    {
        var graph = await GraphWire.Open();
        var principal = graph.Tenant.State.ServicePrincipals.Values.First(p => p.AppId == PermissionCatalog.Exchange).Id;
        var body = $$"""{"principalId":"{{principal}}","roleDefinitionId":"{{DirectoryRoleCatalog.ExchangeAdministrator}}","directoryScopeId":"/"}""";
        var assignment = await graph.Post("/roleManagement/directory/roleAssignments", body);
        Assert.Equal(HttpStatusCode.Created, assignment.Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await graph.Post("/roleManagement/directory/roleAssignments", body)).Status);
        Assert.Equal("Exchange Administrator", (string?)(await graph.Get($"/servicePrincipals/{principal}/memberOf")).Rows.Single()!["displayName"]);
        Assert.Equal(HttpStatusCode.NoContent, (await graph.Delete($"/roleManagement/directory/roleAssignments/{assignment.Id}")).Status);
    }

    [Fact]
    public async Task Without_the_permission_the_directory_refuses()
    {
        var graph = await GraphWire.Open();
        graph.Tenant.State.AppRoleAssignments.Clear();
        await graph.Consent();
        foreach (var path in new[] { "/users", "/organization", "/domains", "/subscribedSkus", "/applications", "/servicePrincipals", "/oauth2PermissionGrants", "/roleManagement/directory/roleAssignments" })
            Assert.Equal((HttpStatusCode.Forbidden, "Authorization_RequestDenied"), Outcome(await graph.Get(path)));
        Assert.Equal((HttpStatusCode.Forbidden, "Authorization_RequestDenied"), Outcome(await graph.Post("/users", NewUser)));
        Assert.Equal((HttpStatusCode.Forbidden, "ErrorAccessDenied"), Outcome(await graph.Get("/places/microsoft.graph.room")));
    }

    [Fact]
    public async Task Wrong_tokens_paths_and_methods()
    {
        var graph = await GraphWire.Open();
        Assert.Equal((HttpStatusCode.BadRequest, "BadRequest"), Outcome(await graph.Get("/me")));
        Assert.Equal("Resource not found for the segment 'nonsense'.", (await graph.Get("/nonsense")).Message);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await graph.Send("DELETE", "/users", null)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await graph.Get("https://graph.microsoft.com/v3/users")).Status);
        graph.UseToken("not.a.token");
        Assert.Equal((HttpStatusCode.Unauthorized, "InvalidAuthenticationToken"), Outcome(await graph.Get("/users")));
        graph.UseToken("");
        Assert.Equal((HttpStatusCode.Unauthorized, "InvalidAuthenticationToken"), Outcome(await graph.Get("/users")));
    }

    [Fact]
    public async Task The_same_over_another_address_links_there()
    {
        var graph = await GraphWire.Open();
        var reply = await graph.Get("http://127.0.0.1:5000/graph/v1.0/users?$top=1");
        Assert.StartsWith("http://127.0.0.1:5000/graph/v1.0/users?", reply.NextLink, StringComparison.Ordinal);
    }

    internal static (HttpStatusCode, string?) Outcome(Reply reply) => (reply.Status, reply.Code);

    static string Certificate()
    {
        using var rsa = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=Teem", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2028, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return Convert.ToBase64String(certificate.RawData);
    }
}
