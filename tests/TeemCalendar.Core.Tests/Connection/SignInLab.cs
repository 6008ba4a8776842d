using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Http;
using TeemCalendar.Sandbox;

namespace TeemCalendar.Core.Tests.Connection;

/// <summary>A sandbox tenant with everything to sign in with, in each way, over the wire and through unmodified MSAL.</summary>
internal sealed partial class SignInLab : IDisposable
{
    const string Graph = "00000003-0000-0000-c000-000000000000", Exchange = "00000002-0000-0ff1-ce00-000000000000", ExchangeAdministrator = "29232cdf-9323-42fd-ade2-1d097af3e4de";
    internal const string Subject = "system:serviceaccount:teem:sync";

    readonly string folder = Directory.CreateTempSubdirectory("teem-signin").FullName;

    internal SignInLab(SandboxOptions? options = null)
    {
        // MSAL looks at the computer's clock: a tenant in another time gives tokens that are over for one of the two.
        Clock = new(DateTimeOffset.UtcNow);
        Sandbox = SandboxTenant.Create((options ?? new()) with { Clock = Clock });
        Between = new(Sandbox.CreateHandler());
    }

    internal ManualClock Clock { get; }

    internal SandboxTenant Sandbox { get; }

    /// <summary>What stands between the engine and the tenant: it sees all, and can answer for the tenant.</summary>
    internal Interceptor Between { get; }

    internal string TenantId => Sandbox.Facts.TenantId.ToString();

    internal string TokenFile => Path.Combine(folder, "token");

    /// <summary>Secrets that no stream and no exception may hold.</summary>
    internal List<string> Secrets { get; } = [];

    /// <summary>How often somebody had to sign in at a browser or with a code.</summary>
    internal int Asked { get; private set; }

    internal Task<Tenant> ConnectAsync(SignIn signIn, bool named = true, Cloud? cloud = null, RetryLimits? limits = null) => Tenant.ConnectAsync(new ConnectOptions
    {
        Cloud = cloud ?? Cloud.Sandbox, TenantId = named ? TenantId : null, SignIn = signIn, Wire = Between.Open(), Clock = Clock, Limits = limits ?? RetryLimits.Default with { Retries = 0 }, StorePath = Path.Combine(folder, "store.db"),
    }, default);

    /// <summary>Each way to sign in, ready to use.</summary>
    internal async Task<SignIn> PrepareAsync(string way)
    {
        switch (way)
        {
            case "Secret":
                Secrets.Add(Sandbox.Facts.ClientSecret);
                return new SecretSignIn(Sandbox.Facts.ClientId.ToString(), Sandbox.Facts.ClientSecret);
            case "Certificate":
                var certificate = new SandboxCertificates(null).Create("app", DateTimeOffset.UtcNow, 30);
                await ChangeAdministrationAsync(new { keyCredentials = new[] { new { type = "AsymmetricX509Cert", usage = "Verify", key = Convert.ToBase64String(certificate.Export(X509ContentType.Cert)) } } });
                return new CertificateSignIn(Sandbox.Facts.ClientId.ToString(), certificate);
            case "FederatedToken":
                using (var http = await AdministratorAsync())
                    await SendAsync(http, HttpMethod.Post, $"applications(appId='{Sandbox.Facts.ClientId}')/federatedIdentityCredentials", new { name = "cluster", issuer = SandboxTenant.WorkloadIssuerAddress, subject = Subject, audiences = new[] { "api://AzureADTokenExchange" } });
                WriteToken();
                return new FederatedSignIn(Sandbox.Facts.ClientId.ToString(), TokenFile);
            case "ManagedIdentity":
                await MayAdministerAsync(Sandbox.AddManagedIdentity("runbook"));
                return new ManagedIdentitySignIn(null);
            case "AccessToken":
                return new GivenTokensSignIn(Secure(await TokenAsync("https://graph.microsoft.com")), Secure(await TokenAsync("https://outlook.office365.com")));
            case "DeviceCode":
                return new DeviceCodeSignIn(await PublicClientAsync(), null, (code, _) =>
                {
                    Asked++;
                    Assert.True(Sandbox.ApproveDeviceCode(code.UserCode, Sandbox.Facts.Administrator));
                    return Task.CompletedTask;
                });
            case "Browser":
                return new BrowserSignIn(null, Browser());
            default:
                throw new ArgumentOutOfRangeException(nameof(way), way, null);
        }
    }

    internal void WriteToken(string? token = null)
    {
        token ??= Sandbox.IssueWorkloadToken(Subject);
        Secrets.Add(token);
        File.WriteAllText(TokenFile, token + "\n");
    }

    /// <summary>A browser with a person before it: reads the page, signs in, and posts back to the loopback address where MSAL listens.</summary>
    internal Browser Browser(string? person = null, string answer = "accept") => new(() => true, address =>
    {
        Asked++;
        // It comes back while MSAL already waits.
        _ = Task.Run(() => BrowseAsync(address, person ?? Sandbox.Facts.Administrator, answer));
        return Task.CompletedTask;
    });

    async Task BrowseAsync(Uri address, string person, string answer)
    {
        using var http = new HttpClient(Sandbox.CreateHandler());
        using var loopback = new HttpClient();
        Assert.Contains("password", await http.GetStringAsync(address), StringComparison.Ordinal);
        using var page = await http.PostAsync(address, new FormUrlEncodedContent([new("username", person), new("password", Sandbox.Facts.AdministratorPassword), new("answer", answer)]));
        var html = await page.Content.ReadAsStringAsync();
        var back = WebUtility.HtmlDecode(Action().Match(html).Groups[1].Value);
        var fields = Hidden().Matches(html).Select(m => KeyValuePair.Create(m.Groups[1].Value, WebUtility.HtmlDecode(m.Groups[2].Value))).ToList();
        Secrets.AddRange(fields.Where(f => f.Key == "code").Select(f => f.Value));
        for (var sent = false; !sent;)
            try
            {
                using var done = await loopback.PostAsync(new Uri(back), new FormUrlEncodedContent(fields));
                sent = true;
            }
            catch (HttpRequestException) { await Task.Yield(); /* MSAL opens the browser before it listens */ }
    }

    [GeneratedRegex("action=\"([^\"]+)\"")]
    private static partial Regex Action();

    [GeneratedRegex("name=\"([^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex Hidden();

    /// <summary>The administering application, as one that people may sign in through.</summary>
    internal async Task<string> PublicClientAsync()
    {
        await ChangeAdministrationAsync(new { isFallbackPublicClient = true, publicClient = new { redirectUris = new[] { "http://localhost" } } });
        using var http = await AdministratorAsync();
        var ours = (string)(await PrincipalAsync(http, Sandbox.Facts.ClientId.ToString()))["id"]!;
        foreach (var (resource, scope) in new[] { (Graph, "Organization.Read.All User.ReadWrite.All"), (Exchange, "Exchange.Manage") })
            await SendAsync(http, HttpMethod.Post, "oauth2PermissionGrants", new { clientId = ours, consentType = "AllPrincipals", resourceId = (string)(await PrincipalAsync(http, resource))["id"]!, scope });
        return Sandbox.Facts.ClientId.ToString();
    }

    /// <summary>Gives an application what the administering one has, as an administrator does.</summary>
    internal async Task MayAdministerAsync(Guid clientId)
    {
        using var http = await AdministratorAsync();
        var ours = (string)(await PrincipalAsync(http, clientId.ToString()))["id"]!;
        foreach (var (resourceId, permission) in new[] { (Graph, "Organization.Read.All"), (Graph, "User.ReadWrite.All"), (Exchange, "Exchange.ManageAsApp") })
        {
            var resource = await PrincipalAsync(http, resourceId);
            var role = resource["appRoles"]!.AsArray().First(r => (string?)r!["value"] == permission)!;
            await SendAsync(http, HttpMethod.Post, $"servicePrincipals/{ours}/appRoleAssignments", new { principalId = ours, resourceId = (string)resource["id"]!, appRoleId = (string)role["id"]! });
        }
        await SendAsync(http, HttpMethod.Post, "roleManagement/directory/roleAssignments", new { principalId = ours, roleDefinitionId = ExchangeAdministrator, directoryScopeId = "/" });
    }

    internal async Task ChangeAdministrationAsync(object change)
    {
        using var http = await AdministratorAsync();
        await SendAsync(http, HttpMethod.Patch, $"applications(appId='{Sandbox.Facts.ClientId}')", change);
    }

    internal async Task ChangePrincipalAsync(string appId, object change)
    {
        using var http = await AdministratorAsync();
        await SendAsync(http, HttpMethod.Patch, $"servicePrincipals(appId='{appId}')", change);
    }

    internal async Task ChangeUserAsync(string user, object change)
    {
        using var http = await AdministratorAsync();
        await SendAsync(http, HttpMethod.Patch, $"users/{user}", change);
    }

    static async Task<JsonNode> PrincipalAsync(HttpClient http, string appId) => (await http.GetFromJsonAsync<JsonNode>($"https://graph.sandbox.invalid/v1.0/servicePrincipals?$filter=appId eq '{appId}'"))!["value"]![0]!;

    static async Task SendAsync(HttpClient http, HttpMethod method, string path, object body)
    {
        using var request = new HttpRequestMessage(method, $"https://graph.sandbox.invalid/v1.0/{path}") { Content = JsonContent.Create(body) };
        using var answer = await http.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    async Task<HttpClient> AdministratorAsync()
    {
        var http = new HttpClient(Sandbox.CreateHandler());
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync("https://graph.microsoft.com"));
        return http;
    }

    internal async Task<string> TokenAsync(string resource)
    {
        using var http = new HttpClient(Sandbox.CreateHandler());
        using var answer = await http.PostAsync(new Uri($"https://login.sandbox.invalid/{TenantId}/oauth2/v2.0/token"), new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_id"] = Sandbox.Facts.ClientId.ToString(), ["client_secret"] = Sandbox.Facts.ClientSecret, ["scope"] = resource + "/.default",
        }));
        var token = (string)(await answer.Content.ReadFromJsonAsync<JsonNode>())!["access_token"]!;
        Secrets.Add(token);
        return token;
    }

    internal static SecureString Secure(string text) => new NetworkCredential("", text).SecurePassword;

    public void Dispose()
    {
        Sandbox.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Passes requests on; remembers what was given out, and lets a test answer first. One for all connections of the lab.</summary>
    internal sealed class Interceptor(HttpMessageHandler tenant)
    {
        readonly HttpMessageInvoker onward = new(tenant);

        internal Func<HttpRequestMessage, HttpResponseMessage?>? Answer { get; set; }

        internal List<string> Bodies { get; } = [];

        internal List<(Uri Address, string? Token)> Seen { get; } = [];

        internal HttpMessageHandler Open() => new Wire(this);

        async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
        {
            var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancel);
            lock (Seen)
            {
                Seen.Add((request.RequestUri!, request.Headers.Authorization?.Parameter));
                Bodies.Add(body);
            }
            return Answer?.Invoke(request) ?? await onward.SendAsync(request, cancel);
        }

        sealed class Wire(Interceptor between) : HttpMessageHandler
        {
            protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => between.SendAsync(request, cancellationToken);
        }
    }
}
