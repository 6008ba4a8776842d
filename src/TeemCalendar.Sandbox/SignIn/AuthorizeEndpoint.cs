using System.Net;
using System.Text;
using TeemCalendar.Sandbox.Permissions;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.SignIn;

/// <summary>The address at which a person signs in at a browser. Query and way back are Entra's (documented); the form is the sandbox's own, so that any HTTP client can play the person.</summary>
internal static class AuthorizeEndpoint
{
    internal static WireAnswer Answer(SandboxTenant tenant, WireRequest request)
    {
        var query = WireForm.Parse(request.Query);
        try
        {
            var client = TokenEndpoint.Client(tenant, query.GetValueOrDefault("client_id") is { Length: > 0 } id ? id : throw SignInError.Missing("client_id"));
            var back = RedirectUri(client, query);
            // From here on the client is told, by way of the browser; before, only the person is.
            if (query.GetValueOrDefault("response_type") != "code") return Back(query, back, ("error", "unsupported_response_type"), ("error_description", "AADSTS700051: The response_type is not enabled for the application."));
            if (query.ContainsKey("code_challenge") && query.GetValueOrDefault("code_challenge_method") != "S256") return Back(query, back, ("error", "invalid_request"), ("error_description", "AADSTS501491: The code_challenge_method is not supported."));
            var scopes = RequestedScopes.Parse(query.GetValueOrDefault("scope", ""));
            if (request.Method == "GET") return Page(200, Form(client.Principal, query.GetValueOrDefault("login_hint", "")));
            var form = WireForm.Parse(request.Body);
            if (form.GetValueOrDefault("answer") == "decline") return Back(query, back, ("error", "access_denied"), ("error_description", "AADSTS65004: User declined to consent to access the app."));
            var person = PersonSignIn.CheckHere(tenant, form.GetValueOrDefault("username", ""), form.GetValueOrDefault("password", ""));
            // At a browser the person can show a second factor.
            ConditionalAccess.Check(tenant, person, scopes.Resource, new(SecondFactor: true, EntersCode: false));
            ConsentTo(tenant, client.Principal, person, scopes);
            return Back(query, back, ("code", tenant.AuthorizationCodes.Issue(client.Principal.AppId, person, scopes, back, query.GetValueOrDefault("code_challenge"))));
        }
        catch (SignInError error)
        {
            return Page(400, $"<p>{WebUtility.HtmlEncode($"AADSTS{error.Number}: {error.Message}")}</p>");
        }
    }

    /// <summary>An administrator's acceptance is for everybody; anybody else may only use what was consented to (the sandbox's setting for people's own consent: none).</summary>
    static void ConsentTo(SandboxTenant tenant, ServicePrincipalObject client, DirectoryUser person, RequestedScopes scopes)
    {
        if (tenant.State.DirectoryRoles.Exists(r => r.PrincipalId == person.Id && r.RoleTemplateId == DirectoryRoleCatalog.GlobalAdministrator))
        {
            Consent.GrantForAll(tenant, client, scopes);
            return;
        }
        try { Consent.Granted(tenant, client, person, scopes); }
        catch (SignInError missing) when (missing.Number == 65001) { throw new SignInError(90094, "access_denied", "Only an administrator can grant these permissions to the application."); }
    }

    /// <summary>Documented: of a loopback address that is registered for a public client the port does not count. Microsoft's own command line clients come back to localhost (seen).</summary>
    static string RedirectUri(ClientApplication client, Dictionary<string, string> query)
    {
        var wanted = query.GetValueOrDefault("redirect_uri", "");
        var registered = client.Registration is { } own ? own.RedirectUris.Concat(own.WebRedirectUris) : ["http://localhost"];
        return registered.Any(r => r == wanted || IsLoopback(r) && IsLoopback(wanted) && SameButPort(r, wanted)) ? wanted
            : throw new SignInError(50011, "invalid_request", $"The redirect URI '{wanted}' specified in the request does not match the redirect URIs configured for the application '{client.Principal.AppId}'.");
    }

    static bool IsLoopback(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback;

    static bool SameButPort(string one, string other) => (new Uri(one), new Uri(other)) is var (a, b) && a.Host == b.Host && a.AbsolutePath == b.AbsolutePath;

    static WireAnswer Back(Dictionary<string, string> query, string back, params (string Name, string Value)[] parameters)
    {
        var all = parameters.Append(("state", query.GetValueOrDefault("state", ""))).Append(("session_state", Guid.NewGuid().ToString())).Where(p => p.Item2.Length > 0).ToList();
        if (query.GetValueOrDefault("response_mode") == "form_post")
            return Page(200, $"""
                <form method="post" action="{WebUtility.HtmlEncode(back)}">
                {string.Concat(all.Select(p => $"<input type=\"hidden\" name=\"{p.Item1}\" value=\"{WebUtility.HtmlEncode(p.Item2)}\">"))}
                <button>Continue</button>
                </form>
                """);
        return new(302) { Headers = { ["Location"] = back + (back.Contains('?', StringComparison.Ordinal) ? "&" : "?") + string.Join('&', all.Select(p => $"{p.Item1}={Uri.EscapeDataString(p.Item2)}")), ["Cache-Control"] = "no-store, no-cache" } };
    }

    static string Form(ServicePrincipalObject client, string hint) => $"""
        <p>Sign in to {WebUtility.HtmlEncode(client.DisplayName)}.</p>
        <form method="post">
        <label>User name <input name="username" value="{WebUtility.HtmlEncode(hint)}"></label>
        <label>Password <input name="password" type="password"></label>
        <button name="answer" value="accept">Accept</button> <button name="answer" value="decline">Decline</button>
        </form>
        """;

    static WireAnswer Page(int status, string body) => new(status, Bytes: Encoding.UTF8.GetBytes($"<!doctype html><meta charset=\"utf-8\"><title>Sandbox sign-in</title>{body}")) { Headers = { ["Content-Type"] = "text/html; charset=utf-8", ["Cache-Control"] = "no-store, no-cache" } };
}
