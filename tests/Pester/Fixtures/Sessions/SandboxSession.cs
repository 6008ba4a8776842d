using System.Collections;
using System.Management.Automation;
using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text.Json;

namespace TeemCalendar.Fixtures;

/// <summary>What stands behind the commands of a made-up session: a sandbox tenant, reached over the wire alone, with tokens that are fetched here.</summary>
public sealed class SandboxSession
{
    const string Login = "https://login.sandbox.invalid", Exchange = "https://exchange.sandbox.invalid/adminapi/beta";
    const string ExchangeResource = "https://outlook.office365.com", GraphResource = "https://graph.microsoft.com";
    const string ExchangeShell = "fb78d390-0c51-40cd-8e17-fdbfab77341b", GraphShell = "14d82eec-204b-4c2f-b7e8-296a70dab67e";

    readonly dynamic sandbox;
    readonly HttpClient client;
    readonly string? person;
    readonly string[] scopes;
    readonly Dictionary<string, string> tokens = [];
    readonly List<string> commands = [];

    SandboxSession(dynamic sandbox, string? person, string[] scopes)
    {
        (this.sandbox, this.person, this.scopes) = (sandbox, person, scopes);
        client = new HttpClient((HttpMessageHandler)sandbox.CreateHandler());
    }

    /// <summary>A session in the sandbox of a connection, as its administrating application.</summary>
    /// <param name="connection">Made by Connect-TeemTenant -Sandbox.</param>
    public static SandboxSession Open(TenantConnection connection) => new(SandboxOf(connection), null, Array.Empty<string>());

    /// <summary>The same, signed in as a person.</summary>
    /// <param name="connection">Made by Connect-TeemTenant -Sandbox.</param>
    /// <param name="person">His sign-in name.</param>
    /// <param name="scopes">Graph's scopes that the session is to hold.</param>
    public static SandboxSession OpenAs(TenantConnection connection, string person, params string[] scopes) => new(SandboxOf(connection), person, scopes);

    /// <summary>The tenant.</summary>
    public Guid TenantId => sandbox.Facts.TenantId;

    /// <summary>The person; empty for the application.</summary>
    public string Person => person ?? "";

    /// <summary>The application's id.</summary>
    public string ClientId => sandbox.Facts.ClientId.ToString();

    /// <summary>Its secret.</summary>
    public string ClientSecret => sandbox.Facts.ClientSecret;

    /// <summary>Graph's scopes that the session holds.</summary>
    public IReadOnlyList<string> Scopes => scopes;

    /// <summary>The sandbox's wire, for a connection that is not a sandbox's by name.</summary>
    public HttpMessageHandler Wire => sandbox.CreateHandler();

    /// <summary>What was asked of this session so far: Exchange's commands by name, Graph's requests by method and path.</summary>
    public IReadOnlyList<string> Asked => commands;

    /// <summary>Runs one of Exchange's commands.</summary>
    /// <param name="name">The command.</param>
    /// <param name="parameters">As bound.</param>
    public SessionReply RunCommand(string name, IDictionary parameters)
    {
        lock (commands) commands.Add(name);
        var body = JsonSerializer.SerializeToUtf8Bytes(new { CmdletInput = new { CmdletName = name, Parameters = parameters.Keys.Cast<string>().ToDictionary(k => k, k => Wired(parameters[k])) } });
        var reply = new SessionReply();
        for (var next = $"{Exchange}/{TenantId}/InvokeCommand"; next is not null;)
        {
            using var answer = Ask(ExchangeResource, () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Post, next) { Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } };
                request.Headers.Add("X-CmdletName", name);
                request.Headers.Add("X-ResponseFormat", "json");
                var mailbox = parameters["Identity"] is string identity && identity.Contains('@', StringComparison.Ordinal) ? identity.Split(':')[0] : null;
                request.Headers.Add("X-AnchorMailbox", mailbox is null ? $"APP:SystemMailbox{{bb558c35-97f1-4cb9-8ff7-d53741dc928c}}@{TenantId}" : $"SMTP:{mailbox}");
                return request;
            });
            next = reply.Take(name, answer);
        }
        return reply;
    }

    /// <summary>Sends one of Graph's requests.</summary>
    /// <param name="method">Its method.</param>
    /// <param name="uri">Its address.</param>
    /// <param name="headers">Its headers, or null.</param>
    /// <param name="body">Text or bytes, or null.</param>
    /// <param name="contentType">The body's type, or null.</param>
    public HttpResponseMessage Send(string method, Uri uri, IDictionary? headers, object? body, string? contentType)
    {
        lock (commands) commands.Add($"{method} {uri.AbsolutePath}");
        return Ask(GraphResource, () =>
        {
            var request = new HttpRequestMessage(new HttpMethod(method), uri);
            foreach (DictionaryEntry header in headers ?? new Hashtable())
                if (!request.Headers.TryAddWithoutValidation((string)header.Key, header.Value?.ToString()))
                    throw new ArgumentException($"{header.Key} is no header of a request.");
            if (body is PSObject wrapped) body = wrapped.BaseObject;
            if (body is not null)
                request.Content = new ByteArrayContent(body as byte[] ?? System.Text.Encoding.UTF8.GetBytes((string)body)) { Headers = { ContentType = MediaTypeHeaderValue.Parse(contentType ?? "application/json") } };
            return request;
        });
    }

    /// <summary>Microsoft's modules try again by themselves what was put off.</summary>
    HttpResponseMessage Ask(string resource, Func<HttpRequestMessage> make)
    {
        for (var attempt = 0; ; attempt++)
        {
            using var request = make();
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token(resource, renew: attempt > 0));
            var answer = client.Send(request);
            answer.Content.LoadIntoBufferAsync().GetAwaiter().GetResult();
            if (attempt >= 2 || answer.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable)) return answer;
            answer.Dispose();
        }
    }

    string Token(string resource, bool renew)
    {
        if (!renew && tokens.TryGetValue(resource, out var known)) return known;
        return tokens[resource] = person is null ? ApplicationToken(resource) : PersonToken(resource);
    }

    string ApplicationToken(string resource) => Text(Form("token", ("grant_type", "client_credentials"), ("client_id", ClientId), ("client_secret", (string)sandbox.Facts.ClientSecret), ("scope", $"{resource}/.default")), "access_token");

    string PersonToken(string resource)
    {
        var shell = resource == GraphResource ? GraphShell : ExchangeShell;
        var asked = resource == GraphResource ? string.Join(' ', scopes.Select(s => $"{GraphResource}/{s}")) : $"{resource}/.default";
        var code = Form("devicecode", ("client_id", shell), ("scope", asked + " openid"));
        // The administrator accepted for everybody when the modules came into the tenant.
        if (!(bool)sandbox.ApproveDeviceCode(Text(code, "user_code"), person)) throw new InvalidOperationException($"{person} cannot sign in.");
        return Text(Form("token", ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"), ("client_id", shell), ("device_code", Text(code, "device_code"))), "access_token");
    }

    JsonElement Form(string endpoint, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(f => new KeyValuePair<string, string>(f.Name, f.Value)));
        using var answer = client.PostAsync(new Uri($"{Login}/{TenantId}/oauth2/v2.0/{endpoint}"), form).GetAwaiter().GetResult();
        var text = answer.Content.ReadAsStringAsync().GetAwaiter().GetResult();
        using var json = JsonDocument.Parse(text);
        return answer.IsSuccessStatusCode ? json.RootElement.Clone() : throw new InvalidOperationException(text);
    }

    static string Text(JsonElement json, string property) => json.GetProperty(property).GetString()!;

    // As Exchange's module turns what was bound into JSON.
    static object? Wired(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        SwitchParameter flag => flag.IsPresent,
        Hashtable map => map.Keys.Cast<string>().ToDictionary(k => k, k => Wired(map[k])).Append(new("@odata.type", "#Exchange.GenericHashTable")).ToDictionary(),
        string text => text,
        IEnumerable list => list.Cast<object?>().Select(Wired).ToArray(),
        var other => other,
    };

    // The tests may know what the module keeps to itself.
    static dynamic SandboxOf(TenantConnection connection)
    {
        const BindingFlags inside = BindingFlags.Instance | BindingFlags.NonPublic;
        var options = connection.GetType().GetField("options", inside)!.GetValue(connection)!;
        var wire = options.GetType().GetProperty("Wire", inside)!.GetValue(options)!;
        return wire.GetType().GetFields(inside).First(f => f.FieldType.Name == "SandboxTenant").GetValue(wire)!;
    }
}
