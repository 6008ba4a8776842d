using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Permissions;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.SignIn;

/// <summary>The address at which an administrator consents for everybody. The query and the redirect are Entra's (documented); the form is the sandbox's own.</summary>
internal static class AdminConsent
{
    internal static WireAnswer Answer(SandboxTenant tenant, WireRequest request, TenantSegment directory)
    {
        _ = directory; // whoever signs in belongs to this tenant
        var query = WireForm.Parse(request.Query);
        var client = Client(tenant, query);
        var back = RedirectUri(client, query);
        if (request.Method == "GET") return Page(200, Form(client));
        var form = WireForm.Parse(request.Body);
        if (form.GetValueOrDefault("answer") == "decline") return Redirect(query, back, ("error", "access_denied"), ("error_description", "AADSTS65004: User declined to consent to access the app."));
        try
        {
            var person = PersonSignIn.CheckHere(tenant, form.GetValueOrDefault("username", ""), form.GetValueOrDefault("password", ""));
            if (!tenant.State.DirectoryRoles.Exists(r => r.PrincipalId == person.Id && r.RoleTemplateId == DirectoryRoleCatalog.GlobalAdministrator))
                throw new SignInError(90094, "access_denied", "Only an administrator can grant these permissions to the application.");
            var principal = tenant.State.FindServicePrincipal(client.AppId) ?? TenantSeed.AddPrincipal(tenant, client.AppId, client.DisplayName, tenant.State.TenantId);
            var scope = query.GetValueOrDefault("scope", "");
            // Without scopes, or with .default, it is all that the registration asks for, of applications and of people (documented).
            if (scope.Length == 0 || RequestedScopes.Parse(scope).Default) GrantRegistered(tenant, client, principal, scope.Length == 0 ? null : RequestedScopes.Parse(scope).Resource.AppId);
            else Consent.GrantForAll(tenant, principal, RequestedScopes.Parse(scope));
            return Redirect(query, back, ("admin_consent", "True"), ("tenant", tenant.State.TenantId.ToString()), ("scope", scope));
        }
        catch (SignInError error)
        {
            return Page(400, $"<p>{WebUtility.HtmlEncode($"AADSTS{error.Number}: {error.Message}")}</p>");
        }
    }

    static void GrantRegistered(SandboxTenant tenant, ApplicationObject client, ServicePrincipalObject principal, Guid? only)
    {
        foreach (var wanted in (client.RequiredResourceAccessJson is { } json && JsonNode.Parse(json) is JsonArray required ? required : []).OfType<JsonObject>())
        {
            if (!Guid.TryParse(wanted["resourceAppId"].Text(), out var resourceId) || only is not null && resourceId != only || tenant.State.FindServicePrincipal(resourceId) is not { } resource) continue;
            var access = (wanted["resourceAccess"] as JsonArray ?? []).OfType<JsonObject>().ToList();
            foreach (var role in access.Where(a => a["type"].Text() == "Role"))
                if (Guid.TryParse(role["id"].Text(), out var id) && PermissionCatalog.AppRoles(resourceId).Any(r => r.Id == id) && !tenant.State.AppRoleAssignments.Exists(a => a.PrincipalId == principal.Id && a.ResourceId == resource.Id && a.AppRoleId == id))
                    TenantSeed.Assign(tenant, principal, resource, id);
            if (PermissionCatalog.Scopes(resourceId).Count > 0 && access.Exists(a => a["type"].Text() == "Scope")) Consent.GrantForAll(tenant, principal, RequestedScopes.Parse(resourceId + "/.default"));
        }
    }

    static ApplicationObject Client(SandboxTenant tenant, Dictionary<string, string> query) =>
        Guid.TryParse(query.GetValueOrDefault("client_id") is { Length: > 0 } text ? text : throw SignInError.Missing("client_id"), out var id) && tenant.State.Applications.Values.FirstOrDefault(a => a.AppId == id) is { } found ? found
            : throw new SignInError(700016, "unauthorized_client", $"Application with identifier '{text}' was not found in the directory '{tenant.State.Name}'.");

    static string RedirectUri(ApplicationObject client, Dictionary<string, string> query)
    {
        var registered = client.WebRedirectUris.Concat(client.RedirectUris).ToList();
        if (registered.Count == 0) throw new SignInError(500113, "invalid_request", "No reply address is registered for the application.");
        if (query.GetValueOrDefault("redirect_uri") is not { Length: > 0 } wanted) return registered[0];
        return registered.Contains(wanted, StringComparer.Ordinal) ? wanted
            : throw new SignInError(50011, "invalid_request", $"The redirect URI '{wanted}' specified in the request does not match the redirect URIs configured for the application '{client.AppId}'.");
    }

    static WireAnswer Redirect(Dictionary<string, string> query, string back, params (string Name, string Value)[] parameters)
    {
        var all = parameters.Append(("state", query.GetValueOrDefault("state", ""))).Where(p => p.Item2.Length > 0).Select(p => $"{p.Item1}={Uri.EscapeDataString(p.Item2)}");
        return new(302) { Headers = { ["Location"] = back + (back.Contains('?', StringComparison.Ordinal) ? "&" : "?") + string.Join('&', all), ["Cache-Control"] = "no-store, no-cache" } };
    }

    static string Form(ApplicationObject client) => $"""
        <p>{WebUtility.HtmlEncode(client.DisplayName)} asks for permissions for everybody in the organization.</p>
        <form method="post">
        <label>User name <input name="username"></label>
        <label>Password <input name="password" type="password"></label>
        <button name="answer" value="accept">Accept</button> <button name="answer" value="decline">Decline</button>
        </form>
        """;

    static WireAnswer Page(int status, string body) => new(status, Bytes: Encoding.UTF8.GetBytes($"<!doctype html><meta charset=\"utf-8\"><title>Sandbox consent</title>{body}")) { Headers = { ["Content-Type"] = "text/html; charset=utf-8" } };
}
