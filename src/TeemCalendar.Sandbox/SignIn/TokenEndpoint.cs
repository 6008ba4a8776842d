using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.SignIn;

/// <summary>The token endpoint, one grant after the other, and the endpoint that gives out device codes.</summary>
internal static class TokenEndpoint
{
    internal static WireAnswer Token(SandboxTenant tenant, WireRequest request, string tenantSegment, TenantSegment directory)
    {
        var form = WireForm.Parse(request.Body);
        var grant = Required(form, "grant_type");
        var client = Client(tenant, Required(form, "client_id"));
        if (tenant.Refusal is { } number) throw RefusalCatalog.Of(number);
        var proof = ClientProof.Check(tenant, request, tenantSegment, client, form);
        return grant switch
        {
            "client_credentials" => ClientCredentials(tenant, client, proof, directory, form),
            "urn:ietf:params:oauth:grant-type:device_code" or "device_code" => DeviceCodeGrant(tenant, request, client, proof, form),
            "authorization_code" => AuthorizationCode(tenant, request, client, proof, form),
            "password" => Password(tenant, request, client, proof, form),
            "refresh_token" => Refresh(tenant, request, client, proof, form),
            _ => throw new SignInError(70003, "unsupported_grant_type", $"The grant type '{grant}' is not supported over the /token endpoint."),
        };
    }

    internal static WireAnswer DeviceCode(SandboxTenant tenant, WireRequest request, TenantSegment directory)
    {
        _ = directory; // a device code may be asked for any tenant: the person who enters it belongs to one
        var form = WireForm.Parse(request.Body);
        var client = Client(tenant, Required(form, "client_id"));
        var scopes = RequestedScopes.Parse(Required(form, "scope"));
        var waiting = tenant.DeviceCodes.Begin(client.Principal.AppId, scopes);
        var where = $"{request.Base}/common/oauth2/deviceauth";
        return NoStore(new(200, new JsonObject
        {
            ["user_code"] = waiting.UserCode,
            ["device_code"] = waiting.DeviceCode,
            ["verification_uri"] = where,
            ["expires_in"] = (int)DeviceCodes.Lifetime.TotalSeconds,
            ["interval"] = DeviceCodes.Interval,
            ["message"] = $"To sign in, open {where} and enter the code {waiting.UserCode}.",
        }));
    }

    static WireAnswer ClientCredentials(SandboxTenant tenant, ClientApplication client, Proof proof, TenantSegment directory, Dictionary<string, string> form)
    {
        if (!directory.Named) throw new SignInError(50059, "invalid_request", "No tenant-identifying information found in either the request or implied by any provided credentials.");
        if (proof == Proof.None) throw ClientProof.CredentialNeeded();
        var scope = Required(form, "scope");
        if (!scope.EndsWith("/.default", StringComparison.Ordinal) || scope.Contains(' ', StringComparison.Ordinal))
            throw new SignInError(1002012, "invalid_scope", $"The scope '{scope}' is not valid: an application by itself asks for /.default of one resource.");
        var resource = RequestedScopes.ResourceOf(scope[..^"/.default".Length]);
        client.Principal.LastSignIn = tenant.Now;
        return NoStore(new(200, new JsonObject
        {
            ["token_type"] = "Bearer",
            ["expires_in"] = TokenClaims.Lifetime,
            ["ext_expires_in"] = TokenClaims.Lifetime,
            ["access_token"] = AccessTokens.Write(tenant, ContinuousAccess.Mark(TokenClaims.OfApplication(tenant, client.Principal, proof, resource), form)),
        }));
    }

    static WireAnswer DeviceCodeGrant(SandboxTenant tenant, WireRequest request, ClientApplication client, Proof proof, Dictionary<string, string> form)
    {
        ClientProof.RequireForPerson(client, proof);
        var (user, scopes) = tenant.DeviceCodes.Redeem(client.Principal.AppId, form.GetValueOrDefault("device_code") ?? form.GetValueOrDefault("code") ?? throw SignInError.Missing("device_code"));
        return ForPerson(tenant, request, client, proof, user, scopes, new(SecondFactor: true, EntersCode: false), form);
    }

    static WireAnswer AuthorizationCode(SandboxTenant tenant, WireRequest request, ClientApplication client, Proof proof, Dictionary<string, string> form)
    {
        // No secret is needed where the code came back to an address of a public client (documented).
        if (client.Registration?.RedirectUris.Count is not > 0) ClientProof.RequireForPerson(client, proof);
        var (user, scopes) = tenant.AuthorizationCodes.Redeem(client.Principal.AppId, Required(form, "code"), form.GetValueOrDefault("redirect_uri"), form.GetValueOrDefault("code_verifier"));
        return ForPerson(tenant, request, client, proof, user, form.TryGetValue("scope", out var asked) && asked.Length > 0 ? RequestedScopes.Parse(asked) : scopes, new(SecondFactor: true, EntersCode: false), form);
    }

    static WireAnswer Password(SandboxTenant tenant, WireRequest request, ClientApplication client, Proof proof, Dictionary<string, string> form)
    {
        ClientProof.RequireForPerson(client, proof);
        var scopes = RequestedScopes.Parse(Required(form, "scope"));
        var user = PersonSignIn.CheckHere(tenant, Required(form, "username"), Required(form, "password"));
        return ForPerson(tenant, request, client, proof, user, scopes, new(SecondFactor: false, EntersCode: false), form);
    }

    static WireAnswer Refresh(SandboxTenant tenant, WireRequest request, ClientApplication client, Proof proof, Dictionary<string, string> form)
    {
        ClientProof.RequireForPerson(client, proof);
        var (user, scopes, secondFactor) = RefreshTokens.Read(tenant, client.Principal.AppId, Required(form, "refresh_token"));
        return ForPerson(tenant, request, client, proof, user, form.TryGetValue("scope", out var asked) && asked.Length > 0 ? RequestedScopes.Parse(asked) : scopes, new(secondFactor, EntersCode: false), form);
    }

    static WireAnswer ForPerson(SandboxTenant tenant, WireRequest request, ClientApplication client, Proof proof, DirectoryUser user, RequestedScopes scopes, SignInWay way, Dictionary<string, string> form)
    {
        PersonSignIn.CheckEnabled(user);
        ConditionalAccess.Check(tenant, user, scopes.Resource, way);
        // Documented; assignments by way of groups are not in this tenant.
        if (client.Principal.AppRoleAssignmentRequired && !tenant.State.AppRoleAssignments.Exists(a => a.PrincipalId == user.Id && a.ResourceId == client.Principal.Id))
            throw new SignInError(50105, "invalid_grant", $"The signed in user '{user.UserPrincipalName}' is not assigned to a role for the application '{client.Principal.AppId}' ({client.Principal.DisplayName}).");
        var granted = Consent.Granted(tenant, client.Principal, user, scopes);
        var answer = new JsonObject
        {
            ["token_type"] = "Bearer",
            ["scope"] = scopes.Answered(granted),
            ["expires_in"] = TokenClaims.Lifetime,
            ["ext_expires_in"] = TokenClaims.Lifetime,
            ["access_token"] = AccessTokens.Write(tenant, ContinuousAccess.Mark(TokenClaims.OfPerson(tenant, client.Principal, user, proof, scopes.Resource, granted), form)),
        };
        if (scopes.OfflineAccess) answer["refresh_token"] = RefreshTokens.Write(tenant, client.Principal.AppId, user, scopes, way.SecondFactor);
        if (scopes.OpenId) answer["id_token"] = AccessTokens.Write(tenant, TokenClaims.IdToken(tenant, request, client.Principal, user));
        answer["client_info"] = AccessTokens.Part(new JsonObject { ["uid"] = user.Id.ToString(), ["utid"] = tenant.State.TenantId.ToString() }.ToJsonString());
        return NoStore(new(200, answer));
    }

    internal static ClientApplication Client(SandboxTenant tenant, string clientId)
    {
        var known = Guid.TryParse(clientId, out var id);
        var application = known ? tenant.State.Applications.Values.FirstOrDefault(a => a.AppId == id) : null;
        var principal = known ? tenant.State.FindServicePrincipal(id) : null;
        if (principal is null)
            throw application is null
                ? new SignInError(700016, "unauthorized_client", $"Application with identifier '{clientId}' was not found in the directory '{tenant.State.Name}': it is not installed in this tenant, or this is the wrong tenant.")
                : new SignInError(7000229, "unauthorized_client", $"The client application {clientId} is missing a service principal in the tenant {tenant.State.TenantId}.");
        if (!principal.AccountEnabled) throw new SignInError(7000112, "unauthorized_client", $"Application '{clientId}' ({principal.DisplayName}) is disabled.");
        return new(principal, application);
    }

    static string Required(Dictionary<string, string> form, string name) => form.TryGetValue(name, out var value) && value.Length > 0 ? value : throw SignInError.Missing(name);

    static WireAnswer NoStore(WireAnswer answer)
    {
        answer.Headers["Cache-Control"] = "no-store, no-cache";
        answer.Headers["Pragma"] = "no-cache";
        return answer;
    }
}

/// <summary>A client of the tenant: its service principal, and its registration when that is in this tenant.</summary>
internal sealed record ClientApplication(ServicePrincipalObject Principal, ApplicationObject? Registration)
{
    /// <summary>Of applications registered elsewhere only Microsoft's own command line clients are known to be public.</summary>
    internal bool IsPublic => Registration?.IsPublicClient ?? Principal.AppOwnerTenant == TenantSeed.MicrosoftTenant;
}
