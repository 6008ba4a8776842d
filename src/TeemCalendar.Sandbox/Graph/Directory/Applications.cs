using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Graph.OData;
using TeemCalendar.Sandbox.Graph.Schema;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph.Directory;

/// <summary>/applications: the registrations of this tenant, with their certificates and secrets.</summary>
internal static class Applications
{
    static readonly string[] Kept = ["displayName", "signInAudience", "isFallbackPublicClient", "publicClient", "web", "keyCredentials", "passwordCredentials", "requiredResourceAccess", "tags", "notes"];
    static readonly string[] Audiences = ["AzureADMyOrg", "AzureADMultipleOrgs", "AzureADandPersonalMicrosoftAccount", "PersonalMicrosoftAccount"];
    static readonly Entity<ApplicationObject> Entity = new("application", "applications", Write);

    internal static WireAnswer List(GraphCall call)
    {
        DirectoryAccess.ReadApplications(call);
        return new(200, Entity.Collection(call, call.State.Applications.Values));
    }

    internal static WireAnswer Get(GraphCall call, string id)
    {
        DirectoryAccess.ReadApplications(call);
        return new(200, Entity.Single(call, Find(call, id)));
    }

    internal static WireAnswer Create(GraphCall call)
    {
        DirectoryAccess.WriteApplications(call);
        var body = call.Body("application");
        if (body["displayName"].Text() is not { Length: > 0 }) throw GraphRefusal.BadRequest("A value is required for property 'displayName' of resource 'Application'.");
        var application = new ApplicationObject { Created = call.Tenant.Now };
        Apply(call, application, body);
        (application.Id, application.AppId) = (call.Tenant.NewGuid(), call.Tenant.NewGuid());
        call.State.Applications.Add(application.Id, application);
        return new(201, Entity.Single(call, application));
    }

    internal static WireAnswer Update(GraphCall call, string id)
    {
        DirectoryAccess.WriteApplications(call);
        Apply(call, Find(call, id), call.Body("application"));
        return GraphCall.NoContent();
    }

    /// <summary>An application takes its service principal in the same tenant along (documented), and with it what was consented.</summary>
    internal static WireAnswer Delete(GraphCall call, string id)
    {
        DirectoryAccess.WriteApplications(call);
        var application = Find(call, id);
        call.State.Applications.Remove(application.Id);
        call.State.DeletedApplications.Add(new() { Application = application, Deleted = call.Tenant.Now });
        if (call.State.FindServicePrincipal(application.AppId) is { } principal) ServicePrincipals.Remove(call, principal);
        return GraphCall.NoContent();
    }

    internal static WireAnswer AddPassword(GraphCall call, string id)
    {
        DirectoryAccess.WriteApplications(call);
        return Passwords.Add(call, Find(call, id).Secrets);
    }

    internal static WireAnswer RemovePassword(GraphCall call, string id)
    {
        DirectoryAccess.WriteApplications(call);
        return Passwords.Remove(call, Find(call, id).Secrets);
    }

    internal static ApplicationObject Find(GraphCall call, string id)
    {
        var byAppId = id.StartsWith("appId=", StringComparison.Ordinal);
        var found = Guid.TryParse(byAppId ? id["appId=".Length..] : id, out var key) ? byAppId ? call.State.Applications.Values.FirstOrDefault(a => a.AppId == key) : call.State.Applications.GetValueOrDefault(key) : null;
        return found ?? throw GraphRefusal.ResourceNotFound(byAppId ? id["appId=".Length..] : id);
    }

    static void Apply(GraphCall call, ApplicationObject application, JsonObject body)
    {
        foreach (var (name, _) in body)
            if (!Kept.Contains(name) && !name.Contains('@', StringComparison.Ordinal))
                throw GraphRefusal.BadRequest(name is "id" or "appId" or "createdDateTime" ? $"Property '{name}' is read-only and cannot be set." : $"The sandbox tenant does not keep property '{name}' of resource 'Application'.");
        if (body["signInAudience"].Text() is { } audience)
            application.SignInAudience = Audiences.Contains(audience) ? audience : throw GraphRefusal.BadRequest("Invalid value specified for property 'signInAudience' of resource 'Application'.");
        if (body["keyCredentials"] is JsonArray keys) application.Keys = [.. keys.OfType<JsonObject>().Select(k => CredentialRules.Check(call, application, Key(call, application, k)))];
        if (body["passwordCredentials"] is JsonArray { Count: > 0 }) throw GraphRefusal.BadRequest("New password credentials must be generated with service actions.");
        application.DisplayName = body["displayName"].Text() ?? application.DisplayName;
        if (body["isFallbackPublicClient"] is JsonValue isPublic) application.IsPublicClient = isPublic.GetValue<bool>();
        if (Texts(body["publicClient"]?["redirectUris"]) is { } clientUris) application.RedirectUris = clientUris;
        if (Texts(body["web"]?["redirectUris"]) is { } webUris) application.WebRedirectUris = webUris;
        if (body["requiredResourceAccess"] is JsonArray required)
        {
            if (required.Any(r => r?["resourceAppId"] is null || r["resourceAccess"] is not JsonArray access || access.Any(a => a?["id"] is null || a["type"] is null)))
                throw GraphRefusal.BadRequest("Invalid value specified for property 'requiredResourceAccess' of resource 'Application'.");
            application.RequiredResourceAccessJson = required.ToJsonString();
        }
        if (Texts(body["tags"]) is { } tags) application.Tags = tags;
        if (body.ContainsKey("notes")) application.Notes = body["notes"].Text();
    }

    /// <summary>A key that is there already may come without its value; a new one must be a certificate's public part.</summary>
    static KeyCredential Key(GraphCall call, ApplicationObject application, JsonObject json)
    {
        if (json["key"].Text() is not { } text)
            return Guid.TryParse(json["keyId"].Text(), out var id) && application.Keys.Find(k => k.KeyId == id) is { } known ? known
                : throw GraphRefusal.BadRequest("New key credential must have a key value.");
        if (json["type"].Text() is not "AsymmetricX509Cert" || json["usage"].Text() is not "Verify")
            throw GraphRefusal.BadRequest("Key credential type and usage are invalid: 'AsymmetricX509Cert' with 'Verify' is expected.");
        var bytes = Convert.FromBase64String(text);
        try
        {
            using var certificate = new X509Certificate2(bytes);
            var (start, end) = (new DateTimeOffset(certificate.NotBefore.ToUniversalTime()), new DateTimeOffset(certificate.NotAfter.ToUniversalTime()));
            if (Time(json["endDateTime"]) is { } asked && asked > end.AddSeconds(1)) throw GraphRefusal.BadRequest("Key credential end date is invalid.");
            if (Time(json["endDateTime"]) is { } until) end = until;
            if (end <= call.Tenant.Now) throw GraphRefusal.BadRequest("Key credential end date is invalid.");
            return new()
            {
                KeyId = Guid.TryParse(json["keyId"].Text(), out var id) ? id : call.Tenant.NewGuid(), DisplayName = json["displayName"].Text() ?? certificate.Subject,
                Certificate = certificate.RawData, Start = Time(json["startDateTime"]) ?? start, End = end,
            };
        }
        catch (CryptographicException)
        {
            throw GraphRefusal.BadRequest("Key value is invalid certificate.");
        }
    }

    internal static void Write(Row row, GraphCall call, ApplicationObject application) => row
        .Put("id", application.Id.ToString()).Put("deletedDateTime", (JsonNode?)null).Put("appId", application.AppId.ToString()).Put("createdDateTime", () => GraphTime.Instant(application.Created))
        .Put("displayName", application.DisplayName).Put("description", (JsonNode?)null).Put("notes", application.Notes).Put("signInAudience", application.SignInAudience)
        .Put("publisherDomain", call.State.InitialDomain).Put("isFallbackPublicClient", application.IsPublicClient ? true : null)
        .Put("identifierUris", () => new JsonArray()).Put("tags", () => Row.Array(application.Tags)).Put("appRoles", () => new JsonArray())
        .Put("publicClient", () => new JsonObject { ["redirectUris"] = Row.Array(application.RedirectUris) })
        .Put("web", () => new JsonObject
        {
            ["homePageUrl"] = null, ["logoutUrl"] = null, ["redirectUris"] = Row.Array(application.WebRedirectUris), ["redirectUriSettings"] = new JsonArray(),
            ["implicitGrantSettings"] = new JsonObject { ["enableAccessTokenIssuance"] = false, ["enableIdTokenIssuance"] = false },
        })
        .Put("api", () => new JsonObject
        {
            ["acceptMappedClaims"] = null, ["knownClientApplications"] = new JsonArray(), ["requestedAccessTokenVersion"] = null, ["oauth2PermissionScopes"] = new JsonArray(), ["preAuthorizedApplications"] = new JsonArray(),
        })
        .Put("requiredResourceAccess", () => application.RequiredResourceAccessJson is { } json ? JsonNode.Parse(json) : new JsonArray())
        .Put("keyCredentials", () => Row.Array(application.Keys.Select(k => (JsonNode?)Key(k))))
        .Put("passwordCredentials", () => Row.Array(application.Secrets.Select(s => (JsonNode?)Passwords.Json(s))));

    // Documented: the key's value is given only with $select on one object, and the thumbprint is the identifier; here it is never given.
    static JsonObject Key(KeyCredential key) => new()
    {
        ["customKeyIdentifier"] = Thumbprint(key), ["displayName"] = key.DisplayName, ["endDateTime"] = GraphTime.Instant(key.End), ["key"] = null,
        ["keyId"] = key.KeyId.ToString(), ["startDateTime"] = GraphTime.Instant(key.Start), ["type"] = "AsymmetricX509Cert", ["usage"] = "Verify",
    };

    static string Thumbprint(KeyCredential key)
    {
        using var certificate = new X509Certificate2(key.Certificate);
        return Convert.ToBase64String(certificate.GetCertHash());
    }

    static DateTimeOffset? Time(JsonNode? node) => node.Text() is { } text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) : null;

    static List<string>? Texts(JsonNode? node) => node is JsonArray array ? [.. array.Select(a => a.Text()).OfType<string>()] : null;
}
